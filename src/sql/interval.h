#pragma once
// The value of an INTERVAL literal. Stateless, any thread.

#include <cstdint>

#include "base/error.h"
#include "sql/expression.h"

namespace mullion::sql {

/// Year-month intervals count months, day-time intervals milliseconds; the other one is 0.
struct IntervalValue {
  bool year_month = false;
  int64_t months = 0;
  int64_t milliseconds = 0;
};

/// Errors: text that does not fit the qualifier (INTERVAL 'x' DAY, a field out of its range), overflow.
Result<IntervalValue> EvaluateInterval(const IntervalLiteral& literal, TextPosition position);

}  // namespace mullion::sql
