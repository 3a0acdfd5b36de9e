#pragma once
// Event time and the clock. Event time is milliseconds since 1970-01-01 00:00:00 (UTC for TIMESTAMP_LTZ, the wall clock
// for TIMESTAMP), as in Flink. Any room, any thread.

#include <cstdint>
#include <limits>

namespace mullion {

using TimestampMs = int64_t;

/// "No watermark yet": smaller than every event time.
inline constexpr TimestampMs kMinWatermark = std::numeric_limits<TimestampMs>::min();
/// The end of input: every window fires (Flink's Watermark.MAX_WATERMARK).
inline constexpr TimestampMs kMaxWatermark = std::numeric_limits<TimestampMs>::max();

/// The seam to the machine's clock: a test or the simulator stands in.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall clock, milliseconds since 1970 UTC.
  virtual TimestampMs NowMs() const = 0;
  /// Never goes back; for timeouts and rates. Nanoseconds from an arbitrary start.
  virtual int64_t MonotonicNs() const = 0;
};

/// The real clock. Stateless.
class SystemClock final : public Clock {
 public:
  TimestampMs NowMs() const override;
  int64_t MonotonicNs() const override;
};

/// A clock that stands still until told; for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimestampMs now_ms = 0) : now_ms_(now_ms) {}
  TimestampMs NowMs() const override { return now_ms_; }
  int64_t MonotonicNs() const override { return now_ms_ * 1'000'000; }
  void Advance(int64_t ms) { now_ms_ += ms; }

 private:
  TimestampMs now_ms_;
};

}  // namespace mullion
