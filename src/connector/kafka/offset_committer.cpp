#include "connector/kafka/offset_committer.h"

#include <fmt/format.h>

namespace mullion::kafka {

OffsetCommitter::OffsetCommitter(rd_kafka_t* client, std::string group, Logger* log)
    : client_(client), group_(std::move(group)), log_(log), answers_(rd_kafka_queue_new(client)) {}

void OffsetCommitter::Send(const GroupOffsets& offsets) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, offset] : offsets) {
    auto it = acknowledged_.find(partition);
    if (it != acknowledged_.end() && it->second == offset) continue;
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.number)->offset = offset;
  }
  if (list->cnt == 0) return;
  if (rd_kafka_commit_queue(client_, list.get(), answers_.get(), nullptr, nullptr) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++outstanding_;
  }
}

void OffsetCommitter::Poll(int timeout_ms) {
  while (outstanding_ > 0) {
    EventHandle event(rd_kafka_queue_poll(answers_.get(), timeout_ms));
    if (!event) return;
    timeout_ms = 0;
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_OFFSET_COMMIT) TakeAnswer(event.get());
  }
}

void OffsetCommitter::TakeAnswer(rd_kafka_event_t* event) {
  --outstanding_;
  rd_kafka_resp_err_t code = rd_kafka_event_error(event);
  const rd_kafka_topic_partition_list_t* list = rd_kafka_event_topic_partition_list(event);
  for (int i = 0; list != nullptr && i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& element = list->elems[i];
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = element.err;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) acknowledged_[{element.topic, element.partition}] = element.offset;
  }
  std::string refusal = code == RD_KAFKA_RESP_ERR_NO_ERROR ? "" : rd_kafka_err2str(code);
  if (refusal == last_refusal_) return;
  last_refusal_ = refusal;
  if (refusal.empty()) {
    log_->Info(fmt::format("group {} takes offsets again", group_));
  } else {
    log_->Warning(
        fmt::format("group {} does not take offsets: {}. Results do not depend on it: positions are in the "
                    "checkpoints",
                    group_, refusal));
  }
}

}  // namespace mullion::kafka
