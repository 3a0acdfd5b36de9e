// Queries: WITH, SELECT, VALUES, set operations, ORDER BY, LIMIT.

#include <fmt/format.h>

#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

struct SetWord {
  std::string_view word;
  SetOperator op;
  int precedence;  ///< INTERSECT binds tighter than UNION and EXCEPT
};
constexpr SetWord kSetWords[] = {
    {"UNION", SetOperator::kUnion, 1}, {"EXCEPT", SetOperator::kExcept, 1}, {"INTERSECT", SetOperator::kIntersect, 2}};

bool HasTail(const Query& query) {
  return !query.with.empty() || !query.order_by.empty() || query.offset != nullptr || query.limit != nullptr;
}

}  // namespace

bool Parser::AtQuery() const {
  size_t ahead = 0;
  while (AtSymbol("(", ahead)) ++ahead;
  if (AtWord("TABLE", ahead)) return !AtSymbol("(", ahead + 1);
  return AtAnyWord({"SELECT", "VALUES", "WITH"}, ahead);
}

Result<QueryPtr> Parser::WrapBody(size_t first, decltype(Query::body) body) {
  auto query = std::make_unique<Query>();
  query->body = std::move(body);
  query->position = PositionSince(first);
  query->range = RangeSince(first);
  return query;
}

Result<QueryPtr> Parser::ParseSubquery() {
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  MULLION_ASSIGN(QueryPtr query, ParseQueryExpression());
  MULLION_TRY(ExpectClose(open));
  return query;
}

Result<QueryPtr> Parser::ParseQueryExpression() {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  size_t first = index_;
  std::vector<CommonTable> with;
  if (AtWord("WITH")) {
    MULLION_ASSIGN(with, ParseWith());
  }
  MULLION_ASSIGN(QueryPtr query, ParseSetOperations(0));
  if (!with.empty() && HasTail(*query)) {
    return NotSupported(tokens_.list[first], "a query in parentheses cannot follow this WITH",
                        "leave the parentheses out");
  }
  query->with = std::move(with);
  return ParseQueryTail(first, std::move(query));
}

Result<std::vector<CommonTable>> Parser::ParseWith() {
  ++index_;
  std::vector<CommonTable> with;
  do {
    CommonTable table;
    MULLION_ASSIGN(table.name, ParseIdentifier("a name for the query"));
    if (AtSymbol("(")) {
      MULLION_ASSIGN(table.columns, ParseIdentifierList("a column's name"));
    }
    MULLION_TRY(ExpectWord("AS"));
    if (!AtSymbol("(")) return Unexpected("'(' with the query");
    MULLION_ASSIGN(table.query, ParseSubquery());
    with.push_back(std::move(table));
  } while (AcceptSymbol(","));
  return with;
}

Result<QueryPtr> Parser::ParseSetOperations(int lowest) {
  size_t first = index_;
  MULLION_ASSIGN(QueryPtr left, ParseQueryTerm());
  return ContinueSetOperations(first, std::move(left), lowest);
}

Result<QueryPtr> Parser::ContinueSetOperations(size_t first, QueryPtr left, int lowest) {
  Height height(*this);
  while (true) {
    const SetWord* found = nullptr;
    for (const SetWord& word : kSetWords) {
      if (word.precedence > lowest && AcceptClause(word.word)) found = &word;
      if (found != nullptr) break;
    }
    if (!height.Grow()) return TooDeep();
    if (found == nullptr) return left;
    SetOperation operation;
    operation.op = found->op;
    operation.op_position = Previous().position;
    operation.all = AcceptWord("ALL");
    if (!operation.all) AcceptWord("DISTINCT");
    operation.left = std::move(left);
    MULLION_ASSIGN(operation.right, ParseSetOperations(found->precedence));
    MULLION_ASSIGN(left, WrapBody(first, std::move(operation)));
  }
}

