#pragma once
// Literals to typed constants, with Flink's types: 12 is INT, 12.50 DECIMAL(4, 2), 'ab' CHAR(2). Stateless, any thread.

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "expr/expr.h"
#include "sql/expression.h"

namespace mullion::plan {

/// nullptr when `expr` is not a literal. Errors: a date that does not exist, a number of too many digits.
Result<ExprPtr> BindLiteral(const sql::Expr& expr);

/// A text constant, as symbols are given to functions.
ExprPtr TextLiteral(std::string text);
ExprPtr IntLiteral(int64_t value);

/// The milliseconds of a constant day-time interval: `INTERVAL '1' MINUTE`, also with a sign or as a product of
/// constants; nullopt for anything else.
struct ConstantInterval {
  bool year_month = false;
  int64_t milliseconds = 0;
};
std::optional<ConstantInterval> AsInterval(const Expr& expr);

}  // namespace mullion::plan
