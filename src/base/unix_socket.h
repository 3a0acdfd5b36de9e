#pragma once
// Unix-domain stream sockets by file name, for the control socket. Blocking; one thread a socket.
// Invariant: a name longer than sun_path's 107 bytes works, by way of the directory's descriptor under /proc/self/fd.

#include <filesystem>
#include <string>

#include "base/error.h"

namespace mullion {

/// A file descriptor that closes itself.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// Connects. Errors: Outside; retry() says that nobody listens there (no such file, or refused).
Result<FileDescriptor> ConnectUnix(const std::filesystem::path& file);
/// Listens with mode 0600. Errors: Outside; a file that is there already is one.
Result<FileDescriptor> ListenUnix(const std::filesystem::path& file);
/// Whether the process at the other end runs as our user or as root.
bool PeerIsOurUser(int fd);
/// Blocks for at most this long in each of receive and send.
void SetTimeouts(int fd, int timeout_ms);
/// Up to and without the line break. Errors: connection ended, timeout, more than `bytes_max`.
Result<std::string> ReadLine(int fd, size_t bytes_max);
Status WriteAll(int fd, std::string_view bytes);

}  // namespace mullion
