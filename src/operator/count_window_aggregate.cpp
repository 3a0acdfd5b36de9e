// TUMBLE and HOP over numbers of rows. Row n of a key opens a window when n is a multiple of the slide, and completes
// the one that began size - 1 rows before (Flink: CountTumblingWindowAssigner, CountSlidingWindowAssigner and a trigger
// that counts to the size, so the first sliding window comes out full).

#include "column/row_codec.h"
#include "operator/count_windows.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

/// A window that is full: to be emitted once the rows of its batch are added.
struct FullWindow {
  std::string key;
  CountWindow window;
  TimestampMs last_time;
};

class CountWindowAggregate final : public Operator {
 public:
  explicit CountWindowAggregate(WindowAggregateSpec spec)
      : spec_(std::move(spec)),
        layout_(LayoutOf(spec_)),
        clock_({WindowKind::kTumble, 1, 1, 0}, spec_.zone),
        windows_(&layout_),
        adder_(&layout_, {}) {}

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    std::span<const uint32_t> rows = all.rows();
    if (rows.empty()) return Ok();
    adder_.Start(batch, rows);
    RowEncoder keys(batch, spec_.keys);
    const Column* times = spec_.processing_time ? nullptr : batch.columns[static_cast<size_t>(spec_.time_column)].get();
    TimestampMs now = spec_.processing_time ? context().clock->NowMs() : 0;
    states_.clear();
    rows_.clear();
    for (uint32_t row : rows) {
      if (times && times->IsNull(row)) return Fail(NullTimeError(spec_.name));
      AddRow(keys.Encode(row), row, times ? times->Values<int64_t>()[row] : now);
    }
    if (!rows_.empty()) adder_.ApplyStarted(states_, rows_);
    return Flush(output);
  }

  void Snapshot(std::string* out) const override { windows_.Encode(out); }
  Status Restore(std::string_view bytes) override { return windows_.Decode(&bytes); }
  size_t state_bytes() const override { return windows_.bytes(); }

 private:
  void AddRow(std::string_view key_bytes, uint32_t row, TimestampMs time) {
    CountedKey& key = windows_.FindOrMake(key_bytes);
    if (key.rows % spec_.window.slide_ms == 0) windows_.Open(key, time);
    for (CountWindow& window : key.open) {
      states_.push_back(window.states.get());
      rows_.push_back(row);
    }
    ++key.rows;
    if (key.open.empty() || key.rows - key.open.front().first_row < spec_.window.size_ms) return;
    full_.push_back({std::string(key_bytes), std::move(key.open.front()), time});
    key.open.pop_front();
  }

  Status Flush(Output& output) {
    if (full_.empty()) return Ok();
    std::vector<ColumnBuilder> keys;
    for (int key : spec_.keys) keys.emplace_back(spec_.input[static_cast<size_t>(key)].type);
    std::vector<char*> states;
    for (const FullWindow& full : full_) {
      MULLION_TRY(DecodeRow(full.key, keys));
      states.push_back(full.window.states.get());
    }
    Batch batch;
    batch.row_count = full_.size();
    for (ColumnBuilder& key : keys) batch.columns.push_back(key.Finish());
    for (size_t c = 0; c < spec_.calls.size(); ++c) {
      batch.columns.push_back(layout_.calls()[c].function->Finish(states, layout_.offset(c)));
    }
    for (WindowProperty property : spec_.properties) {
      auto column = std::make_shared<Column>(spec_.output[batch.columns.size()].type, full_.size());
      for (size_t i = 0; i < full_.size(); ++i) column->MutableValues<int64_t>()[i] = ValueOf(property, full_[i]);
      batch.columns.push_back(std::move(column));
    }
    for (FullWindow& full : full_) windows_.Close(full.window);
    full_.clear();
    return output.Emit(std::move(batch));
  }

  TimestampMs ValueOf(WindowProperty property, const FullWindow& full) const {
    switch (property) {
      case WindowProperty::kStart:
        return clock_.ToWindowTime(full.window.first_time);
      case WindowProperty::kEnd:
        return clock_.ToWindowTime(full.last_time) + 1;
      case WindowProperty::kTime:
        return full.last_time;
    }
    Die(__FILE__, __LINE__, "a window property without a value");
  }

  WindowAggregateSpec spec_;
  GroupLayout layout_;
  FiringClock clock_;
  CountWindows windows_;
  RowAdder adder_;
  std::vector<char*> states_;
  std::vector<uint32_t> rows_;
  std::vector<FullWindow> full_;
};

}  // namespace

std::unique_ptr<Operator> MakeCountWindowAggregate(WindowAggregateSpec spec) {
  return std::make_unique<CountWindowAggregate>(std::move(spec));
}

}  // namespace mullion
