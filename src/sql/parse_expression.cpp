// Expressions: prefix, infix and postfix operators by precedence, after Calcite's table. Operators of one row bind to
// the left.
//   80 unary + -      60 * / % ||      40 + -      32 LIKE, SIMILAR TO, BETWEEN, IN
//   30 = <> < <= > >= IS DISTINCT FROM, MEMBER OF, CONTAINS, OVERLAPS
//   28 IS NULL, IS TRUE, IS JSON …     26 NOT      24 AND      22 OR

#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

constexpr int kLowest = 0;
constexpr int kOr = 22;
constexpr int kAnd = 24;
constexpr int kNot = 26;
constexpr int kIs = 28;
constexpr int kComparison = 30;
constexpr int kBetween = 32;
constexpr int kAdditive = 40;
constexpr int kMultiplicative = 60;
constexpr int kSign = 80;

struct Infix {
  BinaryOperator op;
  int precedence;
  size_t tokens;
};

struct NamedInfix {
  std::string_view text;
  Infix infix;
};

constexpr NamedInfix kSymbols[] = {
    {"=", {BinaryOperator::kEqual, kComparison, 1}},
    {"<>", {BinaryOperator::kNotEqual, kComparison, 1}},
    {"<", {BinaryOperator::kLess, kComparison, 1}},
    {"<=", {BinaryOperator::kLessOrEqual, kComparison, 1}},
    {">", {BinaryOperator::kGreater, kComparison, 1}},
    {">=", {BinaryOperator::kGreaterOrEqual, kComparison, 1}},
    {"+", {BinaryOperator::kAdd, kAdditive, 1}},
    {"-", {BinaryOperator::kSubtract, kAdditive, 1}},
    {"*", {BinaryOperator::kMultiply, kMultiplicative, 1}},
    {"/", {BinaryOperator::kDivide, kMultiplicative, 1}},
    {"%", {BinaryOperator::kModulo, kMultiplicative, 1}},
    {"||", {BinaryOperator::kConcat, kMultiplicative, 1}},
};

constexpr NamedInfix kWords[] = {
    {"AND", {BinaryOperator::kAnd, kAnd, 1}},
    {"OR", {BinaryOperator::kOr, kOr, 1}},
    {"OVERLAPS", {BinaryOperator::kOverlaps, kComparison, 1}},
    {"CONTAINS", {BinaryOperator::kContains, kComparison, 1}},
};

std::optional<Infix> InfixOf(const Token& token, const Token& next) {
  if (token.kind == TokenKind::kSymbol) {
    for (const NamedInfix& named : kSymbols) {
      if (named.text == token.text) return named.infix;
    }
    return std::nullopt;
  }
  for (const NamedInfix& named : kWords) {
    if (named.text == token.capitals) return named.infix;
  }
  bool of = next.capitals == "OF";
  if (of && token.capitals == "MEMBER") return Infix{BinaryOperator::kMemberOf, kComparison, 2};
  if (of && token.capitals == "SUBMULTISET") return Infix{BinaryOperator::kSubmultisetOf, kComparison, 2};
  return std::nullopt;
}

bool IsComparison(BinaryOperator op) {
  return op >= BinaryOperator::kEqual && op <= BinaryOperator::kGreaterOrEqual;
}

}  // namespace

ExprPtr Parser::Make(size_t first, ExprNode node) const {
  auto expr = std::make_unique<Expr>();
  expr->node = std::move(node);
  expr->position = PositionSince(first);
  expr->range = RangeSince(first);
  return expr;
}

Result<ExprPtr> Parser::ParseExpr() {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  return ParseBinary(kLowest);
}

Result<ExprPtr> Parser::ParseBinary(int lowest) {
  Height height(*this);
  size_t first = index_;
  Result<ExprPtr> left = ParsePrefix();
  bool more = left.has_value();
  while (more) {
    left = ParseOperator(first, *std::move(left), lowest, &more);
    if (!left) break;
    if (more && !height.Grow()) return TooDeep();
  }
  if (!height.Grow()) return TooDeep();
  return left;
}

