#pragma once
// What the options of a kafka table say about reading it. Pure: reads the table only. Plain values.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connector/kafka/client_settings.h"
#include "connector/table.h"

namespace mullion::kafka {

enum class StartMode { kGroupOffsets, kEarliest, kLatest, kTimestamp, kSpecific };
enum class BoundMode { kUnbounded, kLatest, kGroupOffsets, kTimestamp, kSpecific };

/// Offsets by partition, as in 'scan.startup.specific-offsets'.
using PartitionOffsets = std::map<int32_t, int64_t>;

struct ScanOptions {
  std::vector<std::string> topics;  ///< empty when a pattern is given
  std::string topic_pattern;        ///< must match the whole name
  StartMode start = StartMode::kGroupOffsets;
  int64_t start_timestamp_ms = 0;
  PartitionOffsets start_offsets;
  BoundMode bound = BoundMode::kUnbounded;
  int64_t bound_timestamp_ms = 0;
  PartitionOffsets bound_offsets;
  int64_t discovery_interval_ms = 300'000;  ///< 0: partitions are looked up once
  ClientSettings client;
};

/// Flink's rules for these options; errors point at the option. `upsert`: the table is upsert-kafka, which has neither
/// start nor bound options and reads all from the beginning.
Result<ScanOptions> ReadScanOptions(const TableDefinition& table, bool upsert);

/// "partition:0,offset:42;partition:1,offset:300".
Result<PartitionOffsets> ParsePartitionOffsets(std::string_view text);

/// A list with ';' between, blanks around the names cut, empty ones dropped.
std::vector<std::string> SplitList(std::string_view text);

}  // namespace mullion::kafka
