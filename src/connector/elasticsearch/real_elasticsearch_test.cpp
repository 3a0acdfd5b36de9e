// The sink against a real Elasticsearch or OpenSearch: MULLION_TEST_ES=http://127.0.0.1:9200. Skipped without it.
// The indices it makes begin with "mullion-test-" and are removed.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>

#include "connector/elasticsearch/elasticsearch_options.h"
#include "connector/elasticsearch/make_elasticsearch.h"
#include "connector/elasticsearch/test_context.h"
#include "connector/elasticsearch/test_rows.h"

namespace mullion::elasticsearch {
namespace {

using std::chrono::steady_clock;
using testing::HasSubstr;

const std::vector<Field> kReference = {{"client", DataType::Int()},
                                       {"window_start", DataType::Timestamp(3)},
                                       {"window_end", DataType::Timestamp(3)},
                                       {"total_amount", DataType::Int()}};

class RealElasticsearch : public testing::Test {
 protected:
  void SetUp() override {
    const char* url = std::getenv("MULLION_TEST_ES");
    if (url == nullptr) GTEST_SKIP() << "MULLION_TEST_ES is not set";
    url_ = url;
    HttpClientOptions options;
    options.hosts.push_back(*ParseHost(url_));
    client_ = *MakeHttpClient(std::move(options));
    static int count = 0;
    index_ = fmt::format("mullion-test-{}-{}", getpid(), ++count);
  }
  void TearDown() override {
    if (client_) Call("DELETE", "/" + index_ + "*");
  }

  std::pair<int, std::string> Call(std::string method, std::string target, std::string body = "") {
    std::promise<HttpOutcome> promise;
    client_->Send({std::move(method), std::move(target), body.empty() ? "" : "application/json", std::move(body)},
                  [&](HttpOutcome outcome) { promise.set_value(std::move(outcome)); });
    HttpOutcome outcome = promise.get_future().get();
    if (!outcome) return {0, outcome.error().text};
    return {outcome->status, outcome->body};
  }
  std::string Source(const std::string& id) {
    return Call("GET", "/" + index_ + "/_source/" + PercentEncode(id)).second;
  }
  std::string Search(const std::string& query, const std::string& index = "") {
    Call("POST", "/" + index_ + "*/_refresh");
    return Call("POST", "/" + (index.empty() ? index_ : index) + "/_search", query).second;
  }

