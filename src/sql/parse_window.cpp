// OVER windows, their frames, and ORDER BY items.

#include "sql/parser_impl.h"

namespace mullion::sql {

/// OVER w, OVER (…)
Result<WindowSpec> Parser::ParseOver() {
  if (AtSymbol("(")) return ParseWindowSpec();
  WindowSpec spec;
  MULLION_ASSIGN(spec.base, ParseIdentifier("a window: its name, or (PARTITION BY … ORDER BY …)"));
  spec.only_name = true;
  spec.position = spec.base->position;
  return spec;
}

/// ([w] [PARTITION BY …] [ORDER BY …] [ROWS|RANGE …])
Result<WindowSpec> Parser::ParseWindowSpec() {
  Nesting nesting(*this);
  if (nesting.too_deep()) return TooDeep();
  size_t open = index_;
  WindowSpec spec;
  MULLION_TRY(ExpectSymbol("("));
  if (AtName()) {
    MULLION_ASSIGN(spec.base, ParseIdentifier("a window's name"));
  }
  if (AcceptClause("PARTITION BY")) {
    MULLION_ASSIGN(spec.partition_by, ParseExprList());
  }
  if (AcceptClause("ORDER BY")) {
    MULLION_ASSIGN(spec.order_by, ParseOrderItems());
  }
  if (AtAnyWord({"ROWS", "RANGE"})) {
    MULLION_ASSIGN(spec.frame, ParseFrame());
  }
  MULLION_TRY(ExpectClose(open));
  spec.position = PositionSince(open);
  return spec;
}

Result<Frame> Parser::ParseFrame() {
  Frame frame;
  frame.unit = Take().capitals == "ROWS" ? FrameUnit::kRows : FrameUnit::kRange;
  bool between = AcceptWord("BETWEEN");
  MULLION_ASSIGN(frame.start, ParseFrameBound());
  if (between) {
    MULLION_TRY(ExpectWord("AND"));
    MULLION_ASSIGN(frame.end, ParseFrameBound());
  }
  return frame;
}

Result<FrameBound> Parser::ParseFrameBound() {
  FrameBound bound;
  if (AcceptPhrase("CURRENT ROW")) return bound;
  if (AcceptWord("UNBOUNDED")) {
    bound.kind = FrameBoundKind::kUnboundedPreceding;
    if (AcceptWord("PRECEDING")) return bound;
    bound.kind = FrameBoundKind::kUnboundedFollowing;
    if (AcceptWord("FOLLOWING")) return bound;
    return Unexpected("PRECEDING or FOLLOWING", {"PRECEDING", "FOLLOWING"});
  }
  constexpr int kTighterThanAnd = 25;
  MULLION_ASSIGN(bound.offset, ParseBinary(kTighterThanAnd));
  bound.kind = FrameBoundKind::kPreceding;
  if (AcceptWord("PRECEDING")) return bound;
  bound.kind = FrameBoundKind::kFollowing;
  if (AcceptWord("FOLLOWING")) return bound;
  return Unexpected("PRECEDING or FOLLOWING", {"PRECEDING", "FOLLOWING"});
}

Result<std::vector<OrderItem>> Parser::ParseOrderItems() {
  std::vector<OrderItem> items;
  do {
    OrderItem item;
    MULLION_ASSIGN(item.expr, ParseExpr());
    item.descending = AcceptWord("DESC");
    if (!item.descending) AcceptWord("ASC");
    if (AcceptPhrase("NULLS FIRST")) {
      item.nulls = NullsOrder::kFirst;
    } else if (AcceptPhrase("NULLS LAST")) {
      item.nulls = NullsOrder::kLast;
    }
    items.push_back(std::move(item));
  } while (AcceptSymbol(","));
  return items;
}

}  // namespace mullion::sql
