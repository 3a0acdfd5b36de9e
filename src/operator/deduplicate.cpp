// First or last row per key. By event time without a window both are updating: an earlier (later) row takes the place
// of the one before, whatever the watermark. Source: Flink's RowTimeDeduplicateFunction, ProcTimeDeduplicate…Function,
// RowTimeWindowDeduplicateOperator.

#include <algorithm>
#include <map>

#include "base/binary.h"
#include "operator/changelog_builder.h"
#include "operator/idle_state.h"
#include "operator/relational.h"
#include "operator/row_key.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

const std::string kName = "Deduplicate";

struct KeptRow {
  TimestampMs time = 0;
  std::string row;
};

/// Of a hash table's node with two strings.
constexpr size_t kRowOverheadBytes = 136;

/// Whether a row of time `time` takes the place of `kept`.
bool Replaces(const DeduplicateSpec& spec, const KeptRow& kept, TimestampMs time) {
  return spec.keep_last ? kept.time <= time : time < kept.time;
}

Result<TimestampMs> TimeOf(const DeduplicateSpec& spec, const Batch& batch, uint32_t row) {
  if (spec.time_column < 0) return 0;
  const Column& time = *batch.columns[static_cast<size_t>(spec.time_column)];
  if (time.IsNull(row)) return Fail(NullTimeError(kName));
  return time.Values<int64_t>()[row];
}

void PutRow(std::string_view key, const KeptRow& kept, std::string* out) {
  PutBytes(key, out);
  PutValue(kept.time, out);
  PutBytes(kept.row, out);
}

template <typename Map>
Status ReadRow(BinaryReader& reader, Map* rows) {
  MULLION_ASSIGN(auto key, reader.Bytes());
  MULLION_ASSIGN(auto time, reader.template Value<TimestampMs>());
  MULLION_ASSIGN(auto row, reader.Bytes());
  rows->emplace(std::string(key), KeptRow{time, std::string(row)});
  return Ok();
}

class Deduplicate final : public Operator {
 public:
  explicit Deduplicate(DeduplicateSpec spec)
      : spec_(std::move(spec)), changes_(TypesOf(spec_.input)), idle_(spec_.state_ttl_ms) {}

  bool wants_ticks() const override { return idle_.on(); }
  Status Tick(TimestampMs now_ms, Output&) override {
    ForgetIdle(now_ms);
    return Ok();
  }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    now_ms_ = idle_.on() ? context().clock->NowMs() : 0;
    ForgetIdle(now_ms_);
    RowEncoder keys(batch, spec_.partition_by);
    RowEncoder whole(batch);
    for (uint32_t row : all.rows()) {
      MULLION_ASSIGN(TimestampMs time, TimeOf(spec_, batch, row));
      std::string_view key = keys.Encode(row);
      if (IsRetraction(batch.kind(row))) {
        Remove(key);
      } else {
        Put(key, time, whole, row);
      }
      MULLION_TRY(changes_.FlushWhenFull(output));
    }
    return changes_.Flush(output);
  }

  void Snapshot(std::string* out) const override {
    PutValue<uint64_t>(rows_.size(), out);
    for (const auto& [key, kept] : rows_) PutRow(key, kept, out);
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored deduplication");
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) MULLION_TRY(ReadRow(reader, &rows_));
    TimestampMs now = idle_.on() ? context().clock->NowMs() : 0;
    for (const auto& [key, kept] : rows_) {
      row_bytes_ += kept.row.size();
      idle_.Written(key, now);
    }
    return Ok();
  }
  size_t state_bytes() const override { return row_bytes_ + rows_.size() * kRowOverheadBytes + idle_.bytes(); }

 private:
  /// In arrival order the first row is final: its key alone says enough.
  bool KeepsKeysOnly() const { return spec_.time_column < 0 && !spec_.keep_last; }

  void Emit(ChangeKind kind, std::string_view row) { changes_.Row(kind).Cells(row, spec_.input.size()); }

  void Put(std::string_view key, TimestampMs time, RowEncoder& whole, uint32_t row) {
    auto it = rows_.find(key);
    if (it == rows_.end()) {
      std::string_view encoded = whole.Encode(row);
      Emit(ChangeKind::kInsert, encoded);
      if (KeepsKeysOnly()) encoded = {};
      rows_.emplace(std::string(key), KeptRow{time, std::string(encoded)});
      row_bytes_ += encoded.size();
      NoteWritten(key);
      return;
    }
    KeptRow& kept = it->second;
    if (!Replaces(spec_, kept, time)) return;
    NoteWritten(key);
    std::string_view encoded = whole.Encode(row);
    // With a time to live equal rows come out, too: they keep the state of what stands behind alive (Flink).
    if (spec_.time_column < 0 && !idle_.on() && kept.row == encoded) return;
    if (spec_.emit_update_before) Emit(ChangeKind::kUpdateBefore, kept.row);
    Emit(ChangeKind::kUpdateAfter, encoded);
    row_bytes_ += encoded.size() - kept.row.size();
    kept = {time, std::string(encoded)};
  }

  void NoteWritten(std::string_view key) {
    if (idle_.on()) idle_.Written(std::string(key), now_ms_);
  }

  void ForgetIdle(TimestampMs now) {
    idle_.TakeIdle(now, [this](const std::string& key) {
      auto it = rows_.find(key);
      if (it == rows_.end()) return;
      row_bytes_ -= it->second.row.size();
      rows_.erase(it);
    });
  }

  void Remove(std::string_view key) {
    auto it = rows_.find(key);
    if (it == rows_.end() || KeepsKeysOnly()) return;
    Emit(ChangeKind::kDelete, it->second.row);
    row_bytes_ -= it->second.row.size();
    rows_.erase(it);
  }

  DeduplicateSpec spec_;
  ChangelogBuilder changes_;
  KeyMap<KeptRow> rows_;
  IdleState<std::string> idle_;
  TimestampMs now_ms_ = 0;  ///< of the batch
  size_t row_bytes_ = 0;
};

