#include "connector/kafka/message_producer.h"

#include <algorithm>

#include <fmt/format.h>

#include "connector/kafka/topic_admin.h"

namespace mullion::kafka {
namespace {

constexpr int kQuestionMs = 3000;
constexpr int kTransactionMs = 30'000;
constexpr int64_t kRetryMs = 500;
constexpr int64_t kIdleMs = 100;
constexpr int64_t kDropWaitMs = 10'000;
constexpr int64_t kFinishWaitMs = 60'000;

/// Java turns idempotence off by itself for these; librdkafka would refuse them together.
bool RulesOutIdempotence(const std::map<std::string, std::string>& settings) {
  auto is = [&](const char* name, auto&& matches) {
    auto it = settings.find(name);
    return it != settings.end() && matches(it->second);
  };
  return is("acks", [](const std::string& v) { return v != "all" && v != "-1"; }) ||
         is("retries", [](const std::string& v) { return v == "0"; }) ||
         is("max.in.flight.requests.per.connection", [](const std::string& v) { return std::atoi(v.c_str()) > 5; });
}

std::map<std::string, std::string> ProducerSettings(const SinkOptions& options, const std::string& transactional_id) {
  const auto& given = options.client.producer;
  std::map<std::string, std::string> all = {
      {"enable.idempotence", RulesOutIdempotence(given) ? "false" : "true"},
      {"partitioner", "murmur2_random"},
      {"reconnect.backoff.max.ms", "1000"},
      // The sink's own bound on bytes holds the job back; the client must not refuse what that lets through.
      {"queue.buffering.max.messages", "0"},
      {"queue.buffering.max.kbytes", "2000000"},
  };
  if (options.delivery == Delivery::kExactlyOnce) {
    all["transactional.id"] = transactional_id;
    // Brokers allow 15 minutes unless told otherwise.
    all["transaction.timeout.ms"] = "900000";
  } else {
    all["message.timeout.ms"] = "0";  // a broker that is away is waited for
  }
  for (const auto& [name, value] : given) all[name] = value;
  return all;
}

/// The record itself is at fault: the next one may well be taken.
bool IsRefusal(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_RECORD ||
         code == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP || code == RD_KAFKA_RESP_ERR_INVALID_MSG;
}

bool IsPurged(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__PURGE_QUEUE || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
}

void OnEvents(rd_kafka_t*, void* waker) {
  static_cast<Waker*>(waker)->Wake();
}

}  // namespace

MessageProducer::MessageProducer(SinkOptions options, SinkContext context)
    : options_(std::move(options)),
      context_(std::move(context)),
      trouble_(fmt::format("kafka table {}", options_.table), context_.log) {}

MessageProducer::~MessageProducer() {
  if (thread_.joinable()) (void)Stop(false);
}

std::string MessageProducer::TransactionalId() const {
  return fmt::format("{}-{}", options_.transactional_id_prefix, context_.sink_number);
}

Status MessageProducer::Start(Uncommitted restored) {
  MULLION_ASSIGN(client_, MakeClient(ClientKind::kProducer, ProducerSettings(options_, TransactionalId()), this));
  events_.reset(rd_kafka_queue_get_main(client_.get()));
  rd_kafka_queue_cb_event_enable(events_.get(), OnEvents, &waker_);
  // A job that starts from scratch must not take the numbers of an earlier one's transactions for its own.
  transaction_ = restored.next_transaction > 0 ? restored.next_transaction : context_.clock->NowMs();
  for (NumberedMessages& batch : restored.batches) {
    for (size_t i = 0; i < batch.messages->size(); ++i) bytes_held_ += batch.messages->CostOf(i);
    in_flight_ += batch.messages->size();
    items_.push_back({batch.messages, batch.transaction});
    uncommitted_.push_back(std::move(batch));
  }
  // Their checkpoint is durable: it was restored.
  if (!items_.empty()) items_.push_back({nullptr, transaction_ - 1, true});
  strict_deadline_ms_ = NowMs() + options_.client.api_timeout_ms;
  thread_ = std::thread(&MessageProducer::Run, this);
  return Ok();
}

void MessageProducer::Submit(EncodedMessages messages) {
  size_t cost = 0;
  for (size_t i = 0; i < messages.size(); ++i) cost += messages.CostOf(i);
  bytes_held_.fetch_add(cost, std::memory_order_relaxed);
  in_flight_.fetch_add(messages.size(), std::memory_order_acq_rel);
  auto shared = std::make_shared<const EncodedMessages>(std::move(messages));
  {
    std::lock_guard lock(mutex_);
    items_.push_back({shared, transaction_});
    if (exactly_once()) uncommitted_.push_back({transaction_, shared});
  }
  waker_.Wake();
}

std::string MessageProducer::SnapshotUncommitted() {
  std::lock_guard lock(mutex_);
  // A checkpoint that never became durable ends no transaction: its messages go with this one's.
  for (Item& item : items_) item.cancelled |= !item.messages && !item.durable;
  items_.push_back({nullptr, transaction_});
  ++transaction_;
  Uncommitted all{transaction_, std::move(uncommitted_)};
  std::string bytes = EncodeUncommitted(all);
  uncommitted_ = std::move(all.batches);
  return bytes;
}

void MessageProducer::CommitSnapshot() {
  {
    std::lock_guard lock(mutex_);
    for (Item& item : items_) item.durable |= !item.messages && !item.cancelled;
  }
  waker_.Wake();
}

std::optional<Error> MessageProducer::failure() {
  if (!failed_.load(std::memory_order_acquire)) return std::nullopt;
  std::lock_guard lock(mutex_);
  return failure_;
}

void MessageProducer::SetFailure(Error error) {
  {
    std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(error);
  }
  failed_.store(true, std::memory_order_release);
  context_.waker->Wake();
}

void MessageProducer::Run() {
  for (const std::string& note : options_.client.notes) {
    context_.log->Info(fmt::format("kafka table {}: {}", options_.table, note));
  }
  while (!Done()) {
    waker_.WaitFor(kIdleMs);
    rd_kafka_poll(client_.get(), 0);
    if (!failed_.load(std::memory_order_relaxed)) Work();
    if (std::exchange(settled_any_, false)) context_.waker->Wake();
  }
}

bool MessageProducer::HasDurableEnd() const {
  return std::ranges::any_of(items_, [](const Item& item) { return !item.messages && item.durable; });
}

bool MessageProducer::Done() {
  std::lock_guard lock(mutex_);
  if (!stopping_) return false;
  if (failure_ || NowMs() >= stop_deadline_ms_) return true;
  return finish_ ? items_.empty() && settled() : !HasDurableEnd();
}

MessageProducer::Item* MessageProducer::NextItem() {
  std::lock_guard lock(mutex_);
  if (items_.empty()) return nullptr;
  Item& item = items_.front();
  bool waits = !item.messages && !item.durable && !item.cancelled && !finish_;
  if (waits_for_checkpoint_.exchange(waits, std::memory_order_acq_rel) != waits) settled_any_ = true;
  return waits ? nullptr : &item;
}

void MessageProducer::PopItem() {
  std::lock_guard lock(mutex_);
  items_.pop_front();
}

void MessageProducer::Work() {
  while (Item* item = NextItem()) {
    if (!ready_ && !BecomeReady()) return;
    if (transactions_) {
      if (Status begun = transactions_->Begin(); !begun) return SetFailure(std::move(begun.error()));
    }
    // Becoming ready may have emptied the list.
    if (item != NextItem()) continue;
    if (item->messages) {
      if (!Produce(item)) return;
    } else if (item->durable) {
      if (Status ended = EndTransaction(item->transaction); !ended) return SetFailure(std::move(ended.error()));
    }
    PopItem();
  }
}

bool MessageProducer::BecomeReady() {
  if (NowMs() < next_try_ms_) return false;
  Status status = TryToBecomeReady();
  if (status) {
    trouble_.Clear();
    ready_ = true;
    return true;
  }
  rd_kafka_poll(client_.get(), 0);  // brings the reason
  next_try_ms_ = NowMs() + kRetryMs;
  if (!status.error().retry() || (context_.strict && NowMs() >= strict_deadline_ms_)) {
    SetFailure(std::move(status.error()));
  } else {
    trouble_.Set(last_connection_error_.empty() ? status.error().ToString() : last_connection_error_);
  }
  return false;
}

Status MessageProducer::TryToBecomeReady() {
  bool created = false;
  auto partitions = EnsureTopic(client_.get(), options_.topic, options_.upsert, kQuestionMs, &created);
  if (created) context_.log->Info(fmt::format("kafka table {}: created topic {}", options_.table, options_.topic));
  if (!partitions) return Fail(std::move(partitions.error()));
  last_connection_error_.clear();
  partitions_ = *partitions;
  if (!topic_) topic_.reset(rd_kafka_topic_new(client_.get(), options_.topic.c_str(), nullptr));
  if (!topic_)
    return Fail(ClientError(fmt::format("topic {} cannot be written", options_.topic), rd_kafka_last_error()));
  return exactly_once() ? BeginTransactions() : Ok();
}

Status MessageProducer::BeginTransactions() {
  if (!transactions_) {
    auto transactions = std::make_unique<Transactions>(client_.get(), TransactionalId(), options_.topic);
    MULLION_TRY(transactions->Init(kTransactionMs));
    transactions_ = std::move(transactions);
  }
  MULLION_ASSIGN(int64_t last, transactions_->LastCommitted(kQuestionMs));
  DropCommitted(last);
  return Ok();
}

void MessageProducer::DropCommitted(int64_t last_committed) {
  std::lock_guard lock(mutex_);
  while (!uncommitted_.empty() && uncommitted_.front().transaction <= last_committed) {
    const EncodedMessages& messages = *uncommitted_.front().messages;
    for (size_t i = 0; i < messages.size(); ++i) bytes_held_ -= messages.CostOf(i);
    in_flight_ -= messages.size();
    uncommitted_.pop_front();
  }
  while (!items_.empty() && items_.front().transaction <= last_committed) items_.pop_front();
}

bool MessageProducer::Produce(Item* item) {
  const EncodedMessages& messages = *item->messages;
  for (; item->produced < messages.size(); ++item->produced) {
    rd_kafka_resp_err_t code = ProduceOne(messages, item->produced);
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    if (!IsRefusal(code)) {
      SetFailure(ClientError(fmt::format("topic {} cannot be written", options_.topic), code));
      return false;
    }
    SetAside(code, messages.value(item->produced));
    Settle(messages.CostOf(item->produced));
  }
  return true;
}

int32_t MessageProducer::NextPartition() {
  switch (options_.partitioner) {
    case Partitioner::kByKey:
      return RD_KAFKA_PARTITION_UA;
    case Partitioner::kFixed:
      return 0;
    case Partitioner::kRoundRobin:
      break;
  }
  int32_t partition = round_robin_next_;
  round_robin_next_ = (round_robin_next_ + 1) % partitions_;
  return partition;
}

rd_kafka_resp_err_t MessageProducer::ProduceOne(const EncodedMessages& messages, size_t i) {
  size_t cost = messages.CostOf(i);
  int32_t partition = NextPartition();
  if (!messages.timestamps_ms.empty() || !messages.headers.empty()) {
    return ProduceWithMetadata(messages, i, partition, cost);
  }
  std::string_view value = messages.value(i), key = messages.has_keys() ? messages.key(i) : std::string_view();
  bool tombstone = messages.IsTombstone(i);
  int status = rd_kafka_produce(topic_.get(), partition, RD_KAFKA_MSG_F_COPY,
                                tombstone ? nullptr : const_cast<char*>(value.data()), tombstone ? 0 : value.size(),
                                messages.has_keys() ? key.data() : nullptr, key.size(), reinterpret_cast<void*>(cost));
  return status == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
}

rd_kafka_resp_err_t MessageProducer::ProduceWithMetadata(const EncodedMessages& messages, size_t i, int32_t partition,
                                                         size_t cost) {
  std::string_view value = messages.value(i), key = messages.has_keys() ? messages.key(i) : std::string_view();
  bool tombstone = messages.IsTombstone(i);
  rd_kafka_headers_t* headers = nullptr;
  if (!messages.headers.empty()) {
    headers = rd_kafka_headers_new(messages.headers[i].size());
    for (const auto& [name, text] : messages.headers[i]) {
      rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), text.data(),
                          static_cast<ssize_t>(text.size()));
    }
  }
  void* value_bytes = tombstone ? nullptr : const_cast<char*>(value.data());
  size_t value_size = tombstone ? 0 : value.size();
  const void* key_bytes = messages.has_keys() ? key.data() : nullptr;
  int64_t timestamp_ms = messages.timestamps_ms.empty() ? 0 : messages.timestamps_ms[i];
  void* opaque = reinterpret_cast<void*>(cost);
  rd_kafka_resp_err_t code =
      rd_kafka_producev(client_.get(), RD_KAFKA_V_RKT(topic_.get()), RD_KAFKA_V_PARTITION(partition),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value_bytes, value_size),
                        RD_KAFKA_V_KEY(key_bytes, key.size()), RD_KAFKA_V_TIMESTAMP(timestamp_ms),
                        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
  // Taken over only on success.
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR && headers != nullptr) rd_kafka_headers_destroy(headers);
  return code;
}

