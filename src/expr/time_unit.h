#pragma once
// The time units that EXTRACT, FLOOR … TO, TIMESTAMPADD and TIMESTAMPDIFF know. Internal to expr.

#include <string>

#include "expr/function_table.h"

namespace mullion {

enum class UnitName {
  kMillennium,
  kCentury,
  kDecade,
  kYear,
  kIsoYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kDayOfYear,
  kDayOfWeek,
  kIsoDayOfWeek,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
  kMicrosecond,
  kNanosecond,
  kEpoch,
};

/// A unit of fixed months or of fixed milliseconds; both 0 for units that do not count time (DOY, EPOCH, …) and for
/// those below a millisecond.
struct TimeUnit {
  UnitName unit;
  std::string_view name;
  int64_t months;
  int64_t ms;
};

/// The unit that a literal argument names: "DAY", "SQL_TSI_DAY".
Result<TimeUnit> WantUnit(const Function& self, const Args& args, size_t i);
/// The unit makes no sense there.
Error BadUnit(const Function& self, std::string_view name);

}  // namespace mullion
