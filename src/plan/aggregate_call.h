#pragma once
// One aggregate call of the text, bound: its arguments and filter as expressions, its function made. Stateless
// functions.

#include <string>
#include <vector>

#include "aggregate/aggregate.h"
#include "plan/plan_context.h"
#include "plan/scope.h"
#include "sql/expression.h"

namespace mullion::plan {

struct BoundAggregate {
  std::string name;
  std::vector<ExprPtr> args;  ///< over the input
  ExprPtr filter;             ///< may be null
  bool distinct = false;
  std::string variant;  ///< what a clause for NULLs adds to the name; calls that differ in it are two
  AggregatePtr function;

  /// The call without its columns.
  AggregateCall Call() const;
};

/// True for COUNT(…), SUM(…), … without OVER.
bool IsAggregateCall(const sql::Expr& expr);

/// `expr` is an aggregate call; with `retract` its function can take rows back.
Result<BoundAggregate> BindAggregateCall(const PlanContext& context, const Scope& scope, const sql::Expr& expr,
                                         bool retract);

/// A window as text, to compare two of them.
std::string WindowText(const sql::WindowSpec& window);

}  // namespace mullion::plan
