#pragma once
// The filesystem connector, writing: rows as lines in part files, a folder for each value of the partition columns. A
// part is written under a hidden name; a checkpoint syncs the parts that are open and, once it is durable, makes them
// visible. So readers see whole files with every row once. Called by the worker's thread; no thread of its own: the
// system's page cache is the buffer.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connector/filesystem/part_file.h"
#include "connector/sink.h"
#include "format/format.h"

namespace mullion::filesystem {

struct SinkOptions {
  std::string folder;
  int64_t file_bytes_max = int64_t{128} << 20;    ///< sink.rolling-policy.file-size
  int64_t rollover_interval_ms = 30 * 60 * 1000;  ///< sink.rolling-policy.rollover-interval
  std::string default_partition = "__DEFAULT_PARTITION__";
};

class FilesystemSink final : public Sink {
 public:
  FilesystemSink(TableDefinition table, SinkOptions options, std::unique_ptr<Encoder> encoder);

  Status Open(const SinkContext& context) override;
  Status Write(const Batch& rows) override;
  bool full() const override { return false; }
  Status Poll() override { return Ok(); }
  void Flush() override {}
  bool drained() const override { return true; }
  Result<std::string> Snapshot() override;
  Status Restore(std::string_view snapshot) override;
  Status CheckpointDurable() override;
  SinkStats stats() const override { return stats_; }
  Status Close(bool finished) override;

 private:
  struct OpenPart {
    std::unique_ptr<PartFile> file;
    TimestampMs opened_ms = 0;
  };

  /// "day=2024-05-11/hour=18" for a row, "" without partition columns.
  std::string PartitionOf(const Batch& rows, size_t row) const;
  Status WritePartition(const std::string& partition, const Batch& rows);
  Result<OpenPart*> PartFor(const std::string& partition);
  bool IsDue(const OpenPart& part) const;
  Status FinishPart(const std::string& partition);
  Status FinishAll();
  Status RemoveLeftovers() const;

  TableDefinition table_;
  SinkOptions options_;
  std::unique_ptr<Encoder> encoder_;
  std::vector<int> data_columns_;  ///< the columns that are in the lines: all but the partition's
  SinkContext context_;
  SinkStats stats_;
  std::string run_id_;        ///< part of every file name, kept over restarts
  uint64_t next_number_ = 0;  ///< of the next part
  std::map<std::string, OpenPart> open_;
  std::vector<PendingFile> finished_;     ///< since the last snapshot
  std::vector<PendingFile> snapshotted_;  ///< visible once the checkpoint is durable
  uint64_t snapshotted_rows_ = 0;
  std::string bytes_;
  std::vector<ByteRange> ranges_;
};

}  // namespace mullion::filesystem
