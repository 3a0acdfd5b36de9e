#pragma once
// librdkafka's handles with owners, its errors as ours, and the making of a client. Any thread, as librdkafka is; a
// client's callbacks come from the thread that polls it (logs: from any).

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "base/error.h"
#include "connector/kafka/split_start.h"

namespace mullion::kafka {

template <auto Free>
struct HandleFreer {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

struct ClientFreer {
  /// Without leaving a group: none is ever joined.
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
};
using ClientHandle = std::unique_ptr<rd_kafka_t, ClientFreer>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, HandleFreer<rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, HandleFreer<rd_kafka_event_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, HandleFreer<rd_kafka_topic_destroy>>;
using PartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, HandleFreer<rd_kafka_topic_partition_list_destroy>>;

/// What a client tells besides its data.
class ClientListener {
 public:
  virtual ~ClientListener() = default;
  /// From the polling thread.
  virtual void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) = 0;
  /// From any thread.
  virtual void OnClientLog(std::string_view line) = 0;
  /// Producers: a message was delivered or given up. From the polling thread.
  virtual void OnDelivery(const rd_kafka_message_t& message) { (void)message; }
};

enum class ClientKind { kConsumer, kProducer };

/// Every name and value is one that librdkafka takes; no connection is made, no file read.
Status CheckSettings(const std::map<std::string, std::string>& settings);

/// Starts a client. `listener` outlives it.
Result<ClientHandle> MakeClient(ClientKind kind, const std::map<std::string, std::string>& settings,
                                ClientListener* listener);

/// Retriable when waiting can help.
Error ClientError(std::string what, rd_kafka_resp_err_t code, std::string_view detail = {});
/// Errors that no waiting cures: not authorised, a wrong password.
bool IsHopeless(rd_kafka_resp_err_t code);

PartitionList MakePartitionList(const std::vector<Partition>& partitions, int64_t offset);

}  // namespace mullion::kafka
