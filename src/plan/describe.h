#pragma once
// Nodes of a relation in words, as close to Flink's EXPLAIN as names allow. Pure functions.

#include <string>
#include <string_view>

#include "plan/relation.h"

namespace mullion::plan {

struct NodeText {
  std::string name;    ///< "Window Aggregate"
  std::string detail;  ///< "groupBy=[client], window=[TUMBLE(time_col=[ts], size=[1 min])], select=[…]"
};

NodeText Describe(const Rel& rel);

/// "1 min", "90 s", "250 ms": the largest unit that divides.
std::string DurationText(int64_t ms);
/// 'x' and 12 as in SQL; for EXPLAIN.
std::string ColumnNames(const Rel& rel);

}  // namespace mullion::plan
