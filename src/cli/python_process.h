#pragma once
// The python3 that runs a script: started with our pyflink package in front of every other and one end of a socket.
// Owned by the command, one thread. The package lies in an anonymous file of memory that the child inherits, so nothing
// is left behind however the program ends.

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/error.h"
#include "base/unix_socket.h"

namespace mullion {

/// How to start a script.
struct PythonScript {
  std::string interpreter;  ///< a name for PATH, or a file
  std::string file;
  std::vector<std::string> args;
  std::vector<std::string> python_path;  ///< files and folders for its imports
  std::string scratch;                   ///< a folder that the package may make for files of its own
};

class PythonProcess {
 public:
  /// Errors: no such script, no such interpreter.
  static Result<PythonProcess> Start(const PythonScript& script);

  /// Our end of the socket.
  int socket() const { return socket_.get(); }
  /// The exit code when it has ended, 128 + the signal's number for one that a signal ended; nullopt while it runs.
  std::optional<int> Ended();
  void Signal(int number);

 private:
  PythonProcess(pid_t pid, FileDescriptor socket) : pid_(pid), socket_(std::move(socket)) {}

  pid_t pid_;
  FileDescriptor socket_;
  std::optional<int> ended_;
};

}  // namespace mullion
