#include "format/text_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "column/text.h"

namespace mullion {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

/// Where too large or too small for T, what Java gives: an infinity or a zero.
template <typename T>
T OutOfRange(std::string_view text) {
  double wide = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wide);
  if (error == std::errc()) return static_cast<T>(wide);
  size_t exponent = text.find_first_of("eE");
  bool tiny = exponent != std::string_view::npos ? text.substr(exponent + 1).starts_with('-')
                                                 : text.find_first_not_of("0.") > text.find('.');
  return tiny ? T{0} : std::numeric_limits<T>::infinity();
}

template <typename T>
std::optional<T> ParseJavaReal(std::string_view text) {
  text = JavaTrim(text);
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  T value = 0;
  if (text == "NaN") return std::numeric_limits<T>::quiet_NaN();
  if (text == "Infinity") {
    value = std::numeric_limits<T>::infinity();
    return negative ? -value : value;
  }
  if (!text.empty() && std::string_view("dDfF").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  if (text.empty() || !(IsDigit(text[0]) || text[0] == '.')) return std::nullopt;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range)
    value = OutOfRange<T>(text);
  else if (error != std::errc())
    return std::nullopt;
  return negative ? -value : value;
}

bool IsDecimalText(std::string_view text) {
  size_t i = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  size_t digits = 0;
  for (; i < text.size() && IsDigit(text[i]); ++i) ++digits;
  if (i < text.size() && text[i] == '.') {
    for (++i; i < text.size() && IsDigit(text[i]); ++i) ++digits;
  }
  if (digits == 0) return false;
  if (i == text.size()) return true;
  if (text[i] != 'e' && text[i] != 'E') return false;
  ++i;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  if (i == text.size()) return false;
  for (; i < text.size(); ++i) {
    if (!IsDigit(text[i])) return false;
  }
  return true;
}

template <typename T>
Fit Store(std::optional<T> value, void* to) {
  if (!value) return Fit::kBad;
  *static_cast<T*>(to) = *value;
  return Fit::kValue;
}

template <typename T>
Fit StoreInteger(std::string_view text, void* to) {
  std::optional<int64_t> value =
      ParseJavaInteger(JavaTrim(text), std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  if (!value) return Fit::kBad;
  *static_cast<T*>(to) = static_cast<T>(*value);
  return Fit::kValue;
}

Fit StoreTimestamp(std::string_view text, const DataType& type, char separator, void* to) {
  std::optional<Int128> ns = ParseFormatTimestamp(text, separator, type.kind() == TypeKind::kTimestampLtz);
  if (!ns) return Fit::kBad;
  if (type.physical() == Physical::kInt64) {
    *static_cast<int64_t*>(to) = FloorToMs(*ns);
  } else {
    *static_cast<Int128*>(to) = *ns;
  }
  return Fit::kValue;
}

}  // namespace

std::string_view JavaTrim(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

std::optional<int64_t> ParseJavaInteger(std::string_view text, int64_t min, int64_t max) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) return std::nullopt;
  return value;
}

std::optional<double> ParseJavaDouble(std::string_view text) {
  return ParseJavaReal<double>(text);
}
std::optional<float> ParseJavaFloat(std::string_view text) {
  return ParseJavaReal<float>(text);
}
bool ParseJavaBoolean(std::string_view text) {
  return EqualsIgnoringCase(text, "true");
}

Fit ParseJavaDecimal(std::string_view text, const DataType& type, Int128* out) {
  if (!IsDecimalText(text)) return Fit::kBad;
  std::optional<Int128> value = ParseDecimal(text, type.precision(), type.scale());
  if (!value) return Fit::kNull;
  *out = *value;
  return Fit::kValue;
}

std::optional<Int128> ParseFormatTimestamp(std::string_view text, char separator, bool zoned) {
  if (zoned) {
    if (!text.ends_with('Z')) return std::nullopt;
    text.remove_suffix(1);
  }
  if (text.size() < 19) return std::nullopt;  // seconds must be there
  return ParseTimestampNs(text, separator);
}

std::optional<int32_t> ParseLooseDate(std::string_view text) {
  size_t first = text.find('-');
  size_t second = first == text.npos ? text.npos : text.find('-', first + 1);
  if (second == text.npos || first != 4) return std::nullopt;
  auto number = [&](size_t begin, size_t end) -> std::optional<int> {
    std::string_view digits = text.substr(begin, end - begin);
    if (digits.empty() || digits.size() > 4 || !std::ranges::all_of(digits, IsDigit)) return std::nullopt;
    return static_cast<int>(*ParseJavaInteger(digits, 0, 9999));
  };
  std::optional<int> year = number(0, first), month = number(first + 1, second), day = number(second + 1, text.size());
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  if (second - first > 3 || text.size() - second > 3) return std::nullopt;
  return static_cast<int32_t>(DaysFromCivil({*year, *month, 1}) + *day - 1);
}

std::optional<int32_t> ParseFormatTime(std::string_view text) {
  if (text == "24:00:00") return 0;
  if (text.size() < 8) return std::nullopt;  // seconds must be there
  std::optional<int32_t> ms = ParseTimeOfDay(text);
  return ms ? std::optional(*ms - *ms % 1000) : std::nullopt;  // TIME has no fraction, whatever its type says
}

Fit ParseTextValue(std::string_view text, const DataType& type, char timestamp_separator, void* to) {
  switch (type.kind()) {
    case TypeKind::kNull:
      return Fit::kNull;
    case TypeKind::kBoolean:
      *static_cast<int8_t*>(to) = ParseJavaBoolean(JavaTrim(text));
      return Fit::kValue;
    case TypeKind::kTinyInt:
      return StoreInteger<int8_t>(text, to);
    case TypeKind::kSmallInt:
      return StoreInteger<int16_t>(text, to);
    case TypeKind::kInt:
    case TypeKind::kIntervalMonth:
      return StoreInteger<int32_t>(text, to);
    case TypeKind::kBigInt:
    case TypeKind::kIntervalDay:
      return StoreInteger<int64_t>(text, to);
    case TypeKind::kFloat:
      return Store(ParseJavaFloat(text), to);
    case TypeKind::kDouble:
      return Store(ParseJavaDouble(text), to);
    case TypeKind::kDecimal:
      return ParseJavaDecimal(JavaTrim(text), type, static_cast<Int128*>(to));
    case TypeKind::kDate:
      return Store(ParseDate(text), to);
    case TypeKind::kTime:
      return Store(ParseFormatTime(text), to);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return StoreTimestamp(text, type, timestamp_separator, to);
    default:
      break;
  }
  Die(__FILE__, __LINE__, "a type that is not read from text");
}

std::string ExpectedText(const DataType& type, char timestamp_separator) {
  std::string name = type.WithNullable(true).ToString();
  bool vowel = std::string_view("AEIO").find(name[0]) != std::string_view::npos;
  std::string out = fmt::format("{} {}", vowel ? "an" : "a", name);
  switch (type.kind()) {
    case TypeKind::kTimestamp:
      return fmt::format("{} like '2024-05-11{}18:04:23'", out, timestamp_separator);
    case TypeKind::kTimestampLtz:
      return fmt::format("{} like '2024-05-11{}18:04:23Z'", out, timestamp_separator);
    case TypeKind::kDate:
      return out + " like '2024-05-11'";
    case TypeKind::kTime:
      return out + " like '18:04:23'";
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return out + " as Base64";
    default:
      return out;
  }
}

}  // namespace mullion
