#include "expr/calendar.h"

#include "column/text.h"

namespace mullion {

int IsoDayOfWeek(int64_t days) {
  return static_cast<int>(FloorMod(days + 3, 7)) + 1;
}  // 1970-01-01 is a Thursday

int DayOfYear(int64_t days) {
  return static_cast<int>(days - DaysFromCivil({CivilFromDays(days).year, 1, 1})) + 1;
}

IsoWeek IsoWeekOf(int64_t days) {
  int64_t thursday = days - IsoDayOfWeek(days) + 4;
  return {CivilFromDays(thursday).year, (DayOfYear(thursday) - 1) / 7 + 1};
}

}  // namespace mullion
