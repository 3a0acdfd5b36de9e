#pragma once
// Rows of a PostgreSQL table by key, for lookup joins: one statement for all keys of a batch that the cache does not
// know. Waits for an answer; a database that is away is tried again a few times, then it is an error. Belongs to one
// worker.

#include <memory>
#include <string>
#include <vector>

#include "column/row_lookup.h"
#include "connector/jdbc/connection.h"
#include "connector/jdbc/json_rows.h"
#include "connector/jdbc/lookup_cache.h"
#include "connector/table.h"

namespace mullion::jdbc {

class JdbcLookup final : public RowLookup {
 public:
  static Result<std::unique_ptr<RowLookup>> Make(TableDefinition table, JdbcOptions options, std::vector<int> keys,
                                                 const LookupContext& context);

  Result<FoundRows> Find(std::span<const ColumnPtr> keys, size_t count) override;

 private:
  using EncodedRows = std::vector<std::string>;

  JdbcLookup(TableDefinition table, JdbcOptions options, std::vector<int> keys, const LookupContext& context);
  /// Fills `rows` (one entry a key) for those key numbers.
  Status Ask(std::span<const ColumnPtr> keys, const std::vector<uint32_t>& numbers, std::vector<EncodedRows>* rows);
  Result<std::vector<std::string>> QueryPatiently(const std::string& statement,
                                                  const std::vector<const char*>& parameters);

  TableDefinition table_;
  JdbcOptions options_;
  std::vector<int> keys_;
  LookupContext context_;
  Connection connection_;
  std::unique_ptr<JsonRows> decoder_;  ///< of the table's columns and the key's number
  LookupCache cache_;
};

}  // namespace mullion::jdbc
