#pragma once
// A sum of DECIMALs that is exact beyond 38 digits and judged at the end, so that it does not depend on the order of
// rows or merges. A plain value.

#include "aggregate/state_access.h"

namespace mullion {

/// 192 bits: `low` plus `carry` times 2^128.
struct DecimalState {
  Wide low;
  int64_t carry;
  int64_t count;

  void Add(Int128 v) {
    Int128 sum;
    if (__builtin_add_overflow(low.value(), v, &sum)) carry += v > 0 ? 1 : -1;
    low.Set(sum);
  }
  void Subtract(Int128 v) {
    Int128 sum;
    if (__builtin_sub_overflow(low.value(), v, &sum)) carry += v > 0 ? -1 : 1;
    low.Set(sum);
  }
  void Merge(const DecimalState& o) {
    Add(o.low.value());
    carry += o.carry;
  }
  /// The sum has at most 38 digits.
  bool fits() const { return carry == 0 && low.value() <= MaxDecimal() && low.value() >= -MaxDecimal(); }
};

}  // namespace mullion
