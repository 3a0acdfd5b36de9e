#pragma once
// Products of DECIMALs wider than 128 bits. Plain functions.

#include <optional>

#include "column/type.h"

namespace mullion {

/// a * b / 10^dropped_digits, HALF_UP; nullopt beyond 38 digits.
std::optional<Int128> MultiplyDecimal(Int128 a, Int128 b, int dropped_digits);

/// a / b, HALF_UP; b > 0.
Int128 DivideHalfUp(Int128 a, int64_t b);

}  // namespace mullion