void MessageProducer::OnDelivery(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    acknowledged_.fetch_add(1, std::memory_order_relaxed);
    if (trouble_.any()) trouble_.Clear();
  } else if (IsRefusal(message.err)) {
    SetAside(message.err, std::string_view(static_cast<const char*>(message.payload), message.len));
  } else if (!IsPurged(message.err)) {
    SetFailure(ClientError(fmt::format("topic {} does not take what is written", options_.topic), message.err));
  }
  Settle(reinterpret_cast<size_t>(message._private));
}

void MessageProducer::Settle(size_t cost) {
  // Exactly-once messages are held until their transaction is committed.
  if (!exactly_once()) bytes_held_.fetch_sub(cost, std::memory_order_relaxed);
  in_flight_.fetch_sub(1, std::memory_order_acq_rel);
  settled_any_ = true;
}

void MessageProducer::SetAside(rd_kafka_resp_err_t code, std::string_view value) {
  rejected_.fetch_add(1, std::memory_order_relaxed);
  DeadLetter letter;
  letter.origin = options_.topic;
  letter.kind = "rejected";
  letter.reason = fmt::format("Kafka does not take the record of {} bytes: {}", value.size(), rd_kafka_err2str(code));
  letter.payload = std::string(value.substr(0, 64 << 10));
  context_.dead_letters->Add(std::move(letter));
}

