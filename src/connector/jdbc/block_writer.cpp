#include "connector/jdbc/block_writer.h"

#include <algorithm>

#include "connector/jdbc/sql_text.h"

namespace mullion::jdbc {

BlockWriter::BlockWriter(Connection* connection, const TableDefinition& table, std::string table_name)
    : connection_(connection), table_(std::move(table_name)), primary_key_(table.primary_key) {
  for (const Field& field : table.physical.fields) columns_.push_back(field.name);
}

PostgresStatus BlockWriter::Probe() {
  return connection_->Run(ProbeText(table_, columns_), {});
}

PostgresStatus BlockWriter::RunFor(const ChangeBlock& block, const std::vector<uint32_t>& rows, bool deletes) {
  std::vector<size_t> columns;
  if (deletes) {
    for (int column : primary_key_) columns.push_back(static_cast<size_t>(column));
  } else {
    for (size_t i = 0; i < columns_.size(); ++i) columns.push_back(i);
  }
  size_t most = RowsPerStatement(columns.size());
  for (size_t begin = 0; begin < rows.size(); begin += most) {
    size_t count = std::min(most, rows.size() - begin);
    std::vector<const char*> parameters;
    parameters.reserve(count * columns.size());
    for (size_t i = 0; i < count; ++i) {
      for (size_t column : columns) parameters.push_back(block.Value(rows[begin + i], column));
    }
    std::string statement =
        deletes ? DeleteText(table_, columns_, primary_key_, count) : InsertText(table_, columns_, primary_key_, count);
    if (auto run = connection_->Run(statement, parameters); !run) return run;
  }
  return {};
}

PostgresStatus BlockWriter::WriteRows(const ChangeBlock& block, const std::vector<uint32_t>& upserts,
                                      const std::vector<uint32_t>& deletes) {
  auto written = connection_->Run("BEGIN", {});
  if (written) written = RunFor(block, deletes, true);
  if (written) written = RunFor(block, upserts, false);
  if (written) written = connection_->Run("COMMIT", {});
  // The first error is the one to tell.
  if (!written && connection_->connected()) (void)connection_->Run("ROLLBACK", {});
  return written;
}

PostgresStatus BlockWriter::Write(const ChangeBlock& block) {
  return WriteRows(block, block.Upserts(), block.Deletes());
}

PostgresStatus BlockWriter::WriteEach(const ChangeBlock& block, std::vector<RejectedRow>* rejected) {
  auto write = [&](uint32_t row, bool remove) -> PostgresStatus {
    std::vector<uint32_t> one = {row}, none;
    auto written = WriteRows(block, remove ? none : one, remove ? one : none);
    if (written || !written.error().about_a_row()) return written;
    rejected->push_back({row, std::move(written).error().message});
    return {};
  };
  for (uint32_t row : block.Deletes()) {
    if (auto written = write(row, true); !written) return written;
  }
  for (uint32_t row : block.Upserts()) {
    if (auto written = write(row, false); !written) return written;
  }
  return {};
}

}  // namespace mullion::jdbc
