#include "expr/decimal_math.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "column/text.h"

namespace mullion {
namespace {

using UInt128 = unsigned __int128;

/// 256 bits without a sign: products and shifted dividends of 38-digit decimals.
struct Wide {
  UInt128 high = 0;
  UInt128 low = 0;
};

Wide Product(UInt128 a, UInt128 b) {
  constexpr UInt128 kMask = ~uint64_t{0};
  UInt128 a0 = a & kMask, a1 = a >> 64, b0 = b & kMask, b1 = b >> 64;
  UInt128 p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
  UInt128 middle = (p00 >> 64) + (p01 & kMask) + (p10 & kMask);
  return {p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64), (middle << 64) | (p00 & kMask)};
}

/// a / b rounded HALF_UP, or nullopt when that needs more than 127 bits. b is below 2^127.
std::optional<UInt128> DivideRounded(Wide a, UInt128 b) {
  if (a.high == 0) {
    UInt128 quotient = a.low / b;
    UInt128 rest = a.low % b;
    return quotient + (rest >= b - rest ? 1 : 0);
  }
  if (a.high >= b) return std::nullopt;
  UInt128 rest = a.high;
  UInt128 quotient = 0;
  for (int bit = 127; bit >= 0; --bit) {
    rest = (rest << 1) | ((a.low >> bit) & 1);
    quotient <<= 1;
    if (rest >= b) {
      rest -= b;
      quotient |= 1;
    }
  }
  if (quotient >> 126) return std::nullopt;
  return quotient + (rest >= b - rest ? 1 : 0);
}

UInt128 Magnitude(Int128 v) {
  return v < 0 ? -static_cast<UInt128>(v) : static_cast<UInt128>(v);
}

std::optional<Int128> Fit(UInt128 magnitude, bool negative, int precision) {
  if (magnitude >= static_cast<UInt128>(PowerOfTen(precision))) return std::nullopt;
  auto v = static_cast<Int128>(magnitude);
  return negative ? -v : v;
}

/// a * 10^up, or nullopt past 127 bits.
std::optional<Int128> ShiftUp(Int128 a, int up) {
  if (up > kMaxDecimalPrecision) return a == 0 ? std::optional<Int128>(0) : std::nullopt;
  Int128 out;
  if (__builtin_mul_overflow(a, PowerOfTen(up), &out)) return std::nullopt;
  return out;
}

/// (|a| * 10^up) / |b| with the sign of the quotient.
std::optional<Int128> ScaledQuotient(Int128 a, Int128 b, int up, int precision) {
  bool negative = (a < 0) != (b < 0);
  UInt128 divisor = Magnitude(b);
  if (up < 0) {
    if (-up > kMaxDecimalPrecision) return 0;
    // The divisor grows instead; a quotient below one half rounds to 0 before it can overflow.
    Wide grown = Product(divisor, static_cast<UInt128>(PowerOfTen(-up)));
    if (grown.high != 0 || grown.low >> 127) return 0;
    divisor = grown.low;
    up = 0;
  }
  if (up > 2 * kMaxDecimalPrecision) return a == 0 ? std::optional<Int128>(0) : std::nullopt;
  int first = std::min(up, kMaxDecimalPrecision);
  Wide dividend = Product(Magnitude(a), static_cast<UInt128>(PowerOfTen(first)));
  if (up > first) {
    if (dividend.high != 0) return std::nullopt;
    dividend = Product(dividend.low, static_cast<UInt128>(PowerOfTen(up - first)));
  }
  std::optional<UInt128> quotient = DivideRounded(dividend, divisor);
  if (!quotient) return std::nullopt;
  return Fit(*quotient, negative, precision);
}

bool Less(Wide a, Wide b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}

Wide Sum(Wide a, Wide b) {
  UInt128 low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

Wide Difference(Wide a, Wide b) {
  return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
}

/// a + b where 128 bits do not hold the sum at the larger scale; the result type may have a smaller one.
std::optional<Int128> WideAdd(const DecimalShape& shape, Int128 a, Int128 b) {
  int scale = std::max(shape.left_scale, shape.right_scale);
  Wide left = Product(Magnitude(a), static_cast<UInt128>(PowerOfTen(scale - shape.left_scale)));
  Wide right = Product(Magnitude(b), static_cast<UInt128>(PowerOfTen(scale - shape.right_scale)));
  bool negative = a < 0;
  Wide sum;
  if ((a < 0) == (b < 0)) {
    sum = Sum(left, right);
  } else if (Less(left, right)) {
    sum = Difference(right, left);
    negative = !negative;
  } else {
    sum = Difference(left, right);
  }
  std::optional<UInt128> rounded = DivideRounded(sum, static_cast<UInt128>(PowerOfTen(scale - shape.scale)));
  return rounded ? Fit(*rounded, negative, shape.precision) : std::nullopt;
}

}  // namespace

Int128 PowerOfTen(int exponent) {
  static constexpr auto kPowers = [] {
    struct {
      Int128 v[39];
    } powers{};
    powers.v[0] = 1;
    for (int i = 1; i < 39; ++i) powers.v[i] = powers.v[i - 1] * 10;
    return powers;
  }();
  return kPowers.v[exponent];
}

std::optional<Int128> DecimalAdd(const DecimalShape& shape, Int128 a, Int128 b) {
  int scale = std::max(shape.left_scale, shape.right_scale);
  std::optional<Int128> left = ShiftUp(a, scale - shape.left_scale);
  std::optional<Int128> right = ShiftUp(b, scale - shape.right_scale);
  Int128 sum;
  if (!left || !right || __builtin_add_overflow(*left, *right, &sum)) return WideAdd(shape, a, b);
  return RescaleDecimal(sum, scale, shape.precision, shape.scale);
}

std::optional<Int128> DecimalSubtract(const DecimalShape& shape, Int128 a, Int128 b) {
  return DecimalAdd(shape, a, -b);
}

std::optional<Int128> DecimalMultiply(const DecimalShape& shape, Int128 a, Int128 b) {
  int down = shape.left_scale + shape.right_scale - shape.scale;
  Int128 product;
  if (!__builtin_mul_overflow(a, b, &product)) {
    return RescaleDecimal(product, shape.left_scale + shape.right_scale, shape.precision, shape.scale);
  }
  if (down <= 0) return std::nullopt;
  if (down > kMaxDecimalPrecision) return std::nullopt;
  Wide wide = Product(Magnitude(a), Magnitude(b));
  std::optional<UInt128> rounded = DivideRounded(wide, static_cast<UInt128>(PowerOfTen(down)));
  if (!rounded) return std::nullopt;
  return Fit(*rounded, (a < 0) != (b < 0), shape.precision);
}

std::optional<Int128> DecimalDivide(const DecimalShape& shape, Int128 a, Int128 b) {
  return ScaledQuotient(a, b, shape.scale + shape.right_scale - shape.left_scale, shape.precision);
}

std::optional<Int128> DecimalRemainder(const DecimalShape& shape, Int128 a, Int128 b) {
  int scale = std::max(shape.left_scale, shape.right_scale);
  std::optional<Int128> left = ShiftUp(a, scale - shape.left_scale);
  std::optional<Int128> right = ShiftUp(b, scale - shape.right_scale);
  if (!right) return left ? RescaleDecimal(*left, scale, shape.precision, shape.scale) : std::nullopt;
  if (left) return RescaleDecimal(*left % *right, scale, shape.precision, shape.scale);
  // Only the dividend is too wide once shifted: shift its remainder one digit at a time.
  Int128 rest = a % *right;
  for (int i = shape.left_scale; i < scale; ++i) {
    Int128 digit;
    if (__builtin_mul_overflow(rest, Int128{10}, &digit)) return std::nullopt;
    rest = digit % *right;
  }
  return RescaleDecimal(rest, scale, shape.precision, shape.scale);
}

int DecimalCompare(Int128 a, int a_scale, Int128 b, int b_scale) {
  int scale = std::max(a_scale, b_scale);
  std::optional<Int128> left = ShiftUp(a, scale - a_scale);
  std::optional<Int128> right = ShiftUp(b, scale - b_scale);
  // What does not fit is larger than every value of 38 digits.
  if (!left) return a < 0 ? -1 : 1;
  if (!right) return b < 0 ? 1 : -1;
  return *left < *right ? -1 : (*left > *right ? 1 : 0);
}

double DecimalToDouble(Int128 unscaled, int scale) {
  // Both exact in a double: one rounding, at the division.
  constexpr Int128 kExact = Int128{1} << 53;
  if (unscaled <= kExact && unscaled >= -kExact && scale <= 22) {
    return static_cast<double>(unscaled) / static_cast<double>(PowerOfTen(scale));
  }
  std::string text;
  AppendDecimal(unscaled, scale, &text);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace mullion
