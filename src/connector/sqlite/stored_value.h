#pragma once
// How values lie in the database, and how they come out as JSON. A column's declared type says all the reader needs:
//   INTEGER              TINYINT to BIGINT, intervals        BOOLEAN INTEGER    0 or 1
//   REAL · FLOAT REAL    DOUBLE · FLOAT                      DECIMAL TEXT       "123.40"
//   TEXT                 CHAR, VARCHAR                       BLOB               BINARY, VARBINARY
//   DATE TEXT · TIME TEXT · DATETIME TEXT                    as the json format spells them
//   JSON TEXT            ARRAY, MAP, MULTISET, ROW
// Pure functions.

#include <string>
#include <string_view>

#include "column/column.h"
#include "connector/sqlite/database.h"

namespace mullion::sqlite {

std::string DeclaredType(const DataType& type);

/// Binds the value of a column in that row; nested values by `nested_json`.
void BindValue(const Column& column, size_t row, std::string_view nested_json, int parameter, Statement* statement);

/// Appends the value of a result column as JSON.
void AppendJson(const Statement& row, int column, std::string_view declared_type, std::string* out);

}  // namespace mullion::sqlite
