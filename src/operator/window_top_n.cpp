#include "operator/window_top_n.h"

#include <algorithm>
#include <map>

#include "base/binary.h"
#include "operator/changelog_builder.h"
#include "operator/ranked_rows.h"
#include "operator/row_key.h"
#include "operator/sort_key.h"
#include "operator/stored_rows.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

const std::string kName = "WindowTopN";

std::vector<DataType> OutputTypes(const TopNSpec& spec) {
  std::vector<DataType> types = TypesOf(spec.input);
  if (spec.emit_rank) types.push_back(DataType::BigInt().NotNull());
  return types;
}

class WindowTopN final : public Operator {
 public:
  explicit WindowTopN(TopNSpec spec)
      : spec_(std::move(spec)), clock_({WindowKind::kTumble, 1, 1, 0}, spec_.zone), rows_out_(OutputTypes(spec_)) {}

  // Windows come with the rows, so there is no grid to cut at: each row is judged by the watermark before it.
  bool needs_row_watermarks() const override { return true; }

  Status Process(int, const Batch& batch, Output&) override {
    RowSpan all(batch);
    std::vector<uint32_t> late;
    MULLION_TRY(Keep(batch, all.rows(), &late));
    ReportLate(context(), kName, spec_.input, batch, late, batch.watermark);
    return Ok();
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    watermark_ = watermark;
    while (!windows_.empty() && clock_.HasFired(windows_.begin()->first, watermark)) {
      for (const auto& [key, ranked] : windows_.begin()->second) {
        Emit(ranked);
        MULLION_TRY(rows_out_.FlushWhenFull(output));
      }
      windows_.erase(windows_.begin());
    }
    return rows_out_.Flush(output);
  }

  std::optional<TimestampMs> NextFiring() const override {
    if (windows_.empty()) return std::nullopt;
    return windows_.begin()->first;
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    RowWriter writer(out);
    for (const auto& [end, partitions] : windows_) {
      for (const auto& [key, ranked] : partitions) {
        for (const auto& [sort_key, row] : ranked.rows()) writer.Add(row);
      }
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored window Top-N");
    MULLION_ASSIGN(auto watermark, reader.Value<TimestampMs>());
    MULLION_ASSIGN(Batch batch, ReadRows(&bytes, TypesOf(spec_.input)));
    RowSpan all(batch);
    std::vector<uint32_t> late;
    MULLION_TRY(Keep(batch, all.rows(), &late));
    watermark_ = watermark;
    return Ok();
  }
  size_t state_bytes() const override {
    size_t total = 0;
    for (const auto& [end, partitions] : windows_) {
      for (const auto& [key, ranked] : partitions) {
        if (ranked.size() > 0) total += ranked.size() * (ranked.rows().begin()->second.size() + kRowOverheadBytes);
      }
    }
    return total;
  }

 private:
  static constexpr size_t kRowOverheadBytes = 160;

  Status Keep(const Batch& batch, std::span<const uint32_t> rows, std::vector<uint32_t>* late) {
    const Column& ends = *batch.columns[static_cast<size_t>(spec_.window_end_column)];
    RowEncoder keys(batch, spec_.partition_by);
    RowEncoder whole(batch);
    for (uint32_t row : rows) {
      if (ends.IsNull(row)) return Fail(NullTimeError(kName));
      TimestampMs end = ends.Values<int64_t>()[row];
      if (clock_.HasFired(end, std::max(watermark_, batch.WatermarkBefore(row)))) {
        late->push_back(row);
        continue;
      }
      sort_key_.clear();
      AppendSortKey(spec_.order_by, batch.columns, row, &sort_key_);
      std::string_view key = keys.Encode(row);
      auto& partitions = windows_[end];
      auto it = partitions.find(key);
      if (it == partitions.end()) it = partitions.emplace(std::string(key), RankedRows{}).first;
      Change(it->second, batch.kind(row), whole, row);
    }
    return Ok();
  }

  void Change(RankedRows& ranked, ChangeKind kind, RowEncoder& whole, uint32_t row) {
    if (IsRetraction(kind)) {
      auto at = ranked.Find(sort_key_, whole.Encode(row));
      if (at != ranked.rows().end()) ranked.Erase(at);
      return;
    }
    if (spec_.input_updates) {
      ranked.Insert(sort_key_, whole.Encode(row));
      return;
    }
    if (ranked.IsBehind(sort_key_, static_cast<size_t>(spec_.last))) return;
    ranked.Insert(sort_key_, whole.Encode(row));
    if (ranked.size() > static_cast<size_t>(spec_.last)) ranked.EraseLast();
  }

  void Emit(const RankedRows& ranked) {
    int64_t rank = 0;
    for (const auto& [sort_key, row] : ranked.rows()) {
      if (++rank > spec_.last) return;
      if (rank < spec_.first) continue;
      rows_out_.Row(ChangeKind::kInsert).Cells(row, spec_.input.size());
      if (spec_.emit_rank) rows_out_.Number(rank);
    }
  }

  TopNSpec spec_;
  FiringClock clock_;
  ChangelogBuilder rows_out_;
  /// By window end, then by partition.
  std::map<TimestampMs, std::map<std::string, RankedRows, std::less<>>> windows_;
  std::string sort_key_;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeWindowTopN(TopNSpec spec) {
  return std::make_unique<WindowTopN>(std::move(spec));
}

}  // namespace mullion
