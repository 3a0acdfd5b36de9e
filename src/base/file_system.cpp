#include "base/file_system.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

namespace mullion {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

std::unexpected<Error> SystemFailure(std::string_view doing, const std::string& path) {
  int code = errno;
  bool retry = code == EINTR || code == EAGAIN || code == ENOSPC || code == EIO;
  return Fail(Error::Outside(fmt::format("cannot {} {}", doing, path), retry).Why(std::strerror(code)));
}

Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemFailure("write", path);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return Ok();
}

Status SyncFolder(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0) return SystemFailure("open", folder);
  if (::fsync(fd.get()) != 0) return SystemFailure("sync", folder);
  return Ok();
}

Status WriteNew(const std::string& path, std::string_view bytes) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (fd.get() < 0) return SystemFailure("create", path);
  MULLION_TRY(WriteAll(fd.get(), bytes, path));
  // After a failed fsync the pages may be lost although a second fsync succeeds: the file is given up, never retried.
  if (::fsync(fd.get()) != 0) return SystemFailure("sync", path);
  if (::close(fd.Release()) != 0) return SystemFailure("close", path);
  return Ok();
}

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int fd) : fd_(fd) {}

 private:
  Descriptor fd_;
};

}  // namespace

Result<std::string> PosixFileSystem::Read(const std::string& path) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return SystemFailure("open", path);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return SystemFailure("look at", path);
  std::string out(static_cast<size_t>(info.st_size), '\0');
  size_t at = 0;
  while (at < out.size()) {
    ssize_t n = ::read(fd.get(), out.data() + at, out.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemFailure("read", path);
    if (n == 0) break;
    at += static_cast<size_t>(n);
  }
  out.resize(at);
  return out;
}

Status PosixFileSystem::WriteDurably(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".tmp";
  if (Status written = WriteNew(temporary, bytes); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto failure = SystemFailure("rename into place", path);
    ::unlink(temporary.c_str());
    return failure;
  }
  return SyncFolder(path);
}

Status PosixFileSystem::Append(const std::string& path, std::string_view bytes) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (fd.get() < 0) return SystemFailure("open", path);
  return WriteAll(fd.get(), bytes, path);
}

Status PosixFileSystem::Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return SystemFailure("remove", path);
  return Ok();
}

Result<std::vector<std::string>> PosixFileSystem::List(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code code;
  std::filesystem::directory_iterator it(folder, code), end;
  if (code == std::errc::no_such_file_or_directory) return names;
  for (; !code && it != end; it.increment(code)) names.push_back(it->path().filename());
  if (code) return Fail(Error::Outside(fmt::format("cannot list {}", folder), false).Why(code.message()));
  std::sort(names.begin(), names.end());
  return names;
}

Status PosixFileSystem::MakeFolder(const std::string& folder) {
  std::error_code code;
  bool made = std::filesystem::create_directories(folder, code);
  if (code) return Fail(Error::Outside(fmt::format("cannot make the folder {}", folder), false).Why(code.message()));
  if (made) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, code);
  return Ok();
}

Result<std::unique_ptr<FileLock>> PosixFileSystem::Lock(const std::string& path) {
  Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (fd.get() < 0) return SystemFailure("open", path);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return SystemFailure("lock", path);
    char holder[32] = {};
    ssize_t n = ::pread(fd.get(), holder, sizeof holder - 1, 0);
    std::string who = n > 0 ? fmt::format("process {}", holder) : "another process";
    return Fail(
        Error::User(fmt::format("{} is in use by {}", path, who))
            .Hint("stop that job first (mullion stop), or give this one a name (pipeline.name) or --state-dir of "
                  "its own"));
  }
  std::string pid = std::to_string(::getpid());
  if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), pid.data(), pid.size(), 0) < 0) {
    return SystemFailure("write", path);
  }
  return std::make_unique<PosixLock>(fd.Release());
}

}  // namespace mullion
