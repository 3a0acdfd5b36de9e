#pragma once
// Subqueries as values: (SELECT MAX(v) FROM t). Each is joined to the rows, on its one row. Stateless functions.

#include "plan/query_planner.h"

namespace mullion::plan {

/// True when a subquery stands in `expr` as a value.
bool HasScalarSubquery(const sql::Expr& expr);

/// `from` with a hidden column for each subquery of WHERE and of the select list; its scope knows them. Errors: one
/// that is not surely of one row and one column, or reads columns of the query around it.
Result<From> JoinScalarSubqueries(QueryPlanner& planner, From from, const sql::Select& select);

}  // namespace mullion::plan
