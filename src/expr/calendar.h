#pragma once
// Parts of dates beyond year, month and day. Pure functions. Internal to expr.

#include <cstdint>

namespace mullion {

inline constexpr int64_t kMsPerDay = 86'400'000;

inline int64_t FloorDiv(int64_t a, int64_t b) {
  int64_t q = a / b;
  return a % b < 0 ? q - 1 : q;
}
inline int64_t FloorMod(int64_t a, int64_t b) {
  int64_t r = a % b;
  return r < 0 ? r + b : r;
}

/// Monday 1 to Sunday 7.
int IsoDayOfWeek(int64_t days);
/// From 1.
int DayOfYear(int64_t days);
/// ISO 8601: the week that holds the year's first Thursday is its first.
struct IsoWeek {
  int year;
  int week;
};
IsoWeek IsoWeekOf(int64_t days);

}  // namespace mullion
