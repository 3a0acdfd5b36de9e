#pragma once
// Comparisons and what is built on them. Internal to expr.

#include "expr/function.h"
#include "expr/function_table.h"

namespace mullion {

/// Brings the first two arguments to types whose values compare: equal types, texts of any length, or decimals of any
/// scale. An error when Flink does not compare them.
Status MakeComparable(const Function& self, Args* args);

Result<ExprPtr> BindIn(const Function& self, Args args);
Result<ExprPtr> BindBetween(const Function& self, Args args);

}  // namespace mullion
