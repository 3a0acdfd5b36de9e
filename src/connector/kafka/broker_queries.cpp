#include "connector/kafka/broker_queries.h"

#include <algorithm>

#include <fmt/format.h>

namespace mullion::kafka {
namespace {

struct FreeMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, FreeMetadata>;

Result<Metadata> Fetch(rd_kafka_t* client, rd_kafka_topic_t* topic, int timeout_ms) {
  const rd_kafka_metadata_t* metadata = nullptr;
  rd_kafka_resp_err_t code = rd_kafka_metadata(client, topic == nullptr, topic, &metadata, timeout_ms);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ClientError("the brokers do not tell their topics", code));
  return Metadata(metadata);
}

Status AddPartitions(const rd_kafka_metadata_topic_t& topic, TopicPartitions* found) {
  switch (topic.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
      found->missing.emplace_back(topic.topic);
      return Ok();
    default:
      return Fail(ClientError(fmt::format("topic {} cannot be read", topic.topic), topic.err));
  }
  for (int i = 0; i < topic.partition_cnt; ++i) found->partitions.push_back({topic.topic, topic.partitions[i].id});
  return Ok();
}

Result<std::vector<int64_t>> OffsetsOf(const rd_kafka_topic_partition_list_t& list, std::string_view question) {
  std::vector<int64_t> offsets;
  for (int i = 0; i < list.cnt; ++i) {
    const rd_kafka_topic_partition_t& element = list.elems[i];
    if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Fail(ClientError(
          fmt::format("{} of topic {} partition {} is not told", question, element.topic, element.partition),
          element.err));
    }
    offsets.push_back(element.offset);
  }
  return offsets;
}

std::optional<int64_t> Known(int64_t offset) {
  return offset >= 0 ? std::optional(offset) : std::nullopt;
}

}  // namespace

Status BrokerQueries::AddTopic(const std::string& topic, TopicPartitions* found) const {
  TopicHandle handle(rd_kafka_topic_new(client_, topic.c_str(), nullptr));
  if (!handle) return Fail(ClientError(fmt::format("topic {} cannot be read", topic), rd_kafka_last_error()));
  MULLION_ASSIGN(Metadata metadata, Fetch(client_, handle.get(), timeout_ms_));
  for (int i = 0; i < metadata->topic_cnt; ++i) MULLION_TRY(AddPartitions(metadata->topics[i], found));
  return Ok();
}

Status BrokerQueries::AddMatching(const TopicFilter& filter, TopicPartitions* found) const {
  MULLION_ASSIGN(Metadata metadata, Fetch(client_, nullptr, timeout_ms_));
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    if (filter.Matches(metadata->topics[i].topic)) MULLION_TRY(AddPartitions(metadata->topics[i], found));
  }
  return Ok();
}

Result<TopicPartitions> BrokerQueries::Partitions(const TopicFilter& filter) const {
  TopicPartitions found;
  if (filter.is_pattern()) {
    MULLION_TRY(AddMatching(filter, &found));
    found.missing.clear();
  }
  for (const std::string& topic : filter.topics()) MULLION_TRY(AddTopic(topic, &found));
  std::ranges::sort(found.partitions);
  auto repeated = std::ranges::unique(found.partitions);
  found.partitions.erase(repeated.begin(), repeated.end());
  return found;
}

Result<TopicPartitions> BrokerQueries::AllPartitionsOf(const std::string& topic) const {
  TopicPartitions found;
  MULLION_TRY(AddMatching(TopicFilter::FromList({topic}), &found));
  return found;
}

Result<std::vector<int64_t>> BrokerQueries::OffsetsAt(const std::vector<Partition>& partitions, int64_t time) const {
  PartitionList list = MakePartitionList(partitions, time);
  rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(client_, list.get(), timeout_ms_);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ClientError("the brokers do not tell offsets", code));
  return OffsetsOf(*list, "an offset");
}

Result<std::vector<int64_t>> BrokerQueries::Committed(const std::vector<Partition>& partitions) const {
  PartitionList list = MakePartitionList(partitions, RD_KAFKA_OFFSET_INVALID);
  rd_kafka_resp_err_t code = rd_kafka_committed(client_, list.get(), timeout_ms_);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ClientError("the group's offsets are not told", code));
  return OffsetsOf(*list, "the group's offset");
}

Result<std::vector<PartitionFacts>> BrokerQueries::Facts(const ScanOptions& options,
                                                         const std::vector<Partition>& partitions,
                                                         const std::vector<SplitOrigin>& origins) const {
  std::vector<PartitionFacts> facts(partitions.size());
  if (partitions.empty()) return facts;
  MULLION_ASSIGN(std::vector<int64_t> low, OffsetsAt(partitions, RD_KAFKA_OFFSET_BEGINNING));
  MULLION_ASSIGN(std::vector<int64_t> high, OffsetsAt(partitions, RD_KAFKA_OFFSET_END));
  std::vector<int64_t> none(partitions.size(), -1), committed = none, start = none, bound = none;
  bool ask_group =
      std::ranges::any_of(origins, [&](const SplitOrigin& origin) { return NeedsCommitted(options, origin); });
  if (ask_group) {
    MULLION_ASSIGN(committed, Committed(partitions));
  }
  if (options.start == StartMode::kTimestamp) {
    MULLION_ASSIGN(start, OffsetsAt(partitions, options.start_timestamp_ms));
  }
  if (options.bound == BoundMode::kTimestamp) {
    MULLION_ASSIGN(bound, OffsetsAt(partitions, options.bound_timestamp_ms));
  }
  for (size_t i = 0; i < partitions.size(); ++i) {
    facts[i] = {low[i], high[i], Known(committed[i]), Known(start[i]), Known(bound[i])};
  }
  return facts;
}

}  // namespace mullion::kafka
