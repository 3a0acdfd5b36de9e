#pragma once
// The makers of COUNT, SUM, AVG, MIN and MAX; the registry calls them. Null when the function does not take the type.

#include "aggregate/aggregate.h"

namespace mullion {

/// COUNT(*) without arguments, else COUNT(x).
AggregatePtr MakeCount(bool of_rows);
/// SUM, or $SUM0 with `zero_when_empty`.
AggregatePtr MakeSum(const DataType& type, bool zero_when_empty);
AggregatePtr MakeAvg(const DataType& type);
/// Without `retract`: keeps the extreme only.
AggregatePtr MakeExtreme(const DataType& type, bool max);

}  // namespace mullion
