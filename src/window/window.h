#pragma once
// Which windows and slices a point in time belongs to: pure arithmetic in milliseconds, no clock, no state. Times here
// are window time: the wall clock of the window's zone (TIMESTAMP needs no zone). Right for negative times. Invariant:
// slices tile time; a window is a run of whole slices. Source of the rules: Flink 1.18
// TimeWindow.getWindowStartWithOffset, SliceAssigners.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace mullion {

enum class WindowKind : uint8_t { kTumble, kHop, kCumulate, kSession };

struct TimeWindow {
  TimestampMs start;  ///< inclusive
  TimestampMs end;    ///< exclusive
  bool operator==(const TimeWindow&) const = default;
};

/// Sizes are checked by the planner: size > 0, slide > 0; CUMULATE: size % slide = 0 (slide is the step).
struct WindowSpec {
  WindowKind kind = WindowKind::kTumble;
  int64_t size_ms = 0;   ///< SESSION: the gap
  int64_t slide_ms = 0;  ///< HOP: the slide; CUMULATE: the step; else equal to size_ms
  int64_t offset_ms = 0;
  bool operator==(const WindowSpec&) const = default;
};

/// The start of the grid cell of `size_ms` that holds `t`.
TimestampMs CellStart(TimestampMs t, int64_t size_ms, int64_t offset_ms);

/// For TUMBLE, HOP and CUMULATE.
class SliceAssigner {
 public:
  explicit SliceAssigner(const WindowSpec& spec);

  const WindowSpec& spec() const { return spec_; }
  /// HOP: gcd(size, slide); CUMULATE: the step; TUMBLE: the size.
  int64_t slice_ms() const { return slice_ms_; }
  TimestampMs SliceEnd(TimestampMs t) const { return CellStart(t, slice_ms_, spec_.offset_ms) + slice_ms_; }
  /// The end of the last window that the slice ending at `slice_end` contributes to.
  TimestampMs LastWindowEnd(TimestampMs slice_end) const;
  /// The end of the first window that the slice ending at `slice_end` contributes to.
  TimestampMs FirstWindowEnd(TimestampMs slice_end) const;
  /// The smallest window end greater than `t`. Window ends are slice ends for CUMULATE and TUMBLE, the slide grid for
  /// HOP.
  TimestampMs NextWindowEnd(TimestampMs t) const;
  TimestampMs WindowStart(TimestampMs window_end) const;

  /// Every window that holds `t`, in order of their ends (for the bare table function).
  void Windows(TimestampMs t, std::vector<TimeWindow>* out) const;

 private:
  WindowSpec spec_;
  int64_t slice_ms_;
};

/// "TUMBLE(size=[1 min])", as EXPLAIN prints it.
std::string ToString(const WindowSpec& spec);

}  // namespace mullion
