// Expressions: what operators work on. Literals, names, parentheses, CASE, CAST, constructors.

#include <fmt/format.h>

#include "sql/keywords.h"
#include "sql/parser_impl.h"

namespace mullion::sql {

Result<ExprPtr> Parser::ParsePostfix() {
  Height height(*this);
  size_t first = index_;
  MULLION_ASSIGN(ExprPtr expr, ParsePrimary());
  while (AtSymbol("[") || (AtSymbol(".") && !AtSymbol("*", 1))) {
    if (!height.Grow()) return TooDeep();
    if (AcceptSymbol(".")) {
      MULLION_ASSIGN(Identifier field, ParseIdentifier("a field's name after the dot"));
      expr = Make(first, FieldAccess{std::move(expr), std::move(field)});
      continue;
    }
    size_t open = index_++;
    MULLION_ASSIGN(ExprPtr index, ParseExpr());
    MULLION_TRY(ExpectClose(open, "]"));
    expr = Make(first, ElementAccess{std::move(expr), std::move(index)});
  }
  return expr;
}

Result<ExprPtr> Parser::ParsePrimary() {
  bool matched = true;
  if (AtSymbol("(")) return ParseParenthesised();
  if (AtSymbol("{")) return ParseOdbcEscape();
  Result<ExprPtr> literal = ParseLiteral(&matched);
  if (matched) return literal;
  matched = true;
  Result<ExprPtr> keyword = ParseKeywordPrimary(&matched);
  if (matched) return keyword;
  return ParseNameOrCall();
}

Result<ExprPtr> Parser::ParseLiteral(bool* matched) {
  size_t first = index_;
  switch (Peek().kind) {
    case TokenKind::kExactNumber:
      return Make(first, ExactNumber{Take().text});
    case TokenKind::kApproximateNumber:
      return Make(first, ApproximateNumber{Take().text});
    case TokenKind::kString:
    case TokenKind::kUnicodeString:
      return ParseString(first);
    case TokenKind::kBinaryString: {
      MULLION_ASSIGN(std::string bytes, DecodeBinary(Take()));
      return Make(first, BinaryLiteral{std::move(bytes)});
    }
    default:
      *matched = false;
      return ExprPtr();
  }
}

/// 'a' 'b' is one string in two pieces.
Result<ExprPtr> Parser::ParseString(size_t first) {
  const Token& token = Take();
  StringLiteral literal;
  literal.unicode = token.kind == TokenKind::kUnicodeString;
  literal.value = token.text;
  if (literal.unicode) {
    MULLION_ASSIGN(literal.value, DecodeUnicode(token));
  }
  while (Peek().kind == TokenKind::kString && Peek().range.begin > Previous().range.end) literal.value += Take().text;
  return Make(first, std::move(literal));
}

Result<ExprPtr> Parser::ParseKeywordPrimary(bool* matched) {
  size_t first = index_;
  const Token& token = Peek();
  const std::string& word = token.capitals;
  if (token.kind == TokenKind::kWord) {
    if (word == "NULL" || word == "UNKNOWN") return ++index_, Make(first, NullLiteral{word == "UNKNOWN"});
    if (word == "TRUE" || word == "FALSE") return ++index_, Make(first, BooleanLiteral{word == "TRUE"});
    if (word == "CASE") return ParseCase();
    if (word == "CAST" || (word == "TRY_CAST" && AtSymbol("(", 1))) return ParseCast();
    if (word == "INTERVAL") return ParseInterval();
    if (word == "ROW") return ParseRow();
    if (word == "ARRAY") return ParseCollection(TypeKind::kArray);
    if (word == "MULTISET") return ParseCollection(TypeKind::kMultiset);
    if (word == "MAP" && (AtSymbol("[", 1) || AtSymbol("(", 1))) return ParseCollection(TypeKind::kMap);
    if (word == "DATE" || word == "TIME" || word == "TIMESTAMP" || word == "TIMESTAMP_LTZ")
      return ParseDateTimeLiteral();
    if (word == "EXISTS") {
      ++index_;
      if (!AtSymbol("(")) return Unexpected("'(' with the query of EXISTS");
      MULLION_ASSIGN(QueryPtr query, ParseSubquery());
      return Make(first, Exists{std::move(query)});
    }
  }
  *matched = false;
  return ExprPtr();
}

/// (expr), (a, b), (query), and ((query) UNION query), which shows itself only behind the inner parenthesis.
Result<ExprPtr> Parser::ParseParenthesised() {
  size_t first = index_;
  if (AtQuery() && !AtSymbol("(", 1)) {
    MULLION_ASSIGN(QueryPtr query, ParseSubquery());
    return Make(first, ScalarSubquery{std::move(query)});
  }
  ++index_;
  MULLION_ASSIGN(ExprPtr inner, ParseExpr());
  auto* subquery = std::get_if<ScalarSubquery>(&inner->node);
  if (subquery != nullptr && AtAnyWord({"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH"})) {
    MULLION_ASSIGN(QueryPtr query, ContinueSetOperations(first + 1, std::move(subquery->query), 0));
    MULLION_ASSIGN(query, ParseQueryTail(first + 1, std::move(query)));
    MULLION_TRY(ExpectClose(first));
    return Make(first, ScalarSubquery{std::move(query)});
  }
  if (!AtSymbol(",")) {
    MULLION_TRY(ExpectClose(first));
    return inner;
  }
  RowConstructor row;
  row.explicit_row = false;
  row.values.push_back(std::move(inner));
  while (AcceptSymbol(",")) {
    MULLION_ASSIGN(ExprPtr value, ParseExpr());
    row.values.push_back(std::move(value));
  }
  MULLION_TRY(ExpectClose(first));
  return Make(first, std::move(row));
}

Result<ExprPtr> Parser::ParseCase() {
  size_t first = index_++;
  Case node;
  if (!AtWord("WHEN")) {
    MULLION_ASSIGN(node.operand, ParseExpr());
  }
  if (!AtWord("WHEN")) return Unexpected("WHEN", {"WHEN"});
  while (AcceptWord("WHEN")) {
    CaseBranch branch;
    MULLION_ASSIGN(branch.when, ParseExpr());
    while (node.operand != nullptr && AcceptSymbol(",")) {
      MULLION_ASSIGN(ExprPtr value, ParseExpr());
      branch.more_when.push_back(std::move(value));
    }
    MULLION_TRY(ExpectWord("THEN"));
    MULLION_ASSIGN(branch.then, ParseExpr());
    node.branches.push_back(std::move(branch));
  }
  if (AcceptWord("ELSE")) {
    MULLION_ASSIGN(node.otherwise, ParseExpr());
  }
  if (!AcceptWord("END")) {
    return Unexpected(
        fmt::format("{}END to close the CASE of line {}, column {}", node.otherwise == nullptr ? "WHEN, ELSE or " : "",
                    tokens_.list[first].position.line, tokens_.list[first].position.column),
        {"WHEN", "ELSE", "END"});
  }
  return Make(first, std::move(node));
}

Result<ExprPtr> Parser::ParseCast() {
  size_t first = index_;
  Cast cast;
  cast.try_cast = Take().capitals == "TRY_CAST";
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  MULLION_ASSIGN(cast.operand, ParseExpr());
  if (!AcceptWord("AS")) return Unexpected("AS and a type, as in CAST(x AS INT)", {"AS"});
  MULLION_ASSIGN(cast.type, ParseTypeName(false));
  if (AtPhrase("NOT NULL")) {
    return NotSupported(Peek(), "CAST takes a type without NOT NULL",
                        "leave NOT NULL out: the result is NULL only when the operand is");
  }
  MULLION_TRY(ExpectClose(open));
  return Make(first, std::move(cast));
}

/// INTERVAL '1' DAY, INTERVAL -'1' DAY, INTERVAL n DAY
Result<ExprPtr> Parser::ParseInterval() {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  size_t first = index_++;
  size_t sign = AtSymbol("-") || AtSymbol("+") ? 1 : 0;
  if (Peek(sign).kind == TokenKind::kString) {
    IntervalLiteral literal;
    literal.negative = AtSymbol("-");
    index_ += sign;
    literal.text = Take().text;
    MULLION_ASSIGN(literal.qualifier, ParseIntervalQualifier());
    return Make(first, std::move(literal));
  }
  IntervalExpression interval;
  MULLION_ASSIGN(interval.value, ParsePrefix());
  MULLION_ASSIGN(interval.qualifier, ParseIntervalQualifier());
  return Make(first, std::move(interval));
}

Result<ExprPtr> Parser::ParseRow() {
  size_t first = index_++;
  if (!AtSymbol("(")) return Unexpected("'(' with the values of ROW");
  RowConstructor row;
  MULLION_ASSIGN(row.values, ParseParenthesisedList());
  return Make(first, std::move(row));
}

/// ARRAY[…], MULTISET[…], MAP[k, v, …], and the same over a query: ARRAY(SELECT …)
Result<ExprPtr> Parser::ParseCollection(TypeKind kind) {
  size_t first = index_;
  std::string word = Take().capitals;
  if (AtSymbol("(") && AtQuery()) {
    MULLION_ASSIGN(QueryPtr query, ParseSubquery());
    return Make(first, CollectionSubquery{kind, std::move(query)});
  }
  size_t open = index_;
  if (!AcceptSymbol("[")) return Unexpected(fmt::format("'[' with the elements, as in {}[…]", word));
  std::vector<ExprPtr> elements;
  if (!AtSymbol("]")) {
    MULLION_ASSIGN(elements, ParseExprList());
  }
  MULLION_TRY(ExpectClose(open, "]"));
  if (kind == TypeKind::kArray) return Make(first, ArrayConstructor{std::move(elements)});
  if (kind == TypeKind::kMultiset) return Make(first, MultisetConstructor{std::move(elements)});
  if (elements.size() % 2 != 0) {
    return NotSupported(tokens_.list[first], "MAP needs a value for every key",
                        "write MAP[key1, value1, key2, value2]");
  }
  MapConstructor map;
  for (size_t i = 0; i < elements.size(); i += 2) {
    map.keys.push_back(std::move(elements[i]));
    map.values.push_back(std::move(elements[i + 1]));
  }
  return Make(first, std::move(map));
}

/// DATE '2024-05-11', TIME '12:00:00', TIMESTAMP '2024-05-11 12:00:00'
Result<ExprPtr> Parser::ParseDateTimeLiteral() {
  size_t first = index_;
  const Token& token = Take();
  const std::string& word = token.capitals;
  if (word != "TIMESTAMP_LTZ" && Peek().kind == TokenKind::kString) {
    std::string text = Take().text;
    if (word == "DATE") return Make(first, DateLiteral{std::move(text)});
    if (word == "TIME") return Make(first, TimeLiteral{std::move(text)});
    return Make(first, TimestampLiteral{std::move(text)});
  }
  if (word == "TIMESTAMP_LTZ" && Peek().kind == TokenKind::kString) {
    return NotSupported(token, "there are no TIMESTAMP_LTZ literals",
                        fmt::format("write CAST(TIMESTAMP '{}' AS TIMESTAMP_LTZ(3))", Peek().text));
  }
  if (AtSymbol("(")) {
    return NotSupported(token, fmt::format("{} is a type, not a function", word),
                        fmt::format("write CAST(x AS {}), or `{}` for a column of this name", word, token.text));
  }
  --index_;
  return Unexpected("an expression");
}

/// {d '2024-05-11'}, {t '12:00:00'}, {ts '2024-05-11 12:00:00'}: what JDBC tools write.
Result<ExprPtr> Parser::ParseOdbcEscape() {
  size_t first = index_++;
  ExprNode node;
  std::string word = Peek().capitals;
  if (word != "D" && word != "T" && word != "TS") return Unexpected("d, t or ts, as in {d '2024-05-11'}");
  ++index_;
  MULLION_ASSIGN(std::string text, ParseStringLiteral("the date or time as a string"));
  if (word == "D") node = DateLiteral{std::move(text)};
  if (word == "T") node = TimeLiteral{std::move(text)};
  if (word == "TS") node = TimestampLiteral{std::move(text)};
  MULLION_TRY(ExpectClose(first, "}"));
  return Make(first, std::move(node));
}

Result<ExprPtr> Parser::ParseNameOrCall() {
  size_t first = index_;
  const Token& token = Peek();
  bool reserved = token.kind == TokenKind::kWord && IsReserved(token.capitals);
  bool called = AtSymbol("(", 1);
  if (reserved && IsCalledWithoutParentheses(token.capitals) && !called) {
    ++index_;
    FunctionCall call;
    call.name = {{{token.capitals, false, token.position}}, token.position};
    call.parentheses = false;
    return Make(first, std::move(call));
  }
  if (reserved && IsCallableReserved(token.capitals) && called) {
    ++index_;
    return ParseCall(first, {{{token.text, false, token.position}}, token.position});
  }
  if (!AtName()) return Unexpected("an expression");
  MULLION_ASSIGN(IdentifierPath path, ParsePath("an expression"));
  if (AtSymbol("(")) return ParseCall(first, std::move(path));
  return Make(first, ColumnReference{std::move(path)});
}

}  // namespace mullion::sql
