#pragma once
// Java's DateTimeFormatter patterns, as index names use them ("yyyy-MM-dd"): printing only, English texts, weeks that
// start on Sunday (Locale.US, as in Flink's images). Immutable after Parse(); any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion::elasticsearch {

/// A point in time taken apart as far as its column's type knows it.
struct CalendarMoment {
  int64_t days = 0;       ///< since 1970-01-01, local
  int64_t ns_of_day = 0;  ///< local
  int offset_seconds = 0;
  std::string_view zone;  ///< "Europe/Berlin"
};

/// What a column of some type can tell.
struct MomentFields {
  bool date = false;
  bool time = false;
  bool offset = false;
};

class DatePattern {
 public:
  /// Error (user): what Java refuses, a letter whose field the column has not, or a letter that is not supported here.
  static Result<DatePattern> Parse(std::string_view pattern, MomentFields available);

  void Append(const CalendarMoment& moment, std::string* out) const;

 private:
  struct Part {
    char letter = 0;  ///< 0: literal
    int count = 0;
    std::string literal;
  };
  std::vector<Part> parts_;
};

}  // namespace mullion::elasticsearch
