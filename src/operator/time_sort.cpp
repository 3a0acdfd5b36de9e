// ORDER BY an event time in a stream. Late is, as in Flink's RowTimeSortOperator, a time up to the last one that came
// out.

#include <map>

#include "base/binary.h"
#include "operator/changelog_builder.h"
#include "operator/relational.h"
#include "operator/row_key.h"
#include "operator/sort_key.h"
#include "operator/stored_rows.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

const std::string kName = "Temporal Sort";
/// Of a tree's node with two strings.
constexpr size_t kRowOverheadBytes = 136;

class TimeSort final : public Operator {
 public:
  explicit TimeSort(TimeSortSpec spec) : spec_(std::move(spec)), out_(TypesOf(spec_.input)) {}

  bool needs_row_watermarks() const override { return true; }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    const Column& times = *batch.columns[static_cast<size_t>(spec_.order_by[0].column)];
    RowEncoder whole(batch);
    std::vector<uint32_t> late;
    for (uint32_t row : all.rows()) {
      if (times.IsNull(row)) return Fail(NullTimeError(kName));
      MULLION_TRY(EmitThrough(batch.WatermarkBefore(row), output));
      TimestampMs time = times.Values<int64_t>()[row];
      if (time <= last_time_) {
        late.push_back(row);
        continue;
      }
      Keep(batch, row, time, whole.Encode(row));
    }
    ReportLate(context(), kName, spec_.input, batch, late, batch.watermark);
    return out_.Flush(output);
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    MULLION_TRY(EmitThrough(watermark, output));
    return out_.Flush(output);
  }

  void Snapshot(std::string* out) const override {
    PutValue(last_time_, out);
    RowWriter writer(out);
    for (const auto& [place, row] : rows_) writer.Add(row);
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored sort");
    MULLION_ASSIGN(last_time_, reader.Value<TimestampMs>());
    MULLION_ASSIGN(Batch batch, ReadRows(&bytes, TypesOf(spec_.input)));
    const Column& times = *batch.columns[static_cast<size_t>(spec_.order_by[0].column)];
    RowEncoder whole(batch);
    for (uint32_t row = 0; row < batch.row_count; ++row)
      Keep(batch, row, times.Values<int64_t>()[row], whole.Encode(row));
    return Ok();
  }
  size_t state_bytes() const override { return row_bytes_ + rows_.size() * kRowOverheadBytes; }

 private:
  struct Place {
    TimestampMs time;
    std::string key;
    auto operator<=>(const Place&) const = default;
  };

  void Keep(const Batch& batch, uint32_t row, TimestampMs time, std::string_view encoded) {
    std::string key;
    AppendSortKey(spec_.order_by, batch.columns, row, &key);
    row_bytes_ += key.size() + encoded.size();
    rows_.emplace(Place{time, std::move(key)}, std::string(encoded));
  }

  Status EmitThrough(TimestampMs watermark, Output& output) {
    while (!rows_.empty() && rows_.begin()->first.time <= watermark) {
      auto first = rows_.begin();
      last_time_ = first->first.time;
      out_.Row(ChangeKind::kInsert).Cells(first->second, spec_.input.size());
      row_bytes_ -= first->first.key.size() + first->second.size();
      rows_.erase(first);
      MULLION_TRY(out_.FlushWhenFull(output));
    }
    return Ok();
  }

  TimeSortSpec spec_;
  std::multimap<Place, std::string> rows_;  ///< equal places: in the order they came
  size_t row_bytes_ = 0;
  TimestampMs last_time_ = kMinWatermark;  ///< of the last row that came out
  ChangelogBuilder out_;
};

}  // namespace

std::unique_ptr<Operator> MakeTimeSort(TimeSortSpec spec) {
  return std::make_unique<TimeSort>(std::move(spec));
}

}  // namespace mullion
