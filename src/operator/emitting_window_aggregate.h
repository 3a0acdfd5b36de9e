#pragma once
// Window aggregation that emits before and after a window's end (early and late firing, allowed lateness), and over
// rows that may be taken back: every window keeps its own groups and what it last emitted of each. One state a (key,
// window), no slices shared.

#include "operator/window_aggregate.h"

namespace mullion {

/// TUMBLE, HOP, CUMULATE and rows that carry their window.
std::unique_ptr<Operator> MakeEmittingWindowAggregate(WindowAggregateSpec spec);

}  // namespace mullion
