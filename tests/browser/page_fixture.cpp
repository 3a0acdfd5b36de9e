// A job that is none, for the browser tests and for looking at the page: windows close on a beat, splits drift, rows
// are late or broken. It serves the page and the documents on free ports, prints both addresses, and ends with its
// stdin.
//   page_fixture [--keys N] [--beat MS] [--scene calm|stuck|trouble|hostile|empty|failed] [--port P] [--es-port E]

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "http/http_server.h"
#include "server/document_store.h"
#include "server/documents_handler.h"
#include "server/job_view.h"
#include "server/page_handler.h"
#include "server/result_history.h"
#include "server/why.h"

namespace mullion {
namespace {

constexpr TimestampMs kFirstWindow = 1'715'450'640'000;  // 2024-05-11 18:04:00
constexpr int64_t kMinute = 60'000;

constexpr const char* kSql = R"sql(-- The sum per client per minute.
CREATE TABLE transaction_msg (
  client INT,
  amount INT,
  ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts
) WITH (
  'connector' = 'kafka',
  'topic' = 'client_amount',
  'properties.bootstrap.servers' = 'kafka:9092',
  'scan.startup.mode' = 'latest-offset',
  'format' = 'json'
);

CREATE TABLE es_sink (
  client INT PRIMARY KEY NOT ENFORCED,
  window_start TIMESTAMP(3),
  window_end TIMESTAMP(3),
  total_amount INT
) WITH (
  'connector' = 'elasticsearch-7',
  'hosts' = 'http://elasticsearch:9200',
  'index' = 'total_amount'
);

INSERT INTO es_sink
SELECT client, window_start, window_end, SUM(amount)
FROM TABLE(TUMBLE(TABLE transaction_msg, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY client, window_start, window_end;
)sql";

constexpr const char* kPlan = R"(Sink es_sink (elasticsearch-7), upsert by client
+- WindowAggregate TUMBLE(1 min) on ts, by client: SUM(amount)
   +- Watermark ts
      +- Source transaction_msg (kafka, json): client, amount, ts
)";

struct FixtureOptions {
  int keys = 4;
  int beat_ms = 1000;
  std::string scene = "calm";
  uint16_t port = 0, es_port = 0;
};

class FixtureJob final : public JobMonitor, public DocumentStore {
 public:
  explicit FixtureJob(FixtureOptions options)
      : options_(std::move(options)), started_ms_(SystemClock().NowMs()), thread_([this] { Run(); }) {}
  ~FixtureJob() override {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  ResultHistory& results() { return results_; }

  JobView View() override {
    const std::scoped_lock lock(mutex_);
    JobView job;
    job.name = options_.scene == "hostile" ? "</title><img src=x onerror=alert(1)>" : "total_amount";
    job.state = JobState::kRunning;
    job.started_at_ms = started_ms_;
    job.now_ms = SystemClock().NowMs();
    job.sql = kSql;
    job.plan = kPlan;
    job.rows_in = rows_in_;
    job.rows_out = rows_out_;
    job.bytes_in = rows_in_ * 57;
    const double beats_per_s = 1000.0 / options_.beat_ms;
    job.rows_in_per_s =
        options_.scene == "stuck" ? 0 : beats_per_s * 1200 * (1 + 0.1 * static_cast<double>(rows_in_ % 7));
    job.rows_out_per_s = options_.scene == "stuck" ? 0 : beats_per_s * options_.keys;
    job.memory_bytes = 31'457'280;
    job.state_bytes = 8'192;
    job.open_windows = 1;
    job.next_window_start_ms = window_start_;
    job.next_window_end_ms = window_start_ + kMinute;
    if (options_.scene == "empty") return Empty(std::move(job));
    if (options_.scene == "failed") {
      job.state = JobState::kFailed;
      job.error = "checkpoint 12 could not be written to state/total_amount: No space left on device";
    }
    AddSource(job);
    AddSink(job);
    AddBadRows(job);
    job.checkpoints = {.interval_ms = 10'000,
                       .completed = static_cast<uint64_t>((job.now_ms - started_ms_) / 10'000 + 1),
                       .last_duration_ms = 4,
                       .last_size_bytes = 2'312,
                       .last_completed_at_ms = job.now_ms - (job.now_ms - started_ms_) % 10'000};
    return job;
  }

  std::vector<DocumentIndex> Indices() override {
    const std::scoped_lock lock(mutex_);
    return {{"total_amount", documents_.size(), documents_.size() * 96}};
  }

  Result<DocumentHits> Search(const DocumentQuery& query) override {
    const std::scoped_lock lock(mutex_);
    DocumentHits hits{documents_.size(), {}};
    uint64_t at = 0;
    for (const auto& [key, document] : documents_) {
      if (at++ < query.from || hits.documents.size() >= query.size) continue;
      hits.documents.push_back(document);
    }
    return hits;
  }

 private:
  /// Before the first row: the broker does not answer.
  static JobView Empty(JobView job) {
    job.state = JobState::kWaiting;
    job.rows_in = job.rows_out = job.bytes_in = job.open_windows = 0;
    job.rows_in_per_s = job.rows_out_per_s = 0;
    job.next_window_start_ms = job.next_window_end_ms = std::nullopt;
    job.sources.push_back({.name = "transaction_msg",
                           .connector = "kafka",
                           .idle_timeout_ms = 5'000,
                           .state_text = "waiting for broker kafka:9092: connection refused"});
    job.sinks.push_back({.name = "es_sink", .connector = "elasticsearch-7", .in_flight_bytes_max = 5 << 20});
    job.checkpoints.interval_ms = 10'000;
    return job;
  }

  void AddSource(JobView& job) const {
    const bool stuck = options_.scene == "stuck";
    const TimestampMs now = job.now_ms;
    const TimestampMs front =
        stuck ? window_start_ + 48'000 : window_start_ + (now - beat_at_ms_) * kMinute / options_.beat_ms;
    SourceView source{.name = "transaction_msg", .connector = "kafka", .idle_timeout_ms = 5'000};
    const auto rows = static_cast<int64_t>(rows_in_);
    for (int i = 0; i < 4; ++i) {
      SplitView split{.name = fmt::format("client_amount-{}", i), .position = rows / 4, .end_position = rows / 4};
      split.rows = rows_in_ / 4;
      split.last_row_at_ms = stuck ? now - 40'000 : now - 20;
      split.watermark_ms = std::min(front, window_start_ + 2 * kMinute) - i * 3'000;
      split.idle = stuck;
      source.splits.push_back(split);
    }
    source.splits[2].idle = true;
    source.splits[2].rows = 0;
    source.splits[2].position = source.splits[2].end_position = 0;
    source.splits[2].last_row_at_ms = 0;
    source.splits[2].watermark_ms = kMinWatermark;
    source.splits[1].end_position += 1'834;
    if (options_.scene == "trouble") source.splits[3].state_text = "waiting for broker kafka:9092: connection refused";
    job.watermark_ms = source.splits[3].watermark_ms;
    job.sources.push_back(std::move(source));
  }

  void AddSink(JobView& job) const {
    SinkView sink{
        .name = "es_sink", .connector = "elasticsearch-7", .rows_written = rows_out_, .rows_acknowledged = rows_out_};
    sink.in_flight_bytes_max = 5 << 20;
    if (options_.scene == "trouble") {
      sink.rows_acknowledged -= std::min<uint64_t>(rows_out_, 8);
      sink.in_flight_bytes = 812;
      sink.retries = 3;
      sink.last_error = "http://elasticsearch:9200/_bulk: 429 Too Many Requests, next attempt in 2 s";
    }
    job.sinks.push_back(std::move(sink));
  }

  void AddBadRows(JobView& job) const {
    const TimestampMs now = job.now_ms;
    job.late.rows = 2;
    job.late.samples = {{"client_amount-0", "offset 1802", "41 s behind: its window ended at 2024-05-11 18:05:00",
                         R"({"client": 3, "amount": 17, "ts": "2024-05-11 18:04:19"})", kFirstWindow + 19'000, now},
                        {"client_amount-0", "offset 1790", "38 s behind: its window ended at 2024-05-11 18:05:00",
                         R"({"client": 1, "amount": 8, "ts": "2024-05-11 18:04:22"})", kFirstWindow + 22'000, now}};
    job.set_aside.rows = 3;
    job.set_aside.by_reason = {{"not JSON", 2}, {"event time is NULL", 1}};
    job.set_aside.file = "state/total_amount/dead-letters";
    job.set_aside.samples = {{"client_amount-1", "offset 977", "not JSON: a value ends too early",
                              R"({"client": 2, "amo)", kMinWatermark, now},
                             {"client_amount-3", "offset 412", "event time is NULL",
                              R"({"client": 4, "amount": 12, "ts": null})", kMinWatermark, now}};
    if (options_.scene == "hostile") {
      const std::string hostile = "</script><img src=x onerror=\"document.title='broken'\">\x1b[2J\u202e{{7*7}} \xff";
      job.set_aside.samples.insert(job.set_aside.samples.begin(),
                                   {hostile, "offset 1", hostile, hostile, kMinWatermark, now});
      job.set_aside.by_reason.push_back({hostile, 1});
      job.set_aside.rows = 4;
    }
  }

  void Run() {
    std::unique_lock lock(mutex_);
    const bool empty = options_.scene == "empty";
    for (int i = 0; i < 20 && !empty; ++i) Fire();
    while (!stopping_) {
      wake_.wait_for(lock, std::chrono::milliseconds(options_.beat_ms), [this] { return stopping_; });
      if (!stopping_ && !empty && options_.scene != "stuck") Fire();
    }
  }

  /// The totals of a window: any numbers do, as long as the page and the documents get the same.
  void Fire() {
    std::vector<ResultRow> rows;
    for (int key = 1; key <= options_.keys; ++key) {
      random_ = random_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
      const int64_t total = 400 + static_cast<int64_t>(random_ >> 33) % 1100 + (options_.keys > 8 ? key % 97 * 40 : 0);
      std::string name = std::to_string(key);
      if (options_.scene == "hostile" && key == 2) name = "<b onclick=alert(1)>&amp;\"'";
      const std::string start = TimeText(window_start_), end = TimeText(window_start_ + kMinute);
      documents_[key] = {name,
                         1,
                         fmt::format(R"({{"client":{},"window_start":"{}","window_end":"{}","total_amount":{}}})", key,
                                     start, end, total),
                         {}};
      rows.push_back({name, window_start_, window_start_ + kMinute, {std::to_string(total)}});
    }
    results_.Append(rows);
    rows_in_ += 1200;
    rows_out_ += static_cast<uint64_t>(options_.keys);
    window_start_ += kMinute;
    beat_at_ms_ = SystemClock().NowMs();
  }

  const FixtureOptions options_;
  const TimestampMs started_ms_;
  ResultHistory results_{{"es_sink", {"client"}, {{"total_amount", true}}}};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  TimestampMs window_start_ = kFirstWindow;
  TimestampMs beat_at_ms_ = 0;
  uint64_t rows_in_ = 0, rows_out_ = 0, random_ = 42;
  std::map<int, Document> documents_;
  std::thread thread_;
};

FixtureOptions Options(int argc, char** argv) {
  FixtureOptions options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--keys") options.keys = std::atoi(value.c_str());
    if (name == "--beat") options.beat_ms = std::atoi(value.c_str());
    if (name == "--scene") options.scene = value;
    if (name == "--port") options.port = static_cast<uint16_t>(std::atoi(value.c_str()));
    if (name == "--es-port") options.es_port = static_cast<uint16_t>(std::atoi(value.c_str()));
  }
  return options;
}

int Serve(const FixtureOptions& options) {
  FixtureJob job(options);
  const auto page = MakePageHandler(job, &job.results());
  const auto documents = MakeDocumentsHandler(job);
  const auto page_server = HttpServer::Start({.port = options.port}, *page);
  const auto document_server = HttpServer::Start({.port = options.es_port, .port_option = "--es-port"}, *documents);
  for (const auto* server : {&page_server, &document_server}) {
    if (*server) continue;
    fmt::print(stderr, "{}\n", server->error().ToString());
    return 2;
  }
  fmt::print("page {}\ndocuments {}\n", (*page_server)->url(), (*document_server)->url());
  std::fflush(stdout);
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}

}  // namespace
}  // namespace mullion

int main(int argc, char** argv) {
  return mullion::Serve(mullion::Options(argc, argv));
}
