// Calls: arguments, and what may follow a call (FILTER, WITHIN GROUP, IGNORE NULLS, OVER).

#include "sql/keywords.h"
#include "sql/parser_impl.h"

namespace mullion::sql {

Result<ExprPtr> Parser::ParseCall(size_t first, IdentifierPath name) {
  FunctionCall call;
  call.name = std::move(name);
  bool matched = true;
  Result<ExprPtr> special = ParseSpecialCall(first, call, &matched);
  if (matched) return special;
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  MULLION_TRY(ParseArguments(call));
  MULLION_TRY(ExpectClose(open));
  return FinishCall(first, std::move(call));
}

Status Parser::ParseArguments(FunctionCall& call) {
  if (AtSymbol(")")) return Ok();
  call.distinct = AcceptWord("DISTINCT");
  if (!call.distinct) AcceptWord("ALL");
  do {
    MULLION_ASSIGN(Argument argument, ParseArgument());
    call.arguments.push_back(std::move(argument));
  } while (AcceptSymbol(","));
  return Ok();
}

Result<Argument> Parser::ParseArgument() {
  Argument argument;
  if (AtSymbol("=>", 1) && (Peek().kind == TokenKind::kWord || Peek().kind == TokenKind::kQuotedName)) {
    // Also a reserved word: SIZE and DATA are free, but a user's function may name its parameters as it likes.
    const Token& name = Take();
    argument.name = Identifier{name.text, name.kind == TokenKind::kQuotedName, name.position};
    ++index_;
  }
  size_t first = index_;
  if (AcceptSymbol("*")) {
    argument.value = Make(first, Star{});
    return argument;
  }
  if (AcceptWord("DEFAULT")) {
    argument.value = Make(first, DefaultValue{});
    return argument;
  }
  if (AtWord("TABLE")) {
    MULLION_ASSIGN(argument.value, ParseTableArgument());
    return argument;
  }
  MULLION_ASSIGN(argument.value, ParseExpr());
  if (AcceptWord("ROWS")) argument.value = Make(first, RowCount{std::move(argument.value)});
  auto* subquery = std::get_if<ScalarSubquery>(&argument.value->node);
  if (subquery != nullptr && (AtPhrase("PARTITION BY") || AtPhrase("ORDER BY"))) {
    TableArgument table;
    table.query = std::move(subquery->query);
    if (AcceptPhrase("PARTITION BY")) {
      MULLION_ASSIGN(table.partition_by, ParseExprList());
    }
    argument.value = Make(first, std::move(table));
  }
  return argument;
}

/// TABLE t [PARTITION BY k | PARTITION BY (k1, k2)] [ORDER BY …]
Result<ExprPtr> Parser::ParseTableArgument() {
  size_t first = index_++;
  TableArgument table;
  MULLION_ASSIGN(table.table, ParsePath("a table's name"));
  if (AcceptPhrase("PARTITION BY")) {
    if (AtSymbol("(")) {
      MULLION_ASSIGN(table.partition_by, ParseParenthesisedList());
    } else {
      MULLION_ASSIGN(ExprPtr key, ParseExpr());
      table.partition_by.push_back(std::move(key));
      // The comma also ends the argument: it is one more key when a plain name follows, and DESCRIPTOR is none.
      while (AtSymbol(",") && AtName(1) && !AtWord("DESCRIPTOR", 1) && !AtSymbol("=>", 2)) {
        ++index_;
        MULLION_ASSIGN(ExprPtr more, ParseExpr());
        table.partition_by.push_back(std::move(more));
      }
    }
  }
  if (AcceptPhrase("ORDER BY")) {
    MULLION_ASSIGN(table.order_by, ParseOrderItems());
  }
  return Make(first, std::move(table));
}

Result<ExprPtr> Parser::FinishCall(size_t first, FunctionCall call) {
  while (true) {
    if (AtPhrase("IGNORE NULLS") || AtPhrase("RESPECT NULLS")) {
      call.ignore_nulls = AtWord("IGNORE");
      index_ += 2;
    } else if (AcceptPhrase("WITHIN GROUP")) {
      size_t open = index_;
      MULLION_TRY(ExpectSymbol("("));
      MULLION_TRY(ExpectPhrase("ORDER BY"));
      MULLION_ASSIGN(call.within_group, ParseOrderItems());
      MULLION_TRY(ExpectClose(open));
    } else if (AcceptWord("FILTER")) {
      size_t open = index_;
      MULLION_TRY(ExpectSymbol("("));
      MULLION_TRY(ExpectWord("WHERE"));
      MULLION_ASSIGN(call.filter, ParseExpr());
      MULLION_TRY(ExpectClose(open));
    } else if (AcceptWord("OVER")) {
      MULLION_ASSIGN(WindowSpec over, ParseOver());
      call.over = std::make_unique<WindowSpec>(std::move(over));
      break;
    } else {
      break;
    }
  }
  return Make(first, std::move(call));
}

}  // namespace mullion::sql
