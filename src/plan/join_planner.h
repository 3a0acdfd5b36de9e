#pragma once
// Joins of the FROM clause, and IN and EXISTS as semi and anti joins. Stateless functions.

#include <vector>

#include "plan/query_planner.h"

namespace mullion::plan {

/// `conditions`: as of QueryPlanner::PlanFrom.
Result<From> PlanJoin(QueryPlanner& planner, const sql::Join& join, TextPosition position,
                      std::vector<const sql::Expr*>* conditions);

/// WHERE x [NOT] IN (SELECT …) and [NOT] EXISTS (SELECT …); `negated` is what NOTs above say.
Result<From> PlanInSubquery(QueryPlanner& planner, From from, const sql::InSubquery& in, bool negated,
                            TextPosition position);
Result<From> PlanExists(QueryPlanner& planner, From from, const sql::Exists& exists, bool negated,
                        TextPosition position);

}  // namespace mullion::plan
