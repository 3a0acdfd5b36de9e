#pragma once
// Writes blocks of changes: one transaction a block. Rows that the table does not take are found and left out. Belongs
// to the sink's thread.

#include <string>
#include <vector>

#include "connector/jdbc/change_block.h"
#include "connector/jdbc/connection.h"
#include "connector/table.h"

namespace mullion::jdbc {

struct RejectedRow {
  uint32_t row;
  std::string reason;
};

class BlockWriter {
 public:
  BlockWriter(Connection* connection, const TableDefinition& table, std::string table_name);

  /// Whether the table is there with these columns.
  PostgresStatus Probe();
  /// One transaction for all. On an error nothing of the block is written.
  PostgresStatus Write(const ChangeBlock& block);
  /// Row by row, each a transaction of its own; what is about a row ends up in `rejected`. On another error some rows
  /// are written, which writing again does not harm when the table has a key.
  PostgresStatus WriteEach(const ChangeBlock& block, std::vector<RejectedRow>* rejected);

  const std::vector<std::string>& columns() const { return columns_; }

 private:
  PostgresStatus WriteRows(const ChangeBlock& block, const std::vector<uint32_t>& upserts,
                           const std::vector<uint32_t>& deletes);
  PostgresStatus RunFor(const ChangeBlock& block, const std::vector<uint32_t>& rows, bool deletes);

  Connection* connection_;
  std::string table_;
  std::vector<std::string> columns_;
  std::vector<int> primary_key_;
};

}  // namespace mullion::jdbc
