#pragma once
// INSERT INTO: the query's columns brought to the table's, with Flink's rules of implicit casts; changelogs refused
// where the sink cannot take them. Stateless functions.

#include <optional>
#include <string>
#include <vector>

#include "plan/query_planner.h"
#include "plan/source_binder.h"

namespace mullion::plan {

struct PlannedInsert {
  RelPtr rel;  ///< the sink's columns, then perhaps the hidden window end
  BoundSink sink;
  std::optional<int> window_end_column;
  std::vector<int> not_null;  ///< columns of `rel`
};

Result<PlannedInsert> PlanInsert(PlanContext& context, const sql::Insert& insert);

/// Whether Flink casts `from` to `to` by itself when it writes (LogicalTypeCasts.supportsImplicitCast).
bool IsImplicitCast(const DataType& from, const DataType& to);

}  // namespace mullion::plan
