// The lengths of windows: constant intervals, or numbers of rows.

#include <fmt/format.h>

#include "plan/scalar_binder.h"
#include "plan/window_planner.h"

namespace mullion::plan {

Result<int64_t> WindowSizes::BindRows(const sql::RowCount& rows, std::string_view what, TextPosition position) const {
  if (context_.strict) {
    return Fail(Error::User(fmt::format("{} over a number of rows is not in the SQL of Flink", function_))
                    .At(position)
                    .Hint("write an interval such as INTERVAL '1' MINUTE, or leave --strict out"));
  }
  if (function_ != "TUMBLE" && function_ != "HOP") {
    return Fail(Error::User(fmt::format("{} takes lengths of time, no numbers of rows", function_))
                    .At(position)
                    .Hint("TUMBLE and HOP count rows"));
  }
  Scope none;
  MULLION_ASSIGN(ExprPtr bound, ScalarBinder(context_, none, "a window").Bind(*rows.value));
  const Value* value = AsLiteral(*bound);
  if (value && !value->is_null() && bound->type().IsInteger() && value->AsInt() > 0) return value->AsInt();
  return Fail(Error::User(fmt::format("the {} of {} is a whole number of rows, at least 1", what, function_))
                  .At(position)
                  .Hint("write 100 ROWS"));
}

Result<int64_t> WindowSizes::Bind(const sql::Expr& expr, std::string_view what) {
  auto* rows = expr.As<sql::RowCount>();
  if (counts_rows_.value_or(rows != nullptr) != (rows != nullptr)) {
    return Fail(Error::User(fmt::format("{} takes all its lengths in the same kind: intervals or ROWS", function_))
                    .At(expr.position));
  }
  counts_rows_ = rows != nullptr;
  if (rows) return BindRows(*rows, what, expr.position);
  MULLION_ASSIGN(int64_t value, ConstantWindowArgument(context_, expr, fmt::format("{} of {}", what, function_)));
  if (value > 0 || what == "OFFSET") return value;
  return Fail(Error::User(fmt::format("the {} of {} must be positive, but is {} ms", what, function_, value))
                  .At(expr.position));
}

}  // namespace mullion::plan
