// The sink against a real Kafka; see real_broker.h.
#include "connector/kafka/message_producer.h"
#include "connector/kafka/real_broker.h"

namespace mullion::kafka {
namespace {

class KafkaSinkReal : public KafkaReal {
 protected:
  SinkContext SinkContextOf() {
    SinkContext context;
    context.clock = &clock_;
    context.log = &log_;
    context.waker = &waker_;
    context.dead_letters = &letters_;
    context.job_name = "test";
    return context;
  }

  std::unique_ptr<Sink> OpenSink(const TableDefinition& table, const std::string& snapshot = "") {
    auto connector = table.options.at("connector") == "kafka" ? MakeKafkaConnector() : MakeUpsertKafkaConnector();
    auto traits = connector->CheckSink(table);
    EXPECT_TRUE(traits) << traits.error().ToString();
    auto sink = connector->MakeSink(table);
    EXPECT_TRUE(sink) << sink.error().ToString();
    EXPECT_TRUE((*sink)->Open(SinkContextOf()));
    EXPECT_TRUE((*sink)->Restore(snapshot));
    return *std::move(sink);
  }

  static Batch Rows(const std::vector<std::pair<int, std::string>>& rows, std::vector<ChangeKind> kinds = {}) {
    ColumnBuilder clients(DataType::Int()), texts(DataType::String());
    for (const auto& [client, text] : rows) {
      clients.Append(Value::Int(client));
      texts.Append(Value::Text(text));
    }
    Batch batch;
    batch.row_count = rows.size();
    batch.columns = {clients.Finish(), texts.Finish()};
    batch.kinds = std::move(kinds);
    return batch;
  }

  bool Drain(Sink* sink) {
    return WaitFor([&] {
             auto polled = sink->Poll();
             if (!polled) error_ = polled.error().ToString();
             return !polled || sink->drained();
           }) &&
           error_.empty();
  }

  Strings ReadBack(const std::string& isolation = "read_committed") {
    auto values = ReadBounded({{"scan.startup.mode", "earliest-offset"},
                               {"scan.bounded.mode", "latest-offset"},
                               {"properties.isolation.level", isolation}});
    std::ranges::sort(values);
    return values;
  }

  TableDefinition ExactlyOnceTable() {
    return Table({{"sink.delivery-guarantee", "exactly-once"}, {"sink.transactional-id-prefix", topic_}});
  }
};

TEST_F(KafkaSinkReal, CreatesTheTopicAndWritesJson) {
  auto sink = OpenSink(Table({}));
  ASSERT_TRUE(sink->Write(Rows({{1, "a"}, {2, "b"}})));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  EXPECT_EQ(sink->stats().rows_acknowledged, 2u);
  EXPECT_EQ(sink->stats().bytes_in_flight, 0u);
  ASSERT_TRUE(sink->Close(true));
  EXPECT_TRUE(log_.Has("created topic " + topic_));
  EXPECT_EQ(ReadBack(), (Strings{R"({"client":1,"text":"a"})", R"({"client":2,"text":"b"})"}));
}

TEST_F(KafkaSinkReal, KeysChooseThePartitionAsJavaDoes) {
  CreateTopic(topic_, 4);
  auto sink = OpenSink(Table({{"key.format", "raw"}, {"key.fields", "text"}, {"value.fields-include", "EXCEPT_KEY"}}));
  ASSERT_TRUE(sink->Write(Rows({{1, "foobar"}, {2, "21"}, {3, "abc"}})));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(sink->Close(true));
  ReadBack();
  std::map<std::string, std::string> partition_of;
  auto source = Open(Table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}), [&] {
    SourceContext context = Context();
    context.needs_keys = true;
    return context;
  }());
  rows_.clear();
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  for (const Row& row : rows_) partition_of[*row.key] = row.split;
  // murmur2 of these keys, from the test vectors of Kafka's own Utils.murmur2: -790332482, -973932308, 479470107.
  auto partition = [&](int32_t hash) { return topic_ + "-" + std::to_string((hash & 0x7fffffff) % 4); };
  EXPECT_EQ(partition_of["foobar"], partition(-790332482));
  EXPECT_EQ(partition_of["21"], partition(-973932308));
  EXPECT_EQ(partition_of["abc"], partition(479470107));
  EXPECT_EQ(rows_[0].value->find("text"), std::string::npos);
}

