#include "connector/kafka/make_kafka.h"

#include "connector/kafka/certificates.h"
#include "connector/kafka/kafka_sink.h"
#include "connector/kafka/kafka_source.h"
#include "connector/kafka/message_layout.h"
#include "connector/kafka/option_choice.h"
#include "connector/kafka/property_rules.h"
#include "connector/kafka/scan_options.h"
#include "connector/kafka/sink_options.h"
#include "format/format.h"

namespace mullion {
namespace {

using namespace kafka;

bool IsSecret(std::string_view property) {
  return property.find("password") != std::string_view::npos || property == "sasl.jaas.config" ||
         property == "ssl.keystore.key";
}

void AddCommonOptions(std::vector<OptionSpec>* out) {
  using enum OptionType;
  out->push_back({"connector", kString, {}, true, false, "'kafka' or 'upsert-kafka'"});
  out->push_back({"topic", kString, {}, false, false, "topic to read or write; several to read, with ';' between"});
  out->push_back({"value.format", kString, {}, false, false, "format of a message's value"});
  out->push_back({"key.format", kString, {}, false, false, "format of a message's key"});
  out->push_back({"key.fields-prefix", kString, "", false, false, "prefix of the key's columns, cut in messages"});
  out->push_back({"value.fields-include", kString, "ALL", false, false, "ALL or EXCEPT_KEY"});
  out->push_back({"scan.parallelism", kInt, {}, false, false, "taken for Flink's sake: workers share the partitions"});
  out->push_back({"sink.parallelism", kInt, {}, false, false, "taken for Flink's sake: one thread writes"});
  out->push_back(
      {"sink.delivery-guarantee", kString, "at-least-once", false, false, "at-least-once, exactly-once or none"});
  out->push_back(
      {"sink.transactional-id-prefix", kString, {}, false, false, "name of an exactly-once sink's transactions"});
  out->push_back(
      {"properties.bootstrap.servers", kString, {}, true, false, "the brokers, host:port, with ',' between"});
  out->push_back({"properties.group.id", kString, {}, false, false, "the consumer group whose offsets are used"});
  for (const PropertyRule& rule : PropertyRules()) {
    if (!IsSecret(rule.name)) continue;
    out->push_back({"properties." + std::string(rule.name), kString, {}, false, true, "Kafka client property"});
  }
  // Those that are no Kafka client's are refused with the near ones named.
  out->push_back({"properties.*", kString, {}, false, false, "Kafka client properties"});
}

std::vector<OptionSpec> KafkaOptions() {
  using enum OptionType;
  std::vector<OptionSpec> out;
  AddCommonOptions(&out);
  out.push_back({"format", kString, {}, false, false, "format of a message's value"});
  out.push_back({"topic-pattern", kString, {}, false, false, "regular expression of the topics to read"});
  out.push_back({"key.fields", kString, {}, false, false, "columns of the key, with ';' between"});
  out.push_back({"scan.startup.mode", kString, "group-offsets", false, false,
                 "earliest-offset, latest-offset, group-offsets, timestamp or specific-offsets"});
  out.push_back(
      {"scan.startup.specific-offsets", kString, {}, false, false, "partition:0,offset:42;partition:1,offset:300"});
  out.push_back(
      {"scan.startup.timestamp-millis", kLong, {}, false, false, "first record at or after it, ms since 1970"});
  out.push_back({"scan.bounded.mode", kString, "unbounded", false, false,
                 "unbounded, latest-offset, group-offsets, timestamp or specific-offsets"});
  out.push_back(
      {"scan.bounded.specific-offsets", kString, {}, false, false, "partition:0,offset:42;partition:1,offset:300"});
  out.push_back({"scan.bounded.timestamp-millis", kLong, {}, false, false, "up to the first record at or after it"});
  out.push_back({"scan.topic-partition-discovery.interval", kDuration, "5 min", false, false,
                 "how often to look for new partitions; 0: never"});
  out.push_back({"sink.partitioner", kString, "default", false, false, "default, fixed or round-robin"});
  out.push_back({"sink.semantic", kString, {}, false, false, "older name of sink.delivery-guarantee"});
  return out;
}

std::vector<OptionSpec> UpsertKafkaOptions() {
  using enum OptionType;
  std::vector<OptionSpec> out;
  AddCommonOptions(&out);
  out.push_back({"sink.buffer-flush.max-rows", kInt, "0", false, false, "taken for Flink's sake: rows leave at once"});
  out.push_back(
      {"sink.buffer-flush.interval", kDuration, "0 s", false, false, "taken for Flink's sake: rows leave at once"});
  return out;
}

/// "json.ignore-parse-errors" and the like, for the formats that the table names.
std::vector<std::string> FormatOptionNames(const TableDefinition& table) {
  std::vector<std::string> names;
  for (auto [option, prefix] : {std::pair("format", ""), {"value.format", "value."}, {"key.format", "key."}}) {
    const std::string* format = table.Option(option);
    if (format == nullptr) continue;
    for (const std::string& name : FormatOptions(*format)) names.push_back(prefix + *format + "." + name);
  }
  return names;
}

class KafkaConnector final : public Connector {
 public:
  explicit KafkaConnector(bool upsert) : upsert_(upsert) {}

