#include "runtime/dead_letters.h"

#include <fmt/format.h>

#include "base/json_string.h"

namespace mullion {
namespace {

constexpr size_t kNewestKept = 50;
constexpr uint64_t kFileBytesMax = 64u << 20;

}  // namespace

DeadLetters::DeadLetters(FileSystem* files, std::string folder, const Clock* clock, Logger* log)
    : files_(files), folder_(std::move(folder)), clock_(clock), log_(log) {}

void DeadLetters::Add(DeadLetter letter) {
  std::lock_guard lock(mutex_);
  if (by_kind_[letter.kind]++ == 0) {
    log_->Warning(fmt::format("set aside ({}): {} {} {}: {}", letter.kind, letter.origin, letter.split,
                              letter.position >= 0 ? fmt::format("position {}", letter.position) : "", letter.reason));
  }
  ++count_;
  if (!folder_.empty()) WriteLine(letter);
  newest_.push_back(std::move(letter));
  if (newest_.size() > kNewestKept) newest_.pop_front();
}

void DeadLetters::WriteLine(const DeadLetter& letter) {
  std::string path = folder_ + "/dead-letters.jsonl";
  std::string line = "{";
  auto field = [&line](std::string_view name, std::string_view value) {
    line += fmt::format("{}\"{}\":", line.size() > 1 ? "," : "", name);
    AppendJsonString(value, &line);
  };
  field("origin", letter.origin);
  field("split", letter.split);
  field("kind", letter.kind);
  field("reason", letter.reason);
  field("payload", letter.payload);
  line += fmt::format(",\"position\":{},\"at_ms\":{}}}\n", letter.position, clock_->NowMs());
  Status written = Ok();
  if (file_bytes_ + line.size() > kFileBytesMax) {
    auto old = files_->Read(path);
    if (old) written = files_->WriteDurably(path + ".1", *old);
    if (written) written = files_->Remove(path);
    file_bytes_ = 0;
  }
  if (written) written = files_->Append(path, line);
  file_bytes_ += line.size();
  if (!written && !file_failed_) {
    log_->Error(fmt::format("rows set aside are only counted from here on: {}", written.error().ToString()));
  }
  file_failed_ = !written;
}

uint64_t DeadLetters::count() const {
  std::lock_guard lock(mutex_);
  return count_;
}

std::map<std::string, uint64_t> DeadLetters::by_kind() const {
  std::lock_guard lock(mutex_);
  return by_kind_;
}

std::vector<DeadLetter> DeadLetters::newest() const {
  std::lock_guard lock(mutex_);
  return {newest_.begin(), newest_.end()};
}

}  // namespace mullion
