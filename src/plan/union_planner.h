#pragma once
// UNION ALL and VALUES: columns brought to common types. Stateless functions.

#include "plan/relation.h"

namespace mullion::plan {

/// Errors: different numbers of columns, types without a common one.
Result<RelPtr> PlanUnion(RelPtr left, RelPtr right, TextPosition position);

/// VALUES: every row brought to the columns' common types; constants become a ValuesRel.
Result<RelPtr> PlanRows(const EvalContext& constants, std::vector<std::vector<ExprPtr>> rows, TextPosition position);

/// The relation without its last column.
RelPtr DropLastColumn(RelPtr rel);

}  // namespace mullion::plan
