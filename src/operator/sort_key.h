#pragma once
// ORDER BY as bytes: of two rows, the one that comes first has the smaller bytes (compared as unsigned, as std::string
// does for char by memcmp). For operators that keep rows sorted. Plain functions. In memory only: these bytes never
// reach the disk.

#include <span>
#include <string>

#include "column/column.h"
#include "operator/relational.h"

namespace mullion {

/// Appends the sort key of a row. NaN is the largest number; text is ordered by its bytes. Nested columns have no
/// order.
void AppendSortKey(std::span<const SortKey> keys, std::span<const ColumnPtr> columns, size_t row, std::string* out);

}  // namespace mullion
