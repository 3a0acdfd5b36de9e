#include <fmt/core.h>

#include <chrono>
#include <cstdlib>

#include "server/why.h"

namespace mullion {

std::string TimeText(TimestampMs time_ms) {
  if (time_ms == kMinWatermark) return "before all time";
  if (time_ms == kMaxWatermark) return "the end of time";
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds{time_ms}};
  const sys_days day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:03}", clock.subseconds().count());
  return text;
}

std::string DurationText(int64_t duration_ms) {
  const int64_t ms = std::llabs(duration_ms);
  const int64_t s = ms / 1000;
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (s < 60)
    return ms % 1000 != 0 && s < 10 ? fmt::format("{:.1f} s", static_cast<double>(ms) / 1e3) : fmt::format("{} s", s);
  const auto two = [](int64_t big, const char* big_unit, int64_t small, const char* small_unit) {
    return small == 0 ? fmt::format("{} {}", big, big_unit)
                      : fmt::format("{} {} {} {}", big, big_unit, small, small_unit);
  };
  if (s < 3600) return two(s / 60, "min", s % 60, "s");
  if (s < 86'400) return two(s / 3600, "h", s % 3600 / 60, "min");
  return two(s / 86'400, s / 86'400 == 1 ? "day" : "days", s % 86'400 / 3600, "h");
}

}  // namespace mullion
