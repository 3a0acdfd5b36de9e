#include "runtime/dead_letters.h"

#include <fmt/format.h>

namespace mullion {
namespace {

constexpr size_t kNewestKept = 50;
constexpr uint64_t kFileBytesMax = 64u << 20;

/// The length of the UTF-8 character at the front of `text`; 0 when it is none.
size_t Utf8Length(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  size_t length = byte(0) < 0x80 ? 1 : byte(0) >= 0xC2 && byte(0) < 0xE0 ? 2 : (byte(0) & 0xF0) == 0xE0 ? 3
                  : byte(0) >= 0xF0 && byte(0) < 0xF5 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  bool overlong = (byte(0) == 0xE0 && byte(1) < 0xA0) || (byte(0) == 0xF0 && byte(1) < 0x90);
  bool outside = (byte(0) == 0xED && byte(1) >= 0xA0) || (byte(0) == 0xF4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    unsigned char c = static_cast<unsigned char>(text[0]);
    size_t length = Utf8Length(text);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    } else if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out + '"';
}

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
  std::string line = fmt::format(
      "{{\"origin\":{},\"split\":{},\"position\":{},\"kind\":{},\"reason\":{},\"payload\":{},\"at_ms\":{}}}\n",
      JsonString(letter.origin), JsonString(letter.split), letter.position, JsonString(letter.kind),
      JsonString(letter.reason), JsonString(letter.payload), clock_->NowMs());
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
