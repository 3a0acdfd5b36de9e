#pragma once
// EXCEPT and INTERSECT, with and without ALL. Stateless functions.

#include "plan/plan_context.h"
#include "plan/relation.h"
#include "sql/query.h"

namespace mullion::plan {

/// `operation` is no UNION. Rows are compared with NULL equal to NULL. Errors as of AlignColumns.
Result<RelPtr> PlanSetComparison(PlanContext& context, const sql::SetOperation& operation, RelPtr left, RelPtr right);

}  // namespace mullion::plan
