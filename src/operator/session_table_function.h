#pragma once
// SESSION without an aggregation. See WindowTableFunctionSpec.

#include "operator/window_aggregate.h"

namespace mullion {

std::unique_ptr<Operator> MakeSessionTableFunction(WindowTableFunctionSpec spec);

}  // namespace mullion
