#pragma once
// … JOIN t FOR SYSTEM_TIME AS OF l.proc_time ON l.k = t.k: a table looked up by key. Stateless functions.

#include "plan/query_planner.h"

namespace mullion::plan {

/// `left` is planned; the join's right side is a table with FOR SYSTEM_TIME AS OF.
Result<From> PlanLookupJoin(QueryPlanner& planner, const sql::Join& join, From left, TextPosition position);

}  // namespace mullion::plan
