#include "connector/elasticsearch/elasticsearch_sink.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "connector/elasticsearch/make_elasticsearch.h"
#include "connector/elasticsearch/test_context.h"
#include "connector/elasticsearch/test_rows.h"
#include "http/testing/scripted_server.h"

namespace mullion::elasticsearch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Documents in memory behind a bulk interface, with the versions rule of Elasticsearch, and faults before and after
/// applying a request. The faults are drawn from a seed.
class TinyElasticsearch {
 public:
  struct Document {
    std::string source;
    int64_t version = 0;
    bool operator==(const Document&) const = default;
  };

  explicit TinyElasticsearch(uint32_t seed = 0, int fault_percent = 0) : random_(seed), fault_percent_(fault_percent) {}

  ScriptedReply Answer(const ReceivedRequest& request) {
    std::lock_guard lock(mutex_);
    if (request.method == "HEAD") return HttpReply(indices_.contains(request.target.substr(1)) ? 200 : 404, "");
    if (request.method == "PUT") {
      indices_[request.target.substr(1)] = request.body;
      return HttpReply(200, "{\"acknowledged\":true}");
    }
    int fault = Draw(100) < fault_percent_ ? Draw(7) : -1;
    if (fault == 0) return HttpReply(503, "{}");
    if (fault == 1) return {"", true};  // gone before anything was done
    if (fault == 2) return HttpReply(429, "{\"error\":\"busy\"}");
    std::string answer = Apply(request.body, fault == 3);
    if (fault == 4) return {"", true};  // done, and the answer is lost
    if (fault == 5) return HttpReply(200, "<html>proxy</html>");
    if (fault == 6) return HttpReply(200, R"({"errors":false,"items":[]})");
    return HttpReply(200, answer);
  }

  std::map<std::string, Document> documents() const {
    std::lock_guard lock(mutex_);
    return documents_;
  }
  std::map<std::string, std::string> indices() const {
    std::lock_guard lock(mutex_);
    return indices_;
  }

 private:
  int Draw(int bound) { return static_cast<int>(random_() % static_cast<uint32_t>(bound)); }

  static std::string Field(const std::string& line, const std::string& name) {
    size_t at = line.find("\"" + name + "\":");
    if (at == std::string::npos) return "";
    at += name.size() + 3;
    bool quoted = line[at] == '"';
    size_t begin = at + (quoted ? 1 : 0);
    return line.substr(begin, line.find_first_of(quoted ? "\"" : ",}", begin) - begin);
  }

  std::string ApplyOne(const std::string& action, const std::string& key, const std::string& version,
                       const std::string& source) {
    auto it = documents_.find(key);
    if (action == "create" && it != documents_.end()) return R"("status":409,"error":{"type":"version_conflict"})";
    if (!version.empty() && it != documents_.end() && std::stoll(version) < it->second.version) {
      return R"("status":409,"error":{"type":"version_conflict_engine_exception"})";
    }
    if (source.find("poison") != std::string::npos) {
      return R"("status":400,"error":{"type":"mapper_parsing_exception","reason":"failed to parse"})";
    }
    if (action == "delete") {
      documents_.erase(key);
    } else {
      documents_[key] = {source, version.empty() ? 0 : std::stoll(version)};
    }
    return "\"status\":200";
  }

  std::string Apply(const std::string& body, bool some_fail) {
    std::string items;
    bool errors = false;
    for (size_t at = 0; at < body.size();) {
      auto next_line = [&] {
        size_t end = body.find('\n', at);
        std::string line = body.substr(at, end - at);
        at = end + 1;
        return line;
      };
      std::string line = next_line();
      std::string action = line.substr(2, line.find('"', 2) - 2);
      std::string source = action == "delete" ? "" : next_line();
      std::string result =
          some_fail && Draw(2) == 0
              ? R"("status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"})"
              : ApplyOne(action, Field(line, "_index") + "/" + Field(line, "_id"), Field(line, "version"), source);
      errors |= result.find("error") != std::string::npos;
      items += fmt::format("{}{{\"{}\":{{{}}}}}", items.empty() ? "" : ",", action, result);
    }
    return fmt::format("{{\"errors\":{},\"items\":[{}]}}", errors, items);
  }

