#pragma once
// The filesystem connector, reading: files as splits, read once, in the order of their paths. A position is the byte
// where the next line begins. Called by the worker's thread.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/filesystem/file_fetcher.h"
#include "connector/filesystem/file_listing.h"
#include "connector/source.h"

namespace mullion::filesystem {

struct SourceOptions {
  std::string path;
  std::string pattern;           ///< source.path.regex-pattern; empty: every file
  std::optional<Quoting> quote;  ///< csv: line breaks between quotes belong to the line
};

class FilesystemSource final : public Source {
 public:
  FilesystemSource(TableDefinition table, SourceOptions options)
      : table_(std::move(table)), options_(std::move(options)) {}

  Status Open(const SourceContext& context, std::span<const SplitPosition> restored) override;
  std::span<const SplitStatus> splits() const override { return splits_; }
  Status Poll() override;
  Result<FetchedRun> Take(size_t split, size_t records_max) override;
  void Commit(std::span<const SplitPosition>, bool) override {}
  bool bounded() const override { return true; }
  void Close() override { fetcher_.reset(); }

 private:
  /// Brings splits_ up to what waits in the queue.
  void Refresh();
  std::vector<ColumnPtr> MetadataColumns(const FileEntry& file, size_t rows) const;

  TableDefinition table_;
  SourceOptions options_;
  SourceContext context_;
  std::vector<FileEntry> files_;  ///< in the order of splits_
  std::vector<SplitStatus> splits_;
  std::unique_ptr<FileFetcher> fetcher_;
  std::optional<size_t> current_;  ///< the split that has data
};

}  // namespace mullion::filesystem