  std::unique_ptr<Sink> OpenSink(std::vector<Field> fields, std::vector<int> key, std::optional<int> window_end,
                                 std::map<std::string, std::string> options = {}, bool strict = false) {
    options["hosts"] = url_;
    options.try_emplace("index", index_);
    auto sink = *MakeElasticsearchConnector()->MakeSink(MakeTable(std::move(fields), std::move(key), options));
    SinkContext context = outside_.Context(&clock_);
    context.window_end_column = window_end;
    context.strict = strict;
    EXPECT_TRUE(sink->Open(context));
    return sink;
  }
  void AwaitDrained(Sink& sink) {
    auto deadline = steady_clock::now() + std::chrono::seconds(60);
    while (!sink.drained()) {
      ASSERT_LT(steady_clock::now(), deadline) << sink.stats().trouble;
      outside_.waker.WaitFor(20);
      ASSERT_TRUE(sink.Poll());
    }
  }
  static std::vector<Value> ReferenceRow(int client, int64_t window_start, int total) {
    return {Value::Int(client), Value::Int(window_start), Value::Int(window_start + 60'000), Value::Int(total)};
  }

  std::string url_;
  std::string index_;
  std::unique_ptr<HttpTransport> client_;
  SystemClock clock_;
  TestOutside outside_;
};

constexpr int64_t kWindow = 1715450640000;  // 2024-05-11 18:04:00

TEST_F(RealElasticsearch, HoldsTheReferenceDocumentAsFlinkWritesItWithDatesForKibana) {
  auto sink = OpenSink(kReference, {0}, 2, {{"document-id.key-delimiter", "$"}});
  ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(4, kWindow, 414), ReferenceRow(1, kWindow + 60'000, 7)})));
  AwaitDrained(*sink);
  EXPECT_EQ(
      Source("4"),
      R"({"client":4,"window_start":"2024-05-11 18:04:00","window_end":"2024-05-11 18:05:00","total_amount":414})");
  EXPECT_THAT(Call("GET", "/" + index_ + "/_mapping").second, HasSubstr(R"("window_end":{"type":"date")"));
  std::string found = Search(
      R"({"size":0,"aggs":{"t":{"date_histogram":{"field":"window_end","fixed_interval":"1m"},"aggs":{"s":{"sum":{"field":)"
      R"("total_amount"}}}}}})");
  EXPECT_THAT(found, HasSubstr(R"("key_as_string":"2024-05-11 18:05:00")"));
  EXPECT_THAT(found, HasSubstr(R"("s":{"value":414.0})"));
  EXPECT_THAT(Call("GET", "/" + index_ + "/_doc/4?_source=false").second, HasSubstr("\"_version\":1715450700000"));
}

TEST_F(RealElasticsearch, KeepsTheNewerWindowWhateverIsWrittenAgain) {
  auto sink = OpenSink(kReference, {0}, 2);
  for (int minute : {5, 3, 5, 4}) {
    ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(4, kWindow + minute * 60'000, minute)})));
    AwaitDrained(*sink);
  }
  EXPECT_THAT(Source("4"), HasSubstr("\"total_amount\":5"));
  EXPECT_EQ(sink->stats().rows_acknowledged, 4u);
  ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(9, -600'000, 1)})));  // ends before 1970
  AwaitDrained(*sink);
  EXPECT_THAT(Source("9"), HasSubstr("\"window_end\":\"1969-12-31 23:51:00\""));
}

TEST_F(RealElasticsearch, TakesTimestampsOfEveryShape) {
  std::vector<Field> fields = {{"id", DataType::Int()},        {"t3", DataType::Timestamp(3)},
                               {"t9", DataType::Timestamp(9)}, {"l3", DataType::TimestampLtz(3)},
                               {"d", DataType::Date()},        {"n", DataType::Decimal(20, 4)},
                               {"x", DataType::Double()}};
  auto sink = OpenSink(fields, {0}, {});
  std::vector<std::vector<Value>> rows;
  Int128 ns = Int128{kWindow} * 1'000'000;
  const std::pair<int64_t, int64_t> kFractions[] = {{0, 0},     {1, 1},           {10, 10},
                                                    {100, 100}, {123, 123456789}, {120, 123456000},
                                                    {7, 1'200}, {99, 12'000'000}, {5, 100'000'000}};
  for (const auto& [ms, fraction_ns] : kFractions) {
    rows.push_back({Value::Int(static_cast<int64_t>(rows.size())), Value::Int(kWindow + ms),
                    Value::Wide(ns + fraction_ns), Value::Int(kWindow + ms), Value::Int(19854), Value::Wide(12345678),
                    Value::Real(0.1)});
  }
  ASSERT_TRUE(sink->Write(MakeRows(fields, rows)));
  AwaitDrained(*sink);
  for (const DeadLetter& letter : outside_.letters.letters()) ADD_FAILURE() << letter.reason << " " << letter.payload;
  EXPECT_EQ(sink->stats().rows_acknowledged, rows.size());
  EXPECT_THAT(Search(R"({"size":0,"aggs":{"m":{"max":{"field":"l3"}}}})"), HasSubstr("\"value\":1.715450640123E12"));
}

TEST_F(RealElasticsearch, NeverTouchesAnIndexThatIsThere) {
  ASSERT_EQ(Call("PUT", "/" + index_, R"({"mappings":{"properties":{"window_end":{"type":"keyword"}}}})").first, 200);
  auto sink = OpenSink(kReference, {0}, 2);
  ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(4, kWindow, 1)})));
  AwaitDrained(*sink);
  EXPECT_THAT(Call("GET", "/" + index_ + "/_mapping").second, HasSubstr(R"("window_end":{"type":"keyword"})"));
}

TEST_F(RealElasticsearch, SetsARefusedDocumentAsideWithItsReason) {
  ASSERT_EQ(Call("PUT", "/" + index_, R"({"mappings":{"properties":{"note":{"type":"integer"}}}})").first, 200);
  std::vector<Field> fields = {{"id", DataType::Int()}, {"note", DataType::String()}};
  auto sink = OpenSink(fields, {0}, {});
  ASSERT_TRUE(sink->Write(MakeRows(fields, {{Value::Int(1), Value::Text("abc")}, {Value::Int(2), Value::Text("5")}})));
  AwaitDrained(*sink);
  ASSERT_EQ(outside_.letters.letters().size(), 1u);
  EXPECT_THAT(outside_.letters.letters()[0].reason, HasSubstr("failed to parse field [note] of type [integer]"));
  EXPECT_THAT(outside_.letters.letters()[0].reason, HasSubstr("For input string: \"abc\""));
  EXPECT_EQ(Source("2"), R"({"id":2,"note":"5"})");
}

TEST_F(RealElasticsearch, WaitsForABlockedIndex) {
  auto sink = OpenSink(kReference, {0}, 2);
  ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(1, kWindow, 1)})));
  AwaitDrained(*sink);
  ASSERT_EQ(Call("PUT", "/" + index_ + "/_settings", R"({"index.blocks.write":true})").first, 200);
  ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(2, kWindow, 2)})));
  for (int i = 0; i < 500 && sink->stats().trouble.empty(); ++i) outside_.waker.WaitFor(20);
  EXPECT_THAT(sink->stats().trouble, HasSubstr("(403): cluster_block_exception"));
  ASSERT_EQ(Call("PUT", "/" + index_ + "/_settings", R"({"index.blocks.write":false})").first, 200);
  AwaitDrained(*sink);
  EXPECT_THAT(Source("2"), HasSubstr("\"total_amount\":2"));
  EXPECT_EQ(sink->stats().trouble, "");
}

