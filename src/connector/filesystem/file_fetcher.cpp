#include "connector/filesystem/file_fetcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "connector/filesystem/line_framer.h"

namespace mullion::filesystem {

/// A file open for reading from a position on.
class FileFetcher::OpenFile {
 public:
  explicit OpenFile(const std::string& path) : path_(path), descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  Status Check() const { return descriptor_ >= 0 ? Ok() : Fail(Trouble()); }
  /// Fills up to `size` bytes; fewer only at the end of the file.
  Result<size_t> Read(char* to, size_t size, int64_t position) const {
    size_t done = 0;
    while (done < size) {
      ssize_t got = pread(descriptor_, to + done, size - done, position + static_cast<int64_t>(done));
      if (got == 0) break;
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Fail(Trouble());
      done += static_cast<size_t>(got);
    }
    return done;
  }

 private:
  Error Trouble() const {
    return Error::Outside(fmt::format("can't read {}", path_), errno != ENOENT).Why(std::strerror(errno));
  }

  const std::string& path_;
  int descriptor_;
};

FileFetcher::FileFetcher(std::vector<FileToRead> files, FetchLimits limits, std::optional<Quoting> quote, Waker* waker)
    : files_(std::move(files)), limits_(limits), quote_(quote), waker_(waker), thread_([this] { Run(); }) {}

FileFetcher::~FileFetcher() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  room_.notify_all();
  thread_.join();
}

FileRun* FileFetcher::Front() {
  std::lock_guard lock(mutex_);
  return queue_.empty() ? nullptr : &queue_.front();
}

FileRun FileFetcher::Pop() {
  FileRun run;
  {
    std::lock_guard lock(mutex_);
    run = std::move(queue_.front());
    queue_.pop_front();
    queued_bytes_ -= run.bytes;
  }
  room_.notify_one();
  return run;
}

std::optional<Error> FileFetcher::TakeError() {
  std::lock_guard lock(mutex_);
  return queue_.empty() ? error_ : std::nullopt;
}

bool FileFetcher::Push(FileRun run) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock,
               [&] { return closing_ || queue_.empty() || queued_bytes_ + run.bytes <= limits_.queue_bytes_max; });
    if (closing_) return false;
    queued_bytes_ += run.bytes;
    queue_.push_back(std::move(run));
  }
  if (waker_ != nullptr) waker_->Wake();
  return true;
}

void FileFetcher::Run() {
  for (const FileToRead& file : files_) {
    Status read = ReadFile(file);
    if (!read) {
      {
        std::lock_guard lock(mutex_);
        error_ = std::move(read).error();
      }
      if (waker_ != nullptr) waker_->Wake();
      return;
    }
    if (!Push({.split = file.split, .file_end = true})) return;
  }
}

Status FileFetcher::ReadFile(const FileToRead& file) {
  OpenFile input(file.path);
  MULLION_TRY(input.Check());
  int64_t position = file.position;  // of the first byte of the block
  std::string rest;                  // an unfinished line, carried from block to block
  for (;;) {
    size_t capacity = rest.size() + std::max(limits_.block_bytes, rest.size());
    std::shared_ptr<Block> block = pool_->Get(capacity);
    rest.copy(block->bytes.get(), rest.size());
    size_t wanted = capacity - rest.size();
    MULLION_ASSIGN(size_t got,
                   input.Read(block->bytes.get() + rest.size(), wanted, position + static_cast<int64_t>(rest.size())));
    size_t filled = rest.size() + got;
    bool at_end = got < wanted;
    size_t used = QueueLines(file, block, filled, position, at_end);
    {
      std::lock_guard lock(mutex_);
      if (closing_) return Ok();
    }
    if (at_end) return Ok();
    rest.assign(block->bytes.get() + used, filled - used);
    position += static_cast<int64_t>(used);
    if (rest.size() > limits_.line_bytes_max) {
      return Fail(
          Error::Outside(fmt::format("{} holds a line of more than {} bytes", file.path, limits_.line_bytes_max), false)
              .Where(fmt::format("byte {}", position)));
    }
  }
}

size_t FileFetcher::QueueLines(const FileToRead& file, const std::shared_ptr<Block>& block, size_t filled,
                               int64_t block_position, bool at_end) {
  std::memset(block->bytes.get() + filled, 0, kBlockPadding);
  size_t used = 0;
  for (bool full = true; full;) {
    FileRun out{.split = file.split};
    std::string_view bytes(block->bytes.get() + used, filled - used);
    int64_t position = block_position + static_cast<int64_t>(used);
    Records& records = out.run.values;
    records.ranges.reserve(limits_.run_lines_max);
    out.run.positions.reserve(limits_.run_lines_max);
    Framed framed =
        FrameLines(bytes, at_end, quote_, limits_.run_lines_max, position, &records.ranges, &out.run.positions);
    full = framed.full;
    if (records.ranges.empty()) break;
    used += framed.used;
    records.bytes = bytes.substr(0, framed.used);
    records.keeper = block;
    records.padding = static_cast<uint32_t>(bytes.size() - framed.used + kBlockPadding);
    out.run.first_position = position;
    out.run.next_position = position + static_cast<int64_t>(framed.used);
    out.bytes = framed.used;
    if (!Push(std::move(out))) break;
  }
  return used;
}

}  // namespace mullion::filesystem
