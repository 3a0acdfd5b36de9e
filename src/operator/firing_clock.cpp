#include "operator/firing_clock.h"

#include "base/error.h"

namespace mullion {
namespace {

// Beyond any change of a zone's offset: a wall clock differs by less from what the previous offset would show.
constexpr int64_t kZoneSlackMs = 26 * 3'600'000;
// Far outside of what timestamps can hold, so that arithmetic on the grid cannot overflow.
constexpr int64_t kTimeLimit = INT64_MAX / 4;

}  // namespace

TimestampMs FiringClock::FiredEnd(TimestampMs watermark) const {
  if (watermark >= kTimeLimit) return kMaxWatermark;
  if (watermark <= -kTimeLimit) return kMinWatermark;
  int64_t step = slices_.spec().kind == WindowKind::kHop ? slices_.spec().slide_ms : slices_.slice_ms();
  // The largest grid end <= watermark + 1: the end before the next one after it.
  if (!zone_) return slices_.NextWindowEnd(watermark + 1) - step;
  TimestampMs local = zone_->ToLocalMs(watermark);
  TimestampMs low = slices_.NextWindowEnd(local - kZoneSlackMs) - step;
  int64_t count = (2 * kZoneSlackMs) / step + 2;
  // Binary search: FiresAt grows with the window end.
  while (count > 0) {
    int64_t half = (count + 1) / 2;
    if (HasFired(low + half * step, watermark)) {
      low += half * step;
      count -= half;
    } else {
      count = half - 1;
    }
  }
  return low;
}

TimestampMs FiringClock::NextFiring(TimestampMs watermark) const {
  if (watermark >= kTimeLimit) return kMaxWatermark;
  if (watermark <= -kTimeLimit) return watermark + 1;
  TimestampMs end = slices_.NextWindowEnd(FiredEnd(watermark));
  return FiresAt(end);
}

}  // namespace mullion