  mutable std::mutex mutex_;
  std::minstd_rand random_;
  int fault_percent_;
  std::map<std::string, Document> documents_;
  std::map<std::string, std::string> indices_;
};

const std::vector<Field> kFields = {
    {"client", DataType::Int()}, {"window_end", DataType::Timestamp(3)}, {"note", DataType::String()}};

class ElasticsearchSinkTest : public testing::Test {
 protected:
  std::unique_ptr<Sink> MakeSink(const std::string& url, std::vector<int> key = {0},
                                 std::map<std::string, std::string> options = {}) {
    options["hosts"] = url;
    options.try_emplace("sink.bulk-flush.backoff.delay", "1 ms");
    return *MakeElasticsearchConnector()->MakeSink(MakeTable(kFields, std::move(key), std::move(options)));
  }
  SinkContext Context() {
    SinkContext context = outside_.Context(&clock_);
    context.window_end_column = 1;
    return context;
  }
  static std::vector<Value> Row(int client, int64_t window_end, std::string note) {
    return {Value::Int(client), Value::Int(window_end), Value::Text(std::move(note))};
  }
  void AwaitDrained(Sink& sink) {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!sink.drained()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << sink.stats().trouble;
      outside_.waker.WaitFor(20);
      ASSERT_TRUE(sink.Poll());
    }
  }

  SystemClock clock_;
  TestOutside outside_;
};

TEST_F(ElasticsearchSinkTest, UpsertsTheReferenceRowIntoAnIndexItCreates) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto sink = MakeSink(server.url());
  ASSERT_TRUE(sink->Open(Context()));
  ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(4, 1715450700000, "a")})));
  AwaitDrained(*sink);
  EXPECT_EQ(es.documents()["total_amount/4"].source, R"({"client":4,"window_end":"2024-05-11 18:05:00","note":"a"})");
  EXPECT_EQ(es.documents()["total_amount/4"].version, 1715450700000);
  EXPECT_THAT(es.indices()["total_amount"], HasSubstr(R"("window_end":{"type":"date")"));
  EXPECT_TRUE(sink->Close(true));
}

TEST_F(ElasticsearchSinkTest, CreatesNothingBeforeTheFirstRow) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto sink = MakeSink(server.url());
  ASSERT_TRUE(sink->Open(Context()));
  sink->Flush();
  EXPECT_TRUE(sink->Close(true));
  EXPECT_TRUE(server.received().empty());
}

TEST_F(ElasticsearchSinkTest, FollowsAChangelog) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto sink = MakeSink(server.url());
  SinkContext context = Context();
  context.window_end_column.reset();
  ASSERT_TRUE(sink->Open(context));
  Batch rows = MakeRows(kFields, {Row(1, 0, "a"), Row(2, 0, "b"), Row(1, 0, "a"), Row(1, 0, "c"), Row(2, 0, "b")});
  rows.kinds = {ChangeKind::kInsert, ChangeKind::kInsert, ChangeKind::kUpdateBefore, ChangeKind::kUpdateAfter,
                ChangeKind::kDelete};
  ASSERT_TRUE(sink->Write(rows));
  AwaitDrained(*sink);
  auto documents = es.documents();
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_THAT(documents["total_amount/1"].source, HasSubstr("\"note\":\"c\""));
  EXPECT_EQ(sink->stats().rows_written, 4u);
  EXPECT_EQ(sink->stats().rows_acknowledged, 4u);
}

TEST_F(ElasticsearchSinkTest, NeverPutsAnOlderWindowOverANewerOne) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto sink = MakeSink(server.url());
  ASSERT_TRUE(sink->Open(Context()));
  for (int64_t window_end : {120'000, 60'000, -60'000}) {
    ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(1, window_end, std::to_string(window_end))})));
    AwaitDrained(*sink);
  }
  EXPECT_THAT(es.documents()["total_amount/1"].source, HasSubstr("\"120000\""));
  ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(2, -60'000, "x")})));
  AwaitDrained(*sink);
  EXPECT_EQ(es.documents()["total_amount/2"].version, 0);
}

