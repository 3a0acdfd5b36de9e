// Decimals and floating point numbers as text and back.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "column/text.h"

namespace mullion {
namespace {

using UInt128 = unsigned __int128;

Int128 PowerOfTen(int exponent) {
  Int128 p = 1;
  for (int i = 0; i < exponent; ++i) p *= 10;
  return p;
}

/// A finite value above 0: text "123" and exponent 1 mean 12.3.
struct Digits {
  char text[24];
  int count = 0;
  int exponent = 0;  ///< of the first digit: d.ddd * 10^exponent
};

Digits SplitScientific(const char* text, const char* end) {
  Digits digits;
  const char* p = text;
  for (; *p != 'e'; ++p) {
    if (*p != '.') digits.text[digits.count++] = *p;
  }
  while (digits.count > 1 && digits.text[digits.count - 1] == '0') --digits.count;
  p += p[1] == '+' ? 2 : 1;
  std::from_chars(p, end, digits.exponent);
  return digits;
}

/// The shortest that reads back equal. Where one digit would do, Java takes the nearest two: 4.9E-324, not 5.0E-324.
template <typename T>
Digits JavaDigits(T value) {
  char text[40];
  char* end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  Digits digits = SplitScientific(text, end);
  if (digits.count > 1) return digits;
  end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 1).ptr;
  T back{};
  std::from_chars(text, end, back, std::chars_format::scientific);
  return back == value ? SplitScientific(text, end) : digits;
}

/// Java's layout: plain from 10^-3 to below 10^7, else d.dddE[-]n; always a digit after the point.
template <typename T>
void AppendJava(T value, std::string* out) {
  if (std::isnan(value)) return void(out->append("NaN"));
  if (std::signbit(value)) out->push_back('-');
  value = std::fabs(value);
  if (std::isinf(value)) return void(out->append("Infinity"));
  if (value == 0) return void(out->append("0.0"));
  Digits d = JavaDigits(value);
  bool plain = d.exponent >= -3 && d.exponent < 7;
  int whole = plain ? d.exponent + 1 : 1;
  if (whole <= 0) {
    out->append("0.");
    out->append(static_cast<size_t>(-whole), '0');
    out->append(d.text, static_cast<size_t>(d.count));
    return;
  }
  int from_digits = std::min(whole, d.count);
  out->append(d.text, static_cast<size_t>(from_digits));
  out->append(static_cast<size_t>(whole - from_digits), '0');
  out->push_back('.');
  if (from_digits < d.count) {
    out->append(d.text + from_digits, static_cast<size_t>(d.count - from_digits));
  } else {
    out->push_back('0');
  }
  if (!plain) fmt::format_to(std::back_inserter(*out), "E{}", d.exponent);
}

template <typename T>
void AppendJson(T value, std::string* out) {
  if (std::isnan(value)) return void(out->append("NaN"));
  if (std::isinf(value)) return void(out->append(value < 0 ? "-Infinity" : "Infinity"));
  fmt::format_to(std::back_inserter(*out), "{}", value);
}

/// Sign, digits with at most one point, and what 10^exponent they are to be multiplied with.
struct DecimalText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  int64_t exponent = 0;
};

std::string_view TakeDigits(std::string_view* text) {
  size_t n = 0;
  while (n < text->size() && (*text)[n] >= '0' && (*text)[n] <= '9') ++n;
  std::string_view digits = text->substr(0, n);
  text->remove_prefix(n);
  return digits;
}

bool TakeSign(std::string_view* text) {
  bool negative = !text->empty() && text->front() == '-';
  if (!text->empty() && (text->front() == '-' || text->front() == '+')) text->remove_prefix(1);
  return negative;
}

std::optional<DecimalText> SplitDecimal(std::string_view text) {
  DecimalText d;
  d.negative = TakeSign(&text);
  d.whole = TakeDigits(&text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    d.fraction = TakeDigits(&text);
  }
  if (d.whole.empty() && d.fraction.empty()) return std::nullopt;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    bool negative = TakeSign(&text);
    std::string_view digits = TakeDigits(&text);
    if (digits.empty() || digits.size() > 9) return std::nullopt;
    std::from_chars(digits.data(), digits.data() + digits.size(), d.exponent);
    if (negative) d.exponent = -d.exponent;
  }
  return text.empty() ? std::optional(d) : std::nullopt;
}

}  // namespace

