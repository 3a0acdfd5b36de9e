#pragma once
// Why the next window has not fired yet, in plain words. A pure function of a JobView: `mullion why`, the control
// socket and the page print the same lines. Any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/job_view.h"

namespace mullion {

struct Why {
  std::string headline;            ///< one sentence
  std::vector<std::string> lines;  ///< a sentence each, most telling first; may be empty
  std::string holding_split;       ///< that holds time back; empty: none does
  /// How far event time is from the window's end (it fires at 1 ms before); 0: it fires now; nullopt: nothing is open,
  /// or time has not begun.
  std::optional<int64_t> to_go_ms;
  bool stuck = false;  ///< nothing will move by itself: the reader has to do something
};

Why ExplainWhy(const JobView& job);

/// "2024-05-11 18:04:00", with ".250" when there are milliseconds; "before all time" and "the end of time" for the
/// watermarks that mean that.
std::string TimeText(TimestampMs time_ms);
/// "850 ms", "12 s", "3 min 20 s", "2 h 5 min", "3 days 4 h". Of a negative duration: of its size.
std::string DurationText(int64_t duration_ms);

}  // namespace mullion
