#pragma once
// A join with a table elsewhere: each row of the input is joined with the rows that the table holds for its key now.
// FOR SYSTEM_TIME AS OF a processing time. Keeps no state. One call of the far side a batch.

#include <functional>
#include <memory>
#include <vector>

#include "column/row_lookup.h"
#include "operator/operator.h"

namespace mullion {

/// Output: the input's columns, then the table's.
struct LookupJoinSpec {
  std::vector<int> keys;  ///< input columns, in the order of the lookup's key; a NULL in one finds nothing
  ExprPtr condition;      ///< over the output; may be null
  bool outer = false;     ///< rows that find nothing stay, with NULLs
  Schema table;
  std::function<Result<std::unique_ptr<RowLookup>>(const LookupContext&)> open;
};

std::unique_ptr<Operator> MakeLookupJoin(LookupJoinSpec spec);

}  // namespace mullion
