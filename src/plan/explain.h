#pragma once
// A JobPlan as a readable tree, and its fingerprint. Pure functions.

#include <string>

#include "plan/job_plan.h"

namespace mullion::plan {

/// One tree a sink, its inputs below it; a node used twice is printed once and referred to after that. With
/// `changelog_mode`, each node says which changes it gives ([I], [I,UB,UA,D]).
std::string ExplainPlan(const JobPlan& plan, bool changelog_mode);

/// 16 hexadecimal digits over everything that decides the results and the layout of the state.
std::string Fingerprint(const JobPlan& plan);

}  // namespace mullion::plan
