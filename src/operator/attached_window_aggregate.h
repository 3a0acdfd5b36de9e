#pragma once
// Aggregation of rows that carry their window in columns. See window_aggregate.h.

#include "operator/window_aggregate.h"

namespace mullion {

std::unique_ptr<Operator> MakeAttachedWindowAggregate(WindowAggregateSpec spec);

}  // namespace mullion