TEST_F(KafkaSinkReal, UpsertWritesTheNewestRowAndTombstones) {
  TableDefinition table =
      Table({{"connector", "upsert-kafka"}, {"format", ""}, {"key.format", "json"}, {"value.format", "json"}});
  table.primary_key = {0};
  auto sink = OpenSink(table);
  ASSERT_TRUE(
      sink->Write(Rows({{1, "a"}, {2, "b"}, {1, "c"}, {2, "b"}},
                       {ChangeKind::kInsert, ChangeKind::kInsert, ChangeKind::kUpdateAfter, ChangeKind::kDelete})));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(sink->Close(true));
  auto source = Open(table);
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 4 && AllAtEnd(*source); })) << error_;
  std::map<std::string, std::optional<std::string>> newest;
  for (const Row& row : rows_) newest[*row.key] = row.value;
  EXPECT_EQ(newest[R"({"client":1})"], R"({"client":1,"text":"c"})");
  EXPECT_EQ(newest[R"({"client":2})"], std::nullopt);
}

TEST_F(KafkaSinkReal, RoundRobinAndFixedPartitions) {
  CreateTopic(topic_, 3);
  for (auto [partitioner, partitions] : {std::pair("round-robin", 3u), {"fixed", 1u}}) {
    auto sink = OpenSink(Table({{"sink.partitioner", partitioner}}));
    ASSERT_TRUE(sink->Write(Rows({{1, "a"}, {2, "b"}, {3, "c"}})));
    ASSERT_TRUE(Drain(sink.get())) << error_;
    ASSERT_TRUE(sink->Close(true));
  }
  ReadBack();
  std::map<std::string, int> counts;
  for (const Row& row : rows_) ++counts[row.split];
  EXPECT_EQ(counts, (std::map<std::string, int>{{topic_ + "-0", 4}, {topic_ + "-1", 1}, {topic_ + "-2", 1}}));
}

TEST_F(KafkaSinkReal, ARecordThatIsTooLargeIsSetAsideAndTheRestGoesOn) {
  CreateTopic(topic_, 1);
  auto sink = OpenSink(Table({}));
  ASSERT_TRUE(sink->Write(Rows({{1, "a"}, {2, std::string(3 << 20, 'x')}, {3, "c"}})));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(ReadBack(), (Strings{R"({"client":1,"text":"a"})", R"({"client":3,"text":"c"})"}));
  ASSERT_EQ(letters_.letters.size(), 1u);
  EXPECT_EQ(letters_.letters[0].kind, "rejected");
  EXPECT_EQ(letters_.letters[0].origin, topic_);
  EXPECT_EQ(letters_.letters[0].payload.size(), 64u << 10);
  EXPECT_EQ(sink->stats().rows_rejected, 1u);
}

TEST_F(KafkaSinkReal, IsFullAtItsBoundWhileTheBrokerIsAway) {
  TableDefinition table = Table({{"properties.bootstrap.servers", "127.0.0.1:1"}});
  auto sink = OpenSink(table);
  Batch batch = Rows({{1, std::string(1 << 20, 'x')}});
  for (int i = 0; i < 64 && !sink->full(); ++i) ASSERT_TRUE(sink->Write(batch));
  EXPECT_TRUE(sink->full());
  EXPECT_FALSE(sink->drained());
  ASSERT_TRUE(WaitFor([&] { return sink->stats().trouble == "broker 127.0.0.1:1: Connection refused"; }))
      << sink->stats().trouble;
  EXPECT_TRUE(sink->Close(false));
}

TEST_F(KafkaSinkReal, ExactlyOnceShowsRowsWhenTheCheckpointIsDurable) {
  CreateTopic(topic_, 2);
  auto sink = OpenSink(ExactlyOnceTable());
  ASSERT_TRUE(sink->Write(Rows({{1, "a"}, {2, "b"}})));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  EXPECT_EQ(ReadBack(), Strings{});
  ASSERT_TRUE(sink->Snapshot());
  ASSERT_TRUE(sink->Write(Rows({{3, "c"}})));  // the next transaction's
  ASSERT_TRUE(sink->CheckpointDurable());
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(WaitFor([&] { return ReadBack().size() == 2; }));
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(ReadBack(),
            (Strings{R"({"client":1,"text":"a"})", R"({"client":2,"text":"b"})", R"({"client":3,"text":"c"})"}));
}

