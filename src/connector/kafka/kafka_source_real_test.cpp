// The source against a real Kafka; see real_broker.h.
#include "connector/kafka/real_broker.h"

namespace mullion::kafka {
namespace {

TEST_F(KafkaReal, BoundedReadsFromEachStart) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 5);
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}),
            (Strings{"0", "1", "2", "3", "4"}));
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "latest-offset"}, {"scan.bounded.mode", "latest-offset"}}), Strings{});
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "timestamp"},
                         {"scan.startup.timestamp-millis", "3"},
                         {"scan.bounded.mode", "latest-offset"}}),
            (Strings{"2", "3", "4"}));
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "timestamp"},
                         {"scan.startup.timestamp-millis", "99999"},
                         {"scan.bounded.mode", "latest-offset"}}),
            Strings{});
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "specific-offsets"},
                         {"scan.startup.specific-offsets", "partition:0,offset:3"},
                         {"scan.bounded.mode", "latest-offset"}}),
            (Strings{"3", "4"}));
}

TEST_F(KafkaReal, BoundedReadsUpToEachEnd) {
  CreateTopic(topic_, 2);
  ProduceNumbers(topic_, 0, 5);
  ProduceNumbers(topic_, 1, 5, "b");
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "earliest-offset"},
                         {"scan.bounded.mode", "specific-offsets"},
                         {"scan.bounded.specific-offsets", "partition:0,offset:2"}}),
            (Strings{"0", "1"}));
  auto by_time = ReadBounded({{"scan.startup.mode", "earliest-offset"},
                              {"scan.bounded.mode", "timestamp"},
                              {"scan.bounded.timestamp-millis", "2"}});
  std::ranges::sort(by_time);
  EXPECT_EQ(by_time, (Strings{"0", "b0"}));
}

TEST_F(KafkaReal, GroupOffsetsStartWhereTheGroupCommitted) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 5);
  std::map<std::string, std::string> options = {{"scan.startup.mode", "group-offsets"},
                                                {"scan.bounded.mode", "latest-offset"}};
  {
    auto source = Open(Table(options));
    EXPECT_FALSE(ReadUntil(source.get(), [&] { return AllFinished(*source); }));
    EXPECT_NE(error_.find("has no committed offset"), std::string::npos) << error_;
    EXPECT_NE(error_.find("properties.auto.offset.reset"), std::string::npos) << error_;
    error_.clear();
  }
  options["properties.auto.offset.reset"] = "earliest";
  {
    auto source = Open(Table(options));
    ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
    EXPECT_EQ(Values(), (Strings{"0", "1", "2", "3", "4"}));
    source->Commit(std::vector<SplitPosition>{{topic_ + "-0", 2, false}}, false);
    source->Commit(std::vector<SplitPosition>{{topic_ + "-0", 3, false}}, true);
  }
  options.erase("properties.auto.offset.reset");
  EXPECT_EQ(ReadBounded(options), (Strings{"3", "4"}));
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "group-offsets"}}),
            (Strings{"0", "1", "2"}));
}

TEST_F(KafkaReal, LatestReadsWhatComesAndKnowsTheEnd) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 3, "old");
  auto source = Open(Table({{"scan.startup.mode", "latest-offset"}}));
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllAtEnd(*source); })) << error_;
  EXPECT_EQ(source->splits()[0].position, 3);
  EXPECT_EQ(source->splits()[0].initial_end, 3);
  ProduceNumbers(topic_, 0, 2, "new");
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 2 && AllAtEnd(*source); })) << error_;
  EXPECT_EQ(Values(), (Strings{"new0", "new1"}));
  EXPECT_EQ(source->splits()[0].position, 5);
  EXPECT_EQ(source->splits()[0].end, 5);
}

TEST_F(KafkaReal, ManyRecordsComeOnceAndInOrder) {
  CreateTopic(topic_, 3);
  for (int p = 0; p < 3; ++p) ProduceNumbers(topic_, p, 30'000);
  SourceContext context = Context();
  context.buffer_bytes_max = 64 << 10;  // far less than there is
  auto source =
      Open(Table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}), context);
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  ASSERT_EQ(rows_.size(), 90'000u);
  std::map<std::string, int64_t> next;
  for (const Row& row : rows_) {
    ASSERT_EQ(row.offset, next[row.split]++);
    ASSERT_EQ(row.value, std::to_string(row.offset));
  }
}

