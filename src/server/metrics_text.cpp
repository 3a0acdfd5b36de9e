#include "server/metrics_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace mullion {
namespace {

/// A label value: backslash, quote and line break are escaped, as the format wants it.
std::string Label(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

class Writer {
 public:
  explicit Writer(std::string_view job) : job_(Label(job)) {}

  void Family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_ += fmt::format("# HELP mullion_{0} {1}\n# TYPE mullion_{0} {2}\n", name, help, type);
  }
  template <typename T>
  void Value(T value, std::string_view labels = {}) {
    out_ += fmt::format("mullion_{}{{job=\"{}\"{}{}}} {}\n", name_, job_, labels.empty() ? "" : ",", labels, value);
  }
  template <typename T>
  void One(std::string_view name, std::string_view type, std::string_view help, T value) {
    Family(name, type, help);
    Value(value);
  }
  std::string Take() { return std::move(out_); }

 private:
  std::string job_;
  std::string_view name_;
  std::string out_;
};

double Seconds(int64_t ms) {
  return static_cast<double>(ms) / 1000;
}

void AddJob(const JobView& job, Writer& w) {
  w.Family("job_state", "gauge", "1 for the state the job is in");
  for (const JobState state :
       {JobState::kWaiting, JobState::kRunning, JobState::kStopping, JobState::kFinished, JobState::kFailed}) {
    w.Value(job.state == state ? 1 : 0, fmt::format("state=\"{}\"", JobStateName(state)));
  }
  w.One("rows_in_total", "counter", "rows read", job.rows_in);
  w.One("rows_out_total", "counter", "result rows", job.rows_out);
  w.One("bytes_in_total", "counter", "bytes read", job.bytes_in);
  w.One("rows_filtered_total", "counter", "rows that WHERE left out", job.rows_filtered);
  w.One("late_rows_total", "counter", "rows whose every window had fired", job.late.rows);
  w.Family("set_aside_rows_total", "counter", "rows in the dead letters, by reason");
  for (const auto& r : job.set_aside.by_reason) w.Value(r.rows, fmt::format("reason=\"{}\"", Label(r.reason)));
  w.One("memory_bytes", "gauge", "resident memory", job.memory_bytes);
  w.One("state_bytes", "gauge", "windows' state", job.state_bytes);
  w.One("open_windows", "gauge", "windows that hold a row and have not fired", job.open_windows);
  if (job.watermark_ms != kMinWatermark && job.watermark_ms != kMaxWatermark) {
    w.One("watermark_seconds", "gauge", "the job's event time, seconds since 1970", Seconds(job.watermark_ms));
  }
  const CheckpointView& c = job.checkpoints;
  w.One("checkpoints_completed_total", "counter", "checkpoints that became durable", c.completed);
  w.One("checkpoints_failed_total", "counter", "checkpoints that did not", c.failed);
  w.One("checkpoint_duration_seconds", "gauge", "of the last one", Seconds(c.last_duration_ms));
  w.One("checkpoint_size_bytes", "gauge", "of the last one", c.last_size_bytes);
  if (c.last_completed_at_ms > 0) {
    w.One("checkpoint_completed_timestamp_seconds", "gauge", "when the last one became durable",
          Seconds(c.last_completed_at_ms));
  }
}

/// One family over every split: `value` returns false for a split that has none.
template <typename F>
void AddSplits(const JobView& job, Writer& w, std::string_view name, std::string_view type, std::string_view help,
               F value) {
  w.Family(name, type, help);
  for (const SourceView& source : job.sources) {
    for (const SplitView& split : source.splits) {
      value(split, fmt::format("source=\"{}\",split=\"{}\"", Label(source.name), Label(split.name)));
    }
  }
}

void AddSources(const JobView& job, Writer& w) {
  AddSplits(job, w, "split_rows_total", "counter", "rows read",
            [&](const SplitView& s, const std::string& labels) { w.Value(s.rows, labels); });
  AddSplits(job, w, "split_idle", "gauge", "1 while the split does not hold time back",
            [&](const SplitView& s, const std::string& labels) { w.Value(s.idle ? 1 : 0, labels); });
  AddSplits(job, w, "split_lag", "gauge", "records between the position and the newest known end",
            [&](const SplitView& s, const std::string& labels) {
              if (s.end_position >= 0) w.Value(std::max<int64_t>(0, s.end_position - s.position), labels);
            });
  AddSplits(job, w, "split_watermark_seconds", "gauge", "event time, seconds since 1970",
            [&](const SplitView& s, const std::string& labels) {
              if (s.watermark_ms != kMinWatermark && s.watermark_ms != kMaxWatermark) {
                w.Value(Seconds(s.watermark_ms), labels);
              }
            });
}

template <typename F>
void AddSinks(const JobView& job, Writer& w, std::string_view name, std::string_view type, std::string_view help,
              F value) {
  w.Family(name, type, help);
  for (const SinkView& sink : job.sinks) w.Value(value(sink), fmt::format("sink=\"{}\"", Label(sink.name)));
}

}  // namespace

std::string MetricsText(const JobView& job) {
  Writer w(job.name);
  AddJob(job, w);
  AddSources(job, w);
  AddSinks(job, w, "sink_rows_written_total", "counter", "rows handed to the sink",
           [](const SinkView& s) { return s.rows_written; });
  AddSinks(job, w, "sink_rows_acknowledged_total", "counter", "rows the receiver has confirmed",
           [](const SinkView& s) { return s.rows_acknowledged; });
  AddSinks(job, w, "sink_rows_rejected_total", "counter", "rows the receiver refused for good",
           [](const SinkView& s) { return s.rows_rejected; });
  AddSinks(job, w, "sink_retries_total", "counter", "attempts that had to be repeated",
           [](const SinkView& s) { return s.retries; });
  AddSinks(job, w, "sink_in_flight_bytes", "gauge", "sent and not confirmed",
           [](const SinkView& s) { return s.in_flight_bytes; });
  return w.Take();
}

}  // namespace mullion
