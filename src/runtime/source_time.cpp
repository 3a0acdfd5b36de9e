#include "runtime/source_time.h"

#include <algorithm>

namespace mullion {

TimestampMs SourceTime::Minimum(size_t changed, TimestampMs changed_watermark) const {
  TimestampMs minimum = kMaxWatermark;
  TimestampMs maximum = kMinWatermark;
  bool active = false;
  for (size_t i = 0; i < splits_.size(); ++i) {
    TimestampMs w = i == changed ? changed_watermark : splits_[i].watermark;
    maximum = std::max(maximum, w);
    if ((splits_[i].idle && i != changed) || splits_[i].finished) continue;
    active = true;
    minimum = std::min(minimum, w);
  }
  // All idle: time goes to the largest seen and stops there.
  return active ? minimum : maximum;
}

TimestampMs SourceTime::Emitted(TimestampMs reached) const {
  RowWatermarks rows(kMinWatermark, kMaxWatermark, watermark_, reached == kMaxWatermark ? 0 : emit_step_ms_);
  rows.Observe(reached);
  return rows.watermark();
}

RowWatermarks SourceTime::Follow(size_t split) const {
  if (shared_) return RowWatermarks(seen_, kMaxWatermark, watermark_, emit_step_ms_);
  TimestampMs cap = kMaxWatermark;
  for (size_t i = 0; i < splits_.size(); ++i) {
    if (i != split && !splits_[i].idle && !splits_[i].finished) cap = std::min(cap, splits_[i].watermark);
  }
  return RowWatermarks(splits_[split].watermark, cap, watermark_, emit_step_ms_);
}

void SourceTime::Observe(size_t split, TimestampMs largest, uint64_t rows, int64_t now_ns) {
  SplitTime& s = splits_[split];
  s.watermark = std::max(s.watermark, largest);
  s.rows += rows;
  s.last_row_ns = now_ns;
  s.idle = false;
  seen_ = std::max(seen_, largest);
  watermark_ = Emitted(shared_ ? seen_ : Minimum(split, s.watermark));
}

void SourceTime::SetIdle(size_t split, bool idle) {
  splits_[split].idle = idle;
  if (!shared_) watermark_ = Emitted(Minimum(splits_.size(), 0));
}

void SourceTime::Awaken(int64_t now_ns) {
  for (SplitTime& split : splits_) {
    split.idle = false;
    split.last_row_ns = now_ns;
  }
}

void SourceTime::SetFinished(size_t split) {
  splits_[split].finished = true;
  if (!shared_) watermark_ = Emitted(Minimum(splits_.size(), 0));
}

void SourceTime::RaiseTo(TimestampMs watermark) {
  watermark_ = std::max(watermark_, watermark);
  seen_ = std::max(seen_, watermark);
}

int SourceTime::Slowest() const {
  int slowest = -1;
  for (size_t i = 0; i < splits_.size(); ++i) {
    if (splits_[i].idle || splits_[i].finished) continue;
    if (slowest < 0 || splits_[i].watermark < splits_[static_cast<size_t>(slowest)].watermark) {
      slowest = static_cast<int>(i);
    }
  }
  return slowest;
}

}  // namespace mullion
