#pragma once
// The seam to files: what state and checkpoints need of a disk. Thread-safe. Errors name the path and the system's
// reason.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion {

/// Held as long as the object lives.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<std::string> Read(const std::string& path) = 0;
  /// Written whole, synced, renamed into place, the folder synced: afterwards either the old content or all of the new
  /// is there, whatever happens to the machine.
  virtual Status WriteDurably(const std::string& path, std::string_view bytes) = 0;
  /// Appends, without syncing.
  virtual Status Append(const std::string& path, std::string_view bytes) = 0;
  virtual Status Remove(const std::string& path) = 0;
  /// Names in a folder, sorted; a missing folder is empty.
  virtual Result<std::vector<std::string>> List(const std::string& folder) = 0;
  /// With its parents; mode 0700.
  virtual Status MakeFolder(const std::string& folder) = 0;
  /// An error that names the holder's process when another process has it.
  virtual Result<std::unique_ptr<FileLock>> Lock(const std::string& path) = 0;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::string> Read(const std::string& path) override;
  Status WriteDurably(const std::string& path, std::string_view bytes) override;
  Status Append(const std::string& path, std::string_view bytes) override;
  Status Remove(const std::string& path) override;
  Result<std::vector<std::string>> List(const std::string& folder) override;
  Status MakeFolder(const std::string& folder) override;
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override;
};

}  // namespace mullion
