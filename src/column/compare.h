#pragma once
// Two values of one type, compared. Any thread, no state.

#include <span>

#include "column/column.h"

namespace mullion {

/// NULL equals NULL, NaN equals NaN: what grouping calls the same.
bool SameValue(const Column& a, size_t i, const Column& b, size_t j);
bool SameRow(std::span<const ColumnPtr> a, size_t i, std::span<const ColumnPtr> b, size_t j);

/// <0, 0, >0 in SQL's order; both must not be NULL. NaN is the largest. Nested values have no order.
int CompareValues(const Column& a, size_t i, const Column& b, size_t j);

}  // namespace mullion
