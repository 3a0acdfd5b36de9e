#include "connector/filesystem/file_listing.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <regex>

namespace mullion::filesystem {
namespace {

namespace fs = std::filesystem;

bool IsHidden(const fs::path& path) {
  std::string name = path.filename().string();
  return name.starts_with('.') || name.starts_with('_');
}

Result<FileEntry> Describe(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return Fail(Error::Outside(fmt::format("can't read {}", path), errno != ENOENT).Why(std::strerror(errno)));
  }
  return FileEntry{path, info.st_size, info.st_mtim.tv_sec * int64_t{1000} + info.st_mtim.tv_nsec / 1'000'000};
}

Result<std::vector<std::string>> PathsBelow(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (IsHidden(at->path())) {
      at.disable_recursion_pending();
    } else if (!at->is_directory(error)) {
      paths.push_back(at->path().string());
    }
  }
  if (error) return Fail(Error::Outside(fmt::format("can't read the folder {}", folder), true).Why(error.message()));
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<std::string> LocalPath(std::string_view option) {
  size_t scheme = option.find(":/");
  if (scheme == std::string_view::npos) return std::string(option);
  if (option.substr(0, scheme) != "file") {
    return Fail(
        Error::User(fmt::format("'{}' is not a local path", option))
            .Hint("The filesystem connector reads and writes local files: '/folder/file' or 'file:///folder'."));
  }
  std::string_view path = option.substr(scheme + 1);
  if (path.starts_with("//")) {
    path.remove_prefix(2);
    path.remove_prefix(std::min(path.find('/'), path.size()));  // a host name, which is this machine
  }
  return std::string(path);
}

Result<std::vector<FileEntry>> ListFiles(const std::string& path, const std::string& pattern) {
  std::error_code error;
  std::vector<std::string> paths = {path};
  if (fs::is_directory(path, error)) {
    MULLION_ASSIGN(paths, PathsBelow(path));
  }
  std::vector<FileEntry> files;
  try {
    std::regex expression(pattern);
    for (const std::string& candidate : paths) {
      if (!pattern.empty() && !std::regex_match(candidate, expression)) continue;
      MULLION_ASSIGN(FileEntry file, Describe(candidate));
      files.push_back(std::move(file));
    }
  } catch (const std::regex_error& wrong) {
    return Fail(Error::User(fmt::format("source.path.regex-pattern = '{}' is no regular expression", pattern))
                    .Why(wrong.what()));
  }
  return files;
}

}  // namespace mullion::filesystem
