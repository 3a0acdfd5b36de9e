#pragma once
// OVER: aggregates over the rows before, and ROW_NUMBER() which becomes a Top-N or a deduplication once WHERE bounds
// it. Stateless functions.

#include <map>
#include <vector>

#include "plan/query_planner.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {

/// The input with a column for each OVER call of a select list.
struct OverCalls {
  From from;
  std::map<const sql::Expr*, ExprPtr> columns;  ///< what each call is in it

  ScalarBinder::Hook hook() const;
};

Result<OverCalls> PlanOverCalls(PlanContext& context, From from, const sql::Select& select,
                                const std::vector<SelectColumn>& columns);

/// The relation with the row number as a last column.
RelPtr MakeRank(RelPtr input, RankRel rank, bool streaming);

/// True for ROW_NUMBER() = 1 in the order of a time attribute.
bool IsDeduplication(const Rel& rank);
/// True for a ROW_NUMBER() without a bound in the order of event time, which is an aggregate over the rows before.
bool NumbersByTime(const Rel& rank);
/// Whether the bounded rank gives more than +I.
bool RankUpdates(const Rel& rank, bool streaming);
/// Decides `updates` anew after a bound was set on a rank below projections and filters.
void RefreshUpdates(Rel* rel, bool streaming);

/// The window all of `columns` are grouped by: both its start and its end stand there; null when there is none.
WindowInfoPtr WindowOf(const Rel& rel, const std::vector<int>& columns);

}  // namespace mullion::plan