TEST_F(KafkaReal, RestoredPositionsWinOverTheStartOption) {
  CreateTopic(topic_, 2);
  ProduceNumbers(topic_, 0, 5);
  ProduceNumbers(topic_, 1, 2, "b");
  // Partition 1 is not in the checkpoint: it was made after it, and is read from its first record.
  auto source = Open(Table({{"scan.startup.mode", "latest-offset"}}), {{topic_ + "-0", 3, false}});
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 4; })) << error_;
  auto values = Values();
  std::ranges::sort(values);
  EXPECT_EQ(values, (Strings{"3", "4", "b0", "b1"}));
}

TEST_F(KafkaReal, RestoreGoesOnWhenExactlyWhatWasReadIsDeleted) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 5);
  DeleteRecordsBefore(topic_, 0, 3);
  std::map<std::string, std::string> options = {{"scan.bounded.mode", "latest-offset"}};
  {
    auto source = Open(Table(options), {{topic_ + "-0", 3, false}});
    ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
    EXPECT_EQ(Values(), (Strings{"3", "4"}));
  }
  {
    auto source = Open(Table(options), {{topic_ + "-0", 1, false}});
    EXPECT_FALSE(ReadUntil(source.get(), [&] { return AllFinished(*source); }));
    EXPECT_NE(error_.find("offsets 1 to 2 are gone"), std::string::npos) << error_;
    error_.clear();
  }
  options["properties.auto.offset.reset"] = "earliest";
  rows_.clear();
  auto source = Open(Table(options), {{topic_ + "-0", 1, false}});
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  EXPECT_EQ(Values(), (Strings{"3", "4"}));
}

TEST_F(KafkaReal, RestoreGoesOnWhenEverythingIsDeleted) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 5);
  DeleteRecordsBefore(topic_, 0, 5);
  auto source = Open(Table({}), {{topic_ + "-0", 5, false}});
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllAtEnd(*source); })) << error_;
  ProduceNumbers(topic_, 0, 1, "next");
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 1; })) << error_;
  EXPECT_EQ(rows_[0].offset, 5);
}

TEST_F(KafkaReal, ARecordLargerThanAnAnswersShareComesThrough) {
  CreateTopic(topic_, 1, {{"max.message.bytes", "20000000"}});
  auto client = MakeClient(ClientKind::kProducer,
                           {{"bootstrap.servers", bootstrap_}, {"message.max.bytes", "20000000"}}, &listener_);
  admin_ = *std::move(client);
  std::string large(10'000'000, 'x');
  Produce(topic_, 0, {{"", 1, std::nullopt, "small"}, {"", 2, std::nullopt, large}, {"", 3, std::nullopt, "small"}});
  EXPECT_EQ(ReadBounded({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}),
            (Strings{"small", large, "small"}));
}

TEST_F(KafkaReal, RunsAreNeverLongerThanTheBatchLimit) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 50);
  SourceContext context = Context();
  context.batch_rows_max = 1;
  auto source =
      Open(Table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}}), context);
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  EXPECT_EQ(rows_.size(), 50u);
  EXPECT_EQ(runs_[0].values.size(), 1u);
}

TEST_F(KafkaReal, WaitsForAMissingTopicAndSaysSo) {
  auto source = Open(Table({{"scan.startup.mode", "earliest-offset"}}));
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return !source->trouble().empty(); })) << error_;
  EXPECT_NE(source->trouble().find("topic " + topic_ + " does not exist"), std::string::npos) << source->trouble();
  EXPECT_FALSE(source->discovered());
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 2);
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 2; })) << error_;
  EXPECT_EQ(source->trouble(), "");
  EXPECT_TRUE(log_.Has("does not exist"));
  EXPECT_TRUE(log_.Has("goes on"));
}

TEST_F(KafkaReal, StrictFailsOnAMissingTopic) {
  SourceContext context = Context();
  context.strict = true;
  auto source = Open(Table({{"scan.startup.mode", "earliest-offset"}}), context);
  EXPECT_FALSE(ReadUntil(source.get(), [&] { return false; }));
  EXPECT_NE(error_.find("does not exist"), std::string::npos) << error_;
}

TEST_F(KafkaReal, SaysThatNoBrokerAnswers) {
  auto source =
      Open(Table({{"properties.bootstrap.servers", "127.0.0.1:1"}, {"scan.startup.mode", "earliest-offset"}}));
  ASSERT_TRUE(ReadUntil(source.get(), [&] {
    return source->trouble().find("Connection refused") != std::string::npos;
  })) << source->trouble();
  EXPECT_EQ(source->trouble(), "broker 127.0.0.1:1: Connection refused");
}

