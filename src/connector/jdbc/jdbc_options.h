#pragma once
// The options of a jdbc table, read. Plain values.

#include <map>
#include <string>
#include <vector>

#include "connector/connector.h"

namespace mullion::jdbc {

/// A part of the table to read by itself: rows whose partition column lies between these, both included.
struct ScanPart {
  int64_t lowest;
  int64_t highest;
};

/// What of looked-up rows is kept. Flink's 'lookup.cache' = 'PARTIAL'.
struct LookupCacheOptions {
  bool on = false;
  size_t keys_max = 10'000;
  int64_t expire_after_write_ms = 0;   ///< 0: never
  int64_t expire_after_access_ms = 0;  ///< 0: never
  bool keep_missing = true;            ///< that a key has no rows is kept too
};

struct JdbcOptions {
  std::map<std::string, std::string> connection;  ///< libpq's parameters; holds the password
  std::string shown;                              ///< the address, for messages
  std::string table;                              ///< quoted
  size_t flush_rows = 100;                        ///< a write begins when so many rows wait; 0: never for their number
  int64_t flush_interval_ms = 1'000;              ///< … or the first has waited so long; 0: never for time
  size_t fetch_rows = 1'024;                      ///< so many rows are asked for at a time
  std::string partition_column;                   ///< quoted; empty: the table is read in one go
  std::vector<ScanPart> parts = {};               ///< of the partition column
  LookupCacheOptions cache = {};
  int lookup_retries = 3;
  int retries = 3;  ///< with --strict: so many failures in a row end the job
};

std::vector<OptionSpec> JdbcOptionSpecs();

/// Errors (user) point at the option.
Result<JdbcOptions> ReadJdbcOptions(const TableDefinition& table);

/// Refuses columns that PostgreSQL has no type for.
Status CheckColumnTypes(const TableDefinition& table);

}  // namespace mullion::jdbc
