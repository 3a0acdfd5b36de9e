#pragma once
// Filter and projection in one step, a column at a time. Rows that the condition leaves out are only deselected.

#include <memory>
#include <vector>

#include "operator/operator.h"

namespace mullion {

struct CalcSpec {
  ExprPtr condition;             ///< BOOLEAN over the input; null: every row
  std::vector<ExprPtr> columns;  ///< the output; empty with `pass_through`
  bool pass_through = false;     ///< the output is the input's columns
};

std::unique_ptr<Operator> MakeCalc(CalcSpec spec);

}  // namespace mullion
