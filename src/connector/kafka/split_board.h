#pragma once
// Where the threads of a kafka source meet: fetched runs wait here for the worker, split by split, bounded in bytes.
// Thread-safe. Knows nothing of librdkafka.
// Invariants: a split's position never goes back; a split's runs are taken in the order they were pushed; nothing is
// pushed after FinishSplit.

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "connector/source.h"

namespace mullion::kafka {

struct NewSplit {
  std::string id;
  int64_t position = 0;
  int64_t end = 0;        ///< the broker's end now, exclusive
  bool finished = false;  ///< bounded, and nothing lies before its bound
};

class SplitBoard {
 public:
  /// `wake` is called, without the lock, when there is something new for the worker.
  SplitBoard(size_t bytes_max, std::function<void()> wake);

  // The reading threads.

  /// Adds splits; their numbers follow those before.
  void AddSplits(const std::vector<NewSplit>& splits);
  /// True when another run of this split may be pushed: each split has an equal share of the bytes.
  bool HasRoom(size_t split);
  /// `end`: what the broker last told about the split's end.
  void Push(size_t split, FetchedRun run, size_t bytes, int64_t end);
  /// Everything before `offset` has been pushed and the split ends there for now: markers and deleted records in
  /// between give no run.
  void NoteEnd(size_t split, int64_t offset);
  /// Bounded: nothing follows. The split's position becomes at least `position`.
  void FinishSplit(size_t split, int64_t position);
  /// The first error stays.
  void SetFailure(Error error);

  // The worker.

  /// Updates `statuses`, when anything changed since the last call.
  void Refresh(std::vector<SplitStatus>* statuses);
  std::optional<Error> failure();
  /// At most `records_max` records of the split's first run. `more_room` is set when the split had none and has now.
  FetchedRun Take(size_t split, size_t records_max, bool* more_room);

 private:
  struct Waiting {
    FetchedRun run;
    size_t bytes;
  };
  struct Split {
    std::string id;
    int64_t position;
    int64_t end;
    int64_t initial_end;
    std::optional<int64_t> reached_end;  ///< fetching stands at the end, which is here
    bool all_fetched = false;
    std::deque<Waiting> runs;
    size_t bytes = 0;
  };
  SplitStatus StatusOf(const Split& split) const;
  /// With every run taken, the position moves over what gives no run.
  void SkipToReachedEnd(Split* split);
  void Changed();

  const size_t bytes_max_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<Split> splits_;
  std::optional<Error> failure_;
  std::atomic<bool> changed_ = true;
  std::atomic<bool> failed_ = false;
};

/// Cuts the first `count` records off `run`.
FetchedRun TakeFront(FetchedRun* run, size_t count);

}  // namespace mullion::kafka
