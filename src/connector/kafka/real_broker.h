#pragma once
// For tests against a real Kafka, which run when MULLION_TEST_KAFKA=host:port names one and are skipped otherwise:
// topics of their own, rows produced and read back, one source or sink at a time. One thread.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "column/value.h"
#include "connector/kafka/client.h"
#include "connector/kafka/make_kafka.h"
#include "connector/kafka/topic_admin.h"

namespace mullion::kafka {

inline constexpr int64_t kDeadlineMs = 30'000;

class QuietLog final : public Logger {
 public:
  void Log(LogLevel level, std::string_view message) override {
    if (level == LogLevel::kDebug) return;
    std::lock_guard lock(mutex_);
    lines_.emplace_back(message);
  }
  bool Has(std::string_view part) {
    std::lock_guard lock(mutex_);
    for (const std::string& line : lines_) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

class LetterBox final : public DeadLetterOutput {
 public:
  void Add(DeadLetter letter) override {
    std::lock_guard lock(mutex_);
    letters.push_back(std::move(letter));
  }
  std::mutex mutex_;
  std::vector<DeadLetter> letters;
};

class SilentListener final : public ClientListener {
 public:
  void OnClientError(rd_kafka_resp_err_t, std::string_view) override {}
  void OnClientLog(std::string_view) override {}
};

struct Row {
  std::string split;
  int64_t offset;
  std::optional<std::string> key;
  std::optional<std::string> value;
};

using Strings = std::vector<std::string>;

class KafkaReal : public testing::Test {
 protected:
  void SetUp() override {
    const char* address = std::getenv("MULLION_TEST_KAFKA");
    if (address == nullptr) GTEST_SKIP() << "MULLION_TEST_KAFKA names no broker";
    bootstrap_ = address;
    topic_ = fmt::format("t{:x}", std::random_device()());
    auto client = MakeClient(ClientKind::kProducer, {{"bootstrap.servers", bootstrap_}}, &listener_);
    ASSERT_TRUE(client) << client.error().ToString();
    admin_ = *std::move(client);
  }

  void CreateTopic(const std::string& topic, int partitions, const std::map<std::string, std::string>& config = {}) {
    std::unique_ptr<rd_kafka_NewTopic_t, HandleFreer<rd_kafka_NewTopic_destroy>> wanted(
        rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, nullptr, 0));
    for (const auto& [name, value] : config) rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
    QueueHandle answers(rd_kafka_queue_new(admin_.get()));
    rd_kafka_NewTopic_t* topics[] = {wanted.get()};
    rd_kafka_CreateTopics(admin_.get(), topics, 1, nullptr, answers.get());
    EventHandle event(rd_kafka_queue_poll(answers.get(), 10'000));
    ASSERT_NE(event, nullptr);
    bool created = false;
    ASSERT_TRUE(WaitFor([&] {
      auto count = EnsureTopic(admin_.get(), topic, false, 5000, &created);
      return count && *count == partitions;
    }));
  }

  void AddPartitions(const std::string& topic, size_t total) {
    std::unique_ptr<rd_kafka_NewPartitions_t, HandleFreer<rd_kafka_NewPartitions_destroy>> wanted(
        rd_kafka_NewPartitions_new(topic.c_str(), total, nullptr, 0));
    QueueHandle answers(rd_kafka_queue_new(admin_.get()));
    rd_kafka_NewPartitions_t* all[] = {wanted.get()};
    rd_kafka_CreatePartitions(admin_.get(), all, 1, nullptr, answers.get());
    EventHandle event(rd_kafka_queue_poll(answers.get(), 10'000));
    ASSERT_NE(event, nullptr);
  }

  void DeleteRecordsBefore(const std::string& topic, int32_t partition, int64_t offset) {
    PartitionList list = MakePartitionList({{topic, partition}}, offset);
    std::unique_ptr<rd_kafka_DeleteRecords_t, HandleFreer<rd_kafka_DeleteRecords_destroy>> wanted(
        rd_kafka_DeleteRecords_new(list.get()));
    QueueHandle answers(rd_kafka_queue_new(admin_.get()));
    rd_kafka_DeleteRecords_t* all[] = {wanted.get()};
    rd_kafka_DeleteRecords(admin_.get(), all, 1, nullptr, answers.get());
    EventHandle event(rd_kafka_queue_poll(answers.get(), 10'000));
    ASSERT_NE(event, nullptr);
    ASSERT_EQ(rd_kafka_event_error(event.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  /// nullopt: no key, or a tombstone.
  void Produce(const std::string& topic, int32_t partition, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      void* value = row.value ? const_cast<char*>(row.value->data()) : nullptr;
      const void* key = row.key ? row.key->data() : nullptr;
      size_t value_bytes = row.value.value_or("").size(), key_bytes = row.key.value_or("").size();
      rd_kafka_producev(admin_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value, value_bytes),
                        RD_KAFKA_V_KEY(key, key_bytes), RD_KAFKA_V_TIMESTAMP(row.offset), RD_KAFKA_V_END);
    }
    ASSERT_EQ(rd_kafka_flush(admin_.get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  /// `count` values "<prefix>0", "<prefix>1", …, each with its number plus one as timestamp.
  void ProduceNumbers(const std::string& topic, int32_t partition, int count, const std::string& prefix = "") {
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) rows.push_back({"", i + 1, std::nullopt, prefix + std::to_string(i)});
    Produce(topic, partition, rows);
  }

  template <typename F>
  bool WaitFor(F&& condition) {
    int64_t deadline = clock_.MonotonicNs() + kDeadlineMs * 1'000'000;
    while (!condition()) {
      if (clock_.MonotonicNs() > deadline) return false;
      waker_.WaitFor(20);
    }
    return true;
  }

  TableDefinition Table(std::map<std::string, std::string> options) const {
    TableDefinition table;
    table.name = "orders";
    table.physical.fields = {{"client", DataType::Int()}, {"text", DataType::String()}};
    table.options = {{"connector", "kafka"},
                     {"properties.bootstrap.servers", bootstrap_},
                     {"properties.group.id", topic_ + "-group"},
                     {"topic", topic_},
                     {"format", "json"}};
    for (auto& [name, value] : options) {
      if (value.empty()) {
        table.options.erase(name);
      } else {
        table.options[name] = value;
      }
    }
    return table;
  }

  SourceContext Context() {
    SourceContext context;
    context.clock = &clock_;
    context.log = &log_;
    context.waker = &waker_;
    return context;
  }

  std::unique_ptr<Source> Open(const TableDefinition& table, const std::vector<SplitPosition>& restored = {}) {
    return Open(table, Context(), restored);
  }
  std::unique_ptr<Source> Open(const TableDefinition& table, const SourceContext& context,
                               const std::vector<SplitPosition>& restored = {}) {
    auto connector = table.options.at("connector") == "kafka" ? MakeKafkaConnector() : MakeUpsertKafkaConnector();
    auto traits = connector->CheckSource(table);
    EXPECT_TRUE(traits) << traits.error().ToString();
    auto source = connector->MakeSource(table);
    EXPECT_TRUE(source) << source.error().ToString();
    EXPECT_TRUE((*source)->Open(context, restored));
    return *std::move(source);
  }

  /// Takes what there is into rows_; the error of the source, if any, into error_.
  bool Step(Source* source) {
    for (bool more = true; more;) {
      if (auto polled = source->Poll(); !polled) {
        error_ = polled.error().ToString();
        return false;
      }
      more = TakeOneOfEach(source);
    }
    return true;
  }

  bool TakeOneOfEach(Source* source) {
    bool any = false;
    for (size_t i = 0; i < source->splits().size(); ++i) {
      if (!source->splits()[i].has_data) continue;
      any = true;
      auto run = source->Take(i, 7);
      std::string id = source->splits()[i].id;
      EXPECT_LE(run->values.size(), 7u);
      for (size_t k = 0; k < run->values.size(); ++k) {
        Row row{id, run->PositionOf(k), std::nullopt, std::nullopt};
        if (!run->values.IsAbsent(k)) row.value = std::string(run->values[k]);
        if (run->keys && !run->keys->IsAbsent(k)) row.key = std::string((*run->keys)[k]);
        rows_.push_back(std::move(row));
      }
      if (runs_.empty()) runs_.push_back(*std::move(run));
    }
    return any;
  }

  bool ReadUntil(Source* source, const std::function<bool()>& done) {
    return WaitFor([&] { return !Step(source) || done(); }) && error_.empty();
  }

  static bool AllFinished(const Source& source) {
    if (!source.discovered()) return false;
    for (const SplitStatus& split : source.splits()) {
      if (!split.finished) return false;
    }
    return true;
  }
  static bool AllAtEnd(const Source& source) {
    if (!source.discovered()) return false;
    for (const SplitStatus& split : source.splits()) {
      if (!split.at_end) return false;
    }
    return true;
  }

  std::vector<std::string> Values() const {
    std::vector<std::string> values;
    for (const Row& row : rows_) values.push_back(row.value.value_or("(none)"));
    return values;
  }

  std::vector<std::string> ReadBounded(std::map<std::string, std::string> options) {
    rows_.clear();
    auto source = Open(Table(std::move(options)));
    EXPECT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
    source->Close();
    return Values();
  }

  std::string bootstrap_, topic_, error_;
  SystemClock clock_;
  QuietLog log_;
  Waker waker_;
  LetterBox letters_;
  SilentListener listener_;
  ClientHandle admin_;
  std::vector<Row> rows_;
  std::vector<FetchedRun> runs_;
};

}  // namespace mullion::kafka
