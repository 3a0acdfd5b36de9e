#pragma once
// Calendar arithmetic on times and intervals. Internal to expr.

#include "expr/function_table.h"

namespace mullion {

/// "+" or "-" of which an argument is a time or an interval: time ± interval, interval ± interval.
Result<ExprPtr> BindTimeSum(const Function& self, Args args, bool minus);
/// interval * number, number * interval.
Result<ExprPtr> BindIntervalProduct(const Function& self, Args args);

/// The day that many months later; a day past the end of its month becomes the last of it.
int64_t AddMonths(int64_t days, int64_t months);

}  // namespace mullion
