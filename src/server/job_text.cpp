#include "server/job_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "server/why.h"

namespace mullion {
namespace {

void Line(std::string& out, std::string_view label, std::string_view text) {
  out += fmt::format("{:<12} {}\n", label, text);
}

std::string WatermarkText(TimestampMs watermark_ms) {
  return watermark_ms == kMinWatermark ? std::string("no row yet") : TimeText(watermark_ms);
}

void AddSplit(std::string& out, const SplitView& split) {
  std::string lag;
  if (split.end_position >= 0)
    lag = fmt::format(", {} to read", std::max<int64_t>(0, split.end_position - split.position));
  out += fmt::format("  {:<24} {}{}{}{}{}\n", Printable(split.name), WatermarkText(split.watermark_ms), lag,
                     split.idle ? ", silent" : "", split.ended ? ", at its end" : "",
                     split.state_text.empty() ? "" : ": " + Printable(split.state_text));
}

std::string CheckpointsText(const CheckpointView& c, TimestampMs now_ms) {
  if (c.interval_ms == 0) return "off";
  if (c.completed == 0 && c.failed == 0) return fmt::format("none yet, one every {}", DurationText(c.interval_ms));
  std::string text = fmt::format("{} completed", c.completed);
  if (c.last_completed_at_ms > 0) {
    text += fmt::format(", the last {} ago, {} in {}", DurationText(now_ms - c.last_completed_at_ms),
                        BytesText(c.last_size_bytes), DurationText(c.last_duration_ms));
  }
  if (c.failed > 0) text += fmt::format(", {} failed", c.failed);
  if (!c.last_error.empty()) text += ": " + Printable(c.last_error);
  return text;
}

std::string SinkText(const SinkView& sink) {
  std::string text = fmt::format("{} ({}): {} written, {} acknowledged", Printable(sink.name), sink.connector,
                                 sink.rows_written, sink.rows_acknowledged);
  if (sink.rows_rejected > 0) text += fmt::format(", {} rejected", sink.rows_rejected);
  if (sink.in_flight_bytes > 0) text += ", in flight " + BytesText(sink.in_flight_bytes);
  if (sink.retries > 0) text += fmt::format(", {} retries", sink.retries);
  if (!sink.last_error.empty()) text += ": " + Printable(sink.last_error);
  return text;
}

}  // namespace

std::string StatusText(const JobView& job) {
  std::string out;
  Line(out, "job", Printable(job.name));
  std::string state = JobStateName(job.state);
  if (job.started_at_ms > 0) state += " for " + DurationText(job.now_ms - job.started_at_ms);
  if (!job.state_text.empty()) state += ": " + Printable(job.state_text);
  if (!job.error.empty()) state += ": " + Printable(job.error);
  Line(out, "state", state);
  Line(out, "rows in", fmt::format("{}, {:.0f}/s", job.rows_in, job.rows_in_per_s));
  Line(out, "rows out", fmt::format("{}, {:.0f}/s", job.rows_out, job.rows_out_per_s));
  Line(out, "late", fmt::format("{}", job.late.rows));
  Line(out, "set aside",
       fmt::format("{}{}", job.set_aside.rows,
                   job.set_aside.rows > 0 ? ", in the dead letters: mullion dlq shows them" : ""));
  Line(out, "event time", WatermarkText(job.watermark_ms));
  Line(out, "checkpoints", CheckpointsText(job.checkpoints, job.now_ms));
  Line(out, "memory", fmt::format("{}, state {}", BytesText(job.memory_bytes), BytesText(job.state_bytes)));
  for (const SinkView& sink : job.sinks) Line(out, "sink", SinkText(sink));
  for (const SourceView& source : job.sources) {
    Line(out, "source",
         fmt::format("{} ({}){}", Printable(source.name), source.connector,
                     source.state_text.empty() ? "" : ": " + Printable(source.state_text)));
    for (const SplitView& split : source.splits) AddSplit(out, split);
  }
  return out;
}

std::string WhyText(const JobView& job) {
  const Why why = ExplainWhy(job);
  std::string out = Printable(why.headline) + "\n";
  for (const std::string& line : why.lines) out += "  " + Printable(line) + "\n";
  return out;
}

std::string DlqText(const JobView& job) {
  const SetAsideView& view = job.set_aside;
  if (view.rows == 0) return "No row was set aside.\n";
  std::string out = fmt::format("{} set aside{}\n", view.rows == 1 ? "1 row" : fmt::format("{} rows", view.rows),
                                view.file.empty() ? "" : ", kept in " + Printable(view.file));
  for (const auto& r : view.by_reason) out += fmt::format("{:>10}  {}\n", r.rows, Printable(r.reason));
  if (!view.samples.empty()) out += "The newest:\n";
  for (const RowSample& s : view.samples) {
    out += fmt::format("  {} {}: {}\n    {}\n", Printable(s.split), s.position, Printable(s.reason), Printable(s.raw));
  }
  return out;
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::string BytesText(uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  static constexpr const char* kUnits[] = {"KB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < std::size(kUnits)) {
    value /= 1000;
    ++unit;
  }
  return value < 9.95 ? fmt::format("{:.1f} {}", value, kUnits[unit]) : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

}  // namespace mullion
