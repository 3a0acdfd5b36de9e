#pragma once
// The jdbc sink: rows into a table of PostgreSQL, by key (INSERT … ON CONFLICT, DELETE) or appended. Worker's thread,
// but for the one thread of its own that writes; the two share what is behind mutex_. While a block is being written
// the next one grows, bounded in bytes. A checkpoint carries what is not written yet: rows with a key stand there once
// whatever happens, rows without may stand there twice after a crash, as with Flink.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "connector/jdbc/block_writer.h"
#include "connector/jdbc/jdbc_options.h"
#include "connector/sink.h"

namespace mullion::jdbc {

class JdbcSink final : public Sink {
 public:
  JdbcSink(TableDefinition table, JdbcOptions options);
  ~JdbcSink() override;

  Status Open(const SinkContext& context) override;
  Status Write(const Batch& rows) override;
  bool full() const override;
  Status Poll() override;
  void Flush() override;
  bool drained() const override;
  Result<std::string> Snapshot() override;
  Status Restore(std::string_view snapshot) override;
  SinkStats stats() const override;
  Status Close(bool finished) override;

 private:
  bool keyed() const { return !table_.primary_key.empty(); }
  void WriteBlocks();
  /// With mutex_ held: the block to write now; null: none is due.
  std::shared_ptr<const ChangeBlock> NextBlock();
  /// With mutex_ held: nothing is left to write.
  bool Idle() const { return filling_.empty() && writing_ == nullptr && restored_.empty(); }
  /// With mutex_ held.
  size_t BytesWaiting() const;
  /// With mutex_ held: whether the block that grows is to be written now.
  bool IsDue() const;
  /// Until it is written or the sink is closed; false: given up.
  bool WriteBlock(const ChangeBlock& block);
  PostgresStatus TryBlock(const ChangeBlock& block, std::vector<RejectedRow>* rejected);
  /// Waits before the next try, and says so; false: no next try.
  bool BackOff(const PostgresError& error, int failures);
  void Acknowledge(const ChangeBlock& block, const std::vector<RejectedRow>& rejected);
  void Give(Error error);
  Error ErrorOf(const PostgresError& error) const;

  TableDefinition table_;
  JdbcOptions options_;
  SinkContext context_;
  Connection connection_;
  BlockWriter writer_;
  bool probed_ = false;  ///< the writing thread's

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  ChangeBlock filling_;
  int64_t filling_since_ns_ = 0;
  std::deque<std::shared_ptr<const ChangeBlock>> restored_;  ///< of a checkpoint: written before all others
  std::shared_ptr<const ChangeBlock> writing_;               ///< null: none is
  bool flush_ = false;
  bool stopping_ = false;
  std::optional<Error> error_;
  SinkStats stats_;
  std::thread thread_;
};

}  // namespace mullion::jdbc
