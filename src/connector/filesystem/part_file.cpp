#include "connector/filesystem/part_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace mullion::filesystem {
namespace {

Error Trouble(std::string_view what, const std::string& path) {
  return Error::Outside(fmt::format("can't {} {}", what, path), true).Why(std::strerror(errno));
}

Status SyncFolder(const std::string& folder) {
  int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Fail(Trouble("open the folder", folder));
  int result = fsync(descriptor);
  close(descriptor);
  return result == 0 ? Ok() : Fail(Trouble("sync the folder", folder));
}

std::string FolderOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

std::string HiddenName(std::string_view name) {
  return fmt::format(".{}.inprogress", name);
}

Result<std::unique_ptr<PartFile>> PartFile::Create(const std::string& folder, const std::string& name) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return Fail(Error::Outside(fmt::format("can't make the folder {}", folder), true).Why(error.message()));
  }
  PendingFile names{fmt::format("{}/{}", folder, HiddenName(name)), fmt::format("{}/{}", folder, name)};
  int descriptor = open(names.hidden_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return Fail(Trouble("create", names.hidden_path));
  return std::unique_ptr<PartFile>(new PartFile(std::move(names), descriptor));
}

PartFile::~PartFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status PartFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t put = write(descriptor_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Fail(Trouble("write", names_.hidden_path));
    size_bytes_ += put;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return Ok();
}

Result<PendingFile> PartFile::Finish() {
  if (fsync(descriptor_) != 0) return Fail(Trouble("sync", names_.hidden_path));
  int result = close(descriptor_);
  descriptor_ = -1;
  if (result != 0) return Fail(Trouble("close", names_.hidden_path));
  // The name of the hidden file must survive a crash of the machine as well as its bytes.
  MULLION_TRY(SyncFolder(FolderOf(names_.hidden_path)));
  return names_;
}

Status Commit(const PendingFile& file) {
  if (std::rename(file.hidden_path.c_str(), file.final_path.c_str()) != 0) {
    int reason = errno;
    bool there = access(file.final_path.c_str(), F_OK) == 0;
    errno = reason;
    if (reason != ENOENT || !there) return Fail(Trouble("make visible", file.final_path));
  }
  return SyncFolder(FolderOf(file.final_path));
}

}  // namespace mullion::filesystem
