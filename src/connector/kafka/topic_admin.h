#pragma once
// The topic a sink writes to: how many partitions it has; made when it is absent. Waits for the brokers; for threads
// that may.

#include <string>

#include "connector/kafka/client.h"

namespace mullion::kafka {

/// The partitions of the topic; creates it with the brokers' defaults when there is none, `compacted` with
/// cleanup.policy=compact. `created` is set when this call made it.
Result<int> EnsureTopic(rd_kafka_t* client, const std::string& topic, bool compacted, int timeout_ms, bool* created);

}  // namespace mullion::kafka
