#include "column/compare.h"

#include <cmath>

#include "column/value.h"

namespace mullion {
namespace {

template <typename T>
int Compare(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
  }
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

int CompareValues(const Column& a, size_t i, const Column& b, size_t j) {
  return DispatchPhysical(a.type().physical(),
                          [&]<typename T>() { return Compare(a.Values<T>()[i], b.Values<T>()[j]); });
}

bool SameValue(const Column& a, size_t i, const Column& b, size_t j) {
  if (a.IsNull(i) || b.IsNull(j)) return a.IsNull(i) && b.IsNull(j);
  if (a.type().physical() == Physical::kNested) return ReadValue(a, i) == ReadValue(b, j);
  return CompareValues(a, i, b, j) == 0;
}

bool SameRow(std::span<const ColumnPtr> a, size_t i, std::span<const ColumnPtr> b, size_t j) {
  for (size_t c = 0; c < a.size(); ++c) {
    if (!SameValue(*a[c], i, *b[c], j)) return false;
  }
  return true;
}

}  // namespace mullion
