#pragma once
// FLOOR and CEIL of times. Internal to expr.

#include "expr/function_table.h"

namespace mullion {

/// FLOOR(time TO unit) or CEIL: arguments time, unit.
Result<ExprPtr> BindUnitFloor(const Function& self, Args args, bool up);

}  // namespace mullion
