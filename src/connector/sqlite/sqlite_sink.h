#pragma once
// The sqlite connector: the embedded result store. A table with a primary key holds the newest row of each key, one
// without is appended to. Batches wait in memory and are written in one transaction a flush interval, so that several
// sinks can share one file. Called by the worker's thread; no threads of its own.
// Beside the table's columns stand: `_id` (the key's values joined, the conflict target) and `_version` (the window
// end, else a counter) with a key; `_sink` (which writer) without.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/sink.h"
#include "connector/sqlite/database.h"
#include "format/format.h"

namespace mullion::sqlite {

struct SinkOptions {
  std::string path;
  std::string table;
  int64_t flush_interval_ms = 100;
};

class SqliteSink final : public Sink {
 public:
  SqliteSink(TableDefinition table, SinkOptions options) : table_(std::move(table)), options_(std::move(options)) {}

  Status Open(const SinkContext& context) override;
  Status Write(const Batch& rows) override;
  bool full() const override { return false; }
  Status Poll() override;
  void Flush() override;
  bool drained() const override { return pending_.empty(); }
  Result<std::string> Snapshot() override;
  Status Restore(std::string_view snapshot) override;
  SinkStats stats() const override;
  Status Close(bool finished) override;

 private:
  bool keyed() const { return !table_.primary_key.empty(); }
  bool FlushIsDue() const;
  /// Opens the file, makes the table when it is absent, and checks it when it is not.
  Status Prepare();
  Status CheckColumns();
  Status PrepareStatements();
  Status WritePending();
  Status WriteBatch(const Batch& rows);
  Status WriteRow(const Batch& rows, size_t row);
  Status DeleteRow(const Batch& rows, size_t row);
  Result<std::string> NestedJson(const Column& column, size_t row);
  std::string IdOf(const Batch& rows, size_t row) const;
  int64_t VersionOf(const Batch& rows, size_t row) const;

  TableDefinition table_;
  SinkOptions options_;
  SinkContext context_;
  std::unique_ptr<Database> database_;
  std::optional<Statement> write_;
  std::optional<Statement> delete_;
  std::vector<Batch> pending_;
  size_t pending_rows_ = 0;
  int64_t pending_since_ns_ = 0;
  std::optional<int64_t> restored_rowid_;  ///< without a key: later rows of this writer are written again
  std::optional<Error> flush_error_;
  SinkStats stats_;
};

}  // namespace mullion::sqlite
