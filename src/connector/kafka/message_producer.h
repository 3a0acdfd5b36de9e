#pragma once
// The thread that writes messages to Kafka: makes the topic when it is absent, produces in order, counts answers, and
// in exactly-once mode ends a transaction at each durable checkpoint. The worker's calls never wait but in Stop().
// Invariants: messages leave in the order they were submitted; bytes_held() counts a message until it is acknowledged,
// in exactly-once mode until its transaction is committed.

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "connector/kafka/client.h"
#include "connector/kafka/sink_options.h"
#include "connector/kafka/transactions.h"
#include "connector/kafka/trouble.h"
#include "connector/kafka/uncommitted.h"
#include "connector/sink.h"

namespace mullion::kafka {

class MessageProducer final : public ClientListener {
 public:
  MessageProducer(SinkOptions options, SinkContext context);
  ~MessageProducer() override;

  /// Connects; nothing is created before the first message. `restored`: what an exactly-once checkpoint held.
  Status Start(Uncommitted restored);
  void Submit(EncodedMessages messages);
  /// Exactly-once: what no committed transaction holds. What is submitted later belongs to the next transaction.
  std::string SnapshotUncommitted();
  /// Exactly-once: the checkpoint with the last snapshot is durable, its transaction may be committed.
  void CommitSnapshot();
  /// `finish`: everything submitted is written (and committed); else what is not durable is dropped.
  Status Stop(bool finish);

  std::optional<Error> failure();
  size_t bytes_held() const { return bytes_held_.load(std::memory_order_relaxed); }
  /// Exactly-once: what is left waits for a checkpoint to become durable, and is in none of those that are.
  bool waits_for_checkpoint() const { return waits_for_checkpoint_.load(std::memory_order_acquire); }
  /// Nothing is on its way.
  bool settled() const { return in_flight_.load(std::memory_order_acquire) == 0; }
  uint64_t acknowledged() const { return acknowledged_.load(std::memory_order_relaxed); }
  uint64_t rejected() const { return rejected_.load(std::memory_order_relaxed); }
  std::string trouble() const { return trouble_.text(); }

  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override;
  void OnClientLog(std::string_view line) override;
  void OnDelivery(const rd_kafka_message_t& message) override;

 private:
  /// A batch to produce, or, without messages, the end of a transaction.
  struct Item {
    std::shared_ptr<const EncodedMessages> messages;
    int64_t transaction = 0;
    bool durable = false;  ///< of an end: its checkpoint is
    bool cancelled = false;
    size_t produced = 0;
  };

  std::string TransactionalId() const;
  bool exactly_once() const { return options_.delivery == Delivery::kExactlyOnce; }
  void Run();
  /// Produces and ends transactions as far as possible now.
  void Work();
  bool Done();
  /// The item to work on, or nullptr: none, or one that must wait.
  Item* NextItem();
  void PopItem();
  bool HasDurableEnd() const;
  /// The topic is there and transactions are begun; false: not yet.
  bool BecomeReady();
  Status TryToBecomeReady();
  Status BeginTransactions();
  /// Drops what the brokers have already, of what the checkpoint held.
  void DropCommitted(int64_t last_committed);
  /// False: the client's queue is full, try again later.
  bool Produce(Item* item);
  rd_kafka_resp_err_t ProduceOne(const EncodedMessages& messages, size_t i);
  rd_kafka_resp_err_t ProduceWithMetadata(const EncodedMessages& messages, size_t i, int32_t partition, size_t cost);
  int32_t NextPartition();
  Status EndTransaction(int64_t number);
  void SetAside(rd_kafka_resp_err_t code, std::string_view value);
  void Settle(size_t cost);
  void SetFailure(Error error);
  Status Finish();
  int64_t NowMs() const { return context_.clock->MonotonicNs() / 1'000'000; }

  const SinkOptions options_;
  const SinkContext context_;
  Trouble trouble_;
  ClientHandle client_;
  QueueHandle events_;
  TopicHandle topic_;
  std::unique_ptr<Transactions> transactions_;
  Waker waker_;

  // The producing thread's own.
  bool ready_ = false;
  int partitions_ = 0;
  int32_t round_robin_next_ = 0;
  int64_t next_try_ms_ = 0;
  int64_t strict_deadline_ms_ = 0;
  std::string last_connection_error_;
  bool settled_any_ = false;  ///< since the worker was last woken

  std::mutex mutex_;  ///< guards what follows
  std::deque<Item> items_;
  std::deque<NumberedMessages> uncommitted_;  ///< produced or not, in no committed transaction
  int64_t transaction_ = 0;                   ///< the number that what is submitted now will be committed with
  bool stopping_ = false, finish_ = false;
  int64_t stop_deadline_ms_ = 0;
  std::optional<Error> failure_;

  std::atomic<bool> failed_ = false, waits_for_checkpoint_ = false;
  std::atomic<size_t> bytes_held_ = 0;
  std::atomic<uint64_t> in_flight_ = 0, acknowledged_ = 0, rejected_ = 0;
  std::thread thread_;
};

}  // namespace mullion::kafka
