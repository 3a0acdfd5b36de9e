#pragma once
// Which windows have fired, told from the watermark: the bridge between window time (a zone's wall clock) and event
// time. Owned by a window operator. Invariant: fired_end() never goes back and lies on the grid of window ends (or is
// kMinWatermark / kMaxWatermark).

#include <memory>

#include "base/time_zone.h"
#include "window/window.h"

namespace mullion {

class FiringClock {
 public:
  /// `zone` null: window time is event time.
  FiringClock(const WindowSpec& spec, std::shared_ptr<const TimeZone> zone) : slices_(spec), zone_(std::move(zone)) {}

  const SliceAssigner& slices() const { return slices_; }

  /// Event time to window time.
  TimestampMs ToWindowTime(TimestampMs event_time) const { return zone_ ? zone_->ToLocalMs(event_time) : event_time; }
  /// The watermark at which the window that ends at `window_end` (window time) fires.
  TimestampMs FiresAt(TimestampMs window_end) const {
    return zone_ ? zone_->ToUtcTimerMs(window_end - 1) : window_end - 1;
  }
  /// The instant of the window's last millisecond: window_time.
  TimestampMs LastInstant(TimestampMs window_end) const {
    return zone_ ? zone_->ToUtcMs(window_end - 1) : window_end - 1;
  }

  bool HasFired(TimestampMs window_end, TimestampMs watermark) const { return FiresAt(window_end) <= watermark; }
  /// The largest window end of the grid that has fired at `watermark`.
  TimestampMs FiredEnd(TimestampMs watermark) const;
  /// The smallest watermark above `watermark` at which a window end of the grid fires.
  TimestampMs NextFiring(TimestampMs watermark) const;

 private:
  SliceAssigner slices_;
  std::shared_ptr<const TimeZone> zone_;
};

}  // namespace mullion
