#pragma once
// A time zone of the tz database, or a fixed offset ("UTC", "Europe/Berlin", "GMT+08:00"). Immutable, any thread.
// Find reads the zone's transitions into a table (from the beginning to 2200), a conversion is a table look-up without
// a lock: call Find once a query, the conversions a row.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion {

class TimeZone {
 public:
  virtual ~TimeZone() = default;
  /// Error (user): unknown name, with near misses.
  static Result<std::shared_ptr<const TimeZone>> Find(std::string_view name);

  virtual const std::string& name() const = 0;
  /// Instant to wall clock, both in milliseconds.
  virtual int64_t ToLocalMs(int64_t utc_ms) const = 0;
  /// Wall clock to instant; in a gap the instant after it as Java's ZonedDateTime gives, of two the earlier.
  virtual int64_t ToUtcMs(int64_t local_ms) const = 0;
  /// Wall clock of a window's last millisecond to the instant at which its timer fires (Flink's
  /// TimeWindowUtil.toEpochMillsForTimer): in a gap the first instant after it, of two the later.
  virtual int64_t ToUtcTimerMs(int64_t local_ms) const = 0;
};

}  // namespace mullion
