#pragma once
// TUMBLE, HOP, CUMULATE and SESSION as table functions, and the merging of one with the aggregate above it. Stateless
// functions.

#include <optional>
#include <string_view>
#include <vector>

#include "plan/query_planner.h"

namespace mullion::plan {

/// TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), …)). Errors in Flink's words with the place.
Result<From> PlanWindowFunction(QueryPlanner& planner, const sql::TableFunction& function, TextPosition position);

/// What a window aggregate reads when it forms the windows itself.
struct UnwindowedInput {
  RelPtr rel;
  std::vector<int> mapping;  ///< old column to new; -1: a window column
  int time_column = -1;
};

/// Whether the window function `window` below `rel` can be left out: nothing but `needed` and plain window columns is
/// read from it. `keys` are the grouping keys (a SESSION must be partitioned by them).
bool CanLeaveOutWindow(const Rel& rel, const WindowInfo& window, const std::vector<int>& needed,
                       const std::vector<int>& keys);
UnwindowedInput LeaveOutWindow(RelPtr rel);

/// A constant positive day-time interval; `what` names the argument. Errors name the wrong unit or value.
Result<int64_t> ConstantWindowArgument(const PlanContext& context, const sql::Expr& expr, std::string_view what);

/// The sizes of a window function, as they are written: all lengths of time, or all numbers of rows (an extension).
class WindowSizes {
 public:
  WindowSizes(const PlanContext& context, std::string_view function) : context_(context), function_(function) {}

  /// The argument `what` ("size", "slide"): milliseconds, or rows; positive unless it is an offset.
  Result<int64_t> Bind(const sql::Expr& expr, std::string_view what);
  bool counts_rows() const { return counts_rows_.value_or(false); }

 private:
  Result<int64_t> BindRows(const sql::RowCount& rows, std::string_view what, TextPosition position) const;

  const PlanContext& context_;
  std::string_view function_;
  std::optional<bool> counts_rows_;
};

/// What Flink checks only when the windows are aggregated: the offset of TUMBLE, the slide of HOP.
Status CheckAggregatedWindow(const WindowInfo& window);

}  // namespace mullion::plan
