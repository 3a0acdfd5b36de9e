#pragma once
// The thread of a kafka source that talks to the brokers apart from fetching: finds partitions, decides where each
// starts and ends, commits the group's offsets, says what it waits for. Everything that may wait happens here.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "connector/kafka/broker_queries.h"
#include "connector/kafka/client.h"
#include "connector/kafka/fetcher.h"
#include "connector/kafka/offset_committer.h"
#include "connector/kafka/queue_limits.h"
#include "connector/kafka/scan_options.h"
#include "connector/kafka/split_board.h"
#include "connector/kafka/trouble.h"

namespace mullion::kafka {

struct EnumeratorSettings {
  std::string table;
  ScanOptions options;
  const Clock* clock = nullptr;
  Logger* log = nullptr;
  bool strict = false;
  std::unordered_map<std::string, SplitPosition> restored;  ///< by split id; empty: a first start
};

class SplitEnumerator final : public ClientListener, public SplitEventListener {
 public:
  SplitEnumerator(EnumeratorSettings settings, FetchSettings fetch, SplitBoard* board);
  ~SplitEnumerator() override;

  void Start();
  /// Waits for the threads; what was to be committed has been sent.
  void Stop();

  /// Sends these offsets soon; `wait_ms` > 0 waits that long at most for the group's answer. Any thread.
  void Commit(GroupOffsets offsets, int64_t wait_ms);
  /// A split that was full has room. Any thread.
  void WakeFetcher() { fetcher_.Wake(); }
  std::string trouble() const { return trouble_.text(); }
  /// The first partitions are on the board. Any thread.
  bool discovered() const { return discovered_.load(std::memory_order_acquire); }

  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override;
  void OnClientLog(std::string_view line) override;
  void OnSplitEvent(SplitEvent event) override;

 private:
  struct KnownSplit {
    Partition partition;
    bool assigned = false;
  };

  void Run();
  bool MakeClientFor(size_t partitions);
  /// False: stopped or failed.
  bool BeginReading();
  /// One try; an error that may be retried is only told.
  Status FindFirst(int timeout_ms);
  Status CheckTopics(const TopicPartitions& found);
  Status AddPartitions(const std::vector<Partition>& partitions, bool first, int timeout_ms);
  Status Assign(const std::vector<Partition>& partitions, const std::vector<int64_t>& offsets);
  std::vector<SplitOrigin> OriginsOf(const std::vector<Partition>& partitions, bool first) const;
  void DiscoverMore();
  void PollClient();
  void HandleEvents();
  void HandleProblem(const SplitEvent& event);
  Status GoOnInRange(const SplitEvent& event);
  void HandleDone(const SplitEvent& event);
  void AskForEnd(const SplitEvent& event);
  void SendCommits();
  void ProbeWhenTroubled();
  int64_t NowMs() const { return settings_.clock->MonotonicNs() / 1'000'000; }

  const EnumeratorSettings settings_;
  const TopicFilter filter_;
  SplitBoard* const board_;
  Trouble trouble_;
  ClientHandle client_;
  QueueLimits limits_{};
  Fetcher fetcher_;
  std::unique_ptr<OffsetCommitter> committer_;
  std::vector<KnownSplit> splits_;  ///< by number
  Waker waker_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> discovered_ = false;
  std::string last_connection_error_;
  bool topics_missing_ = false;
  uint64_t progress_at_trouble_ = 0;
  int64_t next_discovery_ms_ = 0;
  int64_t next_probe_ms_ = 0;

  std::mutex mutex_;  ///< guards what follows
  std::condition_variable committed_;
  std::vector<SplitEvent> events_;
  std::optional<GroupOffsets> to_commit_;
  bool commit_answered_ = true;

  std::thread thread_;
};

}  // namespace mullion::kafka
