#include "connector/kafka/topic_admin.h"

#include <fmt/format.h>

#include "connector/kafka/broker_queries.h"

namespace mullion::kafka {
namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, HandleFreer<rd_kafka_NewTopic_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, HandleFreer<rd_kafka_AdminOptions_destroy>>;

Status CreateResult(rd_kafka_event_t* event, const std::string& topic) {
  const rd_kafka_CreateTopics_result_t* result = rd_kafka_event_CreateTopics_result(event);
  rd_kafka_resp_err_t code = rd_kafka_event_error(event);
  const char* reason = rd_kafka_event_error_string(event);
  size_t count = 0;
  const rd_kafka_topic_result_t** topics = result ? rd_kafka_CreateTopics_result_topics(result, &count) : nullptr;
  if (count > 0) {
    code = rd_kafka_topic_result_error(topics[0]);
    reason = rd_kafka_topic_result_error_string(topics[0]);
  }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return Ok();
  Error error = ClientError(fmt::format("topic {} does not exist and cannot be created", topic), code,
                            reason ? reason : rd_kafka_err2str(code));
  if (code == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR || code == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS ||
      code == RD_KAFKA_RESP_ERR_POLICY_VIOLATION || code == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION) {
    return Fail(Error::Outside(error.what(), false).Why(error.why()).Hint("Create the topic by hand."));
  }
  return Fail(std::move(error));
}

Status CreateTopic(rd_kafka_t* client, const std::string& topic, bool compacted, int timeout_ms) {
  char reason[256];
  NewTopic wanted(rd_kafka_NewTopic_new(topic.c_str(), -1, -1, reason, sizeof reason));
  if (!wanted) return Fail(Error::User(fmt::format("topic '{}' cannot be created", topic)).Why(reason));
  if (compacted) rd_kafka_NewTopic_set_config(wanted.get(), "cleanup.policy", "compact");
  AdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, reason, sizeof reason);
  QueueHandle answers(rd_kafka_queue_new(client));
  rd_kafka_NewTopic_t* topics[] = {wanted.get()};
  rd_kafka_CreateTopics(client, topics, 1, options.get(), answers.get());
  EventHandle event(rd_kafka_queue_poll(answers.get(), timeout_ms + 1000));
  if (!event) return Fail(ClientError(fmt::format("topic {} cannot be created", topic), RD_KAFKA_RESP_ERR__TIMED_OUT));
  return CreateResult(event.get(), topic);
}

/// Asked of the list of all topics: a question for one topic would make some brokers create it.
Result<int> CountPartitions(rd_kafka_t* client, const std::string& topic, int timeout_ms) {
  MULLION_ASSIGN(TopicPartitions found, BrokerQueries(client, timeout_ms).AllPartitionsOf(topic));
  return static_cast<int>(found.partitions.size());
}

}  // namespace

Result<int> EnsureTopic(rd_kafka_t* client, const std::string& topic, bool compacted, int timeout_ms, bool* created) {
  MULLION_ASSIGN(int partitions, CountPartitions(client, topic, timeout_ms));
  if (partitions > 0) return partitions;
  MULLION_TRY(CreateTopic(client, topic, compacted, timeout_ms));
  *created = true;
  MULLION_ASSIGN(partitions, CountPartitions(client, topic, timeout_ms));
  if (partitions > 0) return partitions;
  return Fail(Error::Outside(fmt::format("topic {} was created and is not to be seen yet", topic), true));
}

}  // namespace mullion::kafka
