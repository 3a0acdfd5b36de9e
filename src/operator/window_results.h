#pragma once
// Turns the groups of a fired window into batches: keys, aggregates, window properties; and hands late rows on. Shared
// by the window operators. Owned by one operator, called by its thread.

#include "operator/firing_clock.h"
#include "operator/row_adder.h"
#include "operator/window_aggregate.h"

namespace mullion {

class WindowResults {
 public:
  WindowResults(const WindowAggregateSpec* spec, const GroupLayout* layout) : spec_(spec), layout_(layout) {}

  /// `last_instant` is window_time.
  Status Emit(const GroupTable& table, TimeWindow window, TimestampMs last_instant, Output& output) const;
  /// The same for chosen groups of a table.
  Status EmitGroups(const GroupTable& table, std::span<char* const> groups, TimeWindow window, TimestampMs last_instant,
                    Output& output) const;

 private:
  const WindowAggregateSpec* spec_;
  const GroupLayout* layout_;
};

/// A window's start, end or last instant, as the property asks.
TimestampMs ValueOf(WindowProperty property, TimeWindow window, const FiringClock& clock);

/// Hands the late rows (positions in `batch`) to the LateOutput, with a sample of the first few.
void ReportLate(const OperatorContext& context, const std::string& name, const Schema& schema, const Batch& batch,
                std::span<const uint32_t> rows, TimestampMs watermark);

/// The types of the key columns and the calls of a spec; behind them, where a group may come to be empty or its result
/// to change, how many rows it has.
GroupLayout LayoutOf(const WindowAggregateSpec& spec);

/// The error for a NULL event time that reached a window: Flink's words.
Error NullTimeError(const std::string& operator_name);

}  // namespace mullion
