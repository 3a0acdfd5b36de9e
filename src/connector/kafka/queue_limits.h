#pragma once
// How much librdkafka may hold back in its own queues, by the number of partitions read. Every message there costs an
// object of about 400 bytes, so the bound is one on messages. Pure.

#include <cstddef>
#include <cstdint>

namespace mullion::kafka {

struct QueueLimits {
  int32_t queued_min_messages;         ///< queued.min.messages, a partition: above it librdkafka stops asking for more
  int32_t queued_max_messages_kbytes;  ///< queued.max.messages.kbytes, a partition: the same in bytes
  int32_t fetch_message_max_bytes;     ///< fetch.message.max.bytes: one answer's share of a partition
  bool operator==(const QueueLimits&) const = default;
};

/// The table. A partition must hold several answers at least, or the connection idles between them; many partitions
/// share the memory.
constexpr QueueLimits QueueLimitsFor(size_t partitions) {
  if (partitions <= 8) return {100'000, 16'384, 262'144};
  if (partitions <= 64) return {20'000, 2'048, 131'072};
  return {4'000, 512, 65'536};
}

}  // namespace mullion::kafka
