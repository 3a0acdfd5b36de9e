#pragma once
// The statements that the sink sends. Pure functions. Names are written as Flink's PostgreSQL dialect writes them,
// bare: the server reads them in lower case; here they are folded and quoted, which is the same, and lets reserved
// words be names.

#include <string>
#include <string_view>
#include <vector>

#include "connector/table.h"

namespace mullion::jdbc {

/// A name as the server sees a bare one; a name that stands in double quotes already is left as it is.
std::string QuotedName(std::string_view name);
/// "schema.table", each part quoted.
std::string QuotedTable(std::string_view name);

/// Positional parameters: at most so many rows fit into one statement.
size_t RowsPerStatement(size_t columns);

/// INSERT INTO t (…) VALUES ($1, …), … of so many rows; with a key, ON CONFLICT (…) DO UPDATE or DO NOTHING.
std::string InsertText(const std::string& table, const std::vector<std::string>& columns,
                       const std::vector<int>& primary_key, size_t rows);
/// DELETE FROM t WHERE (…) IN (…) of so many keys.
std::string DeleteText(const std::string& table, const std::vector<std::string>& columns,
                       const std::vector<int>& primary_key, size_t rows);
/// SELECT … FROM t LIMIT 0: whether table and columns are there.
std::string ProbeText(const std::string& table, const std::vector<std::string>& columns);
/// A CREATE TABLE that would fit, for a message.
std::string CreateTableText(const std::string& table, const Schema& schema, const std::vector<int>& primary_key);

/// SELECT of every column, a row as one JSON object with members c0, c1, … in the order of the schema, spelled as our
/// json format reads them; rows from `offset` on, in the order of the key, or as they lie in the table without one.
/// `condition` is empty or a condition on the rows.
std::string ScanText(const std::string& table, const Schema& schema, const std::vector<int>& primary_key,
                     const std::string& condition, int64_t offset);

/// SELECT of the rows of so many keys, as ScanText() writes them, with one member more behind the columns: the number
/// of the key (from 0) that the row has; in the order of these numbers.
std::string LookupText(const std::string& table, const Schema& schema, const std::vector<int>& keys, size_t rows);

/// The PostgreSQL type of a column; "" when it has none.
std::string PostgresType(const DataType& type);

}  // namespace mullion::jdbc
