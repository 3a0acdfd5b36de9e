#pragma once
// The cast kernels by theme, and which casts Flink knows. Internal to expr.

#include <optional>
#include <string_view>

#include "expr/map_rows.h"

namespace mullion {

struct Cast {
  DataType from;
  DataType to;
  bool try_cast;

  /// The result column's type.
  DataType result() const { return to.WithNullable(true); }
};

/// The kernel of a cast between different types, or an error when Flink has no such cast.
Result<Kernel> FindCast(const Cast& cast);

// Each gives nullptr for a cast that is not of its theme or does not exist.
Kernel CastNumber(const Cast& cast);
Kernel CastToText(const Cast& cast);
Kernel CastFromText(const Cast& cast);
Kernel CastTime(const Cast& cast);
Result<Kernel> CastNested(const Cast& cast);

/// What CAST says of a text that is no value of the type.
Error CastError(std::string_view text, const DataType& to);

/// A kernel from a parser of texts: nullopt of `parse` is NULL under TRY_CAST, an error under CAST.
template <typename Out, typename F>
Kernel ParseRows(const Cast& cast, F parse) {
  return MapRows<Out, std::string_view>(
      cast.result(), [parse, cast](RowEnv& env, std::string_view text) -> Result<std::optional<Out>> {
        std::optional<Out> value = parse(env, text);
        if (!value && !cast.try_cast) return Fail(CastError(text, cast.to));
        return value;
      });
}

/// "3.5" is 3, as Flink cuts; nullopt when malformed or outside of [low, high].
std::optional<int64_t> ParseInteger(std::string_view text, int64_t low, int64_t high);
/// As Java's Double.parseDouble: blanks around, "NaN", "Infinity", a suffix d or f.
std::optional<double> ParseDouble(std::string_view text);
std::optional<float> ParseFloat(std::string_view text);
/// "t", "TRUE", "yes", "1", …
std::optional<bool> ParseBoolean(std::string_view text);
/// "2024-1-5", "2024-01", "2024", or the date of "2024-01-05 10:00:00".
std::optional<int32_t> ParseLenientDate(std::string_view text);
/// "12:34:56.789", "12:34", "12".
std::optional<int32_t> ParseLenientTime(std::string_view text);
/// "yyyy-M-d[ H:m:s[.fraction]]" as nanoseconds; a day past the end of its month is its last.
std::optional<Int128> ParseLenientTimestamp(std::string_view text);

/// A timestamp, whatever its physical layout: the millisecond and the nanoseconds within it.
struct Instant {
  int64_t ms;
  int32_t ns_of_ms;
};
Instant InstantOfNs(Int128 ns);
/// Digits behind the precision cut off, toward 1970 as Flink does.
Instant TruncateInstant(Instant instant, int precision);

template <typename T>
Instant ReadInstant(T value) {
  if constexpr (std::is_same_v<T, Int128>) {
    return InstantOfNs(value);
  } else {
    return {value, 0};
  }
}
template <typename T>
T WriteInstant(Instant instant) {
  if constexpr (std::is_same_v<T, Int128>) {
    return static_cast<Int128>(instant.ms) * 1'000'000 + instant.ns_of_ms;
  } else {
    return instant.ms;
  }
}

}  // namespace mullion
