#pragma once
// GROUP BY a, GROUPING SETS (…), ROLLUP (…), CUBE (…): which keys stand in which set. Pure functions.

#include <functional>
#include <vector>

#include "base/error.h"
#include "sql/query.h"

namespace mullion::plan {

/// Gives the number of a grouping expression, the same for equal ones.
using KeyOf = std::function<Result<int>(const sql::Expr&)>;

/// Every set as sorted key numbers; one set when nothing but plain keys is written.
Result<std::vector<std::vector<int>>> ExpandGroupingSets(const std::vector<sql::GroupingElement>& elements,
                                                         const KeyOf& key_of);

}  // namespace mullion::plan
