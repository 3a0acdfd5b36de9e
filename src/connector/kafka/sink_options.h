#pragma once
// What the options of a kafka table say about writing it. Pure: reads the table only. Plain values.

#include <string>
#include <vector>

#include "connector/kafka/client_settings.h"
#include "connector/kafka/message_layout.h"
#include "connector/table.h"

namespace mullion::kafka {

enum class Partitioner {
  kByKey,  ///< murmur2 of the key as Java does it; without a key, runs of messages to one partition in turn
  kFixed,  ///< all to one partition: there is one writer
  kRoundRobin,
};

enum class Delivery { kAtLeastOnce, kExactlyOnce, kNone };

/// A column behind the physical ones whose value becomes part of the message.
enum class WrittenMetadata { kTimestamp, kHeaders };

struct SinkOptions {
  std::string table;
  std::string topic;
  bool upsert = false;
  size_t physical_columns = 0;  ///< of a batch; the written metadata follow
  Partitioner partitioner = Partitioner::kByKey;
  Delivery delivery = Delivery::kAtLeastOnce;
  std::string transactional_id_prefix;
  MessageLayout layout;
  std::vector<WrittenMetadata> metadata;
  ClientSettings client;
};

/// Flink's rules for these options; errors point at the option.
Result<SinkOptions> ReadSinkOptions(const TableDefinition& table, bool upsert);

}  // namespace mullion::kafka
