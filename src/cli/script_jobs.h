#pragma once
// The engine's side of a Python script: its sessions, the jobs it started, the rows it has not fetched yet. Owned by
// the command; the ScriptHandler's methods are called on the thread that serves the script, StopAll() and Take…() by
// the command's own. Invariant: a query whose rows nobody fetches holds at most kRowsWaitingMax of them and then waits.

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/script_host.h"

namespace mullion {

/// Rows on their way from a job's worker to the script.
class RowQueue {
 public:
  /// Worker's thread: waits while too many rows wait.
  void Push(const Batch& batch);
  /// At most `rows_max` rows, after waiting for one for at most that long, or until Close().
  std::vector<Batch> Take(size_t rows_max, int64_t timeout_ms);
  bool empty();
  /// Nobody fetches any more, or the job shall end: rows are no longer held back; with `drop` they are thrown away.
  void Open(bool drop);

 private:
  static constexpr size_t kRowsWaitingMax = 65536;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> batches_;
  size_t rows_ = 0;
  bool open_ = false;
  bool drop_ = false;
};

class ScriptJobs final : public ScriptHost {
 public:
  ScriptJobs(const Program& program, std::optional<PageAddress> page) : program_(program), page_(std::move(page)) {}

  Result<ScriptExecuted> Execute(int64_t session, const std::string& sql) override;
  Result<std::vector<QueryColumn>> Describe(int64_t session, const std::string& sql) override;
  ScriptResult<ScriptRows> Fetch(const std::string& job, int64_t timeout_ms, size_t rows_max) override;
  ScriptResult<bool> Wait(const std::string& job, bool until_rows, int64_t timeout_ms) override;
  Result<std::string> State(const std::string& job) override;
  Status Cancel(const std::string& job) override;
  Result<std::string> Savepoint(const std::string& job) override;
  bool closed() const override { return stopping_; }

  /// Asks every job to stop and takes no statement any more. The rows that still come can be fetched.
  void StopAll() override;
  bool AllDone() override;
  /// The jobs that go on without the script: it has not seen their end. Queries are stopped, nobody reads their rows.
  std::vector<std::unique_ptr<JobHost>> TakeRunning();

 private:
  struct Running {
    std::unique_ptr<JobHost> host;
    std::shared_ptr<RowQueue> rows;  ///< of a query
    std::shared_ptr<const TimeZone> zone;
    bool end_seen = false;  ///< the script knows how it ended
  };

  Session& SessionOf(int64_t number);
  Result<ScriptJob> StartPlan(JobPlan plan);
  Running* Find(const std::string& id);
  /// The end of a job that is done: its error, once told, is not told again at the script's end.
  static ScriptResult<bool> Ended(Running* running);

  const Program& program_;
  std::optional<PageAddress> page_;  ///< for the first job that writes to a table
  std::map<int64_t, std::unique_ptr<Session>> sessions_;
  std::mutex mutex_;  ///< over jobs_
  std::map<std::string, Running> jobs_;
  std::atomic<bool> stopping_{false};
};

}  // namespace mullion
