#pragma once
// One file that a sink writes: hidden under a temporary name until it is committed. Owned by one sink.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion::filesystem {

/// A file that is whole and synced, waiting to be made visible.
struct PendingFile {
  std::string hidden_path;
  std::string final_path;
};

class PartFile {
 public:
  /// Creates it, and its folder where it is absent.
  static Result<std::unique_ptr<PartFile>> Create(const std::string& folder, const std::string& name);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile();

  Status Write(std::string_view bytes);
  /// Synced and closed; no more writes.
  Result<PendingFile> Finish();
  int64_t size_bytes() const { return size_bytes_; }

 private:
  PartFile(PendingFile names, int descriptor) : names_(std::move(names)), descriptor_(descriptor) {}

  PendingFile names_;
  int descriptor_;
  int64_t size_bytes_ = 0;
};

/// Makes it visible and syncs its folder. Already visible is well.
Status Commit(const PendingFile& file);

/// The hidden name of a part.
std::string HiddenName(std::string_view name);

}  // namespace mullion::filesystem
