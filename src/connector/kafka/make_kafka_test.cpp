#include "connector/kafka/make_kafka.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mullion {
namespace {

/// The source of the reference job, as its users write it.
TableDefinition Reference() {
  TableDefinition table;
  table.name = "transaction_msg";
  table.physical.fields = {{"client", DataType::Int()}, {"amount", DataType::Int()}, {"ts", DataType::Timestamp(3)}};
  table.options = {{"connector", "kafka"},
                   {"topic", "client_amount"},
                   {"properties.bootstrap.servers", "kafka:9092"},
                   {"properties.group.id", "test"},
                   {"scan.startup.mode", "latest-offset"},
                   {"format", "json"}};
  return table;
}

std::string SourceError(const TableDefinition& table) {
  auto traits = MakeKafkaConnector()->CheckSource(table);
  EXPECT_FALSE(traits);
  return traits ? "" : traits.error().ToString();
}

TEST(KafkaConnector, TakesTheReferenceTable) {
  auto connector = MakeKafkaConnector();
  auto traits = connector->CheckSource(Reference());
  ASSERT_TRUE(traits) << traits.error().ToString();
  EXPECT_FALSE(traits->bounded);
  EXPECT_TRUE(traits->push_down);
  EXPECT_FALSE(traits->upsert);
  EXPECT_TRUE(connector->CheckSink(Reference()));
  EXPECT_FALSE(connector->CheckSink(Reference())->accepts_updates);
  EXPECT_TRUE(connector->MakeSource(Reference()));
}

TEST(KafkaConnector, ABoundMakesItBounded) {
  TableDefinition table = Reference();
  table.options["scan.bounded.mode"] = "latest-offset";
  EXPECT_TRUE(MakeKafkaConnector()->CheckSource(table)->bounded);
}

TEST(KafkaConnector, UnknownOptionsAreRefusedWithNearOnes) {
  TableDefinition table = Reference();
  table.options["scan.startup.modus"] = "x";
  EXPECT_NE(SourceError(table).find("scan.startup.mode"), std::string::npos);
  table = Reference();
  table.options["properties.group.ids"] = "x";
  EXPECT_NE(SourceError(table).find("group.id"), std::string::npos);
  table = Reference();
  table.options["csv.field-delimiter"] = ";";
  EXPECT_FALSE(SourceError(table).empty());
}

TEST(KafkaConnector, ValuesTheClientDoesNotTakeAreFoundBeforeItRuns) {
  TableDefinition table = Reference();
  table.options["properties.fetch.min.bytes"] = "many";
  EXPECT_NE(SourceError(table).find("fetch.min.bytes"), std::string::npos);
}

TEST(KafkaConnector, FormatOptionsBelongToTheTable) {
  TableDefinition table = Reference();
  table.options["json.ignore-parse-errors"] = "true";
  auto traits = MakeKafkaConnector()->CheckSource(table);
  EXPECT_TRUE(traits) << traits.error().ToString();
}

TEST(KafkaConnector, PasswordsAreSecretOptions) {
  auto options = MakeKafkaConnector()->options();
  for (const char* name :
       {"properties.sasl.jaas.config", "properties.sasl.password", "properties.ssl.truststore.password",
        "properties.ssl.key.password", "properties.ssl.keystore.key"}) {
    auto it = std::ranges::find(options, name, &OptionSpec::name);
    ASSERT_NE(it, options.end()) << name;
    EXPECT_TRUE(it->secret) << name;
  }
}

TEST(UpsertKafkaConnector, NeedsAPrimaryKeyAndTakesUpdates) {
  TableDefinition table = Reference();
  table.options = {{"connector", "upsert-kafka"},
                   {"topic", "totals"},
                   {"properties.bootstrap.servers", "kafka:9092"},
                   {"key.format", "json"},
                   {"value.format", "json"}};
  auto connector = MakeUpsertKafkaConnector();
  ASSERT_FALSE(connector->CheckSink(table));
  table.primary_key = {0};
  auto sink = connector->CheckSink(table);
  ASSERT_TRUE(sink) << sink.error().ToString();
  EXPECT_TRUE(sink->accepts_updates);
  EXPECT_TRUE(sink->upsert_by_key);
  EXPECT_FALSE(sink->needs_update_before);
  EXPECT_TRUE(connector->CheckSource(table)->upsert);
  table.options["scan.startup.mode"] = "latest-offset";
  EXPECT_FALSE(connector->CheckSource(table));
}

}  // namespace
}  // namespace mullion
