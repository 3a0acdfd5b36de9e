#pragma once
// Reads files ahead of the worker, one after the other, in a thread of its own: runs of lines wait in a queue that is
// bounded in bytes. Made and closed by the source; the queue's methods are for the worker's thread.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "connector/filesystem/block_pool.h"
#include "connector/filesystem/line_framer.h"
#include "connector/source.h"

namespace mullion::filesystem {

struct FileToRead {
  size_t split = 0;
  std::string path;
  int64_t position = 0;  ///< first byte to read
};

/// What the fetcher brought: a run of lines, or word that a file has been read to its end.
struct FileRun {
  size_t split = 0;
  bool file_end = false;
  size_t bytes = 0;  ///< what it counts for in the queue
  FetchedRun run;
};

struct FetchLimits {
  size_t queue_bytes_max = 16u << 20;
  size_t run_lines_max = 16384;
  size_t block_bytes = 1u << 20;
  size_t line_bytes_max = size_t{1} << 30;
};

class FileFetcher {
 public:
  /// `quote`: line breaks between quotes belong to the line.
  FileFetcher(std::vector<FileToRead> files, FetchLimits limits, std::optional<Quoting> quote, Waker* waker);
  ~FileFetcher();

  /// The first of the queue, or nullptr; it stays there until Pop().
  FileRun* Front();
  FileRun Pop();
  /// What stopped the thread, once the queue has run empty.
  std::optional<Error> TakeError();

 private:
  class OpenFile;

  void Run();
  Status ReadFile(const FileToRead& file);
  /// Frames what is in the block and queues it; the bytes used.
  size_t QueueLines(const FileToRead& file, const std::shared_ptr<Block>& block, size_t filled, int64_t block_position,
                    bool at_end);
  /// Waits for room; false when the source closes.
  bool Push(FileRun run);

  const std::vector<FileToRead> files_;
  const FetchLimits limits_;
  const std::optional<Quoting> quote_;
  Waker* const waker_;
  std::shared_ptr<BlockPool> pool_ = std::make_shared<BlockPool>();

  std::mutex mutex_;
  std::condition_variable room_;
  std::deque<FileRun> queue_;
  size_t queued_bytes_ = 0;
  bool closing_ = false;
  std::optional<Error> error_;
  std::thread thread_;
};

}  // namespace mullion::filesystem
