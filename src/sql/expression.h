#pragma once
// The tree of an expression: what was written, nothing looked up. Owned from the root down; built by the parser, read
// by the planner and the printer. Immutable after parsing, so any thread may read it.
// Invariants: every ExprPtr is non-null unless its comment says that it may be; a tree's height is at most
// kMaxTreeHeight, so recursion over it is safe.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sql/source.h"
#include "sql/type_name.h"

namespace mullion::sql {

/// The height a tree may have, chains of operators included.
inline constexpr int kMaxTreeHeight = 1000;

struct Expr;
struct Query;
using ExprPtr = std::unique_ptr<Expr>;
using QueryPtr = std::unique_ptr<Query>;

// ---- literals ----

/// NULL, and UNKNOWN, which is the NULL of BOOLEAN.
struct NullLiteral {
  bool unknown = false;
};
struct BooleanLiteral {
  bool value = false;
};
/// 12, 12.50, .5: digits as written. A minus sign is a unary operator before it.
struct ExactNumber {
  std::string digits;
};
/// 1e3, 1.5E-2: as written.
struct ApproximateNumber {
  std::string digits;
};
/// 'x' and U&'\00e4', decoded to UTF-8. `unicode` is true for the U& form.
struct StringLiteral {
  std::string value;
  bool unicode = false;
};
/// X'0AFF', decoded.
struct BinaryLiteral {
  std::string bytes;
};
/// DATE '2024-05-11': the text between the quotes, not yet checked.
struct DateLiteral {
  std::string text;
};
struct TimeLiteral {
  std::string text;
};
struct TimestampLiteral {
  std::string text;
  bool local_time_zone = false;  ///< the parser never sets it: Flink's SQL has no such literal
};
/// INTERVAL -'1 02:03' DAY TO MINUTE. Evaluate with sql/interval.h.
struct IntervalLiteral {
  bool negative = false;
  std::string text;
  IntervalQualifier qualifier;
};

/// INTERVAL 5 MINUTE, INTERVAL (a + 1) DAY: an expression in the place of the string.
struct IntervalExpression {
  ExprPtr value;
  IntervalQualifier qualifier;
};

/// 100 ROWS as an argument: the size of a window that counts rows (an extension).
struct RowCount {
  ExprPtr value;
};

// ---- names ----

/// a, t.a, a.b.c: which part is table, column or field is the planner's to find.
struct ColumnReference {
  IdentifierPath path;
};
/// * or t.*; `qualifier` is empty for the plain star. Stands in a select list and in COUNT(*).
struct Star {
  IdentifierPath qualifier;
};
/// (expr).f and f(x).f
struct FieldAccess {
  ExprPtr operand;
  Identifier field;
};
/// x[i]: arrays count from 1, maps take a key.
struct ElementAccess {
  ExprPtr operand;
  ExprPtr index;
};

// ---- operators ----

enum class UnaryOperator { kPlus, kMinus, kNot };
struct Unary {
  UnaryOperator op = UnaryOperator::kMinus;
  ExprPtr operand;
};

enum class BinaryOperator {
  kOr,
  kAnd,
  kEqual,
  kNotEqual,  ///< <> (and != where the dialect takes it)
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,    ///< a % b
  kConcat,    ///< ||
  kOverlaps,  ///< (a, b) OVERLAPS (c, d)
  kContains,
  kMemberOf,  ///< a MEMBER OF multiset
  kSubmultisetOf,
};
/// "+", "AND", "OVERLAPS".
std::string_view BinaryOperatorText(BinaryOperator op);

struct Binary {
  BinaryOperator op = BinaryOperator::kAdd;
  ExprPtr left;
  ExprPtr right;
  TextPosition op_position;
};

/// The right side of IS: NULL, TRUE, FALSE, UNKNOWN, and the JSON predicates.
enum class IsTest { kNull, kTrue, kFalse, kUnknown, kJson, kJsonValue, kJsonObject, kJsonArray, kJsonScalar };
struct IsPredicate {
  ExprPtr operand;
  IsTest test = IsTest::kNull;
  bool negated = false;
};
/// a IS [NOT] DISTINCT FROM b
struct IsDistinctFrom {
  ExprPtr left;
  ExprPtr right;
  bool negated = false;
};
struct Between {
  ExprPtr operand;
  ExprPtr low;
  ExprPtr high;
  bool negated = false;
  bool symmetric = false;
};
enum class LikeKind { kLike, kIlike, kRlike, kSimilarTo };
struct Like {
  LikeKind kind = LikeKind::kLike;
  ExprPtr operand;
  ExprPtr pattern;
  ExprPtr escape;  ///< may be null
  bool negated = false;
};
struct InList {
  ExprPtr operand;
  std::vector<ExprPtr> values;
  bool negated = false;
};
struct InSubquery {
  ExprPtr operand;
  QueryPtr query;
  bool negated = false;
};
enum class Quantifier { kSome, kAll };
/// a > ALL (SELECT …), a = ANY (SELECT …) (ANY is SOME)
struct QuantifiedComparison {
  ExprPtr operand;
  BinaryOperator op = BinaryOperator::kEqual;
  Quantifier quantifier = Quantifier::kSome;
  QueryPtr query;  ///< null when `values` is given
  std::vector<ExprPtr> values;
};
struct Exists {
  QueryPtr query;
};
struct ScalarSubquery {
  QueryPtr query;
};

struct CaseBranch {
  ExprPtr when;
  /// CASE a WHEN 1, 2 THEN …: the values after the first; only in the simple form.
  std::vector<ExprPtr> more_when;
  ExprPtr then;
};
struct Case {
  ExprPtr operand;  ///< null for the searched form
  std::vector<CaseBranch> branches;
  ExprPtr otherwise;  ///< may be null: ELSE NULL
};
/// CAST(x AS t), TRY_CAST(x AS t)
struct Cast {
  ExprPtr operand;
  TypeName type;
  bool try_cast = false;
};

// ---- constructors ----

/// ROW(a, b), and (a, b) with `explicit_row` false. At least one value in ROW(), two in the short form.
struct RowConstructor {
  std::vector<ExprPtr> values;
  bool explicit_row = true;
};
struct ArrayConstructor {
  std::vector<ExprPtr> elements;
};
/// ARRAY(SELECT …), MULTISET(SELECT …), MAP(SELECT …)
struct CollectionSubquery {
  TypeKind kind = TypeKind::kArray;
  QueryPtr query;
};
/// MAP[k1, v1, k2, v2]
struct MapConstructor {
  std::vector<ExprPtr> keys;
  std::vector<ExprPtr> values;
};
struct MultisetConstructor {
  std::vector<ExprPtr> elements;
};

// ---- calls ----

enum class NullsOrder { kDefault, kFirst, kLast };
struct OrderItem {
  ExprPtr expr;
  bool descending = false;
  NullsOrder nulls = NullsOrder::kDefault;
};

enum class FrameUnit { kRows, kRange };
enum class FrameBoundKind { kUnboundedPreceding, kPreceding, kCurrentRow, kFollowing, kUnboundedFollowing };
struct FrameBound {
  FrameBoundKind kind = FrameBoundKind::kCurrentRow;
  ExprPtr offset;  ///< for kPreceding and kFollowing, else null
};
struct Frame {
  FrameUnit unit = FrameUnit::kRange;
  FrameBound start;
  std::optional<FrameBound> end;  ///< absent: no BETWEEN was written, the end is CURRENT ROW
};

/// OVER w, OVER (…), and WINDOW w AS (…).
struct WindowSpec {
  std::optional<Identifier> base;  ///< the name in OVER w, or the first word in (w PARTITION BY …)
  bool only_name = false;          ///< OVER w: nothing but `base`
  std::vector<ExprPtr> partition_by;
  std::vector<OrderItem> order_by;
  std::optional<Frame> frame;
  TextPosition position;
};

/// What JSON_VALUE, JSON_QUERY, JSON_EXISTS do on empty and on error.
enum class JsonBehaviorKind { kNull, kError, kDefault, kEmptyArray, kEmptyObject, kTrue, kFalse, kUnknown };
struct JsonBehavior {
  JsonBehaviorKind kind = JsonBehaviorKind::kNull;
  ExprPtr default_value;  ///< for kDefault, else null
};
enum class JsonWrapper { kWithout, kConditional, kUnconditional };
enum class JsonNulls { kNullOnNull, kAbsentOnNull };
/// The clauses of the JSON functions, each absent when not written. Whether a clause fits its function is checked by
/// the parser.
struct JsonClauses {
  std::optional<TypeName> returning;
  std::optional<JsonBehavior> on_empty;
  std::optional<JsonBehavior> on_error;
  std::optional<JsonWrapper> wrapper;
  std::optional<JsonNulls> on_null;
};

/// One argument; `name` is given in SIZE => INTERVAL '1' HOUR.
struct Argument {
  std::optional<Identifier> name;
  ExprPtr value;
};

/// Any call by name: scalar functions, aggregates, group windows, table functions.
/// The special forms are written down as plain arguments, so that the planner sees one shape, the name in capitals:
///   EXTRACT(unit FROM x) -> EXTRACT(TimeUnitArgument, x)        FLOOR|CEIL(x TO unit) -> FLOOR|CEIL(x,
///   TimeUnitArgument) TIMESTAMPADD|TIMESTAMPDIFF(unit, a, b) -> (TimeUnitArgument, a, b) SUBSTRING(x FROM a FOR b) ->
///   SUBSTRING(x, a, b)             POSITION(a IN b FROM c) -> POSITION(a, b, c) OVERLAY(a PLACING b FROM c FOR d) ->
///   OVERLAY(a, b, c, d) JSON_OBJECT(KEY k VALUE v, …), JSON_OBJECTAGG -> (k, v, …) CURRENT_TIMESTAMP & co -> no
///   arguments, `parentheses` false
/// TRIM always becomes a Trim node.
struct FunctionCall {
  IdentifierPath name;
  std::vector<Argument> arguments;
  bool distinct = false;
  bool parentheses = true;
  std::optional<bool> ignore_nulls;     ///< IGNORE NULLS true, RESPECT NULLS false
  std::vector<OrderItem> within_group;  ///< WITHIN GROUP (ORDER BY …)
  ExprPtr filter;                       ///< FILTER (WHERE …); may be null
  std::unique_ptr<WindowSpec> over;     ///< may be null
  std::unique_ptr<JsonClauses> json;    ///< only for JSON_*; may be null
};

enum class TrimSide { kBoth, kLeading, kTrailing };
struct Trim {
  TrimSide side = TrimSide::kBoth;
  ExprPtr characters;  ///< null: a space
  ExprPtr text;
};

/// DAY as an argument of EXTRACT, FLOOR, TIMESTAMPADD.
struct TimeUnitArgument {
  TimeUnit unit = TimeUnit::kSecond;
};
/// DESCRIPTOR(ts)
struct Descriptor {
  std::vector<Identifier> columns;
};
/// TABLE t [PARTITION BY …] [ORDER BY …], or (SELECT …) PARTITION BY …, as the argument of a table function. A query
/// without such a clause is a ScalarSubquery: only the function knows that it takes a table.
struct TableArgument {
  IdentifierPath table;  ///< empty when `query` is given
  QueryPtr query;        ///< null when `table` is given
  std::vector<ExprPtr> partition_by;
  std::vector<OrderItem> order_by;
};
/// DEFAULT as an argument or a value.
struct DefaultValue {};

using ExprNode =
    std::variant<NullLiteral, BooleanLiteral, ExactNumber, ApproximateNumber, StringLiteral, BinaryLiteral, DateLiteral,
                 TimeLiteral, TimestampLiteral, IntervalLiteral, IntervalExpression, RowCount, ColumnReference, Star,
                 FieldAccess, ElementAccess, Unary, Binary, IsPredicate, IsDistinctFrom, Between, Like, InList,
                 InSubquery, QuantifiedComparison, Exists, ScalarSubquery, Case, Cast, RowConstructor, ArrayConstructor,
                 CollectionSubquery, MapConstructor, MultisetConstructor, FunctionCall, Trim, TimeUnitArgument,
                 Descriptor, TableArgument, DefaultValue>;

struct Expr {
  ExprNode node;
  /// From the first to the last character; length is cut at the end of the first line.
  TextPosition position;
  SourceRange range;

  /// The node if it is a T, else null: `if (auto* call = expr.As<FunctionCall>())`.
  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
  template <typename T>
  bool Is() const {
    return std::holds_alternative<T>(node);
  }
};

}  // namespace mullion::sql
