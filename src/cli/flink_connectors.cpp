#include "cli/flink_connectors.h"

#include <algorithm>
#include <array>

namespace mullion {
namespace {

constexpr std::string_view kKafkaJar = "org.apache.flink:flink-sql-connector-kafka:3.0.1-1.18";
constexpr std::string_view kElasticsearchJar = "org.apache.flink:flink-sql-connector-elasticsearch7:3.0.1-1.17";
constexpr std::string_view kElasticsearch6Jar = "org.apache.flink:flink-sql-connector-elasticsearch6:3.0.1-1.17";
constexpr std::string_view kJdbcJar =
    "org.apache.flink:flink-connector-jdbc:3.1.2-1.18 and the database's driver, such as org.postgresql:postgresql";
constexpr std::string_view kAvroJar = "org.apache.flink:flink-sql-avro:1.18.1";
constexpr std::string_view kRegistryJar = "org.apache.flink:flink-sql-avro-confluent-registry:1.18.1";

/// Options of every connector.
constexpr auto kCommon =
    std::to_array<std::string_view>({"connector", "property-version", "sink.parallelism", "scan.watermark.*"});

constexpr auto kKafka = std::to_array<std::string_view>({"topic",
                                                         "topic-pattern",
                                                         "properties.*",
                                                         "format",
                                                         "key.format",
                                                         "key.fields",
                                                         "key.fields-prefix",
                                                         "value.format",
                                                         "value.fields-include",
                                                         "scan.startup.mode",
                                                         "scan.startup.specific-offsets",
                                                         "scan.startup.timestamp-millis",
                                                         "scan.bounded.mode",
                                                         "scan.bounded.specific-offsets",
                                                         "scan.bounded.timestamp-millis",
                                                         "scan.topic-partition-discovery.interval",
                                                         "sink.delivery-guarantee",
                                                         "sink.partitioner",
                                                         "sink.semantic",
                                                         "sink.transactional-id-prefix"});
constexpr auto kUpsertKafka = std::to_array<std::string_view>(
    {"topic", "properties.*", "key.format", "key.fields-prefix", "value.format", "value.fields-include",
     "sink.buffer-flush.interval", "sink.buffer-flush.max-rows"});
constexpr auto kElasticsearch = std::to_array<std::string_view>(
    {"hosts", "index", "document-type", "document-id.key-delimiter", "username", "password", "failure-handler",
     "sink.flush-on-checkpoint", "sink.bulk-flush.max-actions", "sink.bulk-flush.max-size", "sink.bulk-flush.interval",
     "sink.bulk-flush.backoff.strategy", "sink.bulk-flush.backoff.max-retries", "sink.bulk-flush.backoff.delay",
     "connection.path-prefix", "format"});
constexpr auto kFilesystem = std::to_array<std::string_view>(
    {"path", "format", "auto-compaction", "compaction.file-size", "partition.*", "sink.partition-commit.*",
     "sink.rolling-policy.*", "sink.shuffle-by-partition.enable", "source.monitor-interval",
     "source.path.regex-pattern", "source.report-statistics"});
constexpr auto kDatagen = std::to_array<std::string_view>({"rows-per-second", "number-of-rows", "fields.*"});
constexpr auto kPrint = std::to_array<std::string_view>({"print-identifier", "standard-error"});
constexpr auto kJdbc = std::to_array<std::string_view>(
    {"url", "table-name", "driver", "username", "password", "connection.max-retry-timeout", "scan.partition.*",
     "scan.fetch-size", "scan.auto-commit", "lookup.*", "sink.buffer-flush.max-rows", "sink.buffer-flush.interval",
     "sink.max-retries"});

constexpr auto kJson =
    std::to_array<std::string_view>({"fail-on-missing-field", "ignore-parse-errors", "timestamp-format.standard",
                                     "map-null-key.mode", "map-null-key.literal", "encode.decimal-as-plain-number"});
constexpr auto kCsv = std::to_array<std::string_view>(
    {"field-delimiter", "disable-quote-character", "quote-character", "allow-comments", "ignore-parse-errors",
     "array-element-delimiter", "escape-character", "null-literal", "write-bigdecimal-in-scientific-notation"});
constexpr auto kRaw = std::to_array<std::string_view>({"charset", "endianness"});
constexpr auto kDebezium =
    std::to_array<std::string_view>({"schema-include", "ignore-parse-errors", "timestamp-format.standard",
                                     "map-null-key.mode", "map-null-key.literal", "encode.decimal-as-plain-number"});
constexpr auto kCanal = std::to_array<std::string_view>({"database.include", "table.include", "ignore-parse-errors",
                                                         "timestamp-format.standard", "map-null-key.mode",
                                                         "map-null-key.literal", "encode.decimal-as-plain-number"});
constexpr auto kMaxwell =
    std::to_array<std::string_view>({"ignore-parse-errors", "timestamp-format.standard", "map-null-key.mode",
                                     "map-null-key.literal", "encode.decimal-as-plain-number"});
constexpr auto kAvro = std::to_array<std::string_view>({"codec"});
constexpr auto kRegistry = std::to_array<std::string_view>(
    {"url", "subject", "schema", "ssl.*", "basic-auth.*", "bearer-auth.*", "properties.*", "schema-registry.*"});

constexpr auto kConnectors = std::to_array<FlinkArtifact>({
    {"kafka", kKafkaJar, kKafka},
    {"upsert-kafka", kKafkaJar, kUpsertKafka},
    {"elasticsearch-6", kElasticsearch6Jar, kElasticsearch},
    {"elasticsearch-7", kElasticsearchJar, kElasticsearch},
    {"filesystem", "", kFilesystem},
    {"datagen", "", kDatagen},
    {"print", "", kPrint},
    {"blackhole", "", {}},
    {"jdbc", kJdbcJar, kJdbc},
});
constexpr auto kFormats = std::to_array<FlinkArtifact>({
    {"json", "", kJson},
    {"csv", "", kCsv},
    {"raw", "", kRaw},
    {"debezium-json", "", kDebezium},
    {"canal-json", "", kCanal},
    {"maxwell-json", "", kMaxwell},
    {"avro", kAvroJar, kAvro},
    {"avro-confluent", kRegistryJar, kRegistry},
});

template <typename Table>
const FlinkArtifact* FindIn(const Table& table, std::string_view name) {
  auto found = std::ranges::find(table, name, &FlinkArtifact::name);
  return found == table.end() ? nullptr : &*found;
}

bool Covers(std::span<const std::string_view> known, std::string_view option) {
  return std::ranges::any_of(known, [&](std::string_view name) {
    return name.ends_with('*') ? option.starts_with(name.substr(0, name.size() - 1)) : option == name;
  });
}

}  // namespace

const FlinkArtifact* FindFlinkConnector(std::string_view name) {
  return FindIn(kConnectors, name);
}

const FlinkArtifact* FindFlinkFormat(std::string_view name) {
  return FindIn(kFormats, name);
}

bool Knows(const FlinkArtifact& artifact, std::string_view option) {
  bool connector = FindFlinkConnector(artifact.name) == &artifact;
  return Covers(artifact.options, option) || (connector && Covers(kCommon, option));
}

}  // namespace mullion
