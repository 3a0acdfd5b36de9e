#include "operator/row_order.h"

#include "column/compare.h"

namespace mullion {

int CompareRows(std::span<const SortKey> keys, std::span<const ColumnPtr> a, size_t i, std::span<const ColumnPtr> b,
                size_t j) {
  for (const SortKey& key : keys) {
    const Column& left = *a[static_cast<size_t>(key.column)];
    const Column& right = *b[static_cast<size_t>(key.column)];
    bool left_null = left.IsNull(i), right_null = right.IsNull(j);
    if (left_null && right_null) continue;
    if (left_null || right_null) return left_null == key.nulls_first ? -1 : 1;
    int order = CompareValues(left, i, right, j);
    if (order != 0) return key.ascending ? order : -order;
  }
  return 0;
}

}  // namespace mullion