  std::string_view name() const override { return upsert_ ? "upsert-kafka" : "kafka"; }
  bool is_source() const override { return true; }
  bool is_sink() const override { return true; }
  std::vector<OptionSpec> options() const override { return upsert_ ? UpsertKafkaOptions() : KafkaOptions(); }
  std::vector<std::string> format_options() const override {
    if (upsert_) return {"value.format", "key.format"};
    return {"format", "value.format", "key.format"};
  }
  std::vector<MetadataColumn> metadata() const override { return SourceMetadata(); }

  Result<SourceTraits> CheckSource(const TableDefinition& table) const override {
    MULLION_TRY(CheckOptions(table, name(), options(), FormatOptionNames(table)));
    MULLION_ASSIGN(ScanOptions scan, ReadScanOptions(table, upsert_));
    MULLION_TRY(ReadMessageLayout(table, upsert_));
    MULLION_TRY(CheckSettings(scan.client.consumer));
    SourceTraits traits;
    traits.bounded = scan.bound != BoundMode::kUnbounded;
    traits.push_down = true;
    traits.upsert = upsert_;
    return traits;
  }

  Result<SinkTraits> CheckSink(const TableDefinition& table) const override {
    MULLION_TRY(CheckOptions(table, name(), options(), FormatOptionNames(table)));
    MULLION_ASSIGN(SinkOptions sink, ReadSinkOptions(table, upsert_));
    MULLION_TRY(CheckSettings(sink.client.producer));
    bool changelog = !upsert_ && IsChangelogFormat(sink.layout.value_format.name);
    return SinkTraits{
        .accepts_updates = upsert_ || changelog, .needs_update_before = changelog, .upsert_by_key = upsert_};
  }

  Result<std::unique_ptr<Source>> MakeSource(const TableDefinition& table) const override {
    MULLION_ASSIGN(ScanOptions scan, ReadScanOptions(table, upsert_));
    MULLION_TRY(LoadStores(&scan.client));
    std::vector<MessageMetadata> columns;
    for (const MetadataColumn& column : table.metadata) {
      auto kind = FindMessageMetadata(column.key);
      // A format's own metadata ("value.…") is not in the message; the planner asks only for what metadata() names.
      columns.push_back(kind.value_or(MessageMetadata::kTopic));
    }
    return std::make_unique<KafkaSource>(table.name, std::move(scan), std::move(columns), upsert_);
  }

  Result<std::unique_ptr<Sink>> MakeSink(const TableDefinition& table) const override {
    MULLION_ASSIGN(SinkOptions sink, ReadSinkOptions(table, upsert_));
    MULLION_TRY(LoadStores(&sink.client));
    return KafkaSink::Make(std::move(sink));
  }

 private:
  const bool upsert_;
};

}  // namespace

std::unique_ptr<Connector> MakeKafkaConnector() {
  return std::make_unique<KafkaConnector>(false);
}
std::unique_ptr<Connector> MakeUpsertKafkaConnector() {
  return std::make_unique<KafkaConnector>(true);
}

}  // namespace mullion
