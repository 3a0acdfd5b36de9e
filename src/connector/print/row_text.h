#pragma once
// A row as Flink's print connector writes it: Java's Row.toString(), with Java's spelling of each value. Pure
// functions.

#include <string>

#include "column/batch.h"
#include "column/value.h"

namespace mullion::print {

/// Appends "+I[1, abc, 2024-05-11T18:04]".
void AppendRow(const Batch& rows, size_t row, size_t column_count, std::string* out);

/// Appends one value: "null", "2024-05-11T18:04:23.500", "[1, 2]", "{a=1}", "+I[1, x]" for a nested row.
void AppendValue(const DataType& type, const Value& value, std::string* out);

}  // namespace mullion::print
