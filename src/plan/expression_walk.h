#pragma once
// A walk over all expressions inside an expression, subqueries left out. Stateless.

#include <functional>

#include "sql/expression.h"

namespace mullion::plan {

/// Calls `visit` for `expr` and everything below it, from the outside in; where it says false, what is below is
/// skipped.
void WalkExpression(const sql::Expr& expr, const std::function<bool(const sql::Expr&)>& visit);

}  // namespace mullion::plan
