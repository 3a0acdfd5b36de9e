#pragma once
// What a script is told of a job's result. Stateless.

#include "plan/job_plan.h"

namespace mullion {

/// The columns of a query; of an INSERT: a BIGINT a sink.
Schema ScriptColumnsOf(const JobPlan& plan);

}  // namespace mullion
