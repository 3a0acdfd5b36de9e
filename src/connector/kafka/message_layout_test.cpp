#include "connector/kafka/message_layout.h"

#include <gtest/gtest.h>

#include "connector/kafka/sink_options.h"

namespace mullion::kafka {
namespace {

TableDefinition Table(std::map<std::string, std::string> options) {
  TableDefinition table;
  table.name = "orders";
  table.physical.fields = {{"k_id", DataType::Int()}, {"amount", DataType::Int()}, {"k_zone", DataType::String()}};
  table.options = std::move(options);
  table.options.emplace("properties.bootstrap.servers", "kafka:9092");
  table.options.emplace("topic", "out");
  for (const auto& [name, value] : table.options) table.option_positions[name] = {1, 1, 1};
  return table;
}

std::string LayoutError(std::map<std::string, std::string> options, bool upsert = false) {
  auto layout = ReadMessageLayout(Table(std::move(options)), upsert);
  EXPECT_FALSE(layout);
  return layout ? "" : layout.error().ToString();
}

TEST(MessageLayout, WithoutKeyAllColumnsAreTheValue) {
  auto layout = ReadMessageLayout(Table({{"format", "json"}, {"json.timestamp-format.standard", "ISO-8601"}}), false);
  ASSERT_TRUE(layout) << layout.error().ToString();
  EXPECT_EQ(layout->value_columns, (std::vector<int>{0, 1, 2}));
  EXPECT_TRUE(layout->key_columns.empty());
  EXPECT_FALSE(layout->key_format);
  EXPECT_EQ(layout->value_format.options.at("timestamp-format.standard"), "ISO-8601");
}

TEST(MessageLayout, ThePrefixIsCutFromTheKeysFields) {
  auto layout = ReadMessageLayout(Table({{"value.format", "json"},
                                         {"key.format", "json"},
                                         {"key.fields", "k_zone;k_id"},
                                         {"key.fields-prefix", "k_"},
                                         {"value.fields-include", "EXCEPT_KEY"},
                                         {"key.json.ignore-parse-errors", "true"}}),
                                  false);
  ASSERT_TRUE(layout) << layout.error().ToString();
  EXPECT_EQ(layout->key_columns, (std::vector<int>{2, 0}));
  EXPECT_EQ(layout->value_columns, std::vector<int>{1});
  EXPECT_EQ(layout->key_format->schema[0].name, "zone");
  EXPECT_EQ(layout->key_format->schema[1].name, "id");
  EXPECT_EQ(layout->key_format->options.at("ignore-parse-errors"), "true");
  EXPECT_TRUE(layout->value_format.options.empty());
}

TEST(MessageLayout, OptionsThatDependOnEachOtherAreChecked) {
  EXPECT_NE(LayoutError({}).find("names no format"), std::string::npos);
  EXPECT_NE(LayoutError({{"format", "json"}, {"value.format", "json"}}).find("say the same"), std::string::npos);
  EXPECT_NE(LayoutError({{"format", "json"}, {"key.format", "json"}}).find("needs 'key.fields'"), std::string::npos);
  EXPECT_NE(LayoutError({{"format", "json"}, {"key.fields", "k_id"}}).find("needs 'key.format'"), std::string::npos);
  EXPECT_NE(LayoutError({{"format", "json"}, {"key.format", "json"}, {"key.fields", "k_idd"}}).find("k_id"),
            std::string::npos);
  EXPECT_NE(LayoutError({{"format", "json"}, {"value.fields-include", "EXCEPT_KEY"}}).find("needs 'key.format'"),
            std::string::npos);
  EXPECT_NE(
      LayoutError({{"format", "json"}, {"key.format", "json"}, {"key.fields", "k_id"}, {"key.fields-prefix", "k_"}})
          .find("EXCEPT_KEY"),
      std::string::npos);
  EXPECT_NE(LayoutError({{"format", "json"},
                         {"key.format", "json"},
                         {"key.fields", "amount"},
                         {"key.fields-prefix", "k_"},
                         {"value.fields-include", "EXCEPT_KEY"}})
                .find("does not begin with 'k_'"),
            std::string::npos);
}

TEST(MessageLayout, UpsertNeedsAPrimaryKey) {
  EXPECT_NE(LayoutError({{"key.format", "json"}, {"value.format", "json"}}, true).find("PRIMARY KEY"),
            std::string::npos);
  TableDefinition table = Table({{"key.format", "json"}, {"value.format", "json"}});
  table.primary_key = {0};
  EXPECT_EQ(ReadMessageLayout(table, true)->key_columns, std::vector<int>{0});
}

TEST(SinkOptions, RefusesWhatCannotBeWritten) {
  auto error = [](std::map<std::string, std::string> options) {
    options.emplace("format", "json");
    auto read = ReadSinkOptions(Table(std::move(options)), false);
    EXPECT_FALSE(read);
    return read ? "" : read.error().ToString();
  };
  EXPECT_NE(error({{"topic", "a;b"}}).find("one topic"), std::string::npos);
  EXPECT_NE(error({{"sink.partitioner", "org.acme.Mine"}}).find("default, fixed, round-robin"), std::string::npos);
  EXPECT_NE(
      error({{"sink.partitioner", "round-robin"}, {"key.format", "raw"}, {"key.fields", "k_id"}}).find("without a key"),
      std::string::npos);
  EXPECT_NE(error({{"sink.delivery-guarantee", "exactly-once"}}).find("sink.transactional-id-prefix"),
            std::string::npos);
  EXPECT_NE(error({{"sink.delivery-guarantee", "exactly-one"}}).find("exactly-once"), std::string::npos);
}

TEST(SinkOptions, OnlyTimestampAndHeadersAreWritten) {
  TableDefinition table = Table({{"format", "json"}});
  table.metadata = {{"at", "timestamp", DataType::TimestampLtz(3), false}, {"o", "offset", DataType::BigInt(), true}};
  EXPECT_EQ(ReadSinkOptions(table, false)->metadata, std::vector<WrittenMetadata>{WrittenMetadata::kTimestamp});
  table.metadata[1].is_virtual = false;
  auto read = ReadSinkOptions(table, false);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().ToString().find("VIRTUAL"), std::string::npos);
}

}  // namespace
}  // namespace mullion::kafka
