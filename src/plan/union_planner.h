#pragma once
// UNION ALL and VALUES: columns brought to common types. Stateless functions.

#include <string_view>

#include "plan/relation.h"

namespace mullion::plan {

/// Both sides brought to common types, for `operation` (UNION, EXCEPT…).
/// Errors: different numbers of columns, types without a common one.
Status AlignColumns(RelPtr* left, RelPtr* right, std::string_view operation, TextPosition position);

/// Errors as of AlignColumns.
Result<RelPtr> PlanUnion(RelPtr left, RelPtr right, TextPosition position);

/// VALUES: every row brought to the columns' common types; constants become a ValuesRel.
Result<RelPtr> PlanRows(const EvalContext& constants, std::vector<std::vector<ExprPtr>> rows, TextPosition position);

/// The relation without its last column.
RelPtr DropLastColumn(RelPtr rel);

}  // namespace mullion::plan
