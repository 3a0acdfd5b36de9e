#pragma once
// SQL values as JSON text, as Flink's JSON_OBJECTAGG and JSON_ARRAYAGG write them. Plain functions.

#include <string>

#include "column/value.h"

namespace mullion {

/// False for types that have no JSON form here (BINARY, intervals, MULTISET, maps whose key is not text).
bool HasJsonValue(const DataType& type);

/// Numbers and booleans bare, text and times quoted, ARRAY as a list, MAP and ROW as objects.
void AppendJsonValue(const DataType& type, const Value& value, std::string* out);

}  // namespace mullion
