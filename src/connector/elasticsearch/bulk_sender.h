#pragma once
// Brings pending writes to Elasticsearch: makes bulk requests, keeps several on the way, creates absent indices, tries
// again what may succeed later, sets aside what never will. Owned by one sink.
// Add(), Flush() and the questions are called by the worker's thread, answers come on the transport's: one mutex guards
// everything, and nothing outside (log, dead letters, waker) is called while it is held.
// Invariants: added = acknowledged + rejected + pending; a write leaves `pending` only by Elasticsearch's word about
// it.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/elasticsearch/backoff.h"
#include "connector/elasticsearch/bulk_answer.h"
#include "connector/elasticsearch/pending_writes.h"
#include "connector/elasticsearch/troubles.h"
#include "connector/sink.h"
#include "http/http_transport.h"

namespace mullion::elasticsearch {

/// What happens with a document that Elasticsearch refuses for good.
enum class RejectedPolicy : uint8_t { kSetAside, kDrop, kFail };

struct SenderOptions {
  size_t actions_max = 1'000;
  size_t body_bytes_max = 2u << 20;
  int64_t flush_interval_ms = 1'000;
  int requests_max = 4;  ///< on the way at once
  size_t buffer_bytes_max = 32u << 20;
  bool coalesce = true;
  RejectedPolicy rejected = RejectedPolicy::kSetAside;
  /// Flink's way: what fails is tried again only when it says 429, so often; else the job fails. Unset: for ever.
  std::optional<int> retries_max;
  Backoff backoff;
  std::string index_body;  ///< for absent indices; empty: they are left to Elasticsearch
  std::string bulk_target = "/_bulk";
};

class BulkSender {
 public:
  /// `transport` and what `context` points to outlive it. Stop the transport before destroying it.
  BulkSender(SenderOptions options, const SinkContext& context, HttpTransport* transport);

  void Add(std::vector<DocumentWrite> writes);
  /// Counts a row that never became a write: set aside by the sink itself.
  void CountRejected();
  /// Sends what is ready now, also small requests beside others.
  void Flush();
  bool full() const;
  bool drained() const;
  Status status() const;
  SinkStats stats() const;
  void ForEachPending(const std::function<void(const DocumentWrite&)>& visit) const;

 private:
  using Index = PendingWrites::Index;
  using Slot = PendingWrites::Slot;

  struct Bulk {
    std::vector<Slot*> slots;
    std::vector<WriteKind> kinds;
    std::string body;
    size_t body_bytes = 0;
  };
  using BulkPtr = std::shared_ptr<Bulk>;

  /// Holds the mutex; on leaving it, tells the outside what has gathered.
  class Step;

  void Pump();
  bool MaySend() const;
  bool IsUsable(Index& index, int64_t now_ns);
  BulkPtr Compose();
  void TakeFrom(Index& index, Bulk* bulk);
  void Send(BulkPtr bulk);
  void OnBulk(const BulkPtr& bulk, HttpOutcome outcome);
  void ApplyItems(Bulk& bulk, const std::vector<ItemAnswer>& exceptions);
  void ApplyItem(Slot* slot, const ItemAnswer& item);
  void Supersede(Slot* slot);
  void Split(Bulk& bulk, int status, const std::string& text);
  void ReturnAll(Bulk& bulk);

  void LookForIndex(Index& index);
  void OnIndexLooked(Index& index, HttpOutcome outcome);
  void CreateIndex(Index& index);
  void OnIndexCreated(Index& index, HttpOutcome outcome);
  void RefuseIndex(Index& index, const std::string& reason);

  void Reject(Slot* slot, std::string type, std::string reason);
  void FarSideFails(const std::string& text, int status);
  void FarSideWorks();
  void IndexFails(Index& index, const std::string& text);
  void FailJob(std::string text);
  void WakeAfter(int64_t delay_ms);
  void OnFlushTimer();
  int64_t Now() const { return context_.clock->MonotonicNs(); }
  bool FullLocked() const { return pending_.bytes() >= options_.buffer_bytes_max; }

  const SenderOptions options_;
  const SinkContext context_;
  HttpTransport* transport_;

  mutable std::mutex mutex_;
  PendingWrites pending_;
  Troubles troubles_;
  std::optional<Error> failure_;
  std::vector<DeadLetter> letters_;  ///< to hand over when the mutex is free
  std::vector<std::pair<LogLevel, std::string>> lines_;
  uint64_t rejections_seen_ = 0;
  uint64_t newer_seen_ = 0;

  int requests_ = 0;  ///< on the way, of every kind
  size_t bytes_on_the_way_ = 0;
  bool flush_ = false;
  bool flush_timer_ = false;
  int failures_ = 0;           ///< of the far side as a whole, in a row
  int64_t not_before_ns_ = 0;  ///< backing off as a whole
  size_t actions_limit_;       ///< shrinks when requests are too much, grows back
  size_t body_bytes_limit_;    ///< shrinks on 413
  uint64_t added_ = 0, acknowledged_ = 0, rejected_ = 0, superseded_ = 0, retries_ = 0;
};

}  // namespace mullion::elasticsearch
