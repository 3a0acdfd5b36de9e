#pragma once
// Questions to the brokers that wait for the answer: which partitions there are, where they begin and end, what a group
// has committed. For threads that may wait: at most `timeout_ms` a question.

#include <vector>

#include "connector/kafka/client.h"
#include "connector/kafka/split_start.h"
#include "connector/kafka/topic_filter.h"

namespace mullion::kafka {

struct TopicPartitions {
  std::vector<Partition> partitions;  ///< sorted
  std::vector<std::string> missing;   ///< listed topics that do not exist (yet)
};

class BrokerQueries {
 public:
  BrokerQueries(rd_kafka_t* client, int timeout_ms) : client_(client), timeout_ms_(timeout_ms) {}

  Result<TopicPartitions> Partitions(const TopicFilter& filter) const;
  /// Those of one topic out of the list of all, which no broker takes as a wish to create it; none: it does not exist.
  Result<TopicPartitions> AllPartitionsOf(const std::string& topic) const;
  /// One entry a partition, in order. Group and times are asked for only where `options` and `origins` need them.
  Result<std::vector<PartitionFacts>> Facts(const ScanOptions& options, const std::vector<Partition>& partitions,
                                            const std::vector<SplitOrigin>& origins) const;

 private:
  Status AddTopic(const std::string& topic, TopicPartitions* found) const;
  Status AddMatching(const TopicFilter& filter, TopicPartitions* found) const;
  /// The offset of the first record at or after a time; OFFSET_BEGINNING and OFFSET_END are times as well. Negative:
  /// none.
  Result<std::vector<int64_t>> OffsetsAt(const std::vector<Partition>& partitions, int64_t time) const;
  Result<std::vector<int64_t>> Committed(const std::vector<Partition>& partitions) const;

  rd_kafka_t* client_;
  int timeout_ms_;
};

}  // namespace mullion::kafka
