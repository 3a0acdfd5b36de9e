#include "server/page_handler.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

#include "server/embedded_assets.h"
#include "server/job_json.h"
#include "server/metrics_text.h"

namespace mullion {
namespace {

constexpr const char* kJsonType = "application/json; charset=utf-8";
constexpr size_t kFeaturedKeys = 8;
constexpr size_t kChosenKeysMax = 24;
constexpr size_t kRateSamplesMax = 600;
constexpr size_t kKeyRowsMax = 200;

std::optional<uint64_t> Unsigned(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A number parameter, `otherwise` when it is missing or no number, at most `max`.
size_t Number(const HttpRequest& request, std::string_view name, size_t otherwise, size_t max) {
  const auto text = request.Query(name);
  return std::min<size_t>(text ? Unsigned(*text).value_or(otherwise) : otherwise, max);
}

/// What the streams read: made anew at each tick.
struct Snapshot {
  std::string job_json;
  uint64_t number = 0;
};

/// The events of one page: the job at each tick, and the results of its keys since the last ones it has.
/// The id of an event is "EPOCH-SEQUENCE": a page that comes back gets what it missed, and everything when this is
/// another process than the one it knew.
class PageStream final : public EventStream {
 public:
  PageStream(const Snapshot& snapshot, ResultHistory* results, std::string epoch, uint64_t sequence,
             std::vector<std::string> chosen)
      : snapshot_(snapshot),
        results_(results),
        epoch_(std::move(epoch)),
        sequence_(sequence),
        featured_(chosen.empty()),
        keys_(std::move(chosen)) {}

  std::string Next() override {
    std::string out;
    if (snapshot_.number != sent_number_) {
      sent_number_ = snapshot_.number;
      out += "event: job\ndata: " + snapshot_.job_json + "\n\n";
    }
    if (results_ != nullptr) AddResults(out);
    return out;
  }

 private:
  void AddResults(std::string& out) {
    const uint64_t last = results_->LastSequence();
    if (last == sequence_ && sent_results_) return;
    std::vector<ResultRow> rows;
    if (featured_) AddNewFeatured(rows);
    for (auto& found : results_->Since(sequence_, keys_)) {
      // A row that came while this was put together is taken at the next tick, with those beside it.
      if (found.sequence <= last) rows.push_back(std::move(found.row));
    }
    out += fmt::format("id: {}-{}\nevent: results\ndata: {{\"keys\":[", epoch_, last);
    for (size_t i = 0; i < keys_.size(); ++i) out += (i > 0 ? "," : "") + JsonString(keys_[i]);
    out += fmt::format("],\"key_count\":{},\"rows_skipped\":{},\"sequence\":{},\"rows\":{}}}\n\n", results_->KeyCount(),
                       results_->RowsSkipped(), last, ResultRowsJson(rows));
    sequence_ = last;
    sent_results_ = true;
  }

  /// A key that is featured only now has a past to be drawn.
  void AddNewFeatured(std::vector<ResultRow>& rows) {
    std::vector<std::string> featured = results_->FeaturedKeys(kFeaturedKeys);
    std::vector<std::string> added;
    for (const std::string& key : featured) {
      if (sent_results_ && std::find(keys_.begin(), keys_.end(), key) == keys_.end()) added.push_back(key);
    }
    for (auto& found : results_->Since(0, added)) {
      if (found.sequence <= sequence_) rows.push_back(std::move(found.row));
    }
    keys_ = std::move(featured);
  }

  const Snapshot& snapshot_;
  ResultHistory* const results_;
  const std::string epoch_;
  uint64_t sequence_;
  const bool featured_;
  std::vector<std::string> keys_;
  uint64_t sent_number_ = 0;
  bool sent_results_ = false;
};

class PageHandler final : public HttpHandler {
 public:
  PageHandler(JobMonitor& monitor, ResultHistory* results) : monitor_(monitor), results_(results) {
    Tick();
    epoch_ = std::to_string(job_.now_ms);
  }

  void Tick() override {
    job_ = monitor_.View();
    snapshot_.job_json = JobJson(job_);
    ++snapshot_.number;
    rates_.push_back({job_.now_ms, job_.rows_in_per_s, job_.rows_out_per_s});
    if (rates_.size() > kRateSamplesMax) rates_.erase(rates_.begin(), rates_.begin() + kRateSamplesMax / 10);
  }

  HttpResponse Handle(const HttpRequest& request) override {
    if (request.method != "GET") {
      return {.status = 405, .body = "Only GET and HEAD are answered here.\n", .allow = "GET, HEAD"};
    }
    if (request.path == "/api/job") return Json(JobAnswer());
    if (request.path == "/api/keys") return Keys(request);
    if (request.path == "/healthz") return Health();
    if (request.path == "/metrics") {
      return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = MetricsText(job_)};
    }
    return Asset(request);
  }

  std::unique_ptr<EventStream> OpenStream(const HttpRequest& request) override {
    if (request.method != "GET" || request.path != "/api/events") return nullptr;
    std::vector<std::string> chosen;
    for (const auto& [name, value] : request.query) {
      if (name == "key" && chosen.size() < kChosenKeysMax) chosen.push_back(value);
    }
    return std::make_unique<PageStream>(snapshot_, results_, epoch_, ResumeFrom(request.last_event_id),
                                        std::move(chosen));
  }

 private:
  static HttpResponse Json(std::string body) { return {.content_type = kJsonType, .body = std::move(body)}; }

  uint64_t ResumeFrom(std::string_view last_event_id) const {
    const size_t dash = last_event_id.find('-');
    if (dash == std::string_view::npos || last_event_id.substr(0, dash) != epoch_) return 0;
    const uint64_t sequence = Unsigned(last_event_id.substr(dash + 1)).value_or(0);
    return results_ != nullptr && sequence <= results_->LastSequence() ? sequence : 0;
  }

  std::string JobAnswer() const {
    return fmt::format("{{\"job\":{},\"texts\":{},\"rates\":{},\"results\":{}}}", snapshot_.job_json,
                       JobTextsJson(job_), RatesJson(rates_),
                       SchemaJson(results_ == nullptr ? nullptr : &results_->schema()));
  }

  HttpResponse Health() const {
    const bool failed = job_.state == JobState::kFailed;
    return {.status = failed ? 503 : 200,
            .content_type = kJsonType,
            .body = fmt::format("{{\"state\":\"{}\"}}\n", JobStateName(job_.state))};
  }

  HttpResponse Keys(const HttpRequest& request) const {
    if (results_ == nullptr) return Json(R"({"keys_found":0,"key_count":0,"rows_skipped":0,"rows":[]})");
    ResultHistory::KeyQuery query;
    query.filter = request.Query("filter").value_or("");
    const auto& columns = results_->schema().value_columns;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name == request.Query("sort").value_or("")) query.column = i;
    }
    query.descending = request.Query("order").value_or("asc") == "desc";
    query.offset = Number(request, "offset", 0, std::numeric_limits<size_t>::max() / 2);
    query.rows_max = Number(request, "limit", 50, kKeyRowsMax);
    const auto page = results_->Keys(query);
    return Json(fmt::format("{{\"keys_found\":{},\"key_count\":{},\"rows_skipped\":{},\"rows\":{}}}", page.keys_found,
                            results_->KeyCount(), results_->RowsSkipped(), ResultRowsJson(page.rows)));
  }

  static HttpResponse Asset(const HttpRequest& request) {
    const auto assets = EmbeddedAssets();
    const auto asset =
        std::find_if(assets.begin(), assets.end(), [&](const auto& a) { return a.path == request.path; });
    if (asset == assets.end()) return {.status = 404, .body = "Nothing is here. The page is at /\n"};
    HttpResponse response{.content_type = std::string(asset->content_type), .etag = std::string(asset->etag)};
    if (request.if_none_match == asset->etag) {
      response.status = 304;
    } else {
      response.body = asset->body;
    }
    return response;
  }

  JobMonitor& monitor_;
  ResultHistory* const results_;
  std::string epoch_;
  JobView job_;
  Snapshot snapshot_;
  std::vector<RateSample> rates_;
};

}  // namespace

std::unique_ptr<HttpHandler> MakePageHandler(JobMonitor& monitor, ResultHistory* results) {
  return std::make_unique<PageHandler>(monitor, results);
}

}  // namespace mullion
