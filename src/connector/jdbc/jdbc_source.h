#pragma once
// The jdbc source: a table of PostgreSQL, read once, in parts when 'scan.partition.column' cuts it. A position is the
// number of rows read of a part, in the order of the key; without a key in the order in which the rows lie, so that a
// run that goes on after a crash needs a table that has stayed as it was. Worker's thread, but for the one thread of
// its own that reads ahead, bounded in rows.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "connector/jdbc/connection.h"
#include "connector/jdbc/jdbc_options.h"
#include "connector/jdbc/json_rows.h"
#include "connector/source.h"

namespace mullion::jdbc {

class JdbcSource final : public Source {
 public:
  JdbcSource(TableDefinition table, JdbcOptions options);
  ~JdbcSource() override { Close(); }

  Status Open(const SourceContext& context, std::span<const SplitPosition> restored) override;
  std::span<const SplitStatus> splits() const override { return splits_; }
  Status Poll() override;
  Result<FetchedRun> Take(size_t split, size_t records_max) override;
  void Commit(std::span<const SplitPosition>, bool) override {}
  bool bounded() const override { return true; }
  std::string trouble() const override;
  void Close() override;

 private:
  /// Rows of a part, read ahead.
  struct Chunk {
    size_t part = 0;
    int64_t first = 0;  ///< position of the first row
    Batch rows;
    bool last = false;  ///< no more rows of that part
  };
  static constexpr size_t kChunksMax = 16;

  void ReadParts(std::vector<int64_t> positions);
  /// From `*position` to the part's end; moves it on as rows are handed over.
  PostgresStatus ReadPart(size_t part, int64_t* position);
  std::string ConditionOf(size_t part) const;
  /// False when the source is closed.
  bool HandOver(Chunk chunk);
  bool WaitBeforeNextTry(const PostgresError& error, int failures);

  TableDefinition table_;
  JdbcOptions options_;
  SourceContext context_;
  Connection connection_;
  std::unique_ptr<JsonRows> decoder_;
  std::vector<SplitStatus> splits_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> chunks_;
  std::optional<Error> error_;
  std::string trouble_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace mullion::jdbc
