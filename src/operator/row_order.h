#pragma once
// ORDER BY: compares rows of columns by sort keys. Plain functions over values.

#include <span>

#include "column/column.h"
#include "operator/relational.h"

namespace mullion {

/// <0, 0, >0: row i of `a` before, like or after row j of `b`.
int CompareRows(std::span<const SortKey> keys, std::span<const ColumnPtr> a, size_t i, std::span<const ColumnPtr> b,
                size_t j);

}  // namespace mullion
