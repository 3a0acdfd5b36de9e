#pragma once
// The tree of a query. Owned from the root down, immutable after parsing; any thread may read it.
// Invariants: pointers are non-null unless their comment says otherwise; heights are bounded as for expressions.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sql/expression.h"
#include "sql/source.h"

namespace mullion::sql {

struct TableRef;
using TableRefPtr = std::unique_ptr<TableRef>;

/// AS t or AS t(a, b)
struct TableAlias {
  Identifier name;
  std::vector<Identifier> columns;
};

/// /*+ OPTIONS('k' = 'v') */, /*+ STATE_TTL('t' = '1d') */, /*+ BROADCAST(t) */
struct Hint {
  Identifier name;
  std::vector<Option> options;         ///< the 'k' = 'v' form
  std::vector<std::string> arguments;  ///< the plain form: names, strings, numbers
};

/// catalog.database.table with its hints, [FOR SYSTEM_TIME AS OF …]
struct NamedTable {
  IdentifierPath path;
  std::vector<Hint> hints;
  ExprPtr system_time;  ///< may be null
};
/// TABLE(f(…)), LATERAL TABLE(f(…)), and f(…) without the wrapper (a dialect of Flink's newer releases).
struct TableFunction {
  ExprPtr call;  ///< always a FunctionCall
  bool wrapped = true;
  bool lateral = false;
};
struct DerivedTable {
  QueryPtr query;
  bool lateral = false;
};
struct Unnest {
  std::vector<ExprPtr> operands;
  bool with_ordinality = false;
};

enum class JoinKind { kInner, kLeft, kRight, kFull, kCross, kComma };
struct Join {
  JoinKind kind = JoinKind::kInner;
  bool natural = false;
  TableRefPtr left;
  TableRefPtr right;
  ExprPtr on;  ///< may be null
  std::vector<Identifier> using_columns;
};

struct TableRef {
  std::variant<NamedTable, TableFunction, DerivedTable, Unnest, Join> node;
  std::optional<TableAlias> alias;
  TextPosition position;
  SourceRange range;

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
};

struct SelectItem {
  ExprPtr expr;
  std::optional<Identifier> alias;
};

enum class GroupingKind {
  kExpressions,   ///< a, or (a, b), or (): `exprs`
  kGroupingSets,  ///< `elements`
  kRollup,        ///< `elements`
  kCube,          ///< `elements`
};
struct GroupingElement {
  GroupingKind kind = GroupingKind::kExpressions;
  std::vector<ExprPtr> exprs;
  bool parenthesised = false;  ///< kExpressions in ( )
  std::vector<GroupingElement> elements;
  TextPosition position;
};

/// WINDOW name AS (…)
struct NamedWindow {
  Identifier name;
  WindowSpec spec;
};

struct Select {
  bool distinct = false;
  std::vector<Hint> hints;
  std::vector<SelectItem> items;
  TableRefPtr from;  ///< null: SELECT 1
  ExprPtr where;     ///< may be null
  std::vector<GroupingElement> group_by;
  bool group_by_distinct = false;
  TextPosition group_by_position;
  ExprPtr having;  ///< may be null
  std::vector<NamedWindow> windows;
};

/// VALUES (1, 'a'), (2, 'b'): every row has at least one value.
struct Values {
  std::vector<std::vector<ExprPtr>> rows;
};
/// TABLE t as a query
struct ExplicitTable {
  IdentifierPath path;
};

enum class SetOperator { kUnion, kIntersect, kExcept };
struct SetOperation {
  SetOperator op = SetOperator::kUnion;
  bool all = false;
  QueryPtr left;
  QueryPtr right;
  TextPosition op_position;
};

struct CommonTable {
  Identifier name;
  std::vector<Identifier> columns;
  QueryPtr query;
};

struct Query {
  std::vector<CommonTable> with;
  std::variant<Select, SetOperation, Values, ExplicitTable> body;
  std::vector<OrderItem> order_by;
  TextPosition order_by_position;
  ExprPtr offset;  ///< may be null
  ExprPtr limit;   ///< LIMIT n and FETCH FIRST n ROWS; null for none and for LIMIT ALL
  TextPosition position;
  SourceRange range;

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&body);
  }
};

}  // namespace mullion::sql
