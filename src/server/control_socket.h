#pragma once
// The control socket: how `mullion status`, `why`, `savepoint`, `stop` and `dlq` reach a running job. A Unix-domain
// stream socket of mode 0600 named `control.sock` in the job's state directory. One JSON request a line,
// {"command":"why"}; one JSON reply a line, {"ok":true,"text":"...","job":{...}} or {"ok":false,"error":"..."}.
// Owner: the cli. The listening side serves each client on a thread of its own, so that a client that says nothing
// delays nobody; the handler is called from several threads.
// Invariants: only the user who started the job (and root) is answered; the file is removed at the end.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "server/job_view.h"

namespace mullion {

enum class ControlCommand { kStatus, kWhy, kStop, kSavepoint, kDlq };

/// "status"; the inverse returns an Error that lists the known ones.
std::string_view ControlCommandName(ControlCommand command);
Result<ControlCommand> ParseControlCommand(std::string_view name);

/// What the job does for a client. Thread-safe; `status`, `why` and `dlq` are answered from View().
class ControlHandler {
 public:
  virtual ~ControlHandler() = default;
  virtual JobView View() = 0;
  /// Asks the job to take its last checkpoint and end; returns at once.
  virtual Status Stop() = 0;
  /// Returns the savepoint's path when it is durable.
  virtual Result<std::string> Savepoint() = 0;
};

struct ControlReply {
  std::string text;  ///< for a terminal, several lines, ends with a line break
  std::string json;  ///< the whole reply, one line
};

class ControlSocket {
 public:
  static constexpr std::string_view kFileName = "control.sock";

  /// Listens in `state_dir`, which exists and whose lock the caller holds: a socket file that nobody answers is taken
  /// for the leftover of a dead process and replaced. Errors: somebody answers (another process runs this job).
  static Result<std::unique_ptr<ControlSocket>> Listen(const std::filesystem::path& state_dir, ControlHandler& handler);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  class Impl;
  explicit ControlSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The client's side: sends the command to the job whose state lives in `state_dir` and waits for the reply.
/// Errors: no job is running there, the job refused (its own words), no answer in time.
Result<ControlReply> AskControl(const std::filesystem::path& state_dir, ControlCommand command,
                                int timeout_ms = 60'000);

}  // namespace mullion
