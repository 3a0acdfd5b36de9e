#include <algorithm>

#include "operator/firing_clock.h"
#include "operator/session_table_function.h"
#include "operator/window_aggregate.h"

namespace mullion {
namespace {

ColumnPtr TimeColumn(const DataType& type, const std::vector<TimestampMs>& values) {
  auto column = std::make_shared<Column>(type, values.size());
  std::copy(values.begin(), values.end(), column->MutableValues<int64_t>());
  return column;
}

class WindowTableFunction final : public Operator {
 public:
  explicit WindowTableFunction(WindowTableFunctionSpec spec)
      : spec_(std::move(spec)), clock_(spec_.window, spec_.zone) {}

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    const Column* time = spec_.processing_time ? nullptr : batch.columns[static_cast<size_t>(spec_.time_column)].get();
    std::vector<uint32_t> positions;
    std::vector<TimestampMs> starts, ends, times;
    std::vector<TimeWindow> windows;
    for (uint32_t row : all.rows()) {
      if (time && time->IsNull(row)) continue;
      TimestampMs t = time ? time->Values<int64_t>()[row] : context().clock->NowMs();
      clock_.slices().Windows(clock_.ToWindowTime(t), &windows);
      for (const TimeWindow& window : windows) {
        positions.push_back(row);
        starts.push_back(window.start);
        ends.push_back(window.end);
        times.push_back(clock_.LastInstant(window.end));
      }
    }
    if (positions.empty()) return Ok();
    Batch out;
    out.row_count = positions.size();
    for (const ColumnPtr& column : batch.columns) out.columns.push_back(Gather(*column, positions));
    DataType wall = DataType::Timestamp(3).NotNull();
    out.columns.push_back(TimeColumn(wall, starts));
    out.columns.push_back(TimeColumn(wall, ends));
    out.columns.push_back(TimeColumn(spec_.time_type, times));
    if (!batch.kinds.empty()) {
      for (uint32_t row : positions) out.kinds.push_back(batch.kinds[row]);
    }
    if (batch.row_watermarks) {
      auto watermarks = std::make_shared<std::vector<TimestampMs>>();
      for (uint32_t row : positions) watermarks->push_back((*batch.row_watermarks)[row]);
      out.row_watermarks = std::move(watermarks);
    }
    return output.Emit(std::move(out));
  }

 private:
  WindowTableFunctionSpec spec_;
  FiringClock clock_;
};

}  // namespace

std::unique_ptr<Operator> MakeWindowTableFunction(WindowTableFunctionSpec spec) {
  if (spec.window.kind == WindowKind::kSession) return MakeSessionTableFunction(std::move(spec));
  return std::make_unique<WindowTableFunction>(std::move(spec));
}

}  // namespace mullion
