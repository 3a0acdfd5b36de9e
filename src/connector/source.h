#pragma once
// Where rows come from. A source is made of splits (Kafka partitions, files, a generator's sequence), each read in
// order. Owned by the worker's source runner and called by its thread only, except where said. Fetching happens in
// threads of the source's own, bounded in bytes; Take() hands over what they brought. Invariants: a split's position
// only grows; a run taken twice (after a restart from its position) has the same records.

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "base/time.h"
#include "column/batch.h"
#include "column/record.h"
#include "connector/table.h"

namespace mullion {

/// Wakes the worker when a source has data or a sink has room. Thread-safe.
class Waker {
 public:
  void Wake();
  /// Returns when woken since the last return, or after `timeout_ms`.
  void WaitFor(int64_t timeout_ms);

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
};

struct SourceContext {
  const Clock* clock = nullptr;
  Logger* log = nullptr;
  Waker* waker = nullptr;
  /// Which of the table's metadata columns the plan reads: positions in TableDefinition::metadata.
  std::vector<int> metadata;
  bool needs_keys = false;  ///< the plan decodes message keys
  bool strict = false;      ///< Flink to the letter: fail where Flink fails instead of waiting
  size_t buffer_bytes_max = 64u << 20;
  size_t batch_rows_max = 16384;  ///< more rows than this never come in one run
};

struct SplitPosition {
  std::string split;     ///< stable over restarts: "client_amount-2", a path
  int64_t position = 0;  ///< the next record to read: offset, byte, row number
  bool finished = false;
};

struct SplitStatus {
  std::string id;
  int64_t position = 0;                ///< of the next record Take() gives
  std::optional<int64_t> end;          ///< what the outside last told about its end, exclusive
  std::optional<int64_t> initial_end;  ///< the end seen at start: up to there a replay is catching up
  bool has_data = false;               ///< Take() would give a run
  bool at_end = false;                 ///< everything that is there has been taken
  bool finished = false;               ///< bounded, and done: no more will come
};

struct FetchedRun {
  Records values;
  std::optional<Records> keys;
  /// Position of record i: positions[i], or first_position + i when empty.
  int64_t first_position = 0;
  std::vector<int64_t> positions;
  int64_t next_position = 0;  ///< the split's position once this run is done
  /// One column for each of SourceContext::metadata, a row a record.
  std::vector<ColumnPtr> metadata;
  /// Set instead of `values` by sources that make columns themselves (datagen, VALUES): the physical columns, in order.
  std::optional<Batch> rows;

  int64_t PositionOf(size_t i) const {
    return positions.empty() ? first_position + static_cast<int64_t>(i) : positions[i];
  }
};

class Source {
 public:
  virtual ~Source() = default;

  /// Starts reading; `restored` holds the positions of a checkpoint (empty: start as the options say). Returns soon:
  /// a far side that is away is waited for in the background (or fails, when strict).
  virtual Status Open(const SourceContext& context, std::span<const SplitPosition> restored) = 0;

  /// The splits known now; index = split number. Splits are only ever added. Refreshed by Poll().
  virtual std::span<const SplitStatus> splits() const = 0;

  /// Lets the source note what its threads brought; cheap, called each step. An error ends the job.
  virtual Status Poll() = 0;

  /// The next run of that split, at most `records_max` records; only when splits()[split].has_data.
  virtual Result<FetchedRun> Take(size_t split, size_t records_max) = 0;

  /// These positions are durable: tell the outside (commit offsets). Must not block for long; failures are logged, not
  /// fatal. `final` on the last call before Close(): then wait (bounded) for the outside's answer.
  virtual void Commit(std::span<const SplitPosition> positions, bool final) = 0;

  /// True when every split will finish.
  virtual bool bounded() const = 0;
  /// What it is waiting for, in words for the operator ("broker 127.0.0.1:9092 refuses connections"); empty when well.
  virtual std::string trouble() const { return {}; }
  /// False while the splits are not known yet (broker away, topic missing): the job's watermark waits.
  virtual bool discovered() const { return true; }

  virtual void Close() = 0;
};

}  // namespace mullion
