#include <unistd.h>
#include <csignal>
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"

namespace mullion {
namespace {

bool AllDone(const std::vector<std::unique_ptr<JobHost>>& hosts) {
  for (const auto& host : hosts) {
    if (!host->job().done()) return false;
  }
  return true;
}

void StopAll(const std::vector<std::unique_ptr<JobHost>>& hosts) {
  for (const auto& host : hosts) host->job().RequestStop();
}

std::string Rows(uint64_t count) {
  return count == 1 ? "1 row" : fmt::format("{} rows", count);
}

/// Rows that are missing from the results are never passed over in silence.
void TellWhatWasLeftOut(const Job& job, Logger* log) {
  const JobStatus status = job.status();
  uint64_t set_aside = 0;
  for (const SourceReport& source : status.sources) set_aside += source.counters.set_aside;
  if (status.late.count > 0) {
    const auto& samples = status.late.samples;
    log->Warning(fmt::format("{} came after the end of their windows and are not in the results{}",
                             Rows(status.late.count), samples.empty() ? "" : "; the newest: " + samples.back().row));
  }
  if (set_aside > 0) {
    log->Warning(fmt::format("{} could not be used and were set aside{}", Rows(set_aside),
                             job.state_folder().empty() ? "" : " in " + job.state_folder() + "/dead-letters.jsonl"));
  }
}

}  // namespace

int NextSignal(int64_t timeout_ms) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  timespec timeout{timeout_ms / 1000, (timeout_ms % 1000) * 1'000'000};
  int signal = sigtimedwait(&set, nullptr, &timeout);
  return signal > 0 ? signal : 0;
}

int WaitForJobs(const Program& program, std::vector<std::unique_ptr<JobHost>>& hosts) {
  constexpr int64_t kLookEveryMs = 20;
  bool stopping = false;
  while (!AllDone(hosts)) {
    if (int signal = NextSignal(kLookEveryMs); signal != 0) {
      if (stopping) {
        std::fprintf(stderr,
                     "mullion: stopped at once; the job goes on from its last checkpoint when it is run again\n");
        _exit(1);
      }
      stopping = true;
      program.log->Info("stopping: closed windows are written, then a checkpoint; once more to stop at once");
      StopAll(hosts);
    }
    for (const auto& host : hosts) {
      if (host->job().done() && host->job().status().state == RunState::kFailed) StopAll(hosts);
    }
  }
  int code = 0;
  for (const auto& host : hosts) {
    Status result = host->job().Wait();
    TellWhatWasLeftOut(host->job(), program.log);
    if (result) continue;
    std::fprintf(stderr, "%s\n", result.error().Render("", "").c_str());
    code = 1;
  }
  return code;
}

}  // namespace mullion
