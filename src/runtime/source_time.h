#pragma once
// Where event time stands in one source: a watermark a split, and the source's own as their minimum. Pure bookkeeping:
// no clock of its own, no I/O. Owned by the source runner, called by the worker's thread. Invariants: watermark() never
// goes back; a split that wakes up counts again from where it is, and its rows are judged by the time reached
// meanwhile. Source of the rules: flink-semantics 1.5; product page "Kinder than Flink".

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"

namespace mullion {

struct SplitTime {
  TimestampMs watermark = kMinWatermark;  ///< the largest seen
  bool idle = false;
  bool finished = false;
  uint64_t rows = 0;
  int64_t last_row_ns = 0;  ///< monotonic clock; when it last gave a row (or was found)
};

/// The source's watermark while the rows of one split go by, cheap per row. Made by SourceTime::Follow().
class RowWatermarks {
 public:
  RowWatermarks(TimestampMs reached, TimestampMs cap, TimestampMs watermark, int64_t emit_step_ms)
      : reached_(reached), cap_(cap), watermark_(watermark), emit_step_ms_(emit_step_ms) {}

  TimestampMs watermark() const { return watermark_; }
  void Observe(TimestampMs row_watermark) {
    if (row_watermark <= reached_) return;
    reached_ = row_watermark;
    TimestampMs minimum = reached_ < cap_ ? reached_ : cap_;
    if (minimum <= watermark_) return;
    // Flink's assigner starts at 0 and emits at once only what is more than the interval above the last one emitted.
    if (emit_step_ms_ > 0 && minimum <= (watermark_ > 0 ? watermark_ : 0) + emit_step_ms_) return;
    watermark_ = minimum;
  }

 private:
  TimestampMs reached_;
  TimestampMs cap_;  ///< the minimum of the other splits that count
  TimestampMs watermark_;
  int64_t emit_step_ms_;
};

class SourceTime {
 public:
  /// `shared`: all splits feed one watermark in reading order (files; Flink's assigner operator). `emit_step_ms` > 0:
  /// the watermark goes out only when it has grown by more than that (strict, flink-semantics 1.5 path 2), and starts
  /// at 0.
  SourceTime(bool shared, int64_t emit_step_ms) : shared_(shared), emit_step_ms_(emit_step_ms) {}

  void AddSplit(int64_t now_ns) { splits_.push_back({.last_row_ns = now_ns}); }
  size_t split_count() const { return splits_.size(); }
  const SplitTime& split(size_t i) const { return splits_[i]; }
  SplitTime& mutable_split(size_t i) { return splits_[i]; }

  /// The source's watermark now.
  TimestampMs watermark() const { return watermark_; }
  /// What the watermark would be row by row if `split` gave rows now; changes nothing.
  RowWatermarks Follow(size_t split) const;
  /// `split` has seen rows whose largest watermark is `largest` (kMinWatermark: none of them gave one).
  void Observe(size_t split, TimestampMs largest, uint64_t rows, int64_t now_ns);
  void SetIdle(size_t split, bool idle);
  /// No split is idle any more, and all count as having spoken now.
  void Awaken(int64_t now_ns);
  void SetFinished(size_t split);
  /// Never below: after a restore, or when idle windows are closed by hand.
  void RaiseTo(TimestampMs watermark);

  /// The split that holds time back; -1: none.
  int Slowest() const;

 private:
  TimestampMs Minimum(size_t changed, TimestampMs changed_watermark) const;
  TimestampMs Emitted(TimestampMs reached) const;

  bool shared_;
  int64_t emit_step_ms_;
  std::vector<SplitTime> splits_;
  TimestampMs seen_ = kMinWatermark;  ///< shared: the largest over all splits
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace mullion