TEST_F(ElasticsearchSinkTest, WritesOnlySelectedRowsAndOnlyTheTablesColumns) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto sink = MakeSink(server.url());
  SinkContext context = Context();
  context.window_end_column = 3;
  ASSERT_TRUE(sink->Open(context));
  std::vector<Field> fields = kFields;
  fields.push_back({"$window_end", DataType::Timestamp(3)});
  std::vector<Value> first = Row(1, 0, "a"), second = Row(2, 0, "b");
  first.push_back(Value::Int(60'000));
  second.push_back(Value::Int(120'000));
  Batch rows = MakeRows(fields, {first, second});
  rows.selection = std::make_shared<Selection>(Selection{1});
  ASSERT_TRUE(sink->Write(rows));
  AwaitDrained(*sink);
  auto documents = es.documents();
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents["total_amount/2"].source, R"({"client":2,"window_end":"1970-01-01 00:00:00","note":"b"})");
  EXPECT_EQ(documents["total_amount/2"].version, 120'000);
}

TEST_F(ElasticsearchSinkTest, SetsRowsAsideThatCannotBecomeADocument) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto sink = MakeSink(server.url(), {2});
  ASSERT_TRUE(sink->Open(Context()));
  std::vector<Value> null_key = {Value::Int(1), Value::Int(0), Value::Null()};
  ASSERT_TRUE(sink->Write(
      MakeRows(kFields, {Row(1, 0, std::string(513, 'x')), null_key, Row(1, 0, "fine"), Row(1, 0, "poison")})));
  AwaitDrained(*sink);
  std::vector<std::string> reasons;
  for (const DeadLetter& letter : outside_.letters.letters()) reasons.push_back(letter.reason);
  EXPECT_THAT(reasons, ElementsAre("the _id is 513 bytes long, and Elasticsearch takes 512",
                                   "the primary key column note is NULL",
                                   "_id poison: mapper_parsing_exception: failed to parse"));
  EXPECT_EQ(es.documents().size(), 1u);
  SinkStats stats = sink->stats();
  EXPECT_EQ(stats.rows_written, 4u);
  EXPECT_EQ(stats.rows_rejected, 3u);
  EXPECT_EQ(stats.rows_acknowledged, 1u);
}

TEST_F(ElasticsearchSinkTest, KeepsItsMemoryWhileTheServerIsAwayAndCarriesTheRestInItsCheckpoint) {
  int port = UnusedPort();
  auto sink = MakeSink(fmt::format("http://127.0.0.1:{}", port));
  SinkContext context = Context();
  context.buffer_bytes_max = 100'000;
  ASSERT_TRUE(sink->Open(context));
  int client = 0;
  while (!sink->full()) ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(client++, 60'000, "a")})));
  EXPECT_LT(client, 1'000);
  for (int i = 0; i < 1'000 && sink->stats().trouble.empty(); ++i) outside_.waker.WaitFor(10);
  EXPECT_EQ(sink->stats().trouble,
            fmt::format("elasticsearch http://127.0.0.1:{} refuses connections, {} documents wait", port, client));
  std::string snapshot = *sink->Snapshot();
  EXPECT_LT(snapshot.size(), 150'000u);
  EXPECT_TRUE(sink->Close(false));

  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  auto resumed = MakeSink(server.url());
  ASSERT_TRUE(resumed->Open(Context()));
  ASSERT_TRUE(resumed->Restore(snapshot));
  AwaitDrained(*resumed);
  EXPECT_EQ(es.documents().size(), static_cast<size_t>(client));
}

TEST_F(ElasticsearchSinkTest, WritesKeylessRowsOnceHoweverOftenTheyAreReplayed) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  SinkContext context = Context();
  context.window_end_column.reset();
  auto sink = MakeSink(server.url(), {});
  ASSERT_TRUE(sink->Open(context));
  ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(1, 0, "a"), Row(1, 0, "a")})));
  std::string snapshot = *sink->Snapshot();
  Batch later = MakeRows(kFields, {Row(1, 0, "a"), Row(2, 0, "b")});
  ASSERT_TRUE(sink->Write(later));
  AwaitDrained(*sink);
  EXPECT_EQ(es.documents().size(), 4u);

  auto resumed = MakeSink(server.url(), {});
  ASSERT_TRUE(resumed->Open(context));
  ASSERT_TRUE(resumed->Restore(snapshot));
  ASSERT_TRUE(resumed->Write(later));
  AwaitDrained(*resumed);
  EXPECT_EQ(es.documents().size(), 4u);
}

TEST_F(ElasticsearchSinkTest, RefusesADamagedCheckpoint) {
  auto sink = MakeSink("http://127.0.0.1:1");
  ASSERT_TRUE(sink->Open(Context()));
  EXPECT_FALSE(sink->Restore(""));
  EXPECT_FALSE(sink->Restore("\x07rubbish"));
}

TEST_F(ElasticsearchSinkTest, WritesFlinksPartialUpdateWhenStrict) {
  TinyElasticsearch es;
  ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
  SinkContext context = Context();
  context.strict = true;
  auto sink = MakeSink(server.url());
  ASSERT_TRUE(sink->Open(context));
  ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(4, 60'000, "a")})));
  AwaitDrained(*sink);
  const std::string document = R"({"client":4,"window_end":"1970-01-01 00:01:00","note":"a"})";
  EXPECT_EQ(
      server.received().back().body,
      fmt::format("{{\"update\":{{\"_index\":\"total_amount\",\"_id\":\"4\"}}}}\n{{\"doc\":{0},\"upsert\":{0}}}\n",
                  document));
  EXPECT_FALSE(es.indices().contains("total_amount"));
}

TEST_F(ElasticsearchSinkTest, FailsToOpenWhenStrictAndNobodyAnswers) {
  SinkContext context = Context();
  context.strict = true;
  Status status = MakeSink(fmt::format("http://127.0.0.1:{}", UnusedPort()))->Open(context);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().what(), "There are no reachable Elasticsearch nodes!");
}

/// Faults drawn from a seed, among them requests that were carried out and whose answer was lost: the documents are
/// those of a run without faults, and every row is accounted for.
TEST_F(ElasticsearchSinkTest, EndsWithTheSameDocumentsWhateverFailsOnTheWay) {
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    TinyElasticsearch es(seed, 40);
    ScriptedServer server([&](const ReceivedRequest& request) { return es.Answer(request); });
    auto sink = MakeSink(server.url(), {0},
                         {{"sink.bulk-flush.backoff.strategy", "CONSTANT"}, {"sink.bulk-flush.max-actions", "7"}});
    SinkContext context = Context();
    bool windowed = seed % 2 == 0;
    if (!windowed) context.window_end_column.reset();
    ASSERT_TRUE(sink->Open(context));
    std::minstd_rand random(seed);
    std::map<std::string, std::string> expected;
    for (int step = 0; step < 60; ++step) {
      int client = static_cast<int>(random() % 12);
      std::string note = fmt::format("{}", step);
      ASSERT_TRUE(sink->Write(MakeRows(kFields, {Row(client, step * 60'000, note)})));
      if (random() % 3 == 0) sink->Flush();
      expected[fmt::format("total_amount/{}", client)] = note;
    }
    AwaitDrained(*sink);
    EXPECT_TRUE(sink->Close(true));
    auto documents = es.documents();
    ASSERT_EQ(documents.size(), expected.size());
    for (const auto& [key, note] : expected) {
      EXPECT_THAT(documents[key].source, HasSubstr(fmt::format("\"note\":\"{}\"", note))) << key;
    }
    EXPECT_EQ(sink->stats().rows_acknowledged, 60u);
    EXPECT_TRUE(outside_.letters.letters().empty());
  }
}

}  // namespace
}  // namespace mullion::elasticsearch
