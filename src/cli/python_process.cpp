#include "cli/python_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "cli/python_package.h"

extern char** environ;

namespace mullion {
namespace {

constexpr int kCannotExec = 127;

/// The package as a file that Python imports from: /proc/self/fd/N.
Result<FileDescriptor> PackageFile() {
  FileDescriptor file(memfd_create("pyflink.zip", 0));
  std::span<const unsigned char> bytes = PythonPackage();
  while (file.valid() && !bytes.empty()) {
    ssize_t written = write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  if (!file.valid() || !bytes.empty()) {
    return Fail(Error::Outside("cannot lay out the pyflink package in memory", false).Why(std::strerror(errno)));
  }
  return file;
}

/// The child's environment: ours, with the package in front of PYTHONPATH.
std::vector<std::string> Environment(const PythonScript& script, int package, int socket) {
  std::string path = fmt::format("PYTHONPATH=/proc/self/fd/{}", package);
  for (const std::string& extra : script.python_path) path += ":" + extra;
  std::vector<std::string> out;
  for (char** entry = environ; *entry; ++entry) {
    std::string text = *entry;
    if (text.starts_with("PYTHONPATH=")) {
      path += ":" + text.substr(text.find('=') + 1);
    } else if (!text.starts_with("MULLION_FD=") && !text.starts_with("MULLION_SCRATCH=") &&
               !text.starts_with("PYTHONUNBUFFERED=")) {
      out.push_back(std::move(text));
    }
  }
  out.push_back(std::move(path));
  out.push_back(fmt::format("MULLION_FD={}", socket));
  out.push_back("MULLION_SCRATCH=" + script.scratch);
  out.push_back("PYTHONUNBUFFERED=1");  // what the script prints and what sinks print come in their order
  return out;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// After fork(): only calls that are safe there.
[[noreturn]] void RunChild(char** arguments, char** environment, int inherited, pid_t parent) {
  // Ctrl-C reaches the whole group; the parent stops the jobs first and then ends the script.
  sigset_t open;
  sigemptyset(&open);
  sigaddset(&open, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &open, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  fcntl(inherited, F_SETFD, 0);
  if (getppid() != parent) _exit(kCannotExec);
  execvpe(arguments[0], arguments, environment);
  _exit(kCannotExec);
}

}  // namespace

Result<PythonProcess> PythonProcess::Start(const PythonScript& script) {
  if (access(script.file.c_str(), R_OK) != 0) {
    return Fail(Error::User("cannot read the script " + script.file).Why(std::strerror(errno)));
  }
  MULLION_ASSIGN(FileDescriptor package, PackageFile());
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return Fail(Error::Outside("cannot make a socket for the script", false).Why(std::strerror(errno)));
  }
  FileDescriptor ours(ends[0]), theirs(ends[1]);
  std::vector<std::string> arguments{script.interpreter, script.file};
  arguments.insert(arguments.end(), script.args.begin(), script.args.end());
  std::vector<std::string> environment = Environment(script, package.get(), theirs.get());
  std::vector<char*> argument_pointers = Pointers(arguments), environment_pointers = Pointers(environment);
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid < 0) return Fail(Error::Outside("cannot start " + script.interpreter, true).Why(std::strerror(errno)));
  if (pid == 0) RunChild(argument_pointers.data(), environment_pointers.data(), theirs.get(), parent);
  return PythonProcess(pid, std::move(ours));
}

std::optional<int> PythonProcess::Ended() {
  int status = 0;
  if (!ended_ && waitpid(pid_, &status, WNOHANG) == pid_) {
    ended_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  return ended_;
}

void PythonProcess::Signal(int number) {
  if (!ended_) kill(pid_, number);
}

}  // namespace mullion
