#pragma once
// Values as PostgreSQL reads them out of text. Pure functions.

#include <string>

#include "column/column.h"

namespace mullion::jdbc {

/// Appends the value of a column in that row, which is not NULL. Its type must be one that PostgresType() names.
void AppendPostgresText(const Column& column, size_t row, std::string* out);

}  // namespace mullion::jdbc
