#pragma once
// Values as text and back, in Flink's spellings; shared by casts, formats, document ids and printing. No state.
// Calendar: proleptic Gregorian, years 0001 to 9999 where Flink parses; printing takes any year.

#include <optional>
#include <string>
#include <string_view>

#include "column/column.h"
#include "column/value.h"

namespace mullion {

struct CivilDate {
  int year;
  int month;  ///< 1 to 12
  int day;    ///< 1 to 31
};
/// Days since 1970-01-01 and back; right for negative days.
int64_t DaysFromCivil(CivilDate date);
CivilDate CivilFromDays(int64_t days);

/// Appends "YYYY-MM-DD".
void AppendDate(int32_t days, std::string* out);
/// Appends "HH:MM:SS[.fff]", trailing zeros of the fraction cut.
void AppendTime(int32_t ms_of_day, std::string* out);
/// Appends "YYYY-MM-DD<separator>HH:MM:SS[.fraction]"; `fraction_digits` -1 cuts trailing zeros, else exactly so many.
void AppendTimestampMs(int64_t ms, char separator, int fraction_digits, std::string* out);
void AppendTimestampNs(Int128 ns, char separator, int fraction_digits, std::string* out);
/// The unscaled value with its decimal point: (12345, 2) is "123.45".
void AppendDecimal(Int128 unscaled, int scale, std::string* out);
/// The shortest digits that read back equal, in JSON's spelling ("1.0E10" is never written; 100000000000 and 1e+22
/// are).
void AppendDouble(double value, std::string* out);
void AppendFloat(float value, std::string* out);
/// As Java's Double.toString / Float.toString print: "1.0", "1.0E10", "NaN", "Infinity". What CAST AS STRING gives.
void AppendJavaDouble(double value, std::string* out);
void AppendJavaFloat(float value, std::string* out);
/// A decimal's digits as Java's BigDecimal prints them without zeros at the end: 1000.00 is 1E+3, 0.0000001 is 1E-7.
void AppendJavaDecimal(std::string_view plain, std::string* out);

/// Strict parsers: the whole text must fit. nullopt when it does not.
std::optional<int32_t> ParseDate(std::string_view text);
std::optional<int32_t> ParseTimeOfDay(std::string_view text);
/// "YYYY-MM-DD<separator>HH:MM[:SS[.fraction 1-9 digits]]" to nanoseconds.
std::optional<Int128> ParseTimestampNs(std::string_view text, char separator);
/// Decimal text (sign, digits, point, exponent) rounded HALF_UP to `scale`; nullopt when malformed or when more than
/// `precision` digits are needed.
std::optional<Int128> ParseDecimal(std::string_view text, int precision, int scale);
/// The same value at another precision and scale, HALF_UP; nullopt when it does not fit.
std::optional<Int128> RescaleDecimal(Int128 unscaled, int from_scale, int precision, int scale);

/// A value as SQL text for messages, ids and explain, in Flink's CAST AS STRING spelling; NULL is "NULL".
std::string ToText(const DataType& type, const Value& value);

}  // namespace mullion
