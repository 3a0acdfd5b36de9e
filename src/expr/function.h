#pragma once
// The scalar functions and operators by name: what the planner asks. The registry is a constant table, any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.h"

namespace mullion {

/// Makes a call of a function or operator ("+", "=", "LIKE", "UPPER", "TO_TIMESTAMP", "EXTRACT"…, upper case) with
/// Flink's argument coercion and result type. Symbols (time units, TRIM's BOTH, JSON behaviours) come as CHAR literals.
/// Errors (fault: user): unknown name (with near misses), wrong number of arguments (with the signature), argument
/// types that do not fit (naming them and the accepted ones). The caller adds the text position.
Result<ExprPtr> MakeCall(std::string_view name, std::vector<ExprPtr> args);

bool IsScalarFunction(std::string_view name);
/// Every name, for suggestions, SHOW FUNCTIONS and the docs table.
std::vector<std::string> ScalarFunctionNames();

}  // namespace mullion
