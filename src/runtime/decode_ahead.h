#pragma once
// Decodes the runs of a source ahead of the worker that reads them, on threads of its own: the larger part of the work
// is done by the time a run's turn comes. Owned by the source runner, every function called by the worker's thread.
// Invariants: the runs of a split come back in the order in which they were added, so that results do not depend on the
// number of threads; at most `runs_max()` runs are held, each bounded by the source.

#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "connector/source.h"
#include "format/format.h"

namespace mullion {

class DecodeAhead {
 public:
  struct DecodedRun {
    FetchedRun run;
    DecodedRows rows;
  };

  /// `threads` beside the caller's; 0: everything is decoded in Take().
  static Result<std::unique_ptr<DecodeAhead>> Make(const FormatSpec& format, int threads);
  ~DecodeAhead();

  /// How many runs are worth having here at once.
  size_t runs_max() const { return 2 * threads_.size(); }
  size_t runs() const { return run_count_; }
  void Add(size_t split, FetchedRun run);
  bool HasRun(size_t split) const { return split < splits_.size() && !splits_[split].empty(); }
  /// The position of the first record of the split's next run; only when it has one.
  int64_t FirstPosition(size_t split) const { return splits_[split].front()->run.PositionOf(0); }
  /// The split's next run; only when it has one. Decodes it here when no thread has begun to, else waits for that.
  DecodedRun Take(size_t split);

 private:
  enum class Progress { kWaiting, kBegun, kDone };
  struct Entry {
    FetchedRun run;
    DecodedRows rows;
    Progress progress = Progress::kWaiting;
  };

  DecodeAhead() = default;
  void Run(Decoder* decoder);

  std::unique_ptr<Decoder> own_decoder_;
  std::vector<std::unique_ptr<Decoder>> decoders_;          ///< one a thread
  std::vector<std::deque<std::unique_ptr<Entry>>> splits_;  ///< the worker's; entries are shared with the threads
  size_t run_count_ = 0;

  std::mutex mutex_;  ///< of waiting_, stopping_ and every Entry::progress
  std::condition_variable added_, done_;
  std::list<Entry*> waiting_;  ///< in the order in which they were added
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mullion
