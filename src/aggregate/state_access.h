#pragma once
// How aggregate functions walk rows and states. For the files of this room.

#include <cstring>
#include <span>

#include "column/column.h"

namespace mullion {

/// The state of type S that lies at group + offset. S is a plain struct of 8-byte alignment.
template <typename S>
S& StateAt(char* group, size_t offset) {
  static_assert(alignof(S) <= 8 && sizeof(S) % 8 == 0);
  return *reinterpret_cast<S*>(group + offset);
}

/// Calls f(state, row) for each row whose value in `column` is not NULL.
template <typename S, typename F>
void ForEachNotNull(std::span<char* const> groups, size_t offset, const Column& column, std::span<const uint32_t> rows,
                    F&& f) {
  const uint8_t* nulls = column.nulls();
  if (nulls == nullptr) {
    for (size_t i = 0; i < rows.size(); ++i) f(StateAt<S>(groups[i], offset), rows[i]);
    return;
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (nulls[rows[i]] == 0) f(StateAt<S>(groups[i], offset), rows[i]);
  }
}

/// A 128-bit number of 8-byte alignment.
struct Wide {
  uint64_t low = 0;
  int64_t high = 0;
  Int128 value() const { return (static_cast<Int128>(high) << 64) | low; }
  void Set(Int128 v) {
    low = static_cast<uint64_t>(v);
    high = static_cast<int64_t>(v >> 64);
  }
};

/// The largest DECIMAL: 10^38 - 1, as an unscaled value.
inline Int128 MaxDecimal() {
  Int128 v = 1;
  for (int i = 0; i < kMaxDecimalPrecision; ++i) v *= 10;
  return v - 1;
}

}  // namespace mullion
