#include "connector/kafka/scan_options.h"

#include <gtest/gtest.h>

namespace mullion::kafka {
namespace {

TableDefinition Table(std::map<std::string, std::string> options) {
  TableDefinition table;
  table.name = "orders";
  table.options = std::move(options);
  table.options.emplace("properties.bootstrap.servers", "kafka:9092");
  table.options.emplace("topic", "client_amount");
  for (const auto& [name, value] : table.options) table.option_positions[name] = {1, 1, 1};
  return table;
}

std::string ErrorOf(std::map<std::string, std::string> options) {
  auto read = ReadScanOptions(Table(std::move(options)), false);
  EXPECT_FALSE(read);
  if (read) return "";
  EXPECT_TRUE(read.error().position());
  return read.error().ToString();
}

TEST(ParsePartitionOffsets, ReadsPairs) {
  auto offsets = ParsePartitionOffsets("partition:0,offset:42;partition:1,offset:300");
  ASSERT_TRUE(offsets);
  EXPECT_EQ(*offsets, (PartitionOffsets{{0, 42}, {1, 300}}));
  EXPECT_EQ(ParsePartitionOffsets(" partition : 3 , offset : 7 ;"), (PartitionOffsets{{3, 7}}));
}

TEST(ParsePartitionOffsets, NamesThePairThatIsWrong) {
  for (const char* text :
       {"", ";", "0:42", "partition:0", "partition:0,offset:", "partition:0,offset:-1", "offset:1,partition:0",
        "partition:0,offset:1x", "partition:99999999999,offset:1", "partition:0,offset:1;partition:0,offset:2"}) {
    EXPECT_FALSE(ParsePartitionOffsets(text)) << text;
  }
  EXPECT_NE(ParsePartitionOffsets("partition:0,offset:1;part:2").error().ToString().find("part:2"), std::string::npos);
}

TEST(ScanOptions, DefaultsAreFlinks) {
  auto options = ReadScanOptions(Table({}), false);
  ASSERT_TRUE(options) << options.error().ToString();
  EXPECT_EQ(options->topics, std::vector<std::string>{"client_amount"});
  EXPECT_EQ(options->start, StartMode::kGroupOffsets);
  EXPECT_EQ(options->bound, BoundMode::kUnbounded);
  EXPECT_EQ(options->discovery_interval_ms, 300'000);
  EXPECT_EQ(options->client.group_id, "KafkaSource-default_catalog.default_database.orders");
}

TEST(ScanOptions, TopicsAreAList) {
  EXPECT_EQ(ReadScanOptions(Table({{"topic", "a; b;c;"}}), false)->topics, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_NE(ErrorOf({{"topic", " ; "}}).find("'topic' is empty"), std::string::npos);
  EXPECT_NE(ErrorOf({{"topic-pattern", "a.*"}}).find("exclude each other"), std::string::npos);
}

TEST(ScanOptions, APatternMustBeARegularExpression) {
  TableDefinition table = Table({{"topic-pattern", "a[b"}});
  table.options.erase("topic");
  auto read = ReadScanOptions(table, false);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().ToString().find("'a[b' is not a regular expression"), std::string::npos);
}

TEST(ScanOptions, ModesNeedWhatBelongsToThem) {
  EXPECT_NE(ErrorOf({{"scan.startup.mode", "timestamp"}}).find("needs 'scan.startup.timestamp-millis'"),
            std::string::npos);
  EXPECT_NE(ErrorOf({{"scan.startup.mode", "specific-offsets"}}).find("needs 'scan.startup.specific-offsets'"),
            std::string::npos);
  EXPECT_NE(ErrorOf({{"scan.bounded.mode", "timestamp"}}).find("needs 'scan.bounded.timestamp-millis'"),
            std::string::npos);
  EXPECT_NE(ErrorOf({{"scan.bounded.mode", "group-offsets"}}).find("properties.group.id"), std::string::npos);
  EXPECT_NE(ErrorOf({{"topic", "a;b"},
                     {"scan.startup.mode", "specific-offsets"},
                     {"scan.startup.specific-offsets", "partition:0,offset:1"}})
                .find("exactly one topic"),
            std::string::npos);
}

TEST(ScanOptions, AModeNearlyRightIsSuggested) {
  EXPECT_NE(ErrorOf({{"scan.startup.mode", "earliest"}}).find("earliest-offset"), std::string::npos);
  EXPECT_NE(ErrorOf({{"scan.startup.mode", "latest-ofset"}}).find("latest-offset"), std::string::npos);
}

TEST(ScanOptions, UpsertReadsAllFromTheBeginning) {
  EXPECT_EQ(ReadScanOptions(Table({}), true)->start, StartMode::kEarliest);
}

}  // namespace
}  // namespace mullion::kafka
