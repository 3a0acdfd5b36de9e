#pragma once
// WHERE: plain conditions become a filter, bounds of a ROW_NUMBER go to its Top-N, IN and EXISTS become semi and anti
// joins. Stateless functions.

#include <vector>

#include "plan/query_planner.h"

namespace mullion::plan {

/// `conditions` are the operands of AND.
Result<From> PlanWhere(QueryPlanner& planner, From from, const std::vector<const sql::Expr*>& conditions);

}  // namespace mullion::plan
