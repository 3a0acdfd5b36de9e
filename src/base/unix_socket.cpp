#include "base/unix_socket.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace mullion {
namespace {

Error SystemError(std::string what, int error, bool retry = false) {
  return Error::Outside(std::move(what), retry).Why(std::strerror(error));
}

/// An address for the file, and what must stay open while it is used.
struct UnixAddress {
  sockaddr_un address{};
  FileDescriptor directory;
};

Result<UnixAddress> AddressOf(const std::filesystem::path& file) {
  UnixAddress result;
  result.address.sun_family = AF_UNIX;
  std::string name = file.string();
  if (name.size() >= sizeof(result.address.sun_path)) {
    result.directory = FileDescriptor(open(file.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!result.directory.valid()) {
      return Fail(SystemError(fmt::format("cannot open {}", file.parent_path().string()), errno, errno == ENOENT));
    }
    name = fmt::format("/proc/self/fd/{}/{}", result.directory.get(), file.filename().string());
  }
  if (name.size() >= sizeof(result.address.sun_path)) {
    return Fail(Error::User(fmt::format("the socket's file name is too long: {}", file.filename().string())));
  }
  std::memcpy(result.address.sun_path, name.c_str(), name.size() + 1);
  return result;
}

Result<FileDescriptor> NewSocket() {
  FileDescriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return Fail(SystemError("cannot make a socket", errno));
  return fd;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) close(fd_);
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Result<FileDescriptor> ConnectUnix(const std::filesystem::path& file) {
  MULLION_ASSIGN(const UnixAddress at, AddressOf(file));
  MULLION_ASSIGN(FileDescriptor fd, NewSocket());
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&at.address), sizeof(at.address)) != 0) {
    const bool nobody = errno == ENOENT || errno == ECONNREFUSED;
    return Fail(SystemError(fmt::format("cannot connect to {}", file.string()), errno, nobody));
  }
  return fd;
}

Result<FileDescriptor> ListenUnix(const std::filesystem::path& file) {
  MULLION_ASSIGN(const UnixAddress at, AddressOf(file));
  MULLION_ASSIGN(FileDescriptor fd, NewSocket());
  // Linux gives the file the socket's own mode, so that it is never open to others, not even for a moment.
  constexpr int kBacklog = 16;
  if (fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0 ||
      bind(fd.get(), reinterpret_cast<const sockaddr*>(&at.address), sizeof(at.address)) != 0 ||
      listen(fd.get(), kBacklog) != 0) {
    return Fail(SystemError(fmt::format("cannot listen on {}", file.string()), errno));
  }
  return fd;
}

bool PeerIsOurUser(int fd) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == geteuid() || peer.uid == 0;
}

void SetTimeouts(int fd, int timeout_ms) {
  const timeval limit{timeout_ms / 1000, timeout_ms % 1000 * 1000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

Result<std::string> ReadLine(int fd, size_t bytes_max) {
  std::string line;
  char chunk[4096];
  while (true) {
    const ssize_t n = recv(fd, chunk, sizeof(chunk), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Fail(SystemError("no answer in time", errno));
    if (n == 0) return Fail(Error::Outside("the connection ended before the line did", true));
    const auto* end = static_cast<const char*>(std::memchr(chunk, '\n', static_cast<size_t>(n)));
    line.append(chunk, end == nullptr ? static_cast<size_t>(n) : static_cast<size_t>(end - chunk));
    if (line.size() > bytes_max) return Fail(Error::User("the line is too long"));
    if (end != nullptr) return line;
  }
}

Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Fail(SystemError("cannot send", errno));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return Ok();
}

}  // namespace mullion
