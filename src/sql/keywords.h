#pragma once
// The reserved words of Flink 1.18: a reserved word is a name only in back-quotes. Words are given in capitals.
// Stateless functions over constant tables, any thread.

#include <string>
#include <string_view>

namespace mullion::sql {

bool IsReserved(std::string_view capitals);

/// A reserved word that is a function's name when a parenthesis follows: COUNT, YEAR, LEFT.
bool IsCallableReserved(std::string_view capitals);

/// CURRENT_TIMESTAMP, LOCALTIME, USER: functions that are called without parentheses.
bool IsCalledWithoutParentheses(std::string_view capitals);

/// ASCII letters in capitals, all else as it is.
std::string InCapitals(std::string_view word);

}  // namespace mullion::sql