Result<ExprPtr> Parser::ParsePrefix() {
  UnaryOperator op = UnaryOperator::kNot;
  int precedence = kNot;
  if (AtSymbol("-") || AtSymbol("+")) {
    op = AtSymbol("-") ? UnaryOperator::kMinus : UnaryOperator::kPlus;
    precedence = kSign;
  } else if (!AtWord("NOT")) {
    return ParsePostfix();
  }
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  size_t first = index_++;
  MULLION_ASSIGN(ExprPtr operand, ParseBinary(precedence));
  return Make(first, Unary{op, std::move(operand)});
}

Result<ExprPtr> Parser::ParseOperator(size_t first, ExprPtr left, int lowest, bool* more) {
  const Token& token = Peek();
  bool negated = token.capitals == "NOT" && AtAnyWord({"BETWEEN", "LIKE", "ILIKE", "RLIKE", "SIMILAR", "IN"}, 1);
  if (negated || AtAnyWord({"BETWEEN", "LIKE", "ILIKE", "RLIKE", "SIMILAR", "IN"})) {
    if (lowest <= kBetween) return ParseNegatable(first, std::move(left), negated);
  } else if (token.capitals == "IS") {
    if (lowest <= kIs) return ParseIs(first, std::move(left));
  } else if (std::optional<Infix> infix = InfixOf(token, Peek(1)); infix && infix->precedence >= lowest) {
    TextPosition op_position = token.position;
    index_ += infix->tokens;
    if (IsComparison(infix->op) && AtAnyWord({"SOME", "ANY", "ALL"}) && AtSymbol("(", 1)) {
      return ParseQuantified(first, std::move(left), infix->op);
    }
    MULLION_ASSIGN(ExprPtr right, ParseBinary(infix->precedence + 1));
    return Make(first, Binary{infix->op, std::move(left), std::move(right), op_position});
  }
  *more = false;
  return left;
}

/// a > ALL (…): a comparison with every row of a subquery or a list.
Result<ExprPtr> Parser::ParseQuantified(size_t first, ExprPtr left, BinaryOperator op) {
  QuantifiedComparison comparison;
  comparison.operand = std::move(left);
  comparison.op = op;
  comparison.quantifier = Take().capitals == "ALL" ? Quantifier::kAll : Quantifier::kSome;
  if (AtQuery()) {
    MULLION_ASSIGN(comparison.query, ParseSubquery());
  } else {
    MULLION_ASSIGN(comparison.values, ParseParenthesisedList());
  }
  return Make(first, std::move(comparison));
}

Result<ExprPtr> Parser::ParseIs(size_t first, ExprPtr left) {
  ++index_;
  bool negated = AcceptWord("NOT");
  if (AcceptPhrase("DISTINCT FROM")) {
    MULLION_ASSIGN(ExprPtr right, ParseBinary(kComparison + 1));
    return Make(first, IsDistinctFrom{std::move(left), std::move(right), negated});
  }
  IsTest test = IsTest::kNull;
  if (AcceptWord("JSON")) {
    test = AcceptWord("OBJECT")   ? IsTest::kJsonObject
           : AcceptWord("ARRAY")  ? IsTest::kJsonArray
           : AcceptWord("SCALAR") ? IsTest::kJsonScalar
           : AcceptWord("VALUE")  ? IsTest::kJsonValue
                                  : IsTest::kJson;
  } else if (AcceptWord("TRUE")) {
    test = IsTest::kTrue;
  } else if (AcceptWord("FALSE")) {
    test = IsTest::kFalse;
  } else if (AcceptWord("UNKNOWN")) {
    test = IsTest::kUnknown;
  } else if (!AcceptWord("NULL")) {
    return Unexpected("NULL, TRUE, FALSE, UNKNOWN, JSON or DISTINCT FROM after IS",
                      {"NULL", "TRUE", "FALSE", "UNKNOWN", "JSON", "DISTINCT"});
  }
  return Make(first, IsPredicate{std::move(left), test, negated});
}

