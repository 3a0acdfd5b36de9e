#pragma once
// The scalar functions and operators by name: what the planner asks. The registry is a constant table, any thread.
//
// Functions take their arguments in the order of the SQL text. The forms that SQL writes otherwise:
//   operators        "+" "-" "*" "/" "%" (also with one argument: "+" "-"), "||", "=" "<>" "<" "<=" ">" ">=",
//                    "AND" "OR" (any number), "NOT"
//   tests            "IS [NOT] NULL|TRUE|FALSE|UNKNOWN" (x), "IS [NOT] DISTINCT FROM" (a, b),
//                    "IS [NOT] JSON[ VALUE|OBJECT|ARRAY|SCALAR]" (x), "[NOT ]BETWEEN" (x, low, high),
//                    "[NOT ]IN" (x, a, b, …), "[NOT ]LIKE" and "[NOT ]SIMILAR TO" (x, pattern[, escape])
//   units            "EXTRACT" (unit, x), "FLOOR" "CEIL" (x[, unit]), "TIMESTAMPADD" (unit, count, x),
//                    "TIMESTAMPDIFF" (unit, from, to): the unit is a literal, "DAY"
//   text             "TRIM" (side, characters, x) with "BOTH", "LEADING" or "TRAILING", or "TRIM" (x);
//                    "SUBSTRING" (x, from[, length]), "POSITION" (part, x[, from]), "OVERLAY" (x, with, from[, length])
//   periods          "OVERLAPS" (start, end, start, end)
//   clock            "CURRENT_TIMESTAMP" "NOW" "LOCALTIMESTAMP" "CURRENT_DATE" "CURRENT_TIME" "LOCALTIME"
//                    "CURRENT_ROW_TIMESTAMP" "PROCTIME": no arguments; "CURRENT_WATERMARK" (time attribute)
//   nested values    "ROW" (a, …), "ARRAY" (a, …), "MAP" (key, value, …), "ITEM" (array or map or row, index or key),
//                    "FIELD" (row, name literal)
//   JSON_VALUE       (json, path[, returning, on_empty, default, on_error, default]): `returning` is a NULL literal of
//                    the type, `on_empty` and `on_error` are "NULL", "ERROR" or "DEFAULT"; unused defaults are NULL
//   JSON_EXISTS      (json, path[, on_error]): "TRUE", "FALSE", "UNKNOWN" or "ERROR"
//   JSON_QUERY       (json, path[, wrapper, on_empty, on_error]): wrapper "WITHOUT", "CONDITIONAL" or "UNCONDITIONAL";
//                    "NULL", "EMPTY ARRAY", "EMPTY OBJECT" or "ERROR"
//   JSON_OBJECT      (key, value, …), and "JSON_OBJECT ABSENT ON NULL"
//   JSON_ARRAY       (value, …), which leaves NULLs out, and "JSON_ARRAY NULL ON NULL"

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
