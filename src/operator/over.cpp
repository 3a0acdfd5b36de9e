// Aggregates over the rows before a row. By event time rows wait until the watermark passes them and are then added in
// order of time; RANGE gives rows of one time (peers) one result, ROWS each its own. By processing time rows are added
// as they arrive; a bounded RANGE waits for the end of its millisecond, because peers share a result. Late is, as in
// Flink's RowTime…PrecedingFunction: a time up to the last one that the key has fired (bounded frames), or up to the
// watermark (unbounded).

#include <algorithm>
#include <unordered_map>

#include "base/binary.h"
#include "column/row_codec.h"
#include "operator/changelog_builder.h"
#include "operator/idle_state.h"
#include "operator/over_keys.h"
#include "operator/relational.h"
#include "operator/row_adder.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

const std::string kName = "Over";

/// Rows of one key that get one result.
struct Step {
  OverKey* key;
  TimestampMs time;
  std::vector<std::string> rows;
  uint32_t first = 0;  ///< of `rows` in the decoded columns
};

/// The input columns that the calls read, each once.
std::vector<int> ArgumentColumns(const OverSpec& spec) {
  std::vector<int> columns;
  for (const AggregateCall& call : spec.calls) {
    columns.insert(columns.end(), call.args.begin(), call.args.end());
    if (call.filter >= 0) columns.push_back(call.filter);
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

class Over final : public Operator {
 public:
  explicit Over(OverSpec spec)
      : spec_(std::move(spec)),
        argument_columns_(ArgumentColumns(spec_)),
        layout_({}, spec_.calls),
        keys_(&layout_, spec_.rows || spec_.time_column < 0 ? std::nullopt : spec_.preceding),
        adder_(&layout_, {}),
        idle_(spec_.state_ttl_ms) {
    for (const AggregateCall& call : spec_.calls) retractable_ = retractable_ && call.function->retractable();
  }

  bool needs_row_watermarks() const override { return spec_.time_column >= 0; }
  bool wants_ticks() const override { return WaitsForTick() || idle_.on(); }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    const Column* times = spec_.time_column < 0 ? nullptr : batch.columns[static_cast<size_t>(spec_.time_column)].get();
    TimestampMs now = times ? 0 : context().clock->NowMs();
    if (WaitsForTick()) FireThrough(now - 1);
    TimestampMs written = idle_.on() ? context().clock->NowMs() : 0;
    ForgetIdle(written);
    RowEncoder key_of(batch, spec_.partition_by);
    RowEncoder whole(batch);
    std::vector<uint32_t> late;
    for (uint32_t row : all.rows()) {
      if (times && times->IsNull(row)) return Fail(NullTimeError(kName));
      if (times) FireThrough(batch.WatermarkBefore(row));
      if (times && keys_.AnyToForget(watermark_)) MULLION_TRY(RunSteps(output));
      TimestampMs time = times ? times->Values<int64_t>()[row] : now;
      OverKey& key = keys_.FindOrMake(key_of.Encode(row));
      if (idle_.on()) idle_.Written(key.bytes, written);
      if (times && time <= (spec_.preceding ? key.last_fired : watermark_)) {
        late.push_back(row);
      } else if (times || WaitsForTick()) {
        keys_.Wait(key, time, whole.Encode(row));
      } else {
        steps_.push_back({&key, time, {std::string(whole.Encode(row))}});
      }
    }
    ReportLate(context(), kName, spec_.input, batch, late, batch.watermark);
    return RunSteps(output);
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    if (spec_.time_column < 0) return Ok();
    FireThrough(watermark);
    return RunSteps(output);
  }
  Status Tick(TimestampMs now_ms, Output& output) override {
    ForgetIdle(now_ms);
    if (!WaitsForTick()) return Ok();
    FireThrough(now_ms - 1);
    return RunSteps(output);
  }
  Status Finish(Output& output) override {
    FireThrough(kMaxWatermark);
    return RunSteps(output);
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    keys_.Encode(out);
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored OVER aggregation");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    MULLION_TRY(keys_.Decode(&bytes));
    if (idle_.on()) keys_.ForEachKey([this](const std::string& key) { idle_.Written(key, context().clock->NowMs()); });
    return Ok();
  }
  size_t state_bytes() const override { return keys_.bytes() + idle_.bytes(); }

 private:
  bool WaitsForTick() const { return spec_.time_column < 0 && !spec_.rows && spec_.preceding.has_value(); }

  /// A key whose rows still wait for the watermark is looked at again later.
  void ForgetIdle(TimestampMs now) {
    std::vector<std::string> waiting;
    idle_.TakeIdle(now, [&](const std::string& key) {
      if (!keys_.ForgetKey(key)) waiting.push_back(key);
    });
    for (const std::string& key : waiting) idle_.Written(key, now);
  }

  /// Moves the rows that time has passed from waiting to steps_.
  void FireThrough(TimestampMs watermark) {
    if (watermark <= watermark_) return;
    watermark_ = watermark;
    while (auto fired = keys_.TakeFirst(watermark)) {
      fired->key->last_fired = fired->time;
      if (!spec_.rows) {
        steps_.push_back({fired->key, fired->time, std::move(fired->rows)});
        continue;
      }
      for (std::string& row : fired->rows) steps_.push_back({fired->key, fired->time, {std::move(row)}});
    }
  }

  /// Adds the steps to the accumulators and emits their rows. A wave has each key at most once, so that its rows are
  /// added a column at a time.
  Status RunSteps(Output& output) {
    if (!steps_.empty()) MULLION_TRY(EmitSteps(output));
    steps_.clear();
    if (spec_.time_column >= 0) keys_.ForgetOld(watermark_);
    return Ok();
  }

  Status EmitSteps(Output& output) {
    MULLION_ASSIGN(Batch out, DecodeSteps());
    std::vector<std::vector<Step*>> waves;
    std::unordered_map<const OverKey*, size_t> seen;
    for (Step& step : steps_) {
      size_t wave = seen[step.key]++;
      if (wave == waves.size()) waves.emplace_back();
      waves[wave].push_back(&step);
    }
    std::vector<std::vector<ColumnPtr>> results(spec_.calls.size());
    std::vector<uint32_t> positions(out.row_count);
    uint32_t before = 0;
    for (const std::vector<Step*>& wave : waves) {
      MULLION_TRY(RunWave(wave, out, &results));
      for (const Step* step : wave) {
        std::fill_n(positions.begin() + step->first, step->rows.size(), before++);
      }
    }
    for (size_t c = 0; c < spec_.calls.size(); ++c) {
      out.columns.push_back(Gather(*Concat(spec_.calls[c].type, results[c]), positions));
    }
    return output.Emit(std::move(out));
  }

  /// The rows of all steps as columns.
  Result<Batch> DecodeSteps() {
    std::vector<ColumnBuilder> builders;
    for (const Field& field : spec_.input.fields) builders.emplace_back(field.type);
    Batch batch;
    for (Step& step : steps_) {
      step.first = static_cast<uint32_t>(batch.row_count);
      for (const std::string& row : step.rows) MULLION_TRY(DecodeRow(row, builders));
      batch.row_count += step.rows.size();
    }
    for (ColumnBuilder& builder : builders) batch.columns.push_back(builder.Finish());
    return batch;
  }

  Status RunWave(const std::vector<Step*>& wave, const Batch& batch, std::vector<std::vector<ColumnPtr>>* results) {
    if (spec_.preceding) MULLION_TRY(LeaveFrames(wave));
    std::vector<char*> groups;
    std::vector<uint32_t> rows;
    std::vector<char*> states;
    RowEncoder arguments(batch, argument_columns_);
    for (const Step* step : wave) {
      states.push_back(step->key->states.get());
      for (uint32_t i = 0; i < step->rows.size(); ++i) {
        groups.push_back(step->key->states.get());
        rows.push_back(step->first + i);
        if (spec_.preceding) {
          keys_.AddToFrame(*step->key, step->time, std::string(arguments.Encode(step->first + i)));
        }
      }
    }
    adder_.Start(batch, rows);
    adder_.Apply(groups, rows, false);
    for (size_t c = 0; c < spec_.calls.size(); ++c) {
      (*results)[c].push_back(spec_.calls[c].function->Finish(states, layout_.offset(c)));
    }
    return Ok();
  }

  /// True when the oldest row of the key's frame is outside of the frame of `step`.
  bool OldestLeaves(const Step& step) const {
    const auto& frame = step.key->frame;
    if (frame.empty()) return false;
    if (spec_.rows) return frame.size() > static_cast<size_t>(*spec_.preceding);
    return frame.front().time < step.time - *spec_.preceding;
  }

  /// Takes back the rows that are outside of the frames of these steps. Functions that cannot take rows back are
  /// computed anew from the rest.
  Status LeaveFrames(const std::vector<Step*>& wave) {
    std::vector<char*> groups;
    std::vector<std::string> rows;
    for (const Step* step : wave) {
      OverKey& key = *step->key;
      bool any = false;
      for (; OldestLeaves(*step); any = true) {
        FrameRow row = keys_.TakeFromFrame(key);
        if (!retractable_) continue;
        groups.push_back(key.states.get());
        rows.push_back(std::move(row.arguments));
      }
      if (!any || retractable_) continue;
      keys_.Reset(key);
      for (const FrameRow& row : key.frame) {
        groups.push_back(key.states.get());
        rows.push_back(row.arguments);
      }
    }
    return ApplyArguments(groups, rows, retractable_);
  }

  Status ApplyArguments(const std::vector<char*>& groups, const std::vector<std::string>& encoded, bool retract) {
    if (encoded.empty()) return Ok();
    std::vector<ColumnBuilder> builders;
    for (int column : argument_columns_) builders.emplace_back(spec_.input[static_cast<size_t>(column)].type);
    for (const std::string& row : encoded) MULLION_TRY(DecodeRow(row, builders));
    Batch batch;
    batch.row_count = encoded.size();
    // Only the columns that the calls read are there.
    batch.columns.resize(spec_.input.size());
    for (size_t i = 0; i < builders.size(); ++i) {
      batch.columns[static_cast<size_t>(argument_columns_[i])] = builders[i].Finish();
    }
    RowSpan all(batch);
    adder_.Start(batch, all.rows());
    adder_.Apply(groups, all.rows(), retract);
    return Ok();
  }

  OverSpec spec_;
  std::vector<int> argument_columns_;
  GroupLayout layout_;
  OverKeys keys_;
  RowAdder adder_;
  IdleState<std::string> idle_;
  bool retractable_ = true;
  std::vector<Step> steps_;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeOver(OverSpec spec) {
  return std::make_unique<Over>(std::move(spec));
}

}  // namespace mullion
