#pragma once
// Where a partition is read from and up to: the decision, apart from the questions to the broker that it needs. Pure,
// any thread. An offset here is always the next one to read.

#include <cstdint>
#include <optional>
#include <string>

#include "connector/kafka/scan_options.h"

namespace mullion::kafka {

struct Partition {
  std::string topic;
  int32_t number = 0;

  /// "client_amount-2": stable over restarts, it stands in checkpoints.
  std::string id() const { return topic + "-" + std::to_string(number); }
  bool operator==(const Partition&) const = default;
  auto operator<=>(const Partition&) const = default;
};

/// What the broker told about a partition.
struct PartitionFacts {
  int64_t low = 0;   ///< the first offset that is still there
  int64_t high = 0;  ///< the end: the next offset that a reader of this isolation level will see written
  std::optional<int64_t> committed;      ///< the group's, when asked
  std::optional<int64_t> at_start_time;  ///< the first record at or after the start timestamp, when asked and found
  std::optional<int64_t> at_bound_time;
};

/// How a partition came to be read.
struct SplitOrigin {
  std::optional<int64_t> restored;  ///< its position in the checkpoint
  bool found_later = false;  ///< not there when the job started (nor in the checkpoint): read from its first record
};

bool NeedsCommitted(const ScanOptions& options, const SplitOrigin& origin);

/// An error when the records asked for are gone and no 'properties.auto.offset.reset' says what to do, or when the
/// group has no offset.
Result<int64_t> DecideStart(const ScanOptions& options, const Partition& partition, const PartitionFacts& facts,
                            const SplitOrigin& origin);

/// Exclusive; nullopt: unbounded.
Result<std::optional<int64_t>> DecideEnd(const ScanOptions& options, const Partition& partition,
                                         const PartitionFacts& facts);

/// `position` itself when it lies inside what the broker has; else what the reset policy says.
Result<int64_t> CheckInRange(const ScanOptions& options, const Partition& partition, const PartitionFacts& facts,
                             int64_t position);

}  // namespace mullion::kafka
