#pragma once
// A query, an INSERT or a statement set to a JobPlan. Stateless functions.

#include <string>
#include <vector>

#include "plan/job_plan.h"
#include "plan/plan_context.h"
#include "sql/ast.h"

namespace mullion::plan {

/// The INSERTs of a statement set, or one. `text` is the statement.
Result<JobPlan> PlanInserts(PlanContext& context, const std::vector<const sql::Insert*>& inserts, std::string text);

/// A final SELECT: its rows go to the caller.
Result<JobPlan> PlanSelectJob(PlanContext& context, const sql::Query& query, std::string text);

}  // namespace mullion::plan
