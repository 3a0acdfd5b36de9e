#include "connector/filesystem/filesystem_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "column/value.h"

namespace mullion::filesystem {
namespace {

/// The first records of a run; the rest stays in `run`.
FetchedRun SplitOff(FetchedRun* run, size_t count) {
  FetchedRun head;
  Records& rest = run->values;
  auto middle = static_cast<std::ptrdiff_t>(count);
  head.values.bytes = rest.bytes;
  head.values.keeper = rest.keeper;
  head.values.padding = rest.padding;
  head.values.ranges.assign(rest.ranges.begin(), rest.ranges.begin() + middle);
  head.positions.assign(run->positions.begin(), run->positions.begin() + middle);
  head.first_position = run->first_position;
  rest.ranges.erase(rest.ranges.begin(), rest.ranges.begin() + middle);
  run->positions.erase(run->positions.begin(), run->positions.begin() + middle);
  run->first_position = run->positions.front();
  head.next_position = run->first_position;
  return head;
}

std::string FileName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Status FilesystemSource::Open(const SourceContext& context, std::span<const SplitPosition> restored) {
  context_ = context;
  MULLION_ASSIGN(files_, ListFiles(options_.path, options_.pattern));
  std::map<std::string, SplitPosition> positions;
  for (const SplitPosition& position : restored) positions[position.split] = position;
  std::vector<FileToRead> to_read;
  for (size_t i = 0; i < files_.size(); ++i) {
    const FileEntry& file = files_[i];
    SplitPosition from;
    if (auto it = positions.find(file.path); it != positions.end()) {
      from = it->second;
      positions.erase(it);
    }
    splits_.push_back({.id = file.path,
                       .position = from.position,
                       .end = file.size_bytes,
                       .initial_end = file.size_bytes,
                       .at_end = from.finished,
                       .finished = from.finished});
    if (!from.finished) to_read.push_back({i, file.path, from.position});
  }
  // A file that was read to its end may be gone; one in the middle of which the job stood may not.
  for (const auto& [path, position] : positions) {
    if (position.finished) continue;
    return Fail(Error::Outside(fmt::format("{} is gone", path), false)
                    .Why(fmt::format("the job had read it up to byte {}", position.position))
                    .Hint("Put it back, or start anew with --from-scratch."));
  }
  FetchLimits limits;
  limits.queue_bytes_max = std::min<size_t>(limits.queue_bytes_max, context.buffer_bytes_max);
  limits.run_lines_max = context.batch_rows_max;
  fetcher_ = std::make_unique<FileFetcher>(std::move(to_read), limits, options_.quote, context.waker);
  return Ok();
}

Status FilesystemSource::Poll() {
  Refresh();
  if (current_) return Ok();
  if (std::optional<Error> error = fetcher_->TakeError()) return Fail(std::move(*error));
  return Ok();
}

void FilesystemSource::Refresh() {
  if (current_) splits_[*current_].has_data = false;
  current_.reset();
  FileRun* front = fetcher_->Front();
  for (; front != nullptr && front->file_end; front = fetcher_->Front()) {
    SplitStatus& split = splits_[front->split];
    split.at_end = true;
    split.finished = true;
    fetcher_->Pop();
  }
  if (front == nullptr) return;
  current_ = front->split;
  splits_[*current_].has_data = true;
}

Result<FetchedRun> FilesystemSource::Take(size_t split, size_t records_max) {
  MULLION_CHECK(current_ == split && records_max > 0);
  FileRun* front = fetcher_->Front();
  FetchedRun run =
      front->run.values.size() > records_max ? SplitOff(&front->run, records_max) : std::move(fetcher_->Pop().run);
  run.metadata = MetadataColumns(files_[split], run.values.size());
  splits_[split].position = run.next_position;
  Refresh();
  return run;
}

std::vector<ColumnPtr> FilesystemSource::MetadataColumns(const FileEntry& file, size_t rows) const {
  std::vector<ColumnPtr> columns;
  for (int position : context_.metadata) {
    const MetadataColumn& column = table_.metadata[static_cast<size_t>(position)];
    Value value;
    if (column.key == "file.path") value = Value::Text(file.path);
    if (column.key == "file.name") value = Value::Text(FileName(file.path));
    if (column.key == "file.size") value = Value::Int(file.size_bytes);
    if (column.key == "file.modification-time") value = Value::Int(file.modified_ms);
    columns.push_back(MakeConstantColumn(column.type, value, rows));
  }
  return columns;
}

}  // namespace mullion::filesystem
