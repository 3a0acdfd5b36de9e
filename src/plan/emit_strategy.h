#pragma once
// The settings table.exec.emit.*: when a window is emitted beside its end. Stateless functions.

#include "operator/window_aggregate.h"
#include "plan/plan_context.h"
#include "plan/relation.h"

namespace mullion::plan {

/// What the settings ask of aggregates over `window`; nothing in batch mode. Errors in Flink's words; in strict mode
/// window table functions take none.
Result<EmitStrategy> BindEmitStrategy(const PlanContext& context, const WindowInfo& window, TextPosition position);

/// "early no delay, late delay 1000 millisecond", as EXPLAIN prints it; empty: none.
std::string ToString(const EmitStrategy& emit);

}  // namespace mullion::plan
