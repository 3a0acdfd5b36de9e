// mullion status, why, stop, savepoint, dlq: they speak to a running job through the socket in its state folder.

#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "cli/commands.h"

namespace mullion {
namespace {

ControlCommand ControlOf(Command command) {
  switch (command) {
    case Command::kWhy:
      return ControlCommand::kWhy;
    case Command::kStop:
      return ControlCommand::kStop;
    case Command::kSavepoint:
      return ControlCommand::kSavepoint;
    case Command::kDlq:
      return ControlCommand::kDlq;
    default:
      return ControlCommand::kStatus;
  }
}

bool HasSocket(const std::filesystem::path& folder) {
  std::error_code code;
  return std::filesystem::exists(folder / ControlSocket::kFileName, code);
}

/// The state folders with a control socket: the root itself or the job folders in it.
std::vector<std::filesystem::path> RunningJobs(const std::string& root, const std::string& wanted) {
  std::vector<std::filesystem::path> found;
  if (HasSocket(root)) found.push_back(root);
  std::error_code code;
  for (std::filesystem::directory_iterator it(root, code), end; !code && it != end; it.increment(code)) {
    if (HasSocket(it->path())) found.push_back(it->path());
  }
  std::erase_if(found, [&](const std::filesystem::path& p) {
    std::string name = p.filename();
    return !wanted.empty() && name != wanted && !name.starts_with(wanted + "-");
  });
  return found;
}

}  // namespace

int AskRunningJob(const Program& program) {
  const Options& options = *program.options;
  auto root = StateRoot(options);
  if (!root) return PrintError(root.error(), "", "");
  auto jobs = RunningJobs(*root, options.job_name);
  std::optional<Error> last;
  size_t answered = 0;
  // Status and the like of several jobs are printed one after the other; what changes a job needs one.
  bool changes = options.command == Command::kStop || options.command == Command::kSavepoint;
  if (changes && jobs.size() > 1) {
    std::string names;
    for (const auto& job : jobs) names += "\n  " + job.filename().string();
    return PrintError(Error::User("several jobs run here; name one:" + names), "", "");
  }
  for (const auto& job : jobs) {
    auto reply = AskControl(job, ControlOf(options.command));
    if (!reply) {
      last = reply.error();
      continue;
    }
    ++answered;
    std::fputs(options.reply_json ? (reply->json + "\n").c_str() : reply->text.c_str(), stdout);
  }
  if (answered > 0) return 0;
  if (!last) {
    last = Error::User(fmt::format("no running job in {}", *root))
               .Hint("name its state folder with --state-dir, as the job was started");
  }
  PrintError(*last, "", "");
  return 1;
}

}  // namespace mullion
