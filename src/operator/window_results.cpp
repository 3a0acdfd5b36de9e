#include "operator/window_results.h"

#include <algorithm>

#include "aggregate/basic_aggregates.h"

namespace mullion {
namespace {

constexpr size_t kRowsPerBatch = 8192;
constexpr size_t kLateSampleRows = 5;

ColumnPtr Constant(const DataType& type, TimestampMs value, size_t count) {
  auto column = std::make_shared<Column>(type, count);
  std::fill_n(column->MutableValues<int64_t>(), count, value);
  return column;
}

}  // namespace

Status WindowResults::EmitGroups(const GroupTable& table, std::span<char* const> groups, TimeWindow window,
                                 TimestampMs last_instant, Output& output) const {
  Batch batch;
  batch.row_count = groups.size();
  batch.columns = ResultColumns(*layout_, table, groups);
  for (WindowProperty property : spec_->properties) {
    TimestampMs value = property == WindowProperty::kStart ? window.start
                        : property == WindowProperty::kEnd ? window.end
                                                           : last_instant;
    const DataType& type = spec_->output[batch.columns.size()].type;
    batch.columns.push_back(Constant(type, value, groups.size()));
  }
  return output.Emit(std::move(batch));
}

Status WindowResults::Emit(const GroupTable& table, TimeWindow window, TimestampMs last_instant, Output& output) const {
  Status status;
  table.ForEachChunk(kRowsPerBatch, [&](std::span<char* const> groups) {
    if (status) status = EmitGroups(table, groups, window, last_instant, output);
  });
  return status;
}

TimestampMs ValueOf(WindowProperty property, TimeWindow window, const FiringClock& clock) {
  switch (property) {
    case WindowProperty::kStart:
      return window.start;
    case WindowProperty::kEnd:
      return window.end;
    case WindowProperty::kTime:
      return clock.LastInstant(window.end);
  }
  Die(__FILE__, __LINE__, "a window property without a value");
}

void ReportLate(const OperatorContext& context, const std::string& name, const Schema& schema, const Batch& batch,
                std::span<const uint32_t> rows, TimestampMs watermark) {
  if (rows.empty() || context.late == nullptr) return;
  Batch sample = batch;
  auto first = rows.first(std::min(rows.size(), kLateSampleRows));
  sample.selection = std::make_shared<const Selection>(first.begin(), first.end());
  context.late->Add({name, rows.size(), Compact(std::move(sample)), schema, watermark});
}

GroupLayout LayoutOf(const WindowAggregateSpec& spec) {
  std::vector<DataType> types;
  for (int key : spec.keys) types.push_back(spec.input[static_cast<size_t>(key)].type);
  std::vector<AggregateCall> calls = spec.calls;
  if (spec.input_updates || spec.emit.updates()) {
    calls.push_back({.name = "COUNT", .function = MakeCount(true), .type = DataType::BigInt().NotNull()});
  }
  return GroupLayout(std::move(types), std::move(calls));
}

Error NullTimeError(const std::string& operator_name) {
  return Error::User("RowTime field should not be null, please convert it to a non-null long value.")
      .Where(operator_name)
      .Hint("filter such rows before the window, or let mullion.bad-records set them aside");
}

}  // namespace mullion
