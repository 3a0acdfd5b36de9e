#include "server/job_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/why.h"

namespace mullion {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The two ends of time have no number that a date could be made of.
Json TimeJson(TimestampMs time_ms) {
  return time_ms == kMinWatermark || time_ms == kMaxWatermark ? Json(nullptr) : Json(time_ms);
}

Json WallJson(TimestampMs time_ms) {
  return time_ms == 0 ? Json(nullptr) : Json(time_ms);
}

Json SamplesJson(const std::vector<RowSample>& samples) {
  Json out = Json::array();
  for (const RowSample& s : samples) {
    out.push_back({{"split", s.split},
                   {"position", s.position},
                   {"reason", s.reason},
                   {"raw", s.raw},
                   {"event_time_ms", TimeJson(s.event_time_ms)},
                   {"seen_at_ms", WallJson(s.seen_at_ms)}});
  }
  return out;
}

Json SetAsideJson(const SetAsideView& view) {
  Json reasons = Json::array();
  for (const auto& r : view.by_reason) reasons.push_back({{"reason", r.reason}, {"rows", r.rows}});
  return {{"rows", view.rows},
          {"too_far_ahead_rows", view.too_far_ahead_rows},
          {"by_reason", std::move(reasons)},
          {"samples", SamplesJson(view.samples)},
          {"file", view.file}};
}

Json CheckpointsJson(const CheckpointView& view) {
  return {{"interval_ms", view.interval_ms},
          {"completed", view.completed},
          {"failed", view.failed},
          {"last_duration_ms", view.last_duration_ms},
          {"last_size_bytes", view.last_size_bytes},
          {"last_completed_at_ms", WallJson(view.last_completed_at_ms)},
          {"last_error", view.last_error}};
}

Json SplitJson(const SplitView& split) {
  return {{"name", split.name},
          {"position", split.position},
          {"end_position", split.end_position < 0 ? Json(nullptr) : Json(split.end_position)},
          {"watermark_ms", TimeJson(split.watermark_ms)},
          {"idle", split.idle},
          {"ended", split.ended || split.watermark_ms == kMaxWatermark},
          {"rows", split.rows},
          {"last_row_at_ms", WallJson(split.last_row_at_ms)},
          {"state_text", split.state_text}};
}

Json SourceJson(const SourceView& source, size_t splits_max) {
  // Those that hold time back first when not all are sent; in the source's own order otherwise, so that none jumps.
  std::vector<const SplitView*> splits;
  for (const SplitView& split : source.splits) splits.push_back(&split);
  if (splits.size() > splits_max) {
    const auto rank = [](const SplitView* s) { return std::pair(s->idle || s->ended, s->watermark_ms); };
    std::stable_sort(splits.begin(), splits.end(), [&](auto* a, auto* b) { return rank(a) < rank(b); });
    splits.resize(splits_max);
  }
  Json list = Json::array();
  for (const SplitView* split : splits) list.push_back(SplitJson(*split));
  return {{"name", source.name},
          {"connector", source.connector},
          {"event_time", source.event_time},
          {"generator", source.generator},
          {"watermark_delay_ms", source.watermark_delay_ms},
          {"idle_timeout_ms", source.idle_timeout_ms},
          {"state_text", source.state_text},
          {"split_count", source.splits.size()},
          {"splits", std::move(list)}};
}

Json SinkJson(const SinkView& sink) {
  return {{"name", sink.name},
          {"connector", sink.connector},
          {"rows_written", sink.rows_written},
          {"rows_acknowledged", sink.rows_acknowledged},
          {"rows_rejected", sink.rows_rejected},
          {"in_flight_bytes", sink.in_flight_bytes},
          {"in_flight_bytes_max", sink.in_flight_bytes_max},
          {"retries", sink.retries},
          {"last_error", sink.last_error}};
}

Json WhyJson(const JobView& job) {
  const Why why = ExplainWhy(job);
  return {{"headline", why.headline},
          {"lines", why.lines},
          {"holding_split", why.holding_split},
          {"to_go_ms", why.to_go_ms ? Json(*why.to_go_ms) : Json(nullptr)},
          {"stuck", why.stuck}};
}

}  // namespace

std::string JobJson(const JobView& job, size_t splits_max) {
  Json sources = Json::array(), sinks = Json::array();
  for (const SourceView& source : job.sources) sources.push_back(SourceJson(source, splits_max));
  for (const SinkView& sink : job.sinks) sinks.push_back(SinkJson(sink));
  return Dump({{"name", job.name},
               {"state", JobStateName(job.state)},
               {"state_text", job.state_text},
               {"error", job.error},
               {"started_at_ms", WallJson(job.started_at_ms)},
               {"now_ms", WallJson(job.now_ms)},
               {"rows_in", job.rows_in},
               {"rows_out", job.rows_out},
               {"bytes_in", job.bytes_in},
               {"rows_filtered", job.rows_filtered},
               {"rows_in_per_s", job.rows_in_per_s},
               {"rows_out_per_s", job.rows_out_per_s},
               {"memory_bytes", job.memory_bytes},
               {"state_bytes", job.state_bytes},
               {"windowed", job.windowed},
               {"watermark_ms", TimeJson(job.watermark_ms)},
               {"time_ended", job.watermark_ms == kMaxWatermark},
               {"open_windows", job.open_windows},
               {"next_window_start_ms", TimeJson(job.next_window_start_ms.value_or(kMinWatermark))},
               {"next_window_end_ms", TimeJson(job.next_window_end_ms.value_or(kMinWatermark))},
               {"idle_close_ms", job.idle_close_ms},
               {"max_future_ms", job.max_future_ms},
               {"strict", job.strict},
               {"why", WhyJson(job)},
               {"late", {{"rows", job.late.rows}, {"samples", SamplesJson(job.late.samples)}}},
               {"set_aside", SetAsideJson(job.set_aside)},
               {"checkpoints", CheckpointsJson(job.checkpoints)},
               {"sources", std::move(sources)},
               {"sinks", std::move(sinks)}});
}

std::string JobTextsJson(const JobView& job) {
  return Dump({{"sql", job.sql}, {"plan", job.plan}});
}

std::string RatesJson(std::span<const RateSample> rates) {
  Json out = Json::array();
  for (const RateSample& r : rates) out.push_back({r.at_ms, r.rows_in_per_s, r.rows_out_per_s});
  return Dump(out);
}

std::string SchemaJson(const ResultSchema* schema) {
  if (schema == nullptr) return "null";
  Json columns = Json::array();
  for (const auto& c : schema->value_columns) columns.push_back({{"name", c.name}, {"numeric", c.numeric}});
  return Dump({{"table", schema->table}, {"key_columns", schema->key_columns}, {"value_columns", std::move(columns)}});
}

std::string ResultRowsJson(std::span<const ResultRow> rows) {
  Json out = Json::array();
  for (const ResultRow& row : rows) {
    Json one = Json::array({row.key, TimeJson(row.window_start_ms), TimeJson(row.window_end_ms)});
    for (const auto& value : row.values) one.push_back(value ? Json(*value) : Json(nullptr));
    out.push_back(std::move(one));
  }
  return Dump(out);
}

std::string JsonString(std::string_view text) {
  return Dump(Json(text));
}

}  // namespace mullion
