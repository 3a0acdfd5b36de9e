// Casts from CHAR and VARCHAR, and the lenient parsers that they share with functions.
#include <algorithm>
#include <charconv>
#include <limits>

#include "column/text.h"
#include "expr/cast.h"

namespace mullion {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view Trim(std::string_view text, std::string_view blanks = " \t\n") {
  size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Digits only, blanks around them allowed; -1 else.
int DigitsOnly(std::string_view text) {
  text = Trim(text, " ");
  if (text.empty() || text.size() > 9 || !std::all_of(text.begin(), text.end(), IsDigit)) return -1;
  int v = 0;
  std::from_chars(text.data(), text.data() + text.size(), v);
  return v;
}

bool IsLeap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int LastDay(int year, int month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// One or two digits at the front; -1 else.
int TakeShort(std::string_view* text) {
  int v = 0;
  size_t n = 0;
  for (; n < 2 && n < text->size() && IsDigit((*text)[n]); ++n) v = v * 10 + ((*text)[n] - '0');
  text->remove_prefix(n);
  return n == 0 ? -1 : v;
}

bool TakeChar(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

/// "[.digits]" up to nine, as nanoseconds; -1 when malformed.
int64_t TakeFraction(std::string_view* text) {
  if (!TakeChar(text, '.')) return 0;
  int64_t ns = 0;
  int digits = 0;
  for (; digits < 9 && !text->empty() && IsDigit(text->front()); ++digits, text->remove_prefix(1)) {
    ns = ns * 10 + (text->front() - '0');
  }
  for (; digits < 9; ++digits) ns *= 10;
  return ns;
}

/// " H:m:s[.fraction]" as nanoseconds of the day; 24:00:00 is the next midnight; -1 when malformed.
int64_t TakeTimeOfDay(std::string_view* text) {
  int hour = TakeShort(text);
  if (hour < 0 || !TakeChar(text, ':')) return -1;
  int minute = TakeShort(text);
  if (minute < 0 || minute > 59 || !TakeChar(text, ':')) return -1;
  int second = TakeShort(text);
  if (second < 0 || second > 59) return -1;
  int64_t fraction = TakeFraction(text);
  if (fraction < 0) return -1;
  int64_t ns = ((hour * 60 + minute) * 60 + second) * 1'000'000'000LL + fraction;
  return ns <= 86'400'000'000'000 ? ns : -1;
}

template <typename T>
std::optional<T> ParseReal(std::string_view text) {
  text = Trim(text, " \t\n\r\f\v");
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  T sign = negative ? T{-1} : T{1};
  if (text == "NaN") return std::numeric_limits<T>::quiet_NaN();
  if (text == "Infinity") return sign * std::numeric_limits<T>::infinity();
  if (!text.empty() && std::string_view("dDfF").contains(text.back())) text.remove_suffix(1);
  if (text.empty() || (!IsDigit(text.front()) && text.front() != '.')) return std::nullopt;
  T value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Java gives Infinity or 0: the exponent's sign tells which.
    bool tiny =
        text.find("e-") != text.npos || text.find("E-") != text.npos || text.front() == '.' || text.front() == '0';
    value = tiny ? T{0} : std::numeric_limits<T>::infinity();
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  return sign * value;
}

template <typename T>
Kernel ParseIntegers(const Cast& cast) {
  return ParseRows<T>(cast, [](RowEnv&, std::string_view text) -> std::optional<T> {
    // Flink's rule StringToNumericPrimitiveCastRule takes the blanks away first, no other white space.
    auto v = ParseInteger(Trim(text, " "), std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    return v ? std::optional<T>(static_cast<T>(*v)) : std::nullopt;
  });
}

/// A well-formed number with too many digits is NULL, under CAST too.
Kernel ParseDecimals(const Cast& cast) {
  return MapRows<Int128, std::string_view>(
      cast.result(), [cast](std::string_view text) -> Result<std::optional<Int128>> {
        std::string_view trimmed = Trim(text);
        std::optional<Int128> value = ParseDecimal(trimmed, cast.to.precision(), cast.to.scale());
        bool well_formed = value || ParseReal<double>(trimmed);
        if (!well_formed && !cast.try_cast) return Fail(CastError(text, cast.to));
        return value;
      });
}

template <typename T>
Kernel ParseTimestamps(const Cast& cast) {
  int precision = cast.to.precision();
  bool instant = cast.to.kind() == TypeKind::kTimestampLtz;
  return MapRows<T, std::string_view>(cast.result(),
                                      [=](RowEnv& env, std::string_view text) -> Result<std::optional<T>> {
                                        std::optional<Int128> ns = ParseLenientTimestamp(text);
                                        if (!ns && !cast.try_cast) return Fail(CastError(text, cast.to));
                                        if (!ns) return std::nullopt;
                                        Instant at = InstantOfNs(*ns);
                                        if (instant) {
                                          MULLION_ASSIGN(auto zone, env.context().Zone());
                                          at.ms = zone->ToUtcMs(at.ms);
                                        }
                                        return WriteInstant<T>(TruncateInstant(at, precision));
                                      });
}

}  // namespace

std::optional<int64_t> ParseInteger(std::string_view text, int64_t low, int64_t high) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  // Counted down: the smallest value has no positive twin.
  int64_t v = 0;
  size_t i = 0;
  for (; i < text.size() && text[i] != '.'; ++i) {
    if (!IsDigit(text[i])) return std::nullopt;
    if (__builtin_mul_overflow(v, int64_t{10}, &v) || __builtin_sub_overflow(v, text[i] - '0', &v)) return std::nullopt;
  }
  if (!std::all_of(text.begin() + static_cast<ptrdiff_t>(std::min(i + 1, text.size())), text.end(), IsDigit)) {
    return std::nullopt;
  }
  if (!negative && __builtin_sub_overflow(int64_t{0}, v, &v)) return std::nullopt;
  if (v < low || v > high) return std::nullopt;
  return v;
}

std::optional<double> ParseDouble(std::string_view text) {
  return ParseReal<double>(text);
}
std::optional<float> ParseFloat(std::string_view text) {
  return ParseReal<float>(text);
}

std::optional<bool> ParseBoolean(std::string_view text) {
  std::string lower(text.substr(0, 6));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (std::string_view yes : {"t", "true", "y", "yes", "1"}) {
    if (lower == yes) return true;
  }
  for (std::string_view no : {"f", "false", "n", "no", "0"}) {
    if (lower == no) return false;
  }
  return std::nullopt;
}

std::optional<int32_t> ParseLenientDate(std::string_view text) {
  if (size_t space = text.find(' '); space != text.npos && space > 0) text = text.substr(0, space);
  size_t first = text.find('-');
  int year = DigitsOnly(text.substr(0, first));
  int month = 1;
  int day = 1;
  if (first != text.npos) {
    size_t second = text.find('-', first + 1);
    month = DigitsOnly(text.substr(first + 1, second == text.npos ? text.npos : second - first - 1));
    if (second != text.npos) day = DigitsOnly(text.substr(second + 1));
  }
  if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 || day > LastDay(year, month)) return std::nullopt;
  return static_cast<int32_t>(DaysFromCivil({year, month, day}));
}

std::optional<int32_t> ParseLenientTime(std::string_view text) {
  int parts[3] = {0, 0, 0};
  int64_t fraction = 0;
  for (int i = 0; i < 3; ++i) {
    size_t colon = i < 2 ? text.find(':') : text.npos;
    std::string_view part = text.substr(0, colon);
    if (size_t dot = part.find('.'); i == 2 && dot != part.npos) {
      std::string_view rest = part.substr(dot);
      fraction = TakeFraction(&rest);
      part = part.substr(0, dot);
    }
    parts[i] = DigitsOnly(part);
    if (parts[i] < 0) return std::nullopt;
    if (colon == text.npos) break;
    text.remove_prefix(colon + 1);
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + static_cast<int32_t>(fraction / 1'000'000);
}

std::optional<Int128> ParseLenientTimestamp(std::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  if (digits < 4 || digits > 6) return std::nullopt;
  int year = DigitsOnly(text.substr(0, digits));
  text.remove_prefix(digits);
  if (!TakeChar(&text, '-')) return std::nullopt;
  int month = TakeShort(&text);
  if (month < 1 || month > 12 || !TakeChar(&text, '-')) return std::nullopt;
  int day = TakeShort(&text);
  if (day < 1 || day > 31) return std::nullopt;
  Int128 days = DaysFromCivil({year, month, std::min(day, LastDay(year, month))});
  int64_t ns = 0;
  if (TakeChar(&text, ' ')) ns = TakeTimeOfDay(&text);
  if (ns < 0 || !text.empty()) return std::nullopt;
  return days * 86'400'000'000'000 + ns;
}

Kernel CastFromText(const Cast& cast) {
  if (!cast.from.IsCharacter()) return nullptr;
  switch (cast.to.kind()) {
    case TypeKind::kBoolean:
      return ParseRows<bool>(cast, [](RowEnv&, std::string_view text) { return ParseBoolean(text); });
    case TypeKind::kTinyInt:
      return ParseIntegers<int8_t>(cast);
    case TypeKind::kSmallInt:
      return ParseIntegers<int16_t>(cast);
    case TypeKind::kInt:
      return ParseIntegers<int32_t>(cast);
    case TypeKind::kBigInt:
      return ParseIntegers<int64_t>(cast);
    case TypeKind::kFloat:
      return ParseRows<float>(cast, [](RowEnv&, std::string_view text) { return ParseFloat(text); });
    case TypeKind::kDouble:
      return ParseRows<double>(cast, [](RowEnv&, std::string_view text) { return ParseDouble(text); });
    case TypeKind::kDecimal:
      return ParseDecimals(cast);
    case TypeKind::kDate:
      return ParseRows<int32_t>(cast, [](RowEnv&, std::string_view text) { return ParseLenientDate(text); });
    case TypeKind::kTime:
      return ParseRows<int32_t>(cast, [](RowEnv&, std::string_view text) -> std::optional<int32_t> {
        std::optional<int32_t> ms = ParseLenientTime(text);
        return ms ? std::optional(*ms - *ms % 1000) : std::nullopt;
      });
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return cast.to.physical() == Physical::kInt64 ? ParseTimestamps<int64_t>(cast) : ParseTimestamps<Int128>(cast);
    default:
      return nullptr;
  }
}

}  // namespace mullion
