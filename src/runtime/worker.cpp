#include "runtime/worker.h"

#include <algorithm>

#include <fmt/format.h>

#include "column/text.h"

namespace mullion {
namespace {

constexpr int64_t kUpkeepEveryNs = 20'000'000;
constexpr int64_t kRoomWaitMs = 100;
constexpr size_t kLateSamplesKept = 20;

BadRecords BadRecordsOf(const JobPlan& plan) {
  auto it = plan.settings.find("mullion.bad-records");
  if (it != plan.settings.end() && it->second == "skip") return BadRecords::kSkip;
  if (it != plan.settings.end() && it->second == "fail") return BadRecords::kFail;
  if (it == plan.settings.end() && plan.strict) return BadRecords::kFail;
  return BadRecords::kDeadLetter;
}

std::string RowText(const Batch& batch, size_t row) {
  std::string out;
  for (const ColumnPtr& column : batch.columns) {
    out += (out.empty() ? "" : ", ") + ToText(column->type(), ReadValue(*column, row));
  }
  return out;
}

}  // namespace

Worker::Worker(const JobPlan* plan, const JobOptions* options, Waker* waker, DeadLetterOutput* dead_letters)
    : plan_(plan), options_(options), waker_(waker), dead_letters_(dead_letters) {
  eval_.clock = options->clock;
  eval_.session_zone = plan->session_zone;
  eval_.query_start_ms = options->clock->NowMs();
  eval_.streaming = plan->streaming;
  eval_.random = options->random;
}

Worker::~Worker() = default;

Status Worker::Open(const Checkpoint* checkpoint) {
  OperatorContext context{&eval_, this, options_->clock, plan_->strict};
  graph_ = std::make_unique<Graph>(plan_, context,
                                   [this](size_t node, const Batch& batch) { return WriteToSink(node, batch); });
  if (checkpoint) {
    if (checkpoint->sources.size() != plan_->nodes.size() || checkpoint->sinks.size() != plan_->nodes.size()) {
      return Fail(Error::User("the stored state is of another job"));
    }
    MULLION_TRY(graph_->Restore(checkpoint->operators, checkpoint->watermarks));
  }
  MULLION_TRY(OpenSinks(checkpoint));
  return OpenSources(checkpoint);
}

Status Worker::OpenSinks(const Checkpoint* checkpoint) {
  sink_of_node_.assign(plan_->nodes.size(), -1);
  for (size_t i = 0; i < plan_->nodes.size(); ++i) {
    const auto& planned = plan_->nodes[i].sink;
    if (!planned || !planned->connector) continue;
    MULLION_ASSIGN(auto sink, planned->connector->MakeSink(planned->table));
    SinkContext context;
    context.clock = options_->clock;
    context.log = options_->log;
    context.waker = waker_;
    context.dead_letters = dead_letters_;
    context.job_name = plan_->name;
    context.sink_number = static_cast<int>(i);
    context.strict = plan_->strict;
    context.window_end_column = planned->window_end_column;
    context.updating = plan_->nodes[static_cast<size_t>(plan_->nodes[i].inputs[0])].updates;
    MULLION_TRY(sink->Open(context));
    if (checkpoint && !checkpoint->sinks[i].empty()) MULLION_TRY(sink->Restore(checkpoint->sinks[i]));
    sink_of_node_[i] = static_cast<int>(sinks_.size());
    sinks_.push_back({i, std::move(sink)});
  }
  return Ok();
}

Status Worker::OpenSources(const Checkpoint* checkpoint) {
  SourceRunnerOptions options;
  options.clock = options_->clock;
  options.log = options_->log;
  options.waker = waker_;
  options.dead_letters = dead_letters_;
  options.eval = &eval_;
  options.bad_records = BadRecordsOf(*plan_);
  options.strict = plan_->strict;
  options.batch_rows_max = options_->batch_rows_max;
  const auto source_count = static_cast<size_t>(
      std::ranges::count_if(plan_->nodes, [](const PlanNode& node) { return node.source && node.source->connector; }));
  options.buffer_bytes_max = options_->buffer_bytes_max / std::max<size_t>(1, source_count);
  options.decode_threads = options_->workers - 1;
  for (size_t i = 0; i < plan_->nodes.size(); ++i) {
    if (!plan_->nodes[i].source) continue;
    auto runner = std::make_unique<SourceRunner>(&*plan_->nodes[i].source, options);
    std::vector<SplitPosition> restored;
    if (checkpoint && !checkpoint->sources[i].empty()) {
      MULLION_ASSIGN(restored, runner->Restore(checkpoint->sources[i]));
    }
    runner->SetCuts([this, i](TimestampMs watermark) { return graph_->NextCut(i, watermark); },
                    graph_->NeedsRowWatermarks(i));
    MULLION_TRY(runner->Open(restored));
    sources_.push_back({i, std::move(runner), false});
  }
  return Ok();
}

Status Worker::WriteToSink(size_t node, const Batch& batch) {
  const PlanNode& planned = plan_->nodes[node];
  const Schema& names = planned.sink->connector ? planned.sink->table.physical : planned.output;
  for (int column : planned.sink->not_null) {
    const Column& values = *batch.columns[static_cast<size_t>(column)];
    if (!values.has_nulls()) continue;
    RowSpan rows(batch);
    for (uint32_t row : rows.rows()) {
      if (!values.IsNull(row)) continue;
      return Fail(Error::User(fmt::format("Column '{}' is NOT NULL, however, a null value is being written into it",
                                          names[static_cast<size_t>(column)].name))
                      .Where(planned.sink->connector ? "table " + planned.sink->table.name : "the result")
                      .Hint("'table.exec.sink.not-null-enforcer' = 'DROP' leaves such rows out"));
    }
  }
  if (!planned.sink->connector) return options_->rows ? options_->rows("", planned, batch) : Ok();
  Sink& sink = *sinks_[static_cast<size_t>(sink_of_node_[node])].sink;
  MULLION_TRY(WaitForRoom(sink));
  MULLION_TRY(sink.Write(batch));
  wrote_since_flush_ = true;
  return options_->observer ? options_->observer(planned.sink->table.name, planned, batch) : Ok();
}

Status Worker::WaitForRoom(Sink& sink) {
  // In the middle of a firing there is no place to stop at: wait here, unless the job is to end.
  while (sink.full() && !stopping_) {
    MULLION_TRY(sink.Poll());
    if (!sink.full()) break;
    waker_->WaitFor(kRoomWaitMs);
    if (options_->stop_asked && options_->stop_asked()) break;
  }
  return Ok();
}

bool Worker::AnySinkFull() const {
  return std::ranges::any_of(sinks_, [](const SinkState& s) { return s.sink->full(); });
}

Status Worker::PollSinks() {
  for (SinkState& sink : sinks_) MULLION_TRY(sink.sink->Poll());
  return Ok();
}

void Worker::FlushSinks() {
  for (SinkState& sink : sinks_) sink.sink->Flush();
  wrote_since_flush_ = false;
}

bool Worker::sinks_drained() const {
  return std::ranges::all_of(sinks_, [](const SinkState& s) { return s.sink->drained(); });
}

bool Worker::drain_at_checkpoint() const {
  return std::ranges::any_of(sinks_, [](const SinkState& s) { return s.sink->drain_at_checkpoint(); });
}

Result<bool> Worker::Drain() {
  MULLION_TRY(PollSinks());
  FlushSinks();
  return sinks_drained();
}

Status Worker::StepSource(SourceState& source) {
  return source.runner->Step([&](TimedBatch piece) -> Status {
    MULLION_TRY(graph_->Push(source.node, std::move(piece.batch)));
    eval_.watermark = piece.watermark_after;
    return graph_->Advance(source.node, piece.watermark_after);
  });
}

Result<StepResult> Worker::RunOnce() {
  int64_t now = options_->clock->MonotonicNs();
  bool upkeep = now - last_upkeep_ns_ >= kUpkeepEveryNs;
  MULLION_TRY(PollSinks());
  for (SourceState& source : sources_) {
    MULLION_TRY(source.runner->Poll());
    if (!upkeep) continue;
    source.runner->UpdateSplits();
    MULLION_TRY(graph_->Advance(source.node, source.runner->watermark()));
  }
  if (upkeep) {
    last_upkeep_ns_ = now;
    if (graph_->wants_ticks()) MULLION_TRY(graph_->Tick(options_->clock->NowMs()));
    MULLION_TRY(CloseIdleWindows());
  }
  StepResult result = StepResult::kWaiting;
  if (!AnySinkFull()) {
    for (size_t k = 0; k < sources_.size(); ++k) {
      SourceState& source = sources_[(next_source_ + k) % sources_.size()];
      if (source.finished || !source.runner->HasData()) continue;
      MULLION_TRY(StepSource(source));
      next_source_ = (next_source_ + k + 1) % sources_.size();
      result = StepResult::kWorked;
      break;
    }
  }
  bool all_finished = true;
  for (SourceState& source : sources_) {
    if (!source.finished && source.runner->finished()) {
      source.finished = true;
      MULLION_TRY(graph_->Finish(source.node));
    }
    all_finished &= source.finished;
  }
  if (wrote_since_flush_) FlushSinks();
  return all_finished ? StepResult::kFinished : result;
}

Status Worker::CloseIdleWindows() {
  if (idle_close_ms_ <= 0) return Ok();
  int64_t now = options_->clock->MonotonicNs();
  for (const SourceState& source : sources_) {
    if (now - source.runner->last_data_ns() < idle_close_ms_ * 1'000'000) return Ok();
  }
  MULLION_ASSIGN(auto zone, TimeZone::Find(plan_->session_zone));
  while (auto end = graph_->NextFiring()) {
    TimestampMs before = graph_->watermark(sources_.front().node);
    for (SourceState& source : sources_) {
      const auto& definition = source.runner->node().watermark;
      if (!definition) continue;
      source.runner->RaiseWatermark(definition->local_time ? *end - 1 : zone->ToUtcTimerMs(*end - 1));
      MULLION_TRY(graph_->Advance(source.node, source.runner->watermark()));
    }
    // An operator that did not fire although its time has come waits for something else.
    if (graph_->NextFiring() == end && graph_->watermark(sources_.front().node) == before) break;
  }
  return Ok();
}

Checkpoint Worker::Snapshot(uint64_t id, Status* status) {
  Checkpoint c;
  c.id = id;
  c.fingerprint = plan_->fingerprint;
  c.taken_at_ms = options_->clock->NowMs();
  c.watermarks = graph_->Watermarks();
  c.operators = graph_->Snapshot();
  c.sources.resize(plan_->nodes.size());
  c.sinks.resize(plan_->nodes.size());
  snapshot_positions_.clear();
  for (const SourceState& source : sources_) {
    source.runner->Snapshot(&c.sources[source.node]);
    snapshot_positions_.push_back(source.runner->Positions());
  }
  for (const SinkState& sink : sinks_) {
    auto snapshot = sink.sink->Snapshot();
    if (!snapshot) {
      *status = Fail(std::move(snapshot).error());
      return c;
    }
    c.sinks[sink.node] = *std::move(snapshot);
  }
  return c;
}

Status Worker::CheckpointDurable(bool final) {
  for (size_t i = 0; i < snapshot_positions_.size(); ++i) {
    if (Source* source = sources_[i].runner->source()) source->Commit(snapshot_positions_[i], final);
  }
  for (SinkState& sink : sinks_) MULLION_TRY(sink.sink->CheckpointDurable());
  return Ok();
}

Status Worker::Close(bool finished) {
  for (SourceState& source : sources_) source.runner->Close();
  for (SinkState& sink : sinks_) MULLION_TRY(sink.sink->Close(finished));
  return Ok();
}

void Worker::Add(const LateRows& rows) {
  late_.count += rows.count;
  for (size_t i = 0; i < rows.sample.row_count; ++i) {
    late_.samples.push_back({RowText(rows.sample, i), rows.watermark});
  }
  if (late_.samples.size() > kLateSamplesKept) {
    late_.samples.erase(late_.samples.begin(), late_.samples.end() - static_cast<std::ptrdiff_t>(kLateSamplesKept));
  }
}

void Worker::FillStatus(JobStatus* status) const {
  int64_t now = options_->clock->MonotonicNs();
  status->now_ms = options_->clock->NowMs();
  status->late = late_;
  status->next_window_end = graph_->NextFiring();
  status->next_window_start = graph_->NextFiringStart();
  status->state_bytes = graph_->state_bytes();
  status->idle_close_ms = idle_close_ms_;
  status->sources.clear();
  for (const SourceState& state : sources_) {
    const SourceNode& node = state.runner->node();
    SourceReport report;
    report.table = node.table.name;
    report.connector = node.connector ? std::string(node.connector->name()) : "values";
    report.local_time = !node.watermark || node.watermark->local_time;
    report.idle_timeout_ms = node.idle_timeout_ms;
    report.watermark = state.runner->watermark();
    report.counters = state.runner->counters();
    report.silent_ms = (now - state.runner->last_data_ns()) / 1'000'000;
    if (Source* source = state.runner->source()) {
      report.trouble = source->trouble();
      report.bounded = source->bounded();
      auto splits = source->splits();
      for (size_t i = 0; i < state.runner->time().split_count(); ++i) {
        const SplitTime& time = state.runner->time().split(i);
        report.splits.push_back(
            {splits[i], time.watermark, time.idle, time.rows, (now - time.last_row_ns) / 1'000'000});
      }
    }
    status->sources.push_back(std::move(report));
  }
  status->sinks.clear();
  for (const SinkState& sink : sinks_) {
    const SinkNode& node = *plan_->nodes[sink.node].sink;
    status->sinks.push_back({node.table.name, std::string(node.connector->name()), sink.sink->stats()});
  }
}

}  // namespace mullion
