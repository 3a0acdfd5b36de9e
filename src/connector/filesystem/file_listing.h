#pragma once
// The files that a 'path' option means. Reads folders, nothing else; no state.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace mullion::filesystem {

struct FileEntry {
  std::string path;
  int64_t size_bytes = 0;
  TimestampMs modified_ms = 0;
};

/// The local path of "file:///a/b", "file:/a/b" or "/a/b". Error (user): another scheme.
Result<std::string> LocalPath(std::string_view path_option);

/// The file itself, or every file below the folder, in the order of their paths. As in Flink, names that begin with '.'
/// or '_' are passed over. `pattern` (empty: all) is a regular expression that the whole path must match.
Result<std::vector<FileEntry>> ListFiles(const std::string& path, const std::string& pattern);

}  // namespace mullion::filesystem
