#include "runtime/source_runner.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/binary.h"
#include "column/text.h"

namespace mullion {
namespace {

constexpr size_t kPayloadBytesMax = 64u << 10;

std::string TimeText(TimestampMs ms) {
  std::string out;
  AppendTimestampMs(ms, ' ', -1, &out);
  return out;
}

/// The value of row `row` of a batch as text, to show what was set aside when there are no bytes to show.
std::string RowText(const Batch& batch, uint32_t row) {
  std::string out;
  for (const ColumnPtr& column : batch.columns) {
    out += (out.empty() ? "" : ", ") + ToText(column->type(), ReadValue(*column, row));
  }
  return out;
}

}  // namespace

SourceRunner::SourceRunner(const SourceNode* node, SourceRunnerOptions options)
    : node_(node),
      options_(options),
      time_(!node->traits.push_down, node->watermark_per_row ? 0 : node->watermark_interval_ms) {}

SourceRunner::~SourceRunner() = default;

Status SourceRunner::Open(std::span<const SplitPosition> restored) {
  last_data_ns_ = options_.clock->MonotonicNs();
  if (node_->values) return Ok();
  if (node_->value_format) {
    MULLION_ASSIGN(values_, DecodeAhead::Make(*node_->value_format, options_.decode_threads));
  }
  if (node_->key_format) {
    MULLION_ASSIGN(key_decoder_, MakeDecoder(*node_->key_format));
  }
  MULLION_ASSIGN(source_, node_->connector->MakeSource(node_->table));
  SourceContext context;
  context.clock = options_.clock;
  context.log = options_.log;
  context.waker = options_.waker;
  context.metadata = node_->metadata;
  context.needs_keys = node_->key_format.has_value();
  context.strict = options_.strict;
  context.batch_rows_max = options_.batch_rows_max;
  context.buffer_bytes_max = options_.buffer_bytes_max;
  MULLION_TRY(source_->Open(context, restored));
  AddNewSplits();
  return Ok();
}

void SourceRunner::SetCuts(std::function<TimestampMs(TimestampMs)> next_cut, bool row_watermarks) {
  next_cut_ = std::move(next_cut);
  row_watermarks_ = row_watermarks;
}

void SourceRunner::AddNewSplits() {
  auto splits = source_->splits();
  while (time_.split_count() < splits.size()) {
    const SplitStatus& split = splits[time_.split_count()];
    size_t index = time_.split_count();
    time_.AddSplit(options_.clock->MonotonicNs());
    taken_positions_.push_back(split.position);
    for (const RestoredSplit& restored : restored_) {
      if (restored.position.split != split.id) continue;
      time_.mutable_split(index).watermark = restored.watermark;
      time_.mutable_split(index).idle = restored.idle;
    }
  }
}

Status SourceRunner::Poll() {
  if (!source_) return Ok();
  MULLION_TRY(source_->Poll());
  AddNewSplits();
  return DecodeMoreAhead();
}

bool SourceRunner::HasRun(size_t split) const {
  return source_->splits()[split].has_data || (values_ && values_->HasRun(split));
}

int64_t SourceRunner::NextPosition(size_t split) const {
  if (values_ && values_->HasRun(split)) return values_->FirstPosition(split);
  return source_->splits()[split].position;
}

Status SourceRunner::DecodeMoreAhead() {
  if (!values_) return Ok();
  bool any = true;
  while (any && values_->runs() < values_->runs_max()) {
    any = false;
    for (size_t i = 0; i < time_.split_count() && values_->runs() < values_->runs_max(); ++i) {
      if (!source_->splits()[i].has_data) continue;
      MULLION_ASSIGN(FetchedRun run, source_->Take(i, options_.batch_rows_max));
      values_->Add(i, std::move(run));
      MULLION_TRY(source_->Poll());
      any = true;
    }
  }
  return Ok();
}

Result<DecodeAhead::DecodedRun> SourceRunner::TakeRun(size_t split) {
  if (values_ && values_->HasRun(split)) return values_->Take(split);
  MULLION_ASSIGN(FetchedRun run, source_->Take(split, options_.batch_rows_max));
  if (!values_) return DecodeAhead::DecodedRun{std::move(run), {}};
  values_->Add(split, std::move(run));
  return values_->Take(split);
}

void SourceRunner::UpdateSplits() {
  if (!source_) return;
  auto splits = source_->splits();
  int64_t now = options_.clock->MonotonicNs();
  // While the far side is away nobody knows whether a split has more: its silence counts from when it is back, else the
  // first partition that answers would make the rows of the others late.
  if (!source_->trouble().empty()) time_.Awaken(now);
  for (size_t i = 0; i < time_.split_count(); ++i) {
    const SplitTime& time = time_.split(i);
    if (splits[i].finished && !HasRun(i) && !time.finished) time_.SetFinished(i);
    if (node_->idle_timeout_ms <= 0 || time.finished) continue;
    // Only a split with nothing more to read is silent: one that is slow to fetch still holds time back.
    bool silent = splits[i].at_end && !HasRun(i) && now - time.last_row_ns >= node_->idle_timeout_ms * 1'000'000;
    if (silent && !time.idle) time_.SetIdle(i, true);
  }
}

bool SourceRunner::finished() const {
  if (node_->values) return values_given_;
  if (!source_->bounded() || !source_->discovered()) return false;
  auto splits = source_->splits();
  for (size_t i = 0; i < splits.size(); ++i) {
    if (!splits[i].finished || HasRun(i)) return false;
  }
  return true;
}

bool SourceRunner::HasData() const {
  if (node_->values) return !values_given_;
  return PickSplit() >= 0;
}

int SourceRunner::PickSplit() const {
  auto splits = source_->splits();
  size_t known = std::min(splits.size(), time_.split_count());
  if (!time_.split_count()) return -1;
  // Catching up: the split that is furthest behind in event time goes first, also when that means waiting for its data,
  // so that a replay gives the same rows whatever the speed of the fetches.
  int furthest = -1;
  size_t catching_up = 0;
  for (size_t i = 0; i < known; ++i) {
    const SplitStatus& s = splits[i];
    bool has_run = HasRun(i);
    bool behind = !s.finished && s.initial_end && NextPosition(i) < *s.initial_end && !(s.at_end && !has_run);
    if (!behind && !(s.finished && has_run)) continue;
    ++catching_up;
    if (furthest < 0 || time_.split(i).watermark < time_.split(static_cast<size_t>(furthest)).watermark) {
      furthest = static_cast<int>(i);
    }
  }
  if (catching_up > 1 && node_->traits.push_down) return HasRun(static_cast<size_t>(furthest)) ? furthest : -1;
  for (size_t k = 0; k < known; ++k) {
    size_t i = (turn_ + k) % known;
    if (HasRun(i)) return static_cast<int>(i);
  }
  return -1;
}

Status SourceRunner::SetAside(size_t split, int64_t position, std::string_view payload, std::string kind,
                              std::string reason) {
  std::string split_id = source_ ? source_->splits()[split].id : "";
  if (options_.bad_records == BadRecords::kFail) {
    return Fail(Error::User(fmt::format("table {}: {}", node_->table.name, reason))
                    .Where(fmt::format("{} position {}: {}", split_id, position, payload.substr(0, 200)))
                    .Hint("set 'mullion.bad-records' = 'dead-letter' to set such rows aside and go on"));
  }
  ++counters_.set_aside;
  ++counters_.set_aside_by_kind[kind];
  if (options_.bad_records == BadRecords::kDeadLetter && options_.dead_letters) {
    options_.dead_letters->Add({node_->table.name, std::move(split_id), position, std::move(reason), std::move(kind),
                                std::string(payload.substr(0, kPayloadBytesMax))});
  }
  return Ok();
}

Status SourceRunner::SetAsideBad(size_t split, const FetchedRun& run, const DecodedRows& decoded) {
  for (const BadRecord& bad : decoded.bad) {
    MULLION_TRY(SetAside(split, run.PositionOf(bad.record), run.values[bad.record], bad.kind, bad.reason));
  }
  return Ok();
}

Result<Batch> SourceRunner::ComputeOutput(Batch raw) {
  Batch out;
  out.row_count = raw.row_count;
  out.kinds = std::move(raw.kinds);
  RowSpan rows(raw);
  for (const ExprPtr& expr : node_->output_columns) {
    MULLION_ASSIGN(ColumnPtr column, expr->Evaluate(*options_.eval, raw, rows.rows()));
    out.columns.push_back(std::move(column));
  }
  return out;
}

Status SourceRunner::JudgeTimes(size_t split, const FetchedRun* run, const std::vector<uint32_t>& record_of_row,
                                Batch* batch) {
  const WatermarkDefinition& definition = *node_->watermark;
  const Column& time = *batch->columns[static_cast<size_t>(definition.time_column)];
  const int64_t* values = time.Values<int64_t>();
  TimestampMs limit = kMaxWatermark;
  if (node_->max_future_ms > 0) {
    TimestampMs now = options_.clock->NowMs();
    if (definition.local_time) {
      MULLION_ASSIGN(auto zone, TimeZone::Find(node_->table.session_zone));
      now = zone->ToLocalMs(now);
    }
    limit = now + node_->max_future_ms;
  }
  bool good = !time.has_nulls();
  if (limit != kMaxWatermark) {
    TimestampMs largest = kMinWatermark;
    for (size_t i = 0; i < batch->row_count; ++i) largest = std::max(largest, values[i]);
    good = good && largest <= limit;
  }
  if (good) return Ok();
  auto kept = std::make_shared<Selection>();
  for (uint32_t i = 0; i < batch->row_count; ++i) {
    bool null = time.IsNull(i);
    if (!null && values[i] <= limit) {
      kept->push_back(i);
      continue;
    }
    uint32_t record = record_of_row.empty() ? i : record_of_row[i];
    std::string payload = run && !run->rows ? std::string(run->values[record]) : RowText(*batch, i);
    std::string reason = null ? "the event time is NULL (RowTime field should not be null)"
                              : fmt::format("event time {} is more than {} s ahead of the clock (mullion.max-future)",
                                            TimeText(values[i]), node_->max_future_ms / 1000);
    MULLION_TRY(SetAside(split, run ? run->PositionOf(record) : 0, payload, null ? "null-time" : "future", reason));
  }
  batch->selection = std::move(kept);
  return Ok();
}

Result<std::vector<TimestampMs>> SourceRunner::WatermarksOf(size_t split, const FetchedRun* run,
                                                            const std::vector<uint32_t>& record_of_row, Batch* batch) {
  MULLION_TRY(JudgeTimes(split, run, record_of_row, batch));
  const WatermarkDefinition& definition = *node_->watermark;
  std::vector<TimestampMs> out(batch->row_count, kMinWatermark);
  RowSpan rows(*batch);
  if (definition.delay_ms) {
    const int64_t* values = batch->columns[static_cast<size_t>(definition.time_column)]->Values<int64_t>();
    int64_t delay = *definition.delay_ms;
    for (uint32_t row : rows.rows()) out[row] = values[row] - delay;
    return out;
  }
  MULLION_ASSIGN(ColumnPtr column, definition.expression->Evaluate(*options_.eval, *batch, rows.rows()));
  for (uint32_t row : rows.rows()) {
    if (!column->IsNull(row)) out[row] = column->Values<int64_t>()[row];
  }
  return out;
}

Result<Batch> SourceRunner::ReadColumns(size_t split, const FetchedRun& run, DecodedRows decoded,
                                        std::vector<uint32_t>* record_of_row) {
  Batch raw;
  if (run.rows) {
    counters_.rows_read += run.rows->row_count;
    raw.row_count = run.rows->row_count;
    for (int column : node_->physical) raw.columns.push_back(run.rows->columns[static_cast<size_t>(column)]);
  } else {
    counters_.rows_read += run.values.size();
    counters_.bytes_read += run.values.bytes.size();
    counters_.skipped += decoded.skipped;
    MULLION_TRY(SetAsideBad(split, run, decoded));
    raw.row_count = decoded.row_count;
    raw.columns = std::move(decoded.columns);
    raw.kinds = std::move(decoded.kinds);
    *record_of_row = std::move(decoded.record_of_row);
  }
  if (key_decoder_) AppendKeys(run, *record_of_row, &raw);
  for (const ColumnPtr& column : run.metadata) {
    raw.columns.push_back(record_of_row->empty() ? column : Gather(*column, *record_of_row));
  }
  return raw;
}

void SourceRunner::AppendKeys(const FetchedRun& run, const std::vector<uint32_t>& record_of_row, Batch* raw) {
  DecodedRows keys = key_decoder_->Decode(*run.keys);
  // A key that does not decode leaves its columns NULL: the value stands on its own.
  std::vector<uint32_t> key_row(run.values.size(), UINT32_MAX);
  for (uint32_t i = 0; i < keys.row_count; ++i) key_row[keys.record_of_row.empty() ? i : keys.record_of_row[i]] = i;
  for (const ColumnPtr& column : keys.columns) {
    ColumnBuilder builder(column->type());
    for (uint32_t i = 0; i < raw->row_count; ++i) {
      uint32_t row = key_row[record_of_row.empty() ? i : record_of_row[i]];
      row == UINT32_MAX ? builder.AppendNull() : builder.AppendFrom(*column, row);
    }
    raw->columns.push_back(builder.Finish());
  }
}

Status SourceRunner::Step(const std::function<Status(TimedBatch)>& give) {
  int64_t now = options_.clock->MonotonicNs();
  if (node_->values) {
    values_given_ = true;
    counters_.rows_read += node_->values->row_count;
    counters_.rows_out += node_->values->row_count;
    return give({*node_->values, kMinWatermark});
  }
  int picked = PickSplit();
  MULLION_CHECK(picked >= 0, "Step() without data");
  size_t split = static_cast<size_t>(picked);
  turn_ = split + 1;
  MULLION_ASSIGN(DecodeAhead::DecodedRun taken, TakeRun(split));
  const FetchedRun& run = taken.run;
  taken_positions_[split] = run.next_position;
  last_data_ns_ = now;

  std::vector<uint32_t> record_of_row;
  MULLION_ASSIGN(Batch raw, ReadColumns(split, run, std::move(taken.rows), &record_of_row));
  if (raw.row_count == 0) {
    time_.Observe(split, kMinWatermark, 0, now);
    return Ok();
  }
  MULLION_ASSIGN(Batch batch, ComputeOutput(std::move(raw)));
  if (!node_->watermark) {
    counters_.rows_out += batch.selected();
    time_.Observe(split, kMinWatermark, batch.selected(), now);
    return give({std::move(batch), time_.watermark()});
  }
  MULLION_ASSIGN(auto row_watermarks, WatermarksOf(split, &run, record_of_row, &batch));
  counters_.rows_out += batch.selected();
  return GiveInSegments(split, std::move(batch), row_watermarks, give);
}

Status SourceRunner::GiveInSegments(size_t split, Batch batch, const std::vector<TimestampMs>& row_watermarks,
                                    const std::function<Status(TimedBatch)>& give) {
  int64_t now = options_.clock->MonotonicNs();
  uint32_t count = static_cast<uint32_t>(batch.row_count);
  TimestampMs largest = kMinWatermark;
  for (TimestampMs w : row_watermarks) largest = std::max(largest, w);
  batch.watermark = time_.watermark();
  RowWatermarks all = time_.Follow(split);
  all.Observe(largest);
  bool crosses = all.watermark() > batch.watermark && all.watermark() >= next_cut_(batch.watermark);
  if (!crosses && !row_watermarks_) {
    time_.Observe(split, largest, batch.selected(), now);
    return give({std::move(batch), time_.watermark()});
  }
  std::shared_ptr<std::vector<TimestampMs>> before;
  if (row_watermarks_) before = std::make_shared<std::vector<TimestampMs>>(count);
  // The watermark before each row, and the rows at which it has crossed a firing point: those begin a new piece.
  std::vector<uint32_t> begins{0};
  std::vector<TimestampMs> watermarks{batch.watermark};
  RowWatermarks rows = time_.Follow(split);
  TimestampMs cut = next_cut_(batch.watermark);
  for (uint32_t i = 0; i < count; ++i) {
    if (rows.watermark() >= cut) {
      begins.push_back(i);
      watermarks.push_back(rows.watermark());
      cut = next_cut_(rows.watermark());
    }
    if (before) (*before)[i] = rows.watermark();
    rows.Observe(row_watermarks[i]);
  }
  time_.Observe(split, largest, batch.selected(), now);
  if (before) batch.row_watermarks = std::move(before);
  begins.push_back(count);
  watermarks.push_back(time_.watermark());
  for (size_t s = 0; s + 1 < begins.size(); ++s) {
    Batch piece = begins.size() == 2 ? std::move(batch) : Slice(batch, begins[s], begins[s + 1]);
    piece.watermark = watermarks[s];
    MULLION_TRY(give({std::move(piece), watermarks[s + 1]}));
  }
  return Ok();
}

std::vector<SplitPosition> SourceRunner::Positions() const {
  std::vector<SplitPosition> out;
  if (!source_) return out;
  auto splits = source_->splits();
  for (size_t i = 0; i < time_.split_count(); ++i) {
    // What the source passed over since the last run (transaction markers) need not be there any more after a restart.
    bool ahead = values_ && values_->HasRun(i);
    int64_t position = ahead ? taken_positions_[i] : std::max(taken_positions_[i], splits[i].position);
    out.push_back({splits[i].id, position, splits[i].finished && !HasRun(i)});
  }
  return out;
}

void SourceRunner::Snapshot(std::string* out) const {
  PutValue(time_.watermark(), out);
  PutValue(values_given_, out);
  PutValue(counters_.rows_read, out);
  PutValue(counters_.rows_out, out);
  PutValue(counters_.bytes_read, out);
  PutValue(counters_.set_aside, out);
  PutValue(counters_.skipped, out);
  auto positions = Positions();
  PutValue<uint32_t>(static_cast<uint32_t>(positions.size()), out);
  for (size_t i = 0; i < positions.size(); ++i) {
    PutBytes(positions[i].split, out);
    PutValue(positions[i].position, out);
    PutValue(positions[i].finished, out);
    PutValue(time_.split(i).watermark, out);
    PutValue(time_.split(i).idle, out);
  }
}

Result<std::vector<SplitPosition>> SourceRunner::Restore(std::string_view bytes) {
  BinaryReader reader(&bytes, "a stored source position");
  MULLION_ASSIGN(auto watermark, reader.Value<TimestampMs>());
  time_.RaiseTo(watermark);
  MULLION_ASSIGN(values_given_, reader.Value<bool>());
  MULLION_ASSIGN(counters_.rows_read, reader.Value<uint64_t>());
  MULLION_ASSIGN(counters_.rows_out, reader.Value<uint64_t>());
  MULLION_ASSIGN(counters_.bytes_read, reader.Value<uint64_t>());
  MULLION_ASSIGN(counters_.set_aside, reader.Value<uint64_t>());
  MULLION_ASSIGN(counters_.skipped, reader.Value<uint64_t>());
  MULLION_ASSIGN(auto count, reader.Value<uint32_t>());
  std::vector<SplitPosition> positions;
  for (uint32_t i = 0; i < count; ++i) {
    RestoredSplit split;
    MULLION_ASSIGN(auto id, reader.Bytes());
    split.position.split = std::string(id);
    MULLION_ASSIGN(split.position.position, reader.Value<int64_t>());
    MULLION_ASSIGN(split.position.finished, reader.Value<bool>());
    MULLION_ASSIGN(split.watermark, reader.Value<TimestampMs>());
    MULLION_ASSIGN(split.idle, reader.Value<bool>());
    positions.push_back(split.position);
    restored_.push_back(std::move(split));
  }
  return positions;
}

void SourceRunner::Close() {
  if (source_) source_->Close();
}

}  // namespace mullion
