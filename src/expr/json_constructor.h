#pragma once
// JSON_OBJECT and JSON_ARRAY make texts that are taken as JSON, not as strings, where they stand inside one another.
// For that they must stay calls: a literal would have lost what it is. Internal to expr.

#include "expr/expr.h"

namespace mullion {

bool IsJsonConstructor(const Expr& expr);

}  // namespace mullion
