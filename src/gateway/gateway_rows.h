#pragma once
// Columns and rows as a SQL Gateway writes them (rowFormat JSON): Flink's logical types to ours, its rows to a batch.
// Pure functions, any thread.

#include "base/error.h"
#include "column/batch.h"
#include "gateway/json_reply.h"

namespace mullion {

/// A logicalType object. What we have no type for (symbols, raw values) becomes STRING.
DataType ReadGatewayType(const JsonReply& type);

/// results.columns.
Schema ReadGatewayColumns(const JsonReply& columns);

/// results.data. Error (outside): rows that do not fit their columns.
Result<Batch> ReadGatewayRows(const Schema& schema, const JsonReply& data);

}  // namespace mullion
