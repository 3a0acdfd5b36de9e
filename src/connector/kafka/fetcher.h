#pragma once
// The thread that takes messages out of librdkafka's queues, one queue a partition, and pushes them as runs onto the
// board. Nobody waits for a partition whose share of the board is full: its messages stay in its own queue, whose bound
// stops librdkafka from asking for more.

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "connector/kafka/client.h"
#include "connector/kafka/run_builder.h"
#include "connector/kafka/split_board.h"

namespace mullion::kafka {

/// What the fetching thread cannot settle by itself.
struct SplitEvent {
  enum class Kind {
    kProblem,  ///< `code` and `reason`; nothing comes until it is settled
    kStarved,  ///< records are there, but none come
    kDone,     ///< its bound is reached
  };
  Kind kind;
  size_t split;
  int64_t next_offset = 0;
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string reason;
};

class SplitEventListener {
 public:
  virtual ~SplitEventListener() = default;
  /// From the fetching thread; must not wait.
  virtual void OnSplitEvent(SplitEvent event) = 0;
};

struct FetchSettings {
  const Clock* clock = nullptr;
  size_t records_max = 16384;  ///< in one run
  bool keys = false;
  std::vector<MessageMetadata> metadata;
};

class Fetcher {
 public:
  Fetcher(FetchSettings settings, SplitBoard* board, SplitEventListener* listener);
  ~Fetcher();

  /// Makes the partition's messages come here; call before it is assigned. `split` is its number on the board.
  void Add(rd_kafka_t* client, size_t split, const Partition& partition, int64_t position, std::optional<int64_t> end);
  void Start();
  /// Waits for the thread and gives the queues back.
  void Stop();
  /// A split has room again. Any thread.
  void Wake() { waker_.Wake(); }
  /// Counts runs and ends reached: tells that brokers answer. Any thread.
  uint64_t progress() const { return progress_.load(std::memory_order_relaxed); }

 private:
  struct Split {
    Split(size_t on_board, Partition which, RunShape shape)
        : number(on_board), partition(std::move(which)), builder(std::move(shape)) {}
    size_t number;
    Partition partition;
    rd_kafka_t* client = nullptr;
    QueueHandle queue;
    RunBuilder builder;
    int64_t next_offset = 0;
    std::optional<int64_t> end;
    std::optional<int64_t> reached_end;
    bool done = false;
    std::atomic<bool> ready = true;  ///< its queue may hold messages
    Fetcher* fetcher = nullptr;
  };

  static void OnQueueFilled(rd_kafka_t*, void* split);
  void Run();
  void Adopt();
  bool Round();
  void TakeFrom(Split* split);
  void Accept(Split* split, const rd_kafka_message_t& message);
  void AcceptError(Split* split, const rd_kafka_message_t& message);
  void Publish(Split* split);
  /// The next split, in turn, that should have messages and has none; nullptr when there is none.
  Split* FindStarving();
  void WaitForMessages();

  const FetchSettings settings_;
  SplitBoard* const board_;
  SplitEventListener* const listener_;
  Waker waker_;
  std::atomic<bool> stopping_ = false;
  std::atomic<uint64_t> progress_ = 0;
  std::mutex incoming_mutex_;
  std::vector<std::unique_ptr<Split>> incoming_;
  std::vector<std::unique_ptr<Split>> splits_;  ///< the thread's own
  std::vector<rd_kafka_message_t*> messages_;
  int64_t patience_ms_;
  size_t starving_turn_ = 0;
  std::thread thread_;
};

}  // namespace mullion::kafka
