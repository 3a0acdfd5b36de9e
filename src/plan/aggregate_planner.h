#pragma once
// GROUP BY, HAVING, aggregate calls, DISTINCT: to a window aggregate where the rows' windows are grouped by, else to an
// updating group aggregate. Stateless functions.

#include <vector>

#include "plan/query_planner.h"

namespace mullion::plan {

/// True when the SELECT aggregates: GROUP BY, HAVING or an aggregate call in its list.
bool IsAggregation(const sql::Select& select);

Result<RelPtr> PlanAggregation(PlanContext& context, From from, const sql::Select& select,
                               const std::vector<SelectColumn>& columns);

/// SELECT DISTINCT, UNION: a group for each row.
Result<RelPtr> PlanDistinct(PlanContext& context, RelPtr rel);

}  // namespace mullion::plan
