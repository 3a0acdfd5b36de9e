#include "connector/kafka/split_start.h"

#include <algorithm>

#include <fmt/format.h>

namespace mullion::kafka {
namespace {

std::string WhereOf(const Partition& partition) {
  return fmt::format("topic {} partition {}", partition.topic, partition.number);
}

Result<int64_t> FromGroup(const ScanOptions& options, const Partition& partition, const PartitionFacts& facts) {
  if (facts.committed) return CheckInRange(options, partition, facts, *facts.committed);
  switch (options.client.reset) {
    case ResetPolicy::kEarliest:
      return facts.low;
    case ResetPolicy::kLatest:
      return facts.high;
    case ResetPolicy::kFail:
      break;
  }
  return Fail(Error::User(fmt::format("group '{}' has no committed offset to start from", options.client.group_id))
                  .Where(WhereOf(partition))
                  .Hint("Say where to start: 'scan.startup.mode' = 'earliest-offset' or 'latest-offset', or "
                        "'properties.auto.offset.reset' = 'earliest' or 'latest' for partitions without an offset."));
}

Result<int64_t> FromSpecific(const ScanOptions& options, const Partition& partition, const PartitionFacts& facts) {
  auto given = options.start_offsets.find(partition.number);
  if (given != options.start_offsets.end()) return CheckInRange(options, partition, facts, given->second);
  if (facts.committed) return CheckInRange(options, partition, facts, *facts.committed);
  return facts.low;
}

}  // namespace

bool NeedsCommitted(const ScanOptions& options, const SplitOrigin& origin) {
  if (options.bound == BoundMode::kGroupOffsets) return true;
  if (origin.restored || origin.found_later) return false;
  return options.start == StartMode::kGroupOffsets || options.start == StartMode::kSpecific;
}

Result<int64_t> CheckInRange(const ScanOptions& options, const Partition& partition, const PartitionFacts& facts,
                             int64_t position) {
  if (position >= facts.low && position <= facts.high) return position;
  if (options.client.reset == ResetPolicy::kEarliest) return facts.low;
  if (options.client.reset == ResetPolicy::kLatest) return facts.high;
  if (position < facts.low) {
    return Fail(Error::Outside(fmt::format("records were deleted before they were read: offsets {} to {} are gone",
                                           position, facts.low - 1),
                               false)
                    .Where(WhereOf(partition))
                    .Why(fmt::format("the topic now begins at offset {}", facts.low))
                    .Hint("To go on without them: 'properties.auto.offset.reset' = 'earliest'. To keep them next time, "
                          "raise the topic's retention."));
  }
  return Fail(
      Error::Outside(fmt::format("the next offset to read, {}, lies behind the topic's end, {}", position, facts.high),
                     false)
          .Where(WhereOf(partition))
          .Why("the topic was made anew, or lost records it had acknowledged")
          .Hint("To go on: 'properties.auto.offset.reset' = 'earliest' (all that is there) or 'latest'; or start "
                "from scratch."));
}

Result<int64_t> DecideStart(const ScanOptions& options, const Partition& partition, const PartitionFacts& facts,
                            const SplitOrigin& origin) {
  if (origin.restored) return CheckInRange(options, partition, facts, *origin.restored);
  if (origin.found_later) return facts.low;
  switch (options.start) {
    case StartMode::kEarliest:
      return facts.low;
    case StartMode::kLatest:
      return facts.high;
    case StartMode::kGroupOffsets:
      return FromGroup(options, partition, facts);
    case StartMode::kTimestamp:
      return facts.at_start_time.value_or(facts.high);
    case StartMode::kSpecific:
      return FromSpecific(options, partition, facts);
  }
  return facts.low;
}

Result<std::optional<int64_t>> DecideEnd(const ScanOptions& options, const Partition& partition,
                                         const PartitionFacts& facts) {
  switch (options.bound) {
    case BoundMode::kUnbounded:
      return std::nullopt;
    case BoundMode::kLatest:
      return facts.high;
    case BoundMode::kTimestamp:
      return facts.at_bound_time.value_or(facts.high);
    case BoundMode::kSpecific: {
      auto given = options.bound_offsets.find(partition.number);
      // Flink does not read a partition that has no bound.
      return given == options.bound_offsets.end() ? 0 : given->second;
    }
    case BoundMode::kGroupOffsets:
      break;
  }
  if (facts.committed) return *facts.committed;
  return Fail(Error::User(fmt::format("group '{}' has no committed offset to read up to", options.client.group_id))
                  .Where(WhereOf(partition))
                  .Hint("Choose another 'scan.bounded.mode', such as 'latest-offset'."));
}

}  // namespace mullion::kafka
