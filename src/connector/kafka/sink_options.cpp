#include "connector/kafka/sink_options.h"

#include <fmt/format.h>

#include "connector/kafka/option_choice.h"
#include "connector/kafka/scan_options.h"

namespace mullion::kafka {
namespace {

Status ReadTopic(const TableDefinition& table, SinkOptions* out) {
  const std::string* topic = table.Option("topic");
  std::vector<std::string> topics = topic ? SplitList(*topic) : std::vector<std::string>();
  if (topics.size() != 1) {
    std::string option = topic ? "topic" : "topic-pattern";
    return Fail(OptionError(table, option, fmt::format("table {} can only be written to one topic", table.name),
                            "Give one name in 'topic'."));
  }
  out->topic = topics.front();
  return Ok();
}

Status ReadPartitioner(const TableDefinition& table, SinkOptions* out) {
  MULLION_ASSIGN(out->partitioner, OneOf<Partitioner>(table, "sink.partitioner", Partitioner::kByKey,
                                                      {{"default", Partitioner::kByKey},
                                                       {"fixed", Partitioner::kFixed},
                                                       {"round-robin", Partitioner::kRoundRobin}}));
  if (out->partitioner == Partitioner::kRoundRobin && out->layout.key_format) {
    return Fail(OptionError(table, "sink.partitioner", "'round-robin' is for messages without a key",
                            "Remove 'key.format' and 'key.fields', or write 'default'."));
  }
  return Ok();
}

Status ReadDelivery(const TableDefinition& table, SinkOptions* out) {
  const std::string option = table.Option("sink.delivery-guarantee") ? "sink.delivery-guarantee" : "sink.semantic";
  MULLION_ASSIGN(out->delivery, OneOf<Delivery>(table, option, Delivery::kAtLeastOnce,
                                                {{"at-least-once", Delivery::kAtLeastOnce},
                                                 {"exactly-once", Delivery::kExactlyOnce},
                                                 {"none", Delivery::kNone}}));
  out->transactional_id_prefix = StringOption(table, "sink.transactional-id-prefix", "");
  if (out->delivery == Delivery::kExactlyOnce && out->transactional_id_prefix.empty()) {
    return Fail(OptionError(table, option, "'exactly-once' needs 'sink.transactional-id-prefix'",
                            "Add it: a name that no other job writing to this Kafka uses."));
  }
  return Ok();
}

Status ReadWrittenMetadata(const TableDefinition& table, SinkOptions* out) {
  for (const MetadataColumn& column : table.metadata) {
    if (column.is_virtual) continue;
    if (column.key == "timestamp") {
      out->metadata.push_back(WrittenMetadata::kTimestamp);
    } else if (column.key == "headers") {
      out->metadata.push_back(WrittenMetadata::kHeaders);
    } else {
      return Fail(Error::User(fmt::format("metadata '{}' of table {} can only be read", column.key, table.name))
                      .Hint(fmt::format("Declare {} as METADATA FROM '{}' VIRTUAL.", column.column, column.key)));
    }
  }
  return Ok();
}

}  // namespace

Result<SinkOptions> ReadSinkOptions(const TableDefinition& table, bool upsert) {
  SinkOptions out;
  out.table = table.name;
  out.upsert = upsert;
  out.physical_columns = table.physical.size();
  MULLION_TRY(ReadTopic(table, &out));
  MULLION_ASSIGN(out.layout, ReadMessageLayout(table, upsert));
  MULLION_TRY(ReadPartitioner(table, &out));
  MULLION_TRY(ReadDelivery(table, &out));
  MULLION_TRY(ReadWrittenMetadata(table, &out));
  MULLION_ASSIGN(out.client, ReadClientSettings(table));
  return out;
}

}  // namespace mullion::kafka
