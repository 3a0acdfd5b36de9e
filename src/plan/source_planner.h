#pragma once
// What a scan needs of its source: which fields are decoded, how columns and watermark are computed from them. Pure
// function.

#include <vector>

#include "plan/job_plan.h"
#include "plan/plan_context.h"
#include "plan/source_binder.h"

namespace mullion::plan {

/// `columns` are declared columns, ascending; they hold what the watermark reads.
SourceNode MakeSourceNode(const PlanContext& context, const BoundSource& source, const std::vector<int>& columns);

}  // namespace mullion::plan
