#pragma once
// Text to typed values with Flink's leniency, shared by json (quoted values) and csv. Pure functions, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "column/type.h"

namespace mullion {

/// What became of a value: kNull is a value that SQL has no room for and Flink makes NULL (a DECIMAL with too many
/// digits), kBad one that does not fit its column at all.
enum class Fit : uint8_t { kValue, kNull, kBad };

/// Java's String.trim(): everything up to the space, at both ends.
std::string_view JavaTrim(std::string_view text);

/// Java's parseInt and friends: an optional sign and digits that fit between `min` and `max`.
std::optional<int64_t> ParseJavaInteger(std::string_view text, int64_t min, int64_t max);

/// Java's parseDouble and parseFloat: decimal text, NaN, Infinity, a trailing d or f. Too large is infinity.
std::optional<double> ParseJavaDouble(std::string_view text);
std::optional<float> ParseJavaFloat(std::string_view text);

/// True for "true" in any case, else false: Java's parseBoolean.
bool ParseJavaBoolean(std::string_view text);

/// Java's BigDecimal text, rounded HALF_UP to the scale of the type; kNull when the digits do not fit.
Fit ParseJavaDecimal(std::string_view text, const DataType& type, Int128* out);

/// "YYYY-MM-DD<separator>HH:MM:SS[.f{1,9}]", with a 'Z' behind it for TIMESTAMP_LTZ; nanoseconds since 1970.
std::optional<Int128> ParseFormatTimestamp(std::string_view text, char separator, bool zoned);
/// "2024-2-9", "2023-02-29" (which is March 1): Java's Date.valueOf.
std::optional<int32_t> ParseLooseDate(std::string_view text);
/// "HH:MM:SS[.fff]" in milliseconds of the day, the fraction cut.
std::optional<int32_t> ParseFormatTime(std::string_view text);

/// A value out of text, as both formats do it for a column that is no text itself; `to` points to the C++ type of
/// type.physical(). Not for nested types, CHAR, VARCHAR, BINARY, VARBINARY.
Fit ParseTextValue(std::string_view text, const DataType& type, char timestamp_separator, void* to);

/// "an INT", "a TIMESTAMP(3) like '2024-05-11 18:04:23'": what was expected, for messages.
std::string ExpectedText(const DataType& type, char timestamp_separator);

/// Milliseconds out of nanoseconds, rounded towards the past.
inline int64_t FloorToMs(Int128 ns) {
  Int128 ms = ns / 1'000'000;
  return static_cast<int64_t>(ns % 1'000'000 < 0 ? ms - 1 : ms);
}

}  // namespace mullion
