#include "connector/kafka/transactions.h"

#include <fmt/format.h>

namespace mullion::kafka {
namespace {

using KafkaError = std::unique_ptr<rd_kafka_error_t, HandleFreer<rd_kafka_error_destroy>>;
using GroupMetadata =
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, HandleFreer<rd_kafka_consumer_group_metadata_destroy>>;
using OffsetsQuestion =
    std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, HandleFreer<rd_kafka_ListConsumerGroupOffsets_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, HandleFreer<rd_kafka_AdminOptions_destroy>>;

Status StatusOf(rd_kafka_error_t* raw, std::string_view what) {
  KafkaError error(raw);
  if (!error) return Ok();
  return Fail(Error::Outside(std::string(what), rd_kafka_error_is_retriable(error.get()) != 0)
                  .Why(rd_kafka_error_string(error.get())));
}

}  // namespace

Transactions::Transactions(rd_kafka_t* client, const std::string& transactional_id, std::string topic)
    : client_(client), group_("mullion-transactions-" + transactional_id), topic_(std::move(topic)) {}

Status Transactions::Init(int timeout_ms) {
  return StatusOf(rd_kafka_init_transactions(client_, timeout_ms), "the brokers do not begin transactions");
}

Result<int64_t> Transactions::LastCommitted(int timeout_ms) {
  PartitionList list = MakePartitionList({{topic_, 0}}, RD_KAFKA_OFFSET_INVALID);
  OffsetsQuestion question(rd_kafka_ListConsumerGroupOffsets_new(group_.c_str(), list.get()));
  AdminOptions options(rd_kafka_AdminOptions_new(client_, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
  char reason[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, reason, sizeof reason);
  // A transaction that is just being ended must not be taken for one that was not committed.
  KafkaError stable(rd_kafka_AdminOptions_set_require_stable_offsets(options.get(), 1));
  QueueHandle answers(rd_kafka_queue_new(client_));
  rd_kafka_ListConsumerGroupOffsets_t* questions[] = {question.get()};
  rd_kafka_ListConsumerGroupOffsets(client_, questions, 1, options.get(), answers.get());
  EventHandle event(rd_kafka_queue_poll(answers.get(), timeout_ms + 1000));
  rd_kafka_resp_err_t code = event ? rd_kafka_event_error(event.get()) : RD_KAFKA_RESP_ERR__TIMED_OUT;
  const std::string what = "the number of the last transaction is not told";
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ClientError(what, code));
  size_t count = 0;
  const rd_kafka_group_result_t** groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
      rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
  if (count == 0) return Fail(ClientError(what, RD_KAFKA_RESP_ERR__NO_OFFSET));
  if (const rd_kafka_error_t* error = rd_kafka_group_result_error(groups[0])) {
    return Fail(ClientError(what, rd_kafka_error_code(error), rd_kafka_error_string(error)));
  }
  const rd_kafka_topic_partition_list_t* offsets = rd_kafka_group_result_partitions(groups[0]);
  if (offsets == nullptr || offsets->cnt == 0) return 0;
  if (offsets->elems[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ClientError(what, offsets->elems[0].err));
  return std::max<int64_t>(offsets->elems[0].offset, 0);
}

Status Transactions::Begin() {
  if (open_) return Ok();
  MULLION_TRY(StatusOf(rd_kafka_begin_transaction(client_), "a transaction does not begin"));
  open_ = true;
  return Ok();
}

Status Transactions::AddNumber(int64_t number, int timeout_ms) {
  PartitionList list = MakePartitionList({{topic_, 0}}, number);
  GroupMetadata group(rd_kafka_consumer_group_metadata_new(group_.c_str()));
  return StatusOf(rd_kafka_send_offsets_to_transaction(client_, list.get(), group.get(), timeout_ms),
                  "the transaction does not take its number");
}

Status Transactions::Commit(int64_t number, int timeout_ms) {
  if (!open_) return Ok();
  MULLION_TRY(AddNumber(number, timeout_ms));
  MULLION_TRY(StatusOf(rd_kafka_commit_transaction(client_, timeout_ms), "the transaction is not committed"));
  open_ = false;
  return Ok();
}

void Transactions::Abort(int timeout_ms) {
  if (open_) KafkaError(rd_kafka_abort_transaction(client_, timeout_ms));
  open_ = false;
}

}  // namespace mullion::kafka