TEST_F(RealElasticsearch, DeletesAndReplacesByAChangelog) {
  auto sink = OpenSink(kReference, {0}, {});
  Batch rows = MakeRows(kReference, {ReferenceRow(1, kWindow, 1), ReferenceRow(2, kWindow, 1)});
  ASSERT_TRUE(sink->Write(rows));
  AwaitDrained(*sink);
  Batch changes =
      MakeRows(kReference, {ReferenceRow(1, kWindow, 1), ReferenceRow(2, kWindow, 5), ReferenceRow(3, kWindow, 1)});
  changes.kinds = {ChangeKind::kDelete, ChangeKind::kUpdateAfter, ChangeKind::kDelete};
  ASSERT_TRUE(sink->Write(changes));
  AwaitDrained(*sink);
  EXPECT_EQ(Call("GET", "/" + index_ + "/_doc/1").first, 404);
  EXPECT_THAT(Source("2"), HasSubstr("\"total_amount\":5"));
  EXPECT_TRUE(outside_.letters.letters().empty());
}

TEST_F(RealElasticsearch, SplitsRowsOverIndicesByDateEachWithItsMapping) {
  auto sink = OpenSink(kReference, {0}, 2, {{"index", index_ + "-{window_end|yyyy-MM-dd}"}});
  ASSERT_TRUE(
      sink->Write(MakeRows(kReference, {ReferenceRow(1, kWindow, 1), ReferenceRow(2, kWindow + 86'400'000, 2)})));
  AwaitDrained(*sink);
  for (const char* day : {"-2024-05-11", "-2024-05-12"}) {
    EXPECT_THAT(Call("GET", "/" + index_ + day + "/_mapping").second, HasSubstr(R"("window_end":{"type":"date")"))
        << day;
  }
}

TEST_F(RealElasticsearch, WritesKeylessRowsOnceOverAReplay) {
  std::vector<std::vector<Value>> rows = {ReferenceRow(1, kWindow, 1), ReferenceRow(1, kWindow, 1),
                                          ReferenceRow(1, kWindow + 60'000, 1)};
  for (int i = 0; i < 2; ++i) {
    auto sink = OpenSink(kReference, {}, 2);
    ASSERT_TRUE(sink->Write(MakeRows(kReference, rows)));
    AwaitDrained(*sink);
  }
  EXPECT_THAT(Search(R"({"size":0,"track_total_hits":true})"), HasSubstr("\"total\":{\"value\":3,"));
}

TEST_F(RealElasticsearch, MergesIntoWhatIsThereWhenStrict) {
  ASSERT_EQ(Call("PUT", "/" + index_ + "/_doc/4", R"({"note":"kept"})").first, 201);
  auto sink = OpenSink(kReference, {0}, 2, {}, true);
  ASSERT_TRUE(sink->Write(MakeRows(kReference, {ReferenceRow(4, kWindow, 1)})));
  AwaitDrained(*sink);
  EXPECT_THAT(Source("4"), HasSubstr("\"note\":\"kept\""));
  EXPECT_THAT(Source("4"), HasSubstr("\"total_amount\":1"));
}

TEST_F(RealElasticsearch, HoldsEveryOneOfManyDocuments) {
  constexpr int kDocuments = 50'000;
  auto sink = OpenSink(kReference, {0}, 2);
  auto begin = steady_clock::now();
  for (int at = 0; at < kDocuments; at += 5'000) {
    std::vector<std::vector<Value>> rows;
    for (int i = 0; i < 5'000; ++i) rows.push_back(ReferenceRow(at + i, kWindow, at + i));
    while (sink->full()) outside_.waker.WaitFor(20);
    ASSERT_TRUE(sink->Write(MakeRows(kReference, rows)));
  }
  AwaitDrained(*sink);
  double seconds = std::chrono::duration<double>(steady_clock::now() - begin).count();
  fmt::print("{} documents in {:.2f} s: {:.0f} a second\n", kDocuments, seconds, kDocuments / seconds);
  EXPECT_THAT(Search(R"({"size":0,"track_total_hits":true,"aggs":{"s":{"sum":{"field":"total_amount"}}}})"),
              testing::AllOf(HasSubstr("\"total\":{\"value\":50000,"), HasSubstr("\"value\":1.249975E9")));
}

/// Prints how long a closed window's document takes until a GET of its id finds it. Never a timed check.
TEST_F(RealElasticsearch, PrintsHowSoonADocumentCanBeRead) {
  auto sink = OpenSink(kReference, {0}, 2);
  std::vector<double> milliseconds;
  for (int i = 0; i < 200; ++i) {
    Batch rows =
        MakeRows(kReference, {ReferenceRow(1, kWindow + i * 60'000, i), ReferenceRow(2, kWindow + i * 60'000, i)});
    std::string wanted = fmt::format("\"total_amount\":{}}}", i);
    auto begin = steady_clock::now();
    ASSERT_TRUE(sink->Write(rows));
    sink->Flush();
    while (Source("1").find(wanted) == std::string::npos) {
      ASSERT_LT(steady_clock::now() - begin, std::chrono::seconds(30));
    }
    milliseconds.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  fmt::print("write to readable: median {:.1f} ms, 95 % {:.1f} ms, most {:.1f} ms\n", milliseconds[100],
             milliseconds[190], milliseconds.back());
}

}  // namespace
}  // namespace mullion::elasticsearch
