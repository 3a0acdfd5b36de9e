// Rows wait until their session closes, because only then its bounds are known; then they come out with them, in the
// order they came. Late is judged as for an aggregated session: on the session that the row would join. Rows with a
// NULL time are dropped. Source: Flink 2's UnalignedWindowTableFunctionOperator.

#include "operator/session_table_function.h"

#include <algorithm>
#include <unordered_map>

#include "base/binary.h"
#include "operator/changelog_builder.h"
#include "operator/row_key.h"
#include "operator/session_store.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

const std::string kName = "SessionWindow";

std::vector<DataType> OutputTypes(const WindowTableFunctionSpec& spec) {
  std::vector<DataType> types = TypesOf(spec.input);
  types.push_back(DataType::Timestamp(3).NotNull());
  types.push_back(DataType::Timestamp(3).NotNull());
  types.push_back(spec.time_type);
  return types;
}

class SessionTableFunction final : public Operator {
 public:
  explicit SessionTableFunction(WindowTableFunctionSpec spec)
      : spec_(std::move(spec)),
        clock_({WindowKind::kTumble, 1, 1, 0}, spec_.zone),
        layout_({}, {}),
        sessions_(&layout_),
        out_(OutputTypes(spec_)) {}

  bool needs_row_watermarks() const override { return !spec_.processing_time; }
  bool wants_ticks() const override { return spec_.processing_time; }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    const Column* times = spec_.processing_time ? nullptr : batch.columns[static_cast<size_t>(spec_.time_column)].get();
    TimestampMs now = spec_.processing_time ? context().clock->NowMs() : 0;
    RowEncoder keys(batch, spec_.partition_by);
    RowEncoder whole(batch);
    std::vector<uint32_t> late;
    for (uint32_t row : all.rows()) {
      MULLION_TRY(FireThrough(times ? batch.WatermarkBefore(row) : now, output));
      if (times && times->IsNull(row)) continue;
      TimestampMs t = clock_.ToWindowTime(times ? times->Values<int64_t>()[row] : now);
      sessions_.Find(keys.Encode(row), {t, t + spec_.window.size_ms}, &touched_);
      if (times && clock_.HasFired(touched_.merged.end, watermark_)) {
        late.push_back(row);
      } else {
        Keep(keys.Encode(row), t, whole.Encode(row));
      }
    }
    sessions_.Settle();
    ReportLate(context(), kName, spec_.input, batch, late, batch.watermark);
    return out_.Flush(output);
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    if (spec_.processing_time) return Ok();
    MULLION_TRY(FireThrough(watermark, output));
    return out_.Flush(output);
  }
  Status Tick(TimestampMs now_ms, Output& output) override {
    MULLION_TRY(FireThrough(now_ms, output));
    return out_.Flush(output);
  }

  std::optional<TimestampMs> NextFiring() const override {
    if (sessions_.empty()) return std::nullopt;
    return sessions_.first()->window.end;
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    std::vector<const OpenSession*> sessions;
    for (const auto& [session, rows] : rows_) sessions.push_back(session);
    std::ranges::sort(sessions, {}, [](const OpenSession* session) { return session->number; });
    for (const OpenSession* session : sessions) {
      for (const Row& row : rows_.at(session)) {
        PutBytes(session->key, out);
        PutValue(row.time, out);
        PutBytes(row.encoded, out);
      }
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored set of sessions");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    while (!reader.empty()) {
      MULLION_ASSIGN(auto key, reader.Bytes());
      MULLION_ASSIGN(auto time, reader.Value<TimestampMs>());
      MULLION_ASSIGN(auto row, reader.Bytes());
      // A session is the union of its rows' windows: adding the rows anew gives the same sessions.
      sessions_.Find(key, {time, time + spec_.window.size_ms}, &touched_);
      Keep(key, time, row);
    }
    return Ok();
  }
  size_t state_bytes() const override { return sessions_.bytes() + row_bytes_; }

 private:
  struct Row {
    TimestampMs time;  ///< window time
    std::string encoded;
  };

  /// The row goes into the session that it and the touched ones become.
  void Keep(std::string_view key, TimestampMs time, std::string_view row) {
    const OpenSession* session = sessions_.Join(key, touched_);
    std::vector<Row>& kept = rows_[session];
    for (const OpenSession* other : touched_.sessions) {
      if (other == session) continue;
      auto node = rows_.extract(other);
      std::move(node.mapped().begin(), node.mapped().end(), std::back_inserter(kept));
    }
    kept.push_back({time, std::string(row)});
    row_bytes_ += row.size() + sizeof(Row);
  }

  Status FireThrough(TimestampMs watermark, Output& output) {
    watermark_ = std::max(watermark_, watermark);
    sessions_.Settle();
    while (!sessions_.empty() && clock_.HasFired(sessions_.first()->window.end, watermark_)) {
      auto rows = rows_.extract(sessions_.first());
      std::unique_ptr<OpenSession> session = sessions_.TakeFirst();
      for (const Row& row : rows.mapped()) {
        row_bytes_ -= row.encoded.size() + sizeof(Row);
        out_.Row(ChangeKind::kInsert)
            .Cells(row.encoded, spec_.input.size())
            .Number(session->window.start)
            .Number(session->window.end)
            .Number(clock_.LastInstant(session->window.end));
        MULLION_TRY(out_.FlushWhenFull(output));
      }
      sessions_.Settle();
    }
    return Ok();
  }

  WindowTableFunctionSpec spec_;
  FiringClock clock_;
  GroupLayout layout_;
  SessionStore sessions_;
  SessionStore::Touched touched_;  ///< of the row at hand
  std::unordered_map<const OpenSession*, std::vector<Row>> rows_;
  ChangelogBuilder out_;
  size_t row_bytes_ = 0;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeSessionTableFunction(WindowTableFunctionSpec spec) {
  return std::make_unique<SessionTableFunction>(std::move(spec));
}

}  // namespace mullion
