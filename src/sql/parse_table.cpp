// FROM: tables, table functions, subqueries, UNNEST, joins.

#include <tuple>

#include "sql/parser_impl.h"

namespace mullion::sql {

TableRefPtr Parser::MakeTable(size_t first, decltype(TableRef::node) node) const {
  auto table = std::make_unique<TableRef>();
  table->node = std::move(node);
  table->position = PositionSince(first);
  table->range = RangeSince(first);
  return table;
}

/// The comma binds looser than JOIN: in a, b JOIN c the ON sees b and c.
Result<TableRefPtr> Parser::ParseFrom() {
  Height height(*this);
  size_t first = index_;
  MULLION_ASSIGN(TableRefPtr left, ParseJoins());
  while (AcceptSymbol(",")) {
    Join join;
    join.kind = JoinKind::kComma;
    join.left = std::move(left);
    MULLION_ASSIGN(join.right, ParseJoins());
    left = MakeTable(first, std::move(join));
    if (!height.Grow()) return TooDeep();
  }
  return left;
}

Result<TableRefPtr> Parser::ParseJoins() {
  size_t first = index_;
  MULLION_ASSIGN(TableRefPtr table, ParseTableRef());
  return ContinueJoins(std::move(table), first);
}

/// The joins behind the table that starts at token `first`, bound to the left.
Result<TableRefPtr> Parser::ContinueJoins(TableRefPtr left, size_t first) {
  Height height(*this);
  while (true) {
    MULLION_ASSIGN(auto kind, ParseJoinKind());
    if (!kind) return left;
    Join join;
    std::tie(join.kind, join.natural) = *kind;
    join.left = std::move(left);
    MULLION_ASSIGN(join.right, ParseTableRef());
    if (join.kind != JoinKind::kCross) MULLION_TRY(ParseJoinCondition(join));
    left = MakeTable(first, std::move(join));
    if (!height.Grow()) return TooDeep();
  }
}

Result<std::optional<std::pair<JoinKind, bool>>> Parser::ParseJoinKind() {
  bool natural = AcceptWord("NATURAL");
  JoinKind kind = JoinKind::kInner;
  if (AcceptClause("JOIN")) return std::pair(kind, natural);
  bool side = true;
  if (AcceptWord("LEFT")) {
    kind = JoinKind::kLeft;
  } else if (AcceptWord("RIGHT")) {
    kind = JoinKind::kRight;
  } else if (AcceptWord("FULL")) {
    kind = JoinKind::kFull;
  } else {
    side = false;
    if (AcceptWord("CROSS")) {
      kind = JoinKind::kCross;
    } else if (!AcceptWord("INNER")) {
      if (natural) return Unexpected("JOIN", {"JOIN"});
      return std::nullopt;
    }
  }
  if (side) AcceptWord("OUTER");
  if (AtAnyWord({"SEMI", "ANTI"})) {
    return NotSupported(Peek(), "Flink SQL writes semi and anti joins as conditions",
                        "write WHERE EXISTS (SELECT …) or WHERE NOT EXISTS (SELECT …)");
  }
  if (AtWord("APPLY")) return NotSupported(Peek(), "APPLY is not supported", "write CROSS JOIN LATERAL TABLE(f(x))");
  if (!AcceptWord("JOIN")) return Unexpected("JOIN", {"JOIN"});
  return std::pair(kind, natural);
}

Status Parser::ParseJoinCondition(Join& join) {
  if (AcceptClause("ON")) {
    MULLION_ASSIGN(join.on, ParseExpr());
  } else if (AcceptClause("USING")) {
    MULLION_ASSIGN(join.using_columns, ParseIdentifierList("a column's name"));
  }
  return Ok();
}

Result<TableRefPtr> Parser::ParseTableRef() {
  size_t first = index_;
  MULLION_ASSIGN(TableRefPtr table, ParseTableFactor());
  MULLION_TRY(RefuseTableClauses());
  bool joined = table->As<Join>() != nullptr;
  if (!joined) {
    MULLION_ASSIGN(table->alias, ParseTableAlias());
    MULLION_TRY(RefuseTableClauses());
  }
  table->position = PositionSince(first);
  table->range = RangeSince(first);
  return table;
}

/// What Calcite knows and Flink, or Mullion, does not carry out.
Status Parser::RefuseTableClauses() {
  if (AtWord("MATCH_RECOGNIZE")) {
    return NotSupported(Peek(), "MATCH_RECOGNIZE is not supported",
                        "patterns over rows need a Flink cluster: `mullion submit` takes the job there");
  }
  if (AtWord("TABLESAMPLE")) return NotSupported(Peek(), "TABLESAMPLE is not supported", "write WHERE RAND() < 0.1");
  if (AtAnyWord({"PIVOT", "UNPIVOT"}) && AtSymbol("(", 1)) {
    return NotSupported(Peek(), Peek().capitals + " is not supported",
                        "write SUM(x) FILTER (WHERE …) for every column");
  }
  return Ok();
}

Result<std::optional<TableAlias>> Parser::ParseTableAlias() {
  MULLION_ASSIGN(std::optional<Identifier> name, ParseAlias());
  if (!name) return std::nullopt;
  TableAlias alias{std::move(*name), {}};
  if (AtSymbol("(")) {
    MULLION_ASSIGN(alias.columns, ParseIdentifierList("a column's name"));
  }
  return alias;
}

Result<TableRefPtr> Parser::ParseTableFactor() {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  bool lateral = AcceptWord("LATERAL");
  if (AtSymbol("(")) return ParseParenthesisedTable(lateral);
  if (AtWord("TABLE")) return ParseTableFunction(lateral);
  if (AtWord("UNNEST")) return ParseUnnest();
  if (lateral) return Unexpected("TABLE(f(x)) or a query in parentheses after LATERAL");
  return ParseNamedTable();
}

/// t, a.b.t; and f(…) as a table function without TABLE( ), as Flink 2 takes it.
Result<TableRefPtr> Parser::ParseNamedTable() {
  size_t first = index_;
  MULLION_ASSIGN(IdentifierPath path, ParsePath("a table's name"));
  if (AtSymbol("(")) {
    TableFunction function;
    function.wrapped = false;
    MULLION_ASSIGN(function.call, ParseCall(first, std::move(path)));
    return MakeTable(first, std::move(function));
  }
  NamedTable table;
  table.path = std::move(path);
  MULLION_ASSIGN(table.hints, ParseHints());
  if (AtPhrase("FOR SYSTEM_TIME")) {
    index_ += 2;
    MULLION_TRY(ExpectPhrase("AS OF"));
    // Tighter than AND and OR, and no alias: the alias of the table follows.
    constexpr int kTighterThanComparison = 33;
    MULLION_ASSIGN(table.system_time, ParseBinary(kTighterThanComparison));
  }
  return MakeTable(first, std::move(table));
}

/// TABLE(f(…)), LATERAL TABLE(f(…))
Result<TableRefPtr> Parser::ParseTableFunction(bool lateral) {
  size_t first = index_++;
  size_t open = index_;
  if (!AcceptSymbol("(")) return Unexpected("'(' with a table function, as in TABLE(TUMBLE(TABLE t, …))");
  TableFunction function;
  function.lateral = lateral;
  MULLION_ASSIGN(function.call, ParsePrimary());
  if (!function.call->Is<FunctionCall>()) {
    return Fail(Error::User("TABLE( ) takes a call of a table function")
                    .At(function.call->position)
                    .Hint("write the table's name without TABLE( ), or TABLE(TUMBLE(TABLE t, …))"));
  }
  MULLION_TRY(ExpectClose(open));
  return MakeTable(first, std::move(function));
}

Result<TableRefPtr> Parser::ParseUnnest() {
  size_t first = index_++;
  Unnest unnest;
  if (!AtSymbol("(")) return Unexpected("'(' with the array of UNNEST");
  MULLION_ASSIGN(unnest.operands, ParseParenthesisedList());
  unnest.with_ordinality = AcceptPhrase("WITH ORDINALITY");
  return MakeTable(first, std::move(unnest));
}

/// (query), (table JOIN table), and ((query) UNION query), which shows itself only behind the inner parenthesis.
Result<TableRefPtr> Parser::ParseParenthesisedTable(bool lateral) {
  size_t first = index_;
  if (AtQuery() && !AtSymbol("(", 1)) {
    MULLION_ASSIGN(QueryPtr query, ParseSubquery());
    return MakeTable(first, DerivedTable{std::move(query), lateral});
  }
  ++index_;
  MULLION_ASSIGN(TableRefPtr inner, ParseTableRef());
  auto* derived = std::get_if<DerivedTable>(&inner->node);
  if (derived != nullptr && !inner->alias) {
    if (AtAnyWord({"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH"})) {
      MULLION_ASSIGN(derived->query, ContinueSetOperations(first + 1, std::move(derived->query), 0));
      MULLION_ASSIGN(derived->query, ParseQueryTail(first + 1, std::move(derived->query)));
    }
    if (AtSymbol(")")) {
      ++index_;
      return MakeTable(first, DerivedTable{std::move(derived->query), lateral});
    }
  }
  MULLION_ASSIGN(TableRefPtr joined, ContinueJoins(std::move(inner), first + 1));
  if (joined->As<Join>() == nullptr) {
    return Fail(Error::User("a single table does not stand in parentheses")
                    .At(joined->position)
                    .Hint("remove the parentheses, or write a query or a join between them"));
  }
  MULLION_TRY(ExpectClose(first));
  return joined;
}

}  // namespace mullion::sql
