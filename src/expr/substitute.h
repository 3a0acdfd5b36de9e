#pragma once
// One expression put into another: what merging two projections needs. Stateless, any thread.

#include <span>

#include "expr/expr.h"

namespace mullion {

/// `expr` with every input column i replaced by columns[i], which has the column's type.
ExprPtr Substitute(const ExprPtr& expr, std::span<const ExprPtr> columns);

}  // namespace mullion
