// mullion run -py: starts the script, answers its requests, and lets its jobs go on after its last line.

#include <sys/socket.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <random>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/python_process.h"
#include "cli/script_jobs.h"

namespace mullion {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int64_t kLookEveryMs = 10;
/// How long a script may go on after its jobs were stopped, to print the rows that came last.
constexpr std::chrono::seconds kScriptEndMax{2};
constexpr int kCannotExec = 127;
constexpr int kSignalled = 128;

/// A folder that the package makes when it needs one; removed, if it is there, when the jobs have ended.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::random_device random;
    path_ =
        std::filesystem::temp_directory_path() / fmt::format("mullion-{}-{:08x}{:08x}", getpid(), random(), random());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

PythonScript ScriptOf(const Options& options, const ScratchFolder& scratch) {
  PythonScript script{options.python_executable, options.python_file, options.script_args, {}, scratch.path()};
  std::istringstream files(options.python_files);
  for (std::string file; std::getline(files, file, ',');) script.python_path.push_back(file);
  return script;
}

/// Answers the script on a thread of its own, until it ends.
class ServingThread {
 public:
  ServingThread(int socket, ScriptHandler& handler)
      : socket_(socket), thread_([socket, &handler] {
          ServeScript(socket, handler);
          shutdown(socket, SHUT_RDWR);
        }) {}
  ~ServingThread() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
  }
  ServingThread(const ServingThread&) = delete;
  ServingThread& operator=(const ServingThread&) = delete;

 private:
  int socket_;
  std::thread thread_;
};

struct ScriptEnd {
  int code = 0;
  bool stopped = false;  ///< by a signal to us
};

[[noreturn]] void StopAtOnce(PythonProcess& python) {
  python.Signal(SIGKILL);
  std::fprintf(stderr, "mullion: stopped at once; jobs go on from their last checkpoint when they are run again\n");
  _exit(1);
}

/// Until the script ends. The first signal stops the jobs; the script sees their last rows and ends at its next
/// statement, or by a signal.
ScriptEnd WaitForScript(const Program& program, PythonProcess& python, ScriptHost& host) {
  ScriptEnd end;
  std::optional<SteadyClock::time_point> deadline;
  while (!python.Ended()) {
    if (NextSignal(kLookEveryMs) != 0) {
      if (end.stopped) StopAtOnce(python);
      end.stopped = true;
      program.log->Info("stopping: closed windows are written, then a checkpoint; once more to stop at once");
      host.StopAll();
    }
    if (!end.stopped || !host.AllDone()) continue;
    if (!deadline) deadline = SteadyClock::now() + kScriptEndMax;
    if (SteadyClock::now() >= *deadline) python.Signal(SIGTERM);
    if (SteadyClock::now() >= *deadline + kScriptEndMax) python.Signal(SIGKILL);
  }
  end.code = *python.Ended();
  return end;
}

/// What a script's end means for the program: its own code, 1 for one that a signal ended.
int CodeOf(const ScriptEnd& end, const Options& options) {
  if (end.stopped) return 0;
  if (end.code == kCannotExec) {
    std::fprintf(stderr, "cannot start %s, which runs the script: name an interpreter with -pyexec\n",
                 options.python_executable.c_str());
    return 2;
  }
  if (end.code > kSignalled) {
    std::fprintf(stderr, "the script was ended by signal %d\n", end.code - kSignalled);
    return 1;
  }
  return end.code;
}

}  // namespace

int RunScript(const Program& program, ScriptHost& host) {
  ScratchFolder scratch;
  auto python = PythonProcess::Start(ScriptOf(*program.options, scratch));
  if (!python) return PrintError(python.error(), "", "");
  ServingThread serving(python->socket(), host);
  return CodeOf(WaitForScript(program, *python, host), *program.options);
}

int RunPythonScript(const Program& program) {
  auto page = PageAddressOf(*program.options);
  if (!page) return PrintError(page.error(), "", "");
  ScriptJobs jobs(program, *page);
  int code = RunScript(program, jobs);
  if (code != 0) jobs.StopAll();
  std::vector<std::unique_ptr<JobHost>> hosts = jobs.TakeRunning();
  int jobs_code = WaitForJobs(program, hosts);
  return code != 0 ? code : jobs_code;
}

}  // namespace mullion