Status MessageProducer::EndTransaction(int64_t number) {
  MULLION_TRY(transactions_->Commit(number, kTransactionMs));
  std::lock_guard lock(mutex_);
  while (!uncommitted_.empty() && uncommitted_.front().transaction <= number) {
    const EncodedMessages& messages = *uncommitted_.front().messages;
    for (size_t i = 0; i < messages.size(); ++i) bytes_held_ -= messages.CostOf(i);
    uncommitted_.pop_front();
  }
  settled_any_ = true;
  return Ok();
}

void MessageProducer::OnClientError(rd_kafka_resp_err_t code, std::string_view reason) {
  std::string readable = ReadableReason(reason);
  if (rd_kafka_fatal_error(client_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return SetFailure(
        ClientError(fmt::format("the producer of topic {} cannot go on", options_.topic), code, readable));
  }
  if (IsHopeless(code)) {
    return SetFailure(
        ClientError(fmt::format("kafka table {}: this client and the broker do not accept each other", options_.table),
                    code, readable)
            .Where(options_.client.bootstrap_servers));
  }
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    last_connection_error_ = readable;
  } else if (!settled()) {
    trouble_.Set(last_connection_error_.empty() ? "no broker answers" : last_connection_error_);
  }
}

void MessageProducer::OnClientLog(std::string_view line) {
  context_.log->Log(LogLevel::kDebug, line);
}

Status MessageProducer::Finish() {
  if (auto error = failure()) return Fail(*std::move(error));
  bool left = !settled();
  {
    std::lock_guard lock(mutex_);
    left |= !items_.empty();
  }
  if (left) {
    return Fail(
        Error::Outside(fmt::format("topic {} has not taken everything", options_.topic), true).Why(trouble_.text()));
  }
  return transactions_ ? EndTransaction(transaction_) : Ok();
}

Status MessageProducer::Stop(bool finish) {
  if (!thread_.joinable()) return Ok();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    finish_ = finish;
    stop_deadline_ms_ = NowMs() + (finish ? kFinishWaitMs : kDropWaitMs);
  }
  waker_.Wake();
  thread_.join();
  Status status = finish ? Finish() : Ok();
  if (transactions_ && !failed_.load()) transactions_->Abort(kQuestionMs);
  rd_kafka_queue_cb_event_enable(events_.get(), nullptr, nullptr);
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  topic_.reset();
  events_.reset();
  transactions_.reset();
  client_.reset();
  return status;
}

}  // namespace mullion::kafka
