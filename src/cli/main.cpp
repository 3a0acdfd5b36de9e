// The program: parses the command line, makes the clock, log, files and connectors, and runs one command.

#include <unistd.h>
#include <csignal>
#include <cstdio>

#include "cli/commands.h"
#include "cli/connectors.h"
#include "cli/logger.h"

namespace {

/// Signals are waited for by one thread (WaitForJobs); a closed pipe is an error of the write, not the end.
void BlockSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int RunCommand(const mullion::Program& program) {
  using mullion::Command;
  switch (program.options->command) {
    case Command::kRun:
      return program.options->python_file.empty() ? mullion::RunJobFile(program) : mullion::RunPythonScript(program);
    case Command::kCheck:
      return program.options->python_file.empty() ? mullion::CheckJobFile(program)
                                                  : mullion::CheckPythonScript(program);
    case Command::kExplain:
      return program.options->python_file.empty() ? mullion::ExplainJobFile(program)
                                                  : mullion::ExplainPythonScript(program);
    case Command::kDemo:
      return mullion::RunDemo(program);
    case Command::kSubmit:
      return program.options->python_file.empty() ? mullion::SubmitJobFile(program)
                                                  : mullion::SubmitPythonScript(program);
    case Command::kStatus:
    case Command::kWhy:
    case Command::kStop:
    case Command::kSavepoint:
    case Command::kDlq:
      return mullion::AskRunningJob(program);
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  BlockSignals();
  auto parsed = mullion::ParseOptions(argc, argv);
  if (const auto* usage = std::get_if<mullion::UsageExit>(&parsed)) {
    std::fputs(usage->text.c_str(), usage->code == 0 ? stdout : stderr);
    return usage->code;
  }
  const auto& options = std::get<mullion::Options>(parsed);
  mullion::SystemClock clock;
  mullion::PosixFileSystem files;
  auto log = mullion::MakeStderrLogger(options.log_json);
  mullion::ConnectorRegistry connectors = mullion::MakeConnectors();
  return RunCommand({&options, &clock, log.get(), &files, &connectors});
}
