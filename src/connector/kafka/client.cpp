#include "connector/kafka/client.h"

#include <fmt/format.h>

namespace mullion::kafka {
namespace {

constexpr size_t kReasonBytes = 512;

using ConfigHandle = std::unique_ptr<rd_kafka_conf_t, HandleFreer<rd_kafka_conf_destroy>>;

Status Apply(const std::map<std::string, std::string>& settings, rd_kafka_conf_t* config) {
  char reason[kReasonBytes];
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(config, name.c_str(), value.c_str(), reason, sizeof reason) == RD_KAFKA_CONF_OK) continue;
    return Fail(Error::User(fmt::format("the Kafka client does not take the value of {}", name)).Why(reason));
  }
  return Ok();
}

void OnError(rd_kafka_t* client, int code, const char* reason, void* opaque) {
  auto error = static_cast<rd_kafka_resp_err_t>(code);
  char fatal[kReasonBytes];
  if (error == RD_KAFKA_RESP_ERR__FATAL) {
    error = rd_kafka_fatal_error(client, fatal, sizeof fatal);
    reason = fatal;
  }
  static_cast<ClientListener*>(opaque)->OnClientError(error, reason);
}

void OnLog(const rd_kafka_t* client, int, const char* facility, const char* text) {
  void* opaque = rd_kafka_opaque(client);
  if (opaque != nullptr)
    static_cast<ClientListener*>(opaque)->OnClientLog(fmt::format("librdkafka {}: {}", facility, text));
}

void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  static_cast<ClientListener*>(opaque)->OnDelivery(*message);
}

}  // namespace

Status CheckSettings(const std::map<std::string, std::string>& settings) {
  ConfigHandle config(rd_kafka_conf_new());
  return Apply(settings, config.get());
}

Result<ClientHandle> MakeClient(ClientKind kind, const std::map<std::string, std::string>& settings,
                                ClientListener* listener) {
  ConfigHandle config(rd_kafka_conf_new());
  MULLION_TRY(Apply(settings, config.get()));
  rd_kafka_conf_set_opaque(config.get(), listener);
  rd_kafka_conf_set_error_cb(config.get(), OnError);
  rd_kafka_conf_set_log_cb(config.get(), OnLog);
  if (kind == ClientKind::kProducer) rd_kafka_conf_set_dr_msg_cb(config.get(), OnDelivery);
  char reason[kReasonBytes];
  rd_kafka_type_t type = kind == ClientKind::kProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER;
  ClientHandle client(rd_kafka_new(type, config.get(), reason, sizeof reason));
  if (!client) {
    return Fail(Error::User("the Kafka client does not start with these properties").Why(reason));
  }
  (void)config.release();  // the client's own now
  return client;
}

Error ClientError(std::string what, rd_kafka_resp_err_t code, std::string_view detail) {
  std::string why(detail.empty() ? std::string_view(rd_kafka_err2str(code)) : detail);
  return Error::Outside(std::move(what), !IsHopeless(code)).Why(std::move(why));
}

bool IsHopeless(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

PartitionList MakePartitionList(const std::vector<Partition>& partitions, int64_t offset) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const Partition& partition : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.number)->offset = offset;
  }
  return list;
}

}  // namespace mullion::kafka