Result<ExprPtr> Parser::ParseNegatable(size_t first, ExprPtr left, bool negated) {
  if (negated) ++index_;
  if (AcceptWord("BETWEEN")) return ParseBetween(first, std::move(left), negated);
  if (AcceptWord("IN")) return ParseIn(first, std::move(left), negated);
  if (AcceptWord("LIKE")) return ParseLike(first, std::move(left), LikeKind::kLike, negated);
  if (AcceptWord("ILIKE")) return ParseLike(first, std::move(left), LikeKind::kIlike, negated);
  if (AcceptWord("RLIKE")) return ParseLike(first, std::move(left), LikeKind::kRlike, negated);
  MULLION_TRY(ExpectPhrase("SIMILAR TO"));
  return ParseLike(first, std::move(left), LikeKind::kSimilarTo, negated);
}

Result<ExprPtr> Parser::ParseBetween(size_t first, ExprPtr left, bool negated) {
  Between between;
  between.operand = std::move(left);
  between.negated = negated;
  between.symmetric = AcceptWord("SYMMETRIC");
  if (!between.symmetric) AcceptWord("ASYMMETRIC");
  // The lower bound stands between two keywords, so that anything but AND may stand in it.
  MULLION_ASSIGN(between.low, ParseBinary(kAnd + 1));
  if (!AcceptWord("AND")) return Unexpected("AND with the upper bound of BETWEEN", {"AND"});
  MULLION_ASSIGN(between.high, ParseBinary(kBetween + 1));
  return Make(first, std::move(between));
}

Result<ExprPtr> Parser::ParseLike(size_t first, ExprPtr left, LikeKind kind, bool negated) {
  Like like;
  like.kind = kind;
  like.operand = std::move(left);
  like.negated = negated;
  // a LIKE b LIKE c is a LIKE (b LIKE c).
  MULLION_ASSIGN(like.pattern, ParseBinary(kBetween));
  if (AcceptWord("ESCAPE")) {
    MULLION_ASSIGN(like.escape, ParseBinary(kBetween + 1));
  }
  return Make(first, std::move(like));
}

Result<ExprPtr> Parser::ParseIn(size_t first, ExprPtr left, bool negated) {
  if (!AtSymbol("(")) return Unexpected("'(' with the values or the query of IN");
  if (AtQuery() && !AtSymbol("(", 1)) {
    MULLION_ASSIGN(QueryPtr query, ParseSubquery());
    return Make(first, InSubquery{std::move(left), std::move(query), negated});
  }
  // ((SELECT 1), 2) is a list, ((SELECT 1) UNION SELECT 2) a query: the parenthesised expression knows.
  size_t open = index_;
  MULLION_ASSIGN(ExprPtr inner, ParseParenthesised());
  if (auto* subquery = std::get_if<ScalarSubquery>(&inner->node)) {
    return Make(first, InSubquery{std::move(left), std::move(subquery->query), negated});
  }
  std::vector<ExprPtr> values;
  auto* row = std::get_if<RowConstructor>(&inner->node);
  bool list = row != nullptr && inner->range.begin == tokens_.list[open].range.begin && !row->explicit_row;
  if (list) {
    values = std::move(row->values);
  } else {
    values.push_back(std::move(inner));
  }
  return Make(first, InList{std::move(left), std::move(values), negated});
}

Result<std::vector<ExprPtr>> Parser::ParseExprList() {
  std::vector<ExprPtr> list;
  do {
    MULLION_ASSIGN(ExprPtr expr, ParseExpr());
    list.push_back(std::move(expr));
  } while (AcceptSymbol(","));
  return list;
}

Result<std::vector<ExprPtr>> Parser::ParseParenthesisedList() {
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  MULLION_ASSIGN(std::vector<ExprPtr> list, ParseExprList());
  MULLION_TRY(ExpectClose(open));
  return list;
}

}  // namespace mullion::sql
