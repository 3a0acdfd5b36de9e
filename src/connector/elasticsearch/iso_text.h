#pragma once
// Dates and times as java.time's toString() prints them: what Flink puts into document ids and index names. No state.

#include <cstdint>
#include <string>

#include "column/type.h"

namespace mullion::elasticsearch {

/// LocalDate: "2015-05-15", "-0001-12-31", "+10000-01-01".
void AppendIsoDate(int64_t days, std::string* out);
/// LocalTime: "14:14", "14:14:14", "14:14:14.120": seconds only when not all zero, fractions in groups of three digits.
void AppendIsoTime(int64_t ns_of_day, std::string* out);
/// LocalDateTime: date, 'T', time.
void AppendIsoTimestampMs(int64_t ms, std::string* out);
void AppendIsoTimestampNs(Int128 ns, std::string* out);
/// Duration: "PT25H1M1.001S", "PT0S", "PT-1.5S".
void AppendIsoDuration(int64_t ms, std::string* out);

}  // namespace mullion::elasticsearch