Result<QueryPtr> Parser::ParseQueryTerm() {
  size_t first = index_;
  if (AtSymbol("(")) return ParseSubquery();
  if (AcceptWord("SELECT")) {
    MULLION_ASSIGN(Select select, ParseSelect());
    return WrapBody(first, std::move(select));
  }
  if (AcceptWord("VALUES")) {
    MULLION_ASSIGN(Values values, ParseValues());
    return WrapBody(first, std::move(values));
  }
  if (AcceptWord("TABLE")) {
    ExplicitTable table;
    MULLION_ASSIGN(table.path, ParsePath("a table's name"));
    return WrapBody(first, std::move(table));
  }
  return Unexpected("a query: SELECT, VALUES or WITH", {"SELECT", "VALUES", "WITH"});
}

/// ORDER BY, LIMIT, OFFSET, FETCH. A query in parentheses that has its own becomes a derived table.
Result<QueryPtr> Parser::ParseQueryTail(size_t first, QueryPtr query) {
  bool own_tail = !query->order_by.empty() || query->offset != nullptr || query->limit != nullptr;
  if (own_tail && AtAnyWord({"ORDER", "LIMIT", "OFFSET", "FETCH"})) {
    Select select;
    select.items.push_back({Make(index_, Star{}), std::nullopt});
    select.from = MakeTable(first, DerivedTable{std::move(query)});
    MULLION_ASSIGN(query, WrapBody(first, std::move(select)));
  }
  size_t order = index_;
  if (AcceptClause("ORDER BY")) {
    query->order_by_position = tokens_.list[order].position;
    MULLION_ASSIGN(query->order_by, ParseOrderItems());
  }
  if (AcceptClause("LIMIT")) {
    size_t count = index_;
    if (!AcceptWord("ALL")) {
      MULLION_ASSIGN(int64_t rows, ParseInteger("a number of rows"));
      query->limit = Make(count, ExactNumber{std::to_string(rows)});
    }
    if (AtSymbol(",")) return NotSupported(Peek(), "LIMIT takes one number", "write LIMIT count OFFSET start");
  }
  MULLION_TRY(ParseOffset(*query));
  if (query->limit == nullptr && AcceptClause("FETCH")) {
    if (!AcceptWord("FIRST") && !AcceptWord("NEXT")) return Unexpected("FIRST or NEXT", {"FIRST", "NEXT"});
    size_t count = index_;
    MULLION_ASSIGN(int64_t rows, ParseInteger("a number of rows"));
    query->limit = Make(count, ExactNumber{std::to_string(rows)});
    if (!AcceptWord("ROWS") && !AcceptWord("ROW")) return Unexpected("ROWS", {"ROWS", "ROW"});
    MULLION_TRY(ExpectWord("ONLY"));
  }
  query->position = PositionSince(first);
  query->range = RangeSince(first);
  return query;
}

Status Parser::ParseOffset(Query& query) {
  if (!AcceptClause("OFFSET")) return Ok();
  size_t count = index_;
  MULLION_ASSIGN(int64_t rows, ParseInteger("a number of rows"));
  query.offset = Make(count, ExactNumber{std::to_string(rows)});
  if (!AcceptWord("ROWS")) AcceptWord("ROW");
  if (AtWord("LIMIT") && query.limit == nullptr) {
    return NotSupported(Peek(), "LIMIT stands before OFFSET", "write LIMIT count OFFSET start");
  }
  return Ok();
}

Result<Values> Parser::ParseValues() {
  Values values;
  do {
    std::vector<ExprPtr> row;
    if (AtSymbol("(") && !AtQuery()) {
      MULLION_ASSIGN(row, ParseParenthesisedList());
    } else if (AtWord("ROW") && AtSymbol("(", 1)) {
      ++index_;
      MULLION_ASSIGN(row, ParseParenthesisedList());
    } else {
      MULLION_ASSIGN(ExprPtr value, ParseExpr());
      row.push_back(std::move(value));
    }
    values.rows.push_back(std::move(row));
  } while (AcceptSymbol(","));
  return values;
}

Result<Select> Parser::ParseSelect() {
  Select select;
  MULLION_ASSIGN(select.hints, ParseHints());
  select.distinct = AcceptWord("DISTINCT");
  if (!select.distinct) AcceptWord("ALL");
  do {
    MULLION_ASSIGN(SelectItem item, ParseSelectItem());
    select.items.push_back(std::move(item));
  } while (AcceptSymbol(","));
  if (AcceptClause("FROM")) {
    MULLION_ASSIGN(select.from, ParseFrom());
    MULLION_TRY(ParseSelectTail(select));
  }
  return select;
}

