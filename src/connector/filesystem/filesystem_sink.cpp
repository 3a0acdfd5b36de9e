#include "connector/filesystem/filesystem_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <random>

#include "column/text.h"

namespace mullion::filesystem {
namespace {

std::string MakeRunId() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

/// Hive's rule for folder names: what a path can't hold becomes %XX.
std::string EscapePathName(std::string_view text) {
  std::string out;
  for (char c : text) {
    bool plain = static_cast<unsigned char>(c) >= 0x20 &&
                 std::string_view("\"#%'*/:=?\\{}[]^\x7f").find(c) == std::string_view::npos;
    if (plain)
      out.push_back(c);
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

/// Snapshots are lines: the run, the next number, then two paths a file. A path never holds a line break: names are
/// ours or escaped, and the option is checked.
std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

FilesystemSink::FilesystemSink(TableDefinition table, SinkOptions options, std::unique_ptr<Encoder> encoder)
    : table_(std::move(table)), options_(std::move(options)), encoder_(std::move(encoder)), run_id_(MakeRunId()) {
  for (size_t i = 0; i < table_.physical.size(); ++i) {
    auto position = static_cast<int>(i);
    if (std::ranges::find(table_.partition_by, position) == table_.partition_by.end())
      data_columns_.push_back(position);
  }
}

Status FilesystemSink::Open(const SinkContext& context) {
  context_ = context;
  return Ok();
}

std::string FilesystemSink::PartitionOf(const Batch& rows, size_t row) const {
  std::string out;
  for (int position : table_.partition_by) {
    const Field& field = table_.physical[static_cast<size_t>(position)];
    Value value = ReadValue(*rows.columns[static_cast<size_t>(position)], row);
    std::string text = value.is_null() ? std::string() : ToText(field.type, value);
    if (!out.empty()) out += '/';
    out += EscapePathName(field.name) + "=" + (text.empty() ? options_.default_partition : EscapePathName(text));
  }
  return out;
}

Status FilesystemSink::Write(const Batch& rows) {
  stats_.rows_written += rows.selected();
  if (table_.partition_by.empty()) return WritePartition("", rows);
  std::map<std::string, Selection> parts;
  RowSpan span(rows);
  for (uint32_t row : span.rows()) parts[PartitionOf(rows, row)].push_back(row);
  for (auto& [partition, selection] : parts) {
    Batch part = rows;
    part.selection = std::make_shared<const Selection>(std::move(selection));
    MULLION_TRY(WritePartition(partition, part));
  }
  return Ok();
}

Status FilesystemSink::WritePartition(const std::string& partition, const Batch& rows) {
  Batch data = rows;
  data.columns.clear();
  for (int position : data_columns_) data.columns.push_back(rows.columns[static_cast<size_t>(position)]);
  bytes_.clear();
  ranges_.clear();
  MULLION_TRY(encoder_->Encode(data, &bytes_, &ranges_));
  if (ranges_.empty()) return Ok();
  std::string lines;
  lines.reserve(bytes_.size() + ranges_.size());
  for (ByteRange range : ranges_) lines.append(bytes_, range.begin, range.end - range.begin).push_back('\n');
  MULLION_ASSIGN(OpenPart * part, PartFor(partition));
  MULLION_TRY(part->file->Write(lines));
  return IsDue(*part) ? FinishPart(partition) : Ok();
}

Result<FilesystemSink::OpenPart*> FilesystemSink::PartFor(const std::string& partition) {
  if (auto it = open_.find(partition); it != open_.end()) return &it->second;
  std::string folder = partition.empty() ? options_.folder : options_.folder + "/" + partition;
  std::string name = fmt::format("part-{}-{}-{}", run_id_, context_.sink_number, next_number_++);
  MULLION_ASSIGN(auto file, PartFile::Create(folder, name));
  OpenPart& part = open_[partition];
  part = {std::move(file), context_.clock != nullptr ? context_.clock->NowMs() : 0};
  return &part;
}

bool FilesystemSink::IsDue(const OpenPart& part) const {
  if (part.file->size_bytes() >= options_.file_bytes_max) return true;
  return context_.clock != nullptr && context_.clock->NowMs() - part.opened_ms >= options_.rollover_interval_ms;
}

Status FilesystemSink::FinishPart(const std::string& partition) {
  MULLION_ASSIGN(PendingFile file, open_.at(partition).file->Finish());
  finished_.push_back(std::move(file));
  open_.erase(partition);
  return Ok();
}

Status FilesystemSink::FinishAll() {
  while (!open_.empty()) {
    std::string partition = open_.begin()->first;
    MULLION_TRY(FinishPart(partition));
  }
  return Ok();
}

Result<std::string> FilesystemSink::Snapshot() {
  MULLION_TRY(FinishAll());
  std::ranges::move(finished_, std::back_inserter(snapshotted_));
  finished_.clear();
  snapshotted_rows_ = stats_.rows_written;
  std::string out = fmt::format("{}\n{}\n", run_id_, next_number_);
  for (const PendingFile& file : snapshotted_) out += file.hidden_path + "\n" + file.final_path + "\n";
  return out;
}

Status FilesystemSink::CheckpointDurable() {
  for (const PendingFile& file : snapshotted_) MULLION_TRY(Commit(file));
  snapshotted_.clear();
  stats_.rows_acknowledged = snapshotted_rows_;
  return Ok();
}

/// The checkpoint was durable: its files are made visible now, if that had not come about; those begun after it are
/// written again and their first writing removed.
Status FilesystemSink::Restore(std::string_view snapshot) {
  if (snapshot.empty()) return Ok();
  std::vector<std::string> lines = SplitLines(snapshot);
  if (lines.size() < 2 || lines.size() % 2 != 0) {
    return Fail(Error::Internal("the state of the filesystem sink is damaged").Where("table " + table_.name));
  }
  run_id_ = lines[0];
  const std::string& number = lines[1];
  std::from_chars(number.data(), number.data() + number.size(), next_number_);
  for (size_t i = 2; i < lines.size(); i += 2) MULLION_TRY(Commit({lines[i], lines[i + 1]}));
  return RemoveLeftovers();
}

Status FilesystemSink::RemoveLeftovers() const {
  namespace fs = std::filesystem;
  std::error_code error;
  std::string prefix = fmt::format(".part-{}-{}-", run_id_, context_.sink_number);
  std::vector<fs::path> leftovers;
  for (fs::recursive_directory_iterator at(options_.folder, error); !error && at != fs::recursive_directory_iterator();
       at.increment(error)) {
    std::string name = at->path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".inprogress")) leftovers.push_back(at->path());
  }
  for (const fs::path& path : leftovers) fs::remove(path, error);
  return Ok();
}

Status FilesystemSink::Close(bool finished) {
  if (!finished) {
    open_.clear();
    return Ok();
  }
  MULLION_TRY(Snapshot());
  return CheckpointDurable();
}

}  // namespace mullion::filesystem
