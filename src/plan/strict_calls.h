#pragma once
// What Flink 1.18.1 refuses of calls that Mullion understands: asked with --strict only. Pure functions, any thread.
// Errors (user) carry Flink's own words first and no place; the caller knows it.

#include <span>
#include <string_view>

#include "base/error.h"
#include "expr/expr.h"
#include "plan/aggregate_call.h"
#include "plan/relation.h"
#include "sql/ast.h"

namespace mullion::plan {

/// A scalar call, an operator or a special form, before its arguments are coerced.
Status CheckStrictCall(std::string_view name, std::span<const ExprPtr> args);

/// INTERVAL '100' SECOND has more digits than Flink gives a field by itself. Not for sizes of window functions.
Status CheckStrictInterval(const sql::IntervalLiteral& literal);

/// Aggregates of windows that are put together from parts: Flink's FIRST_VALUE, LAST_VALUE and JSON_*AGG can't be.
Status CheckStrictAggregates(const WindowInfo& window, std::span<const BoundAggregate> calls);

}  // namespace mullion::plan