class WindowDeduplicate final : public Operator {
 public:
  explicit WindowDeduplicate(DeduplicateSpec spec)
      : spec_(std::move(spec)), clock_({WindowKind::kTumble, 1, 1, 0}, spec_.zone), rows_out_(TypesOf(spec_.input)) {}

  // Windows come with the rows, so there is no grid to cut at: each row is judged by the watermark before it.
  bool needs_row_watermarks() const override { return true; }

  Status Process(int, const Batch& batch, Output&) override {
    RowSpan all(batch);
    const Column& ends = *batch.columns[static_cast<size_t>(spec_.window_end_column)];
    RowEncoder keys(batch, spec_.partition_by);
    RowEncoder whole(batch);
    std::vector<uint32_t> late;
    for (uint32_t row : all.rows()) {
      if (ends.IsNull(row)) return Fail(NullTimeError(kName));
      TimestampMs end = ends.Values<int64_t>()[row];
      MULLION_ASSIGN(TimestampMs time, TimeOf(spec_, batch, row));
      if (clock_.HasFired(end, std::max(watermark_, batch.WatermarkBefore(row)))) {
        late.push_back(row);
      } else {
        Put(windows_[end], keys.Encode(row), time, whole, row);
      }
    }
    ReportLate(context(), kName, spec_.input, batch, late, batch.watermark);
    return Ok();
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    watermark_ = watermark;
    while (!windows_.empty() && clock_.HasFired(windows_.begin()->first, watermark)) {
      for (const auto& [key, kept] : windows_.begin()->second) {
        rows_out_.Row(ChangeKind::kInsert).Cells(kept.row, spec_.input.size());
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
    PutValue<uint64_t>(windows_.size(), out);
    for (const auto& [end, rows] : windows_) {
      PutValue(end, out);
      PutValue<uint64_t>(rows.size(), out);
      for (const auto& [key, kept] : rows) PutRow(key, kept, out);
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored window deduplication");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto windows, reader.Value<uint64_t>());
    for (uint64_t w = 0; w < windows; ++w) {
      MULLION_ASSIGN(auto end, reader.Value<TimestampMs>());
      MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
      for (uint64_t i = 0; i < count; ++i) MULLION_TRY(ReadRow(reader, &windows_[end]));
    }
    return Ok();
  }
  size_t state_bytes() const override {
    size_t total = 0;
    for (const auto& [end, rows] : windows_) {
      if (!rows.empty()) total += rows.size() * (rows.begin()->second.row.size() + kRowOverheadBytes);
    }
    return total;
  }

 private:
  using Rows = std::map<std::string, KeptRow, std::less<>>;  ///< by key, so that results come in one order

  void Put(Rows& rows, std::string_view key, TimestampMs time, RowEncoder& whole, uint32_t row) const {
    auto it = rows.find(key);
    if (it == rows.end()) {
      rows.emplace(std::string(key), KeptRow{time, std::string(whole.Encode(row))});
    } else if (Replaces(spec_, it->second, time)) {
      it->second = {time, std::string(whole.Encode(row))};
    }
  }

  DeduplicateSpec spec_;
  FiringClock clock_;
  ChangelogBuilder rows_out_;
  std::map<TimestampMs, Rows> windows_;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeDeduplicate(DeduplicateSpec spec) {
  if (spec.window_end_column >= 0) return std::make_unique<WindowDeduplicate>(std::move(spec));
  return std::make_unique<Deduplicate>(std::move(spec));
}

}  // namespace mullion
