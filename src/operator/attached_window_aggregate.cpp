#include "operator/attached_window_aggregate.h"

#include <algorithm>
#include <map>

#include "base/binary.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

class AttachedWindowAggregate final : public Operator {
 public:
  explicit AttachedWindowAggregate(WindowAggregateSpec spec)
      : spec_(std::move(spec)),
        layout_(LayoutOf(spec_)),
        clock_(spec_.window, spec_.zone),
        adder_(&layout_, spec_.keys),
        results_(&spec_, &layout_) {}

  // Windows come with the rows, so there is no grid to cut at: each row is judged by the watermark before it.
  bool needs_row_watermarks() const override { return true; }

  Status Process(int, const Batch& batch, Output&) override {
    RowSpan all(batch);
    std::span<const uint32_t> rows = all.rows();
    if (rows.empty()) return Ok();
    const Column& starts = *batch.columns[static_cast<size_t>(spec_.window_start_column)];
    const Column& ends = *batch.columns[static_cast<size_t>(spec_.window_end_column)];
    std::map<Key, std::vector<uint32_t>> ranks;
    std::vector<uint32_t> late;
    for (uint32_t i = 0; i < rows.size(); ++i) {
      if (ends.IsNull(rows[i]) || starts.IsNull(rows[i])) return Fail(NullTimeError(spec_.name));
      TimestampMs end = ends.Values<int64_t>()[rows[i]];
      if (clock_.HasFired(end, std::max(watermark_, batch.WatermarkBefore(rows[i])))) {
        late.push_back(rows[i]);
      } else {
        ranks[{end, starts.Values<int64_t>()[rows[i]]}].push_back(i);
      }
    }
    adder_.NextVersion();
    adder_.Start(batch, rows);
    for (const auto& [key, which] : ranks) {
      auto& table = windows_[key];
      if (!table) table = std::make_unique<GroupTable>(&layout_);
      adder_.Add(*table, which);
    }
    ReportLate(context(), spec_.name, spec_.input, batch, late, batch.watermark);
    return Ok();
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    while (!windows_.empty() && clock_.HasFired(windows_.begin()->first.end, watermark)) {
      const auto& [key, table] = *windows_.begin();
      MULLION_TRY(results_.Emit(*table, {key.start, key.end}, clock_.LastInstant(key.end), output));
      windows_.erase(windows_.begin());
    }
    watermark_ = watermark;
    return Ok();
  }

  std::optional<TimestampMs> NextFiring() const override {
    if (windows_.empty()) return std::nullopt;
    return windows_.begin()->first.end;
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    PutValue<uint64_t>(windows_.size(), out);
    for (const auto& [key, table] : windows_) {
      PutValue(key, out);
      table->Encode(out);
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored window state");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto key, reader.Value<Key>());
      auto table = std::make_unique<GroupTable>(&layout_);
      MULLION_TRY(table->Decode(&bytes, adder_.version()));
      windows_[key] = std::move(table);
    }
    return Ok();
  }
  size_t state_bytes() const override {
    size_t total = 0;
    for (const auto& [key, table] : windows_) total += table->bytes();
    return total;
  }

 private:
  struct Key {
    TimestampMs end = 0;
    TimestampMs start = 0;
    auto operator<=>(const Key&) const = default;
  };

  WindowAggregateSpec spec_;
  GroupLayout layout_;
  FiringClock clock_;
  RowAdder adder_;
  WindowResults results_;
  std::map<Key, std::unique_ptr<GroupTable>> windows_;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeAttachedWindowAggregate(WindowAggregateSpec spec) {
  return std::make_unique<AttachedWindowAggregate>(std::move(spec));
}

}  // namespace mullion
