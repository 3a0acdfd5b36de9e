#pragma once
// The group windows GROUP BY TUMBLE(ts, …), HOP, SESSION and their helpers TUMBLE_START, _END, _ROWTIME, _PROCTIME.
// Stateless functions.

#include <optional>
#include <string>

#include "plan/plan_context.h"
#include "plan/relation.h"
#include "plan/scope.h"
#include "sql/expression.h"

namespace mullion::plan {

/// TUMBLE(…), HOP(…) or SESSION(…) in GROUP BY.
bool IsGroupWindow(const sql::Expr& expr);
/// TUMBLE_START(…) and the like.
bool IsGroupWindowHelper(const sql::Expr& expr);

struct GroupWindow {
  std::string name;  ///< TUMBLE, HOP, SESSION
  WindowInfoPtr window;
  int time_column = -1;
};

Result<GroupWindow> BindGroupWindow(const PlanContext& context, const Scope& scope, const sql::Expr& expr);

/// What a helper gives: a property of the window, or (nullopt) the processing time.
/// Error: its arguments are not those of `window`.
Result<std::optional<WindowProperty>> BindGroupWindowHelper(const PlanContext& context, const Scope& scope,
                                                            const sql::Expr& expr, const GroupWindow* window);

}  // namespace mullion::plan
