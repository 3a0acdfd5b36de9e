#include "aggregate/decimal_product.h"

#include <array>

#include "aggregate/state_access.h"

namespace mullion {
namespace {

using UInt128 = unsigned __int128;
/// 256 bits, lowest limb first.
using Limbs = std::array<uint64_t, 4>;

Limbs Multiply(UInt128 a, UInt128 b) {
  uint64_t x[2] = {static_cast<uint64_t>(a), static_cast<uint64_t>(a >> 64)};
  uint64_t y[2] = {static_cast<uint64_t>(b), static_cast<uint64_t>(b >> 64)};
  Limbs out{};
  for (size_t i = 0; i < 2; ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < 2; ++j) {
      UInt128 t = static_cast<UInt128>(x[i]) * y[j] + out[i + j] + carry;
      out[i + j] = static_cast<uint64_t>(t);
      carry = static_cast<uint64_t>(t >> 64);
    }
    out[i + 2] = carry;
  }
  return out;
}

void Add(Limbs* a, const Limbs& b) {
  uint64_t carry = 0;
  for (size_t i = 0; i < 4; ++i) {
    UInt128 t = static_cast<UInt128>((*a)[i]) + b[i] + carry;
    (*a)[i] = static_cast<uint64_t>(t);
    carry = static_cast<uint64_t>(t >> 64);
  }
}

void MultiplySmall(Limbs* a, uint64_t by) {
  uint64_t carry = 0;
  for (uint64_t& limb : *a) {
    UInt128 t = static_cast<UInt128>(limb) * by + carry;
    limb = static_cast<uint64_t>(t);
    carry = static_cast<uint64_t>(t >> 64);
  }
}

void DivideSmall(Limbs* a, uint64_t by) {
  uint64_t rest = 0;
  for (size_t i = 4; i-- > 0;) {
    UInt128 t = (static_cast<UInt128>(rest) << 64) | (*a)[i];
    (*a)[i] = static_cast<uint64_t>(t / by);
    rest = static_cast<uint64_t>(t % by);
  }
}

UInt128 Magnitude(Int128 v) {
  return v < 0 ? ~static_cast<UInt128>(v) + 1 : static_cast<UInt128>(v);
}

}  // namespace

std::optional<Int128> MultiplyDecimal(Int128 a, Int128 b, int dropped_digits) {
  Limbs product = Multiply(Magnitude(a), Magnitude(b));
  if (dropped_digits > 0) {
    Limbs half{5, 0, 0, 0};
    for (int i = 1; i < dropped_digits; ++i) MultiplySmall(&half, 10);
    Add(&product, half);
    // The floor of a floor: cutting digit by digit is cutting all of them.
    for (int i = 0; i < dropped_digits; ++i) DivideSmall(&product, 10);
  }
  UInt128 low = (static_cast<UInt128>(product[1]) << 64) | product[0];
  if (product[2] != 0 || product[3] != 0 || low > static_cast<UInt128>(MaxDecimal())) return std::nullopt;
  return (a < 0) == (b < 0) ? static_cast<Int128>(low) : -static_cast<Int128>(low);
}

Int128 DivideHalfUp(Int128 a, int64_t b) {
  Int128 quotient = a / b;
  Int128 rest = a % b;
  if ((rest < 0 ? -rest : rest) * 2 >= b) quotient += a < 0 ? -1 : 1;
  return quotient;
}

}  // namespace mullion