TEST_F(KafkaReal, StrictGivesUpOnABrokerThatIsAway) {
  SourceContext context = Context();
  context.strict = true;
  auto source = Open(Table({{"properties.bootstrap.servers", "127.0.0.1:1"},
                            {"properties.default.api.timeout.ms", "500"},
                            {"scan.startup.mode", "earliest-offset"}}),
                     context);
  EXPECT_FALSE(ReadUntil(source.get(), [&] { return false; }));
  EXPECT_FALSE(error_.empty());
}

TEST_F(KafkaReal, FindsPartitionsThatAreAddedLater) {
  CreateTopic(topic_, 1);
  ProduceNumbers(topic_, 0, 1);
  auto source =
      Open(Table({{"scan.startup.mode", "latest-offset"}, {"scan.topic-partition-discovery.interval", "200 ms"}}));
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllAtEnd(*source); })) << error_;
  AddPartitions(topic_, 3);
  bool created = false;
  ASSERT_TRUE(WaitFor([&] { return EnsureTopic(admin_.get(), topic_, false, 5000, &created) == 3; }));
  ProduceNumbers(topic_, 2, 2, "late");
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 2 && source->splits().size() == 3; })) << error_;
  EXPECT_EQ(Values(), (Strings{"late0", "late1"}));
  EXPECT_EQ(rows_[0].split, topic_ + "-2");
  ProduceNumbers(topic_, 0, 1, "first");
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return rows_.size() == 3; })) << error_;
}

TEST_F(KafkaReal, ReadsListsAndPatternsOfTopics) {
  CreateTopic(topic_ + "-a", 1);
  CreateTopic(topic_ + "-b", 1);
  CreateTopic(topic_ + "-c9", 1);
  ProduceNumbers(topic_ + "-a", 0, 1, "a");
  ProduceNumbers(topic_ + "-b", 0, 1, "b");
  ProduceNumbers(topic_ + "-c9", 0, 1, "c");
  auto list = ReadBounded({{"topic", topic_ + "-a; " + topic_ + "-b"},
                           {"scan.startup.mode", "earliest-offset"},
                           {"scan.bounded.mode", "latest-offset"}});
  std::ranges::sort(list);
  EXPECT_EQ(list, (Strings{"a0", "b0"}));
  EXPECT_EQ(ReadBounded({{"topic", ""},
                         {"topic-pattern", topic_ + "-[a-z][0-9]"},
                         {"scan.startup.mode", "earliest-offset"},
                         {"scan.bounded.mode", "latest-offset"}}),
            (Strings{"c0"}));
}

TEST_F(KafkaReal, GivesKeysTombstonesAndMetadata) {
  CreateTopic(topic_, 1);
  Produce(topic_, 0, {{"", 1000, "k1", "v1"}, {"", 2000, "k2", std::nullopt}, {"", 3000, std::nullopt, ""}});
  TableDefinition table = Table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}});
  for (MetadataColumn column : MakeKafkaConnector()->metadata()) {
    column.column = column.key;
    table.metadata.push_back(column);
  }
  SourceContext context = Context();
  context.needs_keys = true;
  for (int i = 0; i < static_cast<int>(table.metadata.size()); ++i) context.metadata.push_back(i);
  auto source = Open(table, context);
  ASSERT_TRUE(ReadUntil(source.get(), [&] { return AllFinished(*source); })) << error_;
  ASSERT_EQ(rows_.size(), 3u);
  EXPECT_EQ(rows_[0].key, "k1");
  EXPECT_EQ(rows_[1].key, "k2");
  EXPECT_EQ(rows_[1].value, std::nullopt);
  EXPECT_EQ(rows_[2].key, std::nullopt);
  EXPECT_EQ(rows_[2].value, "");
  ASSERT_EQ(runs_.size(), 1u);
  auto at = [&](std::string_view key, size_t row) {
    size_t column =
        static_cast<size_t>(std::ranges::find(table.metadata, key, &MetadataColumn::key) - table.metadata.begin());
    return ReadValue(*runs_[0].metadata[column], row);
  };
  EXPECT_EQ(at("topic", 0), Value::Text(topic_));
  EXPECT_EQ(at("partition", 1), Value::Int(0));
  EXPECT_EQ(at("offset", 2), Value::Int(2));
  EXPECT_EQ(at("timestamp", 1), Value::Int(2000));
  EXPECT_EQ(at("timestamp-type", 0), Value::Text("CreateTime"));
  EXPECT_EQ(at("headers", 0), Value::List({}));
  EXPECT_TRUE(at("leader-epoch", 0).is_null());
}

}  // namespace
}  // namespace mullion::kafka
