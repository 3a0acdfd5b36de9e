#pragma once
// Rows as bytes: keys of groups and joins, rows kept in state, checkpoints. Equal values give equal bytes (NaN and -0.0
// are made one; NULL equals NULL), so that bytes can be hashed and compared for equality. Not order-preserving: see
// sort_key.h. Fixed little-endian layout: these bytes reach the disk, do not change it without a new state version.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "column/column.h"
#include "column/value.h"

namespace mullion {

/// Appends one value: a null byte (1 = NULL), then the value.
void EncodeValue(const Column& column, size_t row, std::string* out);
void EncodeValue(const DataType& type, const Value& value, std::string* out);

/// Appends the values of these columns in that row.
void EncodeRow(std::span<const ColumnPtr> columns, size_t row, std::string* out);

/// Reads one value and moves `bytes` past it; an error when they are damaged or too short.
Result<Value> DecodeValue(const DataType& type, std::string_view* bytes);

/// Reads a row that EncodeRow wrote, one value into each builder.
Status DecodeRow(std::string_view bytes, std::span<ColumnBuilder> builders);

}  // namespace mullion