void AppendDecimal(Int128 unscaled, int scale, std::string* out) {
  char text[48];
  char* const end = text + sizeof text;
  char* p = end;
  auto left = static_cast<UInt128>(unscaled);
  if (unscaled < 0) left = -left;
  // One long division a 19 digits; the rest is 64-bit arithmetic.
  constexpr uint64_t kChunk = 10'000'000'000'000'000'000ULL;
  while (left != 0 || end - p <= scale) {
    auto part = static_cast<uint64_t>(left % kChunk);
    left /= kChunk;
    for (int i = 0; i < 19 && (left != 0 || part != 0 || end - p <= scale); ++i, part /= 10) {
      *--p = static_cast<char>('0' + part % 10);
    }
  }
  if (unscaled < 0) out->push_back('-');
  out->append(p, end - scale);
  if (scale > 0) out->append(1, '.').append(end - scale, end);
}

void AppendDouble(double value, std::string* out) {
  AppendJson(value, out);
}
void AppendFloat(float value, std::string* out) {
  AppendJson(value, out);
}
void AppendJavaDouble(double value, std::string* out) {
  AppendJava(value, out);
}
void AppendJavaFloat(float value, std::string* out) {
  AppendJava(value, out);
}

std::optional<Int128> ParseDecimal(std::string_view text, int precision, int scale) {
  std::optional<DecimalText> d = SplitDecimal(text);
  if (!d) return std::nullopt;
  auto digit = [&](size_t i) { return (i < d->whole.size() ? d->whole[i] : d->fraction[i - d->whole.size()]) - '0'; };
  size_t count = d->whole.size() + d->fraction.size();
  size_t first = 0;
  while (first < count && digit(first) == 0) ++first;
  if (first == count) return 0;
  // How many digits, from the first on, stand left of the last place kept; those behind are rounded away.
  int64_t kept = static_cast<int64_t>(d->whole.size()) + d->exponent + scale - static_cast<int64_t>(first);
  if (kept > precision) return std::nullopt;
  if (kept < 0) return 0;
  Int128 unscaled = 0;
  for (size_t i = 0; i < static_cast<size_t>(kept); ++i) {
    unscaled = unscaled * 10 + (first + i < count ? digit(first + i) : 0);
  }
  size_t next = first + static_cast<size_t>(kept);
  if (next < count && digit(next) >= 5) ++unscaled;
  if (unscaled >= PowerOfTen(precision)) return std::nullopt;
  return d->negative ? -unscaled : unscaled;
}

std::optional<Int128> RescaleDecimal(Int128 unscaled, int from_scale, int precision, int scale) {
  Int128 limit = PowerOfTen(precision);
  if (scale >= from_scale) {
    int places = scale - from_scale;
    if (unscaled == 0) return 0;
    if (places > kMaxDecimalPrecision) return std::nullopt;
    if (__builtin_mul_overflow(unscaled, PowerOfTen(places), &unscaled)) return std::nullopt;
  } else if (from_scale - scale > kMaxDecimalPrecision) {
    return 0;
  } else {
    Int128 divisor = PowerOfTen(from_scale - scale);
    Int128 rest = unscaled % divisor;
    unscaled /= divisor;
    // 10^38 / 2 and twice a rest below 10^38 both fit.
    if (rest >= divisor - rest) {
      ++unscaled;
    } else if (-rest >= divisor + rest) {
      --unscaled;
    }
  }
  if (unscaled >= limit || unscaled <= -limit) return std::nullopt;
  return unscaled;
}

void AppendJavaDecimal(std::string_view plain, std::string* out) {
  bool negative = plain.starts_with('-');
  std::string digits;
  int64_t scale = 0;
  bool fraction = false;
  for (char c : plain) {
    if (c >= '0' && c <= '9') digits += c;
    if (c >= '0' && c <= '9' && fraction) ++scale;
    fraction |= c == '.';
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return void(out->append("0"));
  for (; digits.ends_with('0'); --scale) digits.pop_back();
  auto length = static_cast<int64_t>(digits.size());
  int64_t exponent = length - 1 - scale;
  if (negative) out->push_back('-');
  if (scale < 0 || exponent < -6) {
    out->push_back(digits[0]);
    if (length > 1) out->append("." + digits.substr(1));
    out->append((exponent < 0 ? "E-" : "E+") + std::to_string(std::abs(exponent)));
    return;
  }
  if (scale >= length) digits.insert(0, static_cast<size_t>(scale - length + 1), '0');
  if (scale > 0) digits.insert(digits.size() - static_cast<size_t>(scale), ".");
  out->append(digits);
}

}  // namespace mullion