Status Parser::ParseSelectTail(Select& select) {
  if (AcceptClause("WHERE")) {
    MULLION_ASSIGN(select.where, ParseExpr());
  }
  size_t group = index_;
  if (AcceptClause("GROUP BY")) {
    select.group_by_position = tokens_.list[group].position;
    select.group_by_distinct = AcceptWord("DISTINCT");
    if (!select.group_by_distinct) AcceptWord("ALL");
    MULLION_ASSIGN(select.group_by, ParseGroupingElements());
  }
  if (AcceptClause("HAVING")) {
    MULLION_ASSIGN(select.having, ParseExpr());
  }
  if (!AcceptClause("WINDOW")) return Ok();
  do {
    NamedWindow window;
    MULLION_ASSIGN(window.name, ParseIdentifier("a window's name"));
    MULLION_TRY(ExpectWord("AS"));
    MULLION_ASSIGN(window.spec, ParseWindowSpec());
    select.windows.push_back(std::move(window));
  } while (AcceptSymbol(","));
  return Ok();
}

Result<SelectItem> Parser::ParseSelectItem() {
  size_t first = index_;
  SelectItem item;
  if (AcceptSymbol("*")) {
    item.expr = Make(first, Star{});
    return item;
  }
  if (AtName()) {
    size_t dots = 1;
    while (AtSymbol(".", dots) && AtName(dots + 1)) dots += 2;
    if (AtSymbol(".", dots) && AtSymbol("*", dots + 1)) {
      Star star;
      MULLION_ASSIGN(star.qualifier, ParsePath("a table's name"));
      index_ += 2;
      item.expr = Make(first, std::move(star));
      return item;
    }
  }
  MULLION_ASSIGN(item.expr, ParseExpr());
  MULLION_ASSIGN(item.alias, ParseAlias());
  return item;
}

Result<std::optional<Identifier>> Parser::ParseAlias() {
  if (AcceptWord("AS")) {
    if (Peek().kind == TokenKind::kString) {
      return NotSupported(Peek(), fmt::format("an alias is a name, not the string '{}'", Peek().text),
                          fmt::format("write `{}`", Peek().text));
    }
    MULLION_ASSIGN(Identifier alias, ParseIdentifier("a name after AS"));
    return alias;
  }
  if (!AtName()) return std::nullopt;
  bare_alias_ = index_;
  MULLION_ASSIGN(Identifier alias, ParseIdentifier("a name"));
  return alias;
}

Result<std::vector<GroupingElement>> Parser::ParseGroupingElements() {
  std::vector<GroupingElement> elements;
  do {
    MULLION_ASSIGN(GroupingElement element, ParseGroupingElement());
    elements.push_back(std::move(element));
  } while (AcceptSymbol(","));
  return elements;
}

/// a, (a, b), (), GROUPING SETS (…), ROLLUP (…), CUBE (…)
Result<GroupingElement> Parser::ParseGroupingElement() {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  size_t first = index_;
  GroupingElement element;
  bool sets = AcceptPhrase("GROUPING SETS");
  if (sets || AcceptWord("ROLLUP") || AcceptWord("CUBE")) {
    element.kind = sets                            ? GroupingKind::kGroupingSets
                   : Previous().capitals == "CUBE" ? GroupingKind::kCube
                                                   : GroupingKind::kRollup;
    size_t open = index_;
    MULLION_TRY(ExpectSymbol("("));
    MULLION_ASSIGN(element.elements, ParseGroupingElements());
    MULLION_TRY(ExpectClose(open));
  } else if (AtSymbol("(") && AtSymbol(")", 1)) {
    index_ += 2;
    element.parenthesised = true;
  } else {
    MULLION_ASSIGN(ExprPtr expr, ParseExpr());
    auto* row = std::get_if<RowConstructor>(&expr->node);
    element.parenthesised = row != nullptr && !row->explicit_row;
    if (element.parenthesised) {
      element.exprs = std::move(row->values);
    } else {
      element.exprs.push_back(std::move(expr));
    }
  }
  element.position = PositionSince(first);
  return element;
}

}  // namespace mullion::sql
