#include "cli/job_view_maker.h"

#include <unistd.h>
#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "connector/table.h"

namespace mullion {
namespace {

uint64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  uint64_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

JobState StateOf(RunState state) {
  switch (state) {
    case RunState::kStarting:
    case RunState::kRunning:
      return JobState::kRunning;
    case RunState::kWaiting:
      return JobState::kWaiting;
    case RunState::kStopping:
      return JobState::kStopping;
    case RunState::kFinished:
    case RunState::kStopped:
      return JobState::kFinished;
    case RunState::kFailed:
      return JobState::kFailed;
  }
  return JobState::kFailed;
}

SourceView ViewOf(const SourceReport& report, const SourceNode& node, TimestampMs now_ms) {
  SourceView view;
  view.name = report.table;
  view.connector = report.connector;
  view.event_time = node.watermark.has_value();
  view.generator = node.traits.generator;
  view.watermark_delay_ms = node.watermark ? node.watermark->delay_ms.value_or(0) : 0;
  view.idle_timeout_ms = report.idle_timeout_ms;
  view.state_text = report.trouble;
  for (const SplitReport& split : report.splits) {
    SplitView s;
    s.name = split.status.id;
    s.position = split.status.position;
    s.end_position = split.status.end.value_or(-1);
    s.watermark_ms = split.watermark;
    s.idle = split.idle;
    s.ended = split.status.finished;
    s.rows = split.rows;
    s.last_row_at_ms = split.rows > 0 ? now_ms - split.last_row_age_ms : 0;
    view.splits.push_back(std::move(s));
  }
  return view;
}

SinkView ViewOf(const SinkReport& report) {
  return {.name = report.table,
          .connector = report.connector,
          .rows_written = report.stats.rows_written,
          .rows_acknowledged = report.stats.rows_acknowledged,
          .rows_rejected = report.stats.rows_rejected,
          .in_flight_bytes = report.stats.bytes_in_flight,
          .in_flight_bytes_max = SinkContext{}.buffer_bytes_max,
          .retries = report.stats.retries,
          .last_error = report.stats.trouble};
}

/// What a position counts in the source of that table.
std::string_view PositionWord(const Job& job, std::string_view table) {
  for (const PlanNode& node : job.plan().nodes) {
    if (!node.source || node.source->table.name != table || !node.source->connector) continue;
    std::string_view connector = node.source->connector->name();
    if (connector.ends_with("kafka")) return "offset";
    if (connector == "filesystem") return "byte";
  }
  return "row";
}

SetAsideView SetAsideOf(const Job& job) {
  const DeadLetters& letters = job.dead_letters();
  SetAsideView view;
  view.rows = letters.count();
  for (const auto& [kind, rows] : letters.by_kind()) {
    view.by_reason.push_back({kind, rows});
    if (kind == "future") view.too_far_ahead_rows = rows;
  }
  auto newest = letters.newest();
  for (auto it = newest.rbegin(); it != newest.rend(); ++it) {
    RowSample sample;
    sample.split = it->split.empty() ? it->origin : it->split;
    if (it->position >= 0) sample.position = fmt::format("{} {}", PositionWord(job, it->origin), it->position);
    sample.reason = it->reason;
    sample.raw = it->payload.substr(0, 400);
    view.samples.push_back(std::move(sample));
  }
  if (!job.state_folder().empty()) view.file = job.state_folder() + "/dead-letters.jsonl";
  return view;
}

}  // namespace

JobView JobViewMaker::Make(const Job& job) {
  JobStatus status = job.status();
  JobView view;
  view.name = status.name;
  view.state = StateOf(status.state);
  view.error = status.error;
  view.started_at_ms = status.started_at_ms;
  view.now_ms = status.now_ms;
  view.sql = job.plan().sql;
  view.plan = job.plan().explain;
  view.state_bytes = status.state_bytes;
  view.memory_bytes = ResidentBytes();
  view.idle_close_ms = status.idle_close_ms;
  view.strict = job.plan().strict;
  view.watermark_ms = kMaxWatermark;
  bool any_time = false;
  for (size_t i = 0, s = 0; i < job.plan().nodes.size() && s < status.sources.size(); ++i) {
    if (!job.plan().nodes[i].source) continue;
    const SourceReport& report = status.sources[s++];
    const SourceNode& node = *job.plan().nodes[i].source;
    view.rows_in += report.counters.rows_read;
    view.bytes_in += report.counters.bytes_read;
    if (!report.trouble.empty()) view.state_text = report.trouble;
    view.max_future_ms = std::max(view.max_future_ms, node.max_future_ms);
    if (node.watermark) {
      any_time = true;
      view.watermark_ms = std::min(view.watermark_ms, report.watermark);
    }
    view.sources.push_back(ViewOf(report, node, status.now_ms));
  }
  if (!any_time) view.watermark_ms = kMinWatermark;
  view.windowed = any_time;
  for (const SinkReport& sink : status.sinks) {
    view.rows_out += sink.stats.rows_written;
    view.sinks.push_back(ViewOf(sink));
  }
  view.open_windows = status.next_window_end ? 1 : 0;
  view.next_window_start_ms = status.next_window_start;
  view.next_window_end_ms = status.next_window_end;
  view.late.rows = status.late.count;
  for (auto it = status.late.samples.rbegin(); it != status.late.samples.rend(); ++it) {
    RowSample sample;
    sample.reason = "late: event time had already reached this";
    sample.raw = it->row;
    view.late.samples.push_back(std::move(sample));
  }
  view.set_aside = SetAsideOf(job);
  const CheckpointReport& c = status.checkpoints;
  view.checkpoints = {.interval_ms = c.enabled ? c.interval_ms : 0,
                      .completed = c.count,
                      .failed = c.failures,
                      .last_duration_ms = c.last_duration_ms,
                      .last_size_bytes = c.last_bytes,
                      .last_completed_at_ms = c.last_at_ms,
                      .last_error = c.last_error};
  if (last_ms_ == 0 || view.now_ms - last_ms_ >= 1000) {
    double seconds = last_ms_ == 0 ? 0 : static_cast<double>(view.now_ms - last_ms_) / 1000;
    if (seconds > 0) {
      in_per_s_ = static_cast<double>(view.rows_in - last_in_) / seconds;
      out_per_s_ = static_cast<double>(view.rows_out - last_out_) / seconds;
    }
    last_ms_ = view.now_ms;
    last_in_ = view.rows_in;
    last_out_ = view.rows_out;
  }
  view.rows_in_per_s = in_per_s_;
  view.rows_out_per_s = out_per_s_;
  return view;
}

}  // namespace mullion
