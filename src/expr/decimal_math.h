#pragma once
// Exact arithmetic on unscaled decimals, rounded HALF_UP to a result type. nullopt where the result needs more digits
// than the type has: Flink's NULL. Pure functions. Internal to expr.

#include <optional>

#include "column/type.h"

namespace mullion {

/// What a decimal operation knows before it sees values.
struct DecimalShape {
  int left_scale;
  int right_scale;
  int precision;  ///< of the result
  int scale;      ///< of the result
};

Int128 PowerOfTen(int exponent);

std::optional<Int128> DecimalAdd(const DecimalShape& shape, Int128 a, Int128 b);
std::optional<Int128> DecimalSubtract(const DecimalShape& shape, Int128 a, Int128 b);
std::optional<Int128> DecimalMultiply(const DecimalShape& shape, Int128 a, Int128 b);
/// `b` is not 0.
std::optional<Int128> DecimalDivide(const DecimalShape& shape, Int128 a, Int128 b);
/// `b` is not 0; the sign is that of `a`.
std::optional<Int128> DecimalRemainder(const DecimalShape& shape, Int128 a, Int128 b);
/// -1, 0 or 1.
int DecimalCompare(Int128 a, int a_scale, Int128 b, int b_scale);

/// The nearest double.
double DecimalToDouble(Int128 unscaled, int scale);

}  // namespace mullion
