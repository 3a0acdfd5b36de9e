// SESSION windows. A row opens the window [t, t + gap) and joins the open sessions of its key that this touches; late
// or not is judged on the joined window (flink-semantics 1.2, 1.6). Rows are judged one by one by the watermark before
// them; adding to the accumulators is done for runs of rows between joins and firings.

#include <algorithm>
#include <cstring>

#include "base/binary.h"
#include "column/row_codec.h"
#include "operator/session_store.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

constexpr size_t kRowsPerBatch = 4096;

class SessionAggregate final : public Operator {
 public:
  explicit SessionAggregate(WindowAggregateSpec spec)
      : spec_(std::move(spec)),
        layout_(LayoutOf(spec_)),
        clock_({WindowKind::kTumble, 1, 1, 0}, spec_.zone),
        sessions_(&layout_),
        adder_(&layout_, {}) {}

  bool needs_row_watermarks() const override { return !spec_.processing_time; }
  bool wants_ticks() const override { return spec_.processing_time; }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    std::span<const uint32_t> rows = all.rows();
    adder_.Start(batch, rows);
    std::vector<ColumnPtr> keys;
    for (int key : spec_.keys) keys.push_back(batch.columns[static_cast<size_t>(key)]);
    const Column* time = spec_.processing_time ? nullptr : batch.columns[static_cast<size_t>(spec_.time_column)].get();
    TimestampMs now = spec_.processing_time ? context().clock->NowMs() : 0;
    std::vector<uint32_t> late;
    std::string key;
    for (uint32_t row : rows) {
      if (time && time->IsNull(row)) return Fail(NullTimeError(spec_.name));
      TimestampMs reached = time ? std::max(watermark_, batch.WatermarkBefore(row)) : now;
      if (reached > watermark_) {
        ApplyPending();
        MULLION_TRY(FireThrough(reached, output));
      }
      TimestampMs t = clock_.ToWindowTime(time ? time->Values<int64_t>()[row] : now);
      key.clear();
      EncodeRow(keys, row, &key);
      sessions_.Find(key, {t, t + spec_.window.size_ms}, &touched_);
      if (time && clock_.HasFired(touched_.merged.end, watermark_)) {
        late.push_back(row);
        continue;
      }
      if (touched_.sessions.size() > 1) ApplyPending();
      pending_states_.push_back(sessions_.Join(key, touched_)->states.get());
      pending_rows_.push_back(row);
    }
    ApplyPending();
    sessions_.Settle();
    ReportLate(context(), spec_.name, spec_.input, batch, late, batch.watermark);
    return Flush(output);
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    if (spec_.processing_time) return Ok();
    MULLION_TRY(FireThrough(watermark, output));
    return Flush(output);
  }
  Status Tick(TimestampMs now_ms, Output& output) override {
    MULLION_TRY(FireThrough(now_ms, output));
    return Flush(output);
  }

  std::optional<TimestampMs> NextFiring() const override {
    if (sessions_.empty()) return std::nullopt;
    return sessions_.first()->window.end;
  }

  std::optional<TimestampMs> NextFiringStart() const override {
    if (sessions_.empty()) return std::nullopt;
    return sessions_.first()->window.start;
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    sessions_.Encode(out);
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored session state");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    return sessions_.Decode(&bytes);
  }
  size_t state_bytes() const override { return sessions_.bytes(); }

 private:
  void ApplyPending() {
    if (pending_rows_.empty()) return;
    adder_.ApplyStarted(pending_states_, pending_rows_);
    pending_states_.clear();
    pending_rows_.clear();
  }

  Status FireThrough(TimestampMs watermark, Output& output) {
    watermark_ = std::max(watermark_, watermark);
    sessions_.Settle();
    while (!sessions_.empty() && clock_.HasFired(sessions_.first()->window.end, watermark_)) {
      fired_.push_back(sessions_.TakeFirst());
      sessions_.Settle();
      if (fired_.size() >= kRowsPerBatch) MULLION_TRY(Flush(output));
    }
    return Ok();
  }

  /// Emits the fired sessions as one batch.
  Status Flush(Output& output) {
    if (spec_.input_updates) DropEmptied();
    if (fired_.empty()) return Ok();
    std::vector<ColumnBuilder> keys;
    for (int key : spec_.keys) keys.emplace_back(spec_.input[static_cast<size_t>(key)].type);
    std::vector<char*> states;
    for (const auto& session : fired_) {
      MULLION_TRY(DecodeRow(session->key, keys));
      states.push_back(session->states.get());
    }
    Batch batch;
    batch.row_count = fired_.size();
    for (ColumnBuilder& key : keys) batch.columns.push_back(key.Finish());
    for (size_t c = 0; c < spec_.calls.size(); ++c) {
      batch.columns.push_back(layout_.calls()[c].function->Finish(states, layout_.offset(c)));
    }
    for (WindowProperty property : spec_.properties) {
      auto column = std::make_shared<Column>(spec_.output[batch.columns.size()].type, fired_.size());
      int64_t* values = column->MutableValues<int64_t>();
      for (size_t i = 0; i < fired_.size(); ++i) values[i] = ValueOf(property, fired_[i]->window, clock_);
      batch.columns.push_back(std::move(column));
    }
    for (auto& session : fired_) sessions_.DestroyStates(*session);
    fired_.clear();
    return output.Emit(std::move(batch));
  }

  /// Fired sessions whose rows were all taken back give no result.
  void DropEmptied() {
    size_t counts = layout_.offset(spec_.calls.size());
    std::erase_if(fired_, [&](const std::unique_ptr<OpenSession>& session) {
      int64_t rows;
      std::memcpy(&rows, session->states.get() + counts, sizeof rows);
      if (rows <= 0) sessions_.DestroyStates(*session);
      return rows <= 0;
    });
  }

  WindowAggregateSpec spec_;
  GroupLayout layout_;
  FiringClock clock_;
  SessionStore sessions_;
  RowAdder adder_;
  SessionStore::Touched touched_;  ///< of the row at hand
  std::vector<char*> pending_states_;
  std::vector<uint32_t> pending_rows_;
  std::vector<std::unique_ptr<OpenSession>> fired_;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeSessionAggregate(WindowAggregateSpec spec) {
  return std::make_unique<SessionAggregate>(std::move(spec));
}

}  // namespace mullion
