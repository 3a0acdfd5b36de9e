#pragma once
// One function a command; each returns the exit code: 0 finished or stopped cleanly, 1 the job failed, 2 bad usage, bad
// SQL, bad options. Results go to stdout, everything else to stderr.

#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/time.h"
#include "cli/job_host.h"
#include "cli/options.h"
#include "connector/connector.h"
#include "plan/session.h"

namespace mullion {

/// What every command works with; made in main.
struct Program {
  const Options* options;
  const Clock* clock;
  Logger* log;
  FileSystem* files;
  const ConnectorRegistry* connectors;
};

int RunJobFile(const Program& program);
int RunPythonScript(const Program& program);
int CheckJobFile(const Program& program);
int ExplainJobFile(const Program& program);
int CheckPythonScript(const Program& program);
int ExplainPythonScript(const Program& program);
int RunDemo(const Program& program);
int AskRunningJob(const Program& program);
int SubmitJobFile(const Program& program);
int SubmitPythonScript(const Program& program);

class ScriptHost;
/// Starts the script and answers it until it ends; returns its exit code.
int RunScript(const Program& program, ScriptHost& host);

/// Prints a plan and its notes, as EXPLAIN does.
void PrintPlan(const JobPlan& plan);

/// Prints an error for a person, with the place in the job text; returns its exit code: 2 when the user's, else 1.
int PrintError(const Error& error, const std::string& file, const std::string& text);

/// Where jobs keep their state: --state-dir, else $XDG_STATE_HOME/mullion, else ~/.local/state/mullion.
Result<std::string> StateRoot(const Options& options);

/// The options of a session from the command line.
SessionOptions SessionOptionsOf(const Program& program);

/// The options of a job from the command line and its settings.
Result<JobOptions> MakeJobOptions(const Program& program, const JobPlan& plan);

/// Where --ui wants the page; nullopt without it.
Result<std::optional<PageAddress>> PageAddressOf(const Options& options);

/// The next SIGINT or SIGTERM, or 0 after `timeout_ms`. Both are blocked in every thread (main does it).
int NextSignal(int64_t timeout_ms);

/// Waits for jobs and signals. The first SIGINT or SIGTERM asks every job to stop, a second one ends the program at
/// once. When one job fails the others are stopped. Returns the exit code.
int WaitForJobs(const Program& program, std::vector<std::unique_ptr<JobHost>>& hosts);

}  // namespace mullion
