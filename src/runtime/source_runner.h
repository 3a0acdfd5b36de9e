#pragma once
// One source of a job, from fetched runs to batches of the source node's output, with event time. Owned by the worker,
// called by its thread. It decodes, adds metadata and computed columns, sets bad rows aside, observes watermarks, and
// cuts batches where the plan's firing points are crossed. Invariant: rows read = rows given on + set aside + skipped,
// at every return.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connector/sink.h"
#include "connector/source.h"
#include "expr/expr.h"
#include "format/format.h"
#include "plan/job_plan.h"
#include "runtime/decode_ahead.h"
#include "runtime/source_time.h"

namespace mullion {

enum class BadRecords : uint8_t { kDeadLetter, kSkip, kFail };

struct SourceRunnerOptions {
  const Clock* clock = nullptr;
  Logger* log = nullptr;
  Waker* waker = nullptr;
  DeadLetterOutput* dead_letters = nullptr;
  EvalContext* eval = nullptr;
  BadRecords bad_records = BadRecords::kDeadLetter;
  bool strict = false;
  size_t batch_rows_max = 16384;
  size_t buffer_bytes_max = 64u << 20;
  int decode_threads = 0;  ///< beside the worker's
};

struct SourceCounters {
  uint64_t rows_read = 0;  ///< records fetched
  uint64_t rows_out = 0;   ///< rows given to the plan
  uint64_t bytes_read = 0;
  uint64_t set_aside = 0;
  uint64_t skipped = 0;  ///< tombstones and what the format leaves out by rule
  std::map<std::string, uint64_t> set_aside_by_kind;
};

/// A piece of a batch between two firing points; the watermark moves after it.
struct TimedBatch {
  Batch batch;
  TimestampMs watermark_after = kMinWatermark;
};

class SourceRunner {
 public:
  /// `node` outlives the runner.
  SourceRunner(const SourceNode* node, SourceRunnerOptions options);
  ~SourceRunner();

  Status Open(std::span<const SplitPosition> restored);
  /// What the plan asks: see Graph.
  void SetCuts(std::function<TimestampMs(TimestampMs)> next_cut, bool row_watermarks);

  Status Poll();
  /// True when Step() would give rows.
  bool HasData() const;
  /// Takes one run from the split whose turn it is and calls `give` for each piece of it, in order.
  Status Step(const std::function<Status(TimedBatch)>& give);
  /// Marks silent splits idle and finished ones finished; the watermark may move.
  void UpdateSplits();

  bool finished() const;  ///< every split is done: the source has ended
  TimestampMs watermark() const { return time_.watermark(); }
  void RaiseWatermark(TimestampMs watermark) { time_.RaiseTo(watermark); }
  const SourceTime& time() const { return time_; }
  const SourceNode& node() const { return *node_; }
  Source* source() { return source_.get(); }
  const SourceCounters& counters() const { return counters_; }
  int64_t last_data_ns() const { return last_data_ns_; }

  /// Positions, split watermarks and counters, for the checkpoint.
  void Snapshot(std::string* out) const;
  /// Before Open(): fills what Open() and the time need. Returns the positions.
  Result<std::vector<SplitPosition>> Restore(std::string_view bytes);
  std::vector<SplitPosition> Positions() const;
  void Close();

 private:
  struct RestoredSplit {
    SplitPosition position;
    TimestampMs watermark;
    bool idle;
  };

  int PickSplit() const;
  void AddNewSplits();
  /// What the splits look like from behind the runs that are being decoded ahead.
  bool HasRun(size_t split) const;
  int64_t NextPosition(size_t split) const;
  /// Gives the decoding threads work.
  Status DecodeMoreAhead();
  /// The split's next run, and its values decoded where the source does not give columns itself.
  Result<DecodeAhead::DecodedRun> TakeRun(size_t split);
  /// Decoded value fields (or physical columns), key fields, metadata. `record_of_row` as in DecodedRows.
  Result<Batch> ReadColumns(size_t split, const FetchedRun& run, DecodedRows decoded,
                            std::vector<uint32_t>* record_of_row);
  void AppendKeys(const FetchedRun& run, const std::vector<uint32_t>& record_of_row, Batch* raw);
  Status SetAsideBad(size_t split, const FetchedRun& run, const DecodedRows& decoded);
  Status SetAside(size_t split, int64_t position, std::string_view payload, std::string kind, std::string reason);
  Result<Batch> ComputeOutput(Batch raw);
  /// The watermark each row gives, kMinWatermark for none; rows set aside for their time are deselected.
  Result<std::vector<TimestampMs>> WatermarksOf(size_t split, const FetchedRun* run,
                                                const std::vector<uint32_t>& record_of_row, Batch* batch);
  Status JudgeTimes(size_t split, const FetchedRun* run, const std::vector<uint32_t>& record_of_row, Batch* batch);
  Status GiveInSegments(size_t split, Batch batch, const std::vector<TimestampMs>& row_watermarks,
                        const std::function<Status(TimedBatch)>& give);

  const SourceNode* node_;
  SourceRunnerOptions options_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<DecodeAhead> values_;  ///< null: the source gives columns itself
  std::unique_ptr<Decoder> key_decoder_;
  std::function<TimestampMs(TimestampMs)> next_cut_;
  bool row_watermarks_ = false;
  SourceTime time_;
  SourceCounters counters_;
  std::vector<RestoredSplit> restored_;
  std::vector<int64_t> taken_positions_;  ///< per split: after the last run taken
  size_t turn_ = 0;
  int64_t last_data_ns_ = 0;
  bool values_given_ = false;
};

}  // namespace mullion
