#pragma once
// Commits a group's offsets without waiting, and logs when the group begins or ceases to refuse them. Owned by the
// thread that talks to the brokers.

#include <map>
#include <string>

#include "base/log.h"
#include "connector/kafka/client.h"

namespace mullion::kafka {

/// The next offset to read, by partition.
using GroupOffsets = std::map<Partition, int64_t>;

class OffsetCommitter {
 public:
  OffsetCommitter(rd_kafka_t* client, std::string group, Logger* log);

  /// Sends what differs from what the group has acknowledged.
  void Send(const GroupOffsets& offsets);
  /// Takes in answers; waits up to `timeout_ms` for the first while any is outstanding.
  void Poll(int timeout_ms);
  bool idle() const { return outstanding_ == 0; }

 private:
  void TakeAnswer(rd_kafka_event_t* event);

  rd_kafka_t* client_;
  const std::string group_;
  Logger* log_;
  QueueHandle answers_;
  GroupOffsets acknowledged_;
  int outstanding_ = 0;
  std::string last_refusal_;
};

}  // namespace mullion::kafka