TEST_F(KafkaSinkReal, ExactlyOnceGoesOnAfterACheckpointThatFailed) {
  CreateTopic(topic_, 1);
  auto sink = OpenSink(ExactlyOnceTable());
  ASSERT_TRUE(sink->Write(Rows({{1, "a"}})));
  ASSERT_TRUE(sink->Snapshot());
  ASSERT_TRUE(sink->Write(Rows({{2, "b"}})));
  ASSERT_TRUE(Drain(sink.get())) << error_;  // the checkpoint failed: the next one must not wait for it
  ASSERT_TRUE(sink->Snapshot());
  ASSERT_TRUE(sink->CheckpointDurable());
  ASSERT_TRUE(WaitFor([&] { return ReadBack().size() == 2; }));
  ASSERT_TRUE(sink->Close(false));
}

TEST_F(KafkaSinkReal, ExactlyOnceWritesWhatACrashLeftUncommitted) {
  CreateTopic(topic_, 2);
  std::string snapshot;
  {
    // The checkpoint is durable, the process dies before its transaction is committed; what followed is not in it.
    auto sink = OpenSink(ExactlyOnceTable());
    ASSERT_TRUE(sink->Write(Rows({{1, "a"}, {2, "b"}})));
    snapshot = *sink->Snapshot();
    ASSERT_TRUE(sink->Write(Rows({{9, "lost with the crash"}})));
    ASSERT_TRUE(sink->Close(false));
  }
  EXPECT_EQ(ReadBack(), Strings{});
  auto sink = OpenSink(ExactlyOnceTable(), snapshot);
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(WaitFor([&] { return ReadBack().size() == 2; }));
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(ReadBack(), (Strings{R"({"client":1,"text":"a"})", R"({"client":2,"text":"b"})"}));
}

TEST_F(KafkaSinkReal, ExactlyOnceDoesNotRepeatWhatWasCommittedBeforeTheCrash) {
  CreateTopic(topic_, 2);
  std::string snapshot;
  {
    auto sink = OpenSink(ExactlyOnceTable());
    ASSERT_TRUE(sink->Write(Rows({{1, "a"}, {2, "b"}})));
    snapshot = *sink->Snapshot();
    ASSERT_TRUE(sink->CheckpointDurable());
    ASSERT_TRUE(WaitFor([&] { return ReadBack().size() == 2; }));
    ASSERT_TRUE(sink->Close(false));
  }
  auto sink = OpenSink(ExactlyOnceTable(), snapshot);
  ASSERT_TRUE(sink->Poll());
  ASSERT_TRUE(sink->Write(Rows({{3, "c"}})));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(ReadBack(),
            (Strings{R"({"client":1,"text":"a"})", R"({"client":2,"text":"b"})", R"({"client":3,"text":"c"})"}));
}

TEST_F(KafkaSinkReal, BoundedReadingEndsBehindTransactionMarkers) {
  CreateTopic(topic_, 1);
  auto sink = OpenSink(ExactlyOnceTable());
  ASSERT_TRUE(sink->Write(Rows({{1, "a"}})));
  ASSERT_TRUE(sink->Close(true));
  // Offset 0 is the row, offset 1 the marker of its transaction.
  auto source = Open(Table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}));
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  EXPECT_EQ(rows_.size(), 1u);
  EXPECT_EQ(source->splits()[0].position, 2);
}

TEST_F(KafkaSinkReal, WritesTimestampsAndHeaders) {
  CreateTopic(topic_, 1);
  TableDefinition table = Table({});
  DataType headers_type = MakeKafkaConnector()->metadata()[2].type;
  table.metadata = {{"at", "timestamp", DataType::TimestampLtz(3), false}, {"h", "headers", headers_type, false}};
  auto sink = OpenSink(table);
  Batch batch = Rows({{1, "a"}});
  batch.columns.push_back(MakeConstantColumn(DataType::TimestampLtz(3), Value::Int(1234), 1));
  ColumnBuilder headers(headers_type);
  headers.Append(Value::List({Value::Text("trace"), Value::Text("x1")}));
  batch.columns.push_back(headers.Finish());
  ASSERT_TRUE(sink->Write(batch));
  ASSERT_TRUE(Drain(sink.get())) << error_;
  ASSERT_TRUE(sink->Close(true));
  table.options["scan.startup.mode"] = "earliest-offset";
  table.options["scan.bounded.mode"] = "latest-offset";
  SourceContext context = Context();
  context.metadata = {0, 1};
  auto source = Open(table, context);
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  ASSERT_EQ(runs_.size(), 1u);
  EXPECT_EQ(ReadValue(*runs_[0].metadata[0], 0), Value::Int(1234));
  EXPECT_EQ(ReadValue(*runs_[0].metadata[1], 0), Value::List({Value::Text("trace"), Value::Text("x1")}));
}

}  // namespace
}  // namespace mullion::kafka
