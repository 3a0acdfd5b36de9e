#pragma once
// A Python script that is looked at and not run: its statements are planned, its jobs end at once, without rows. Owned
// by the command; see ScriptHost for its threads.

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/script_host.h"

namespace mullion {

class ScriptPlans final : public ScriptHost {
 public:
  explicit ScriptPlans(const Program& program) : program_(program) {}

  Result<ScriptExecuted> Execute(int64_t session, const std::string& sql) override;
  Result<std::vector<QueryColumn>> Describe(int64_t session, const std::string& sql) override;
  ScriptResult<ScriptRows> Fetch(const std::string& job, int64_t timeout_ms, size_t rows_max) override;
  ScriptResult<bool> Wait(const std::string& job, bool until_rows, int64_t timeout_ms) override;
  Result<std::string> State(const std::string& job) override;
  Status Cancel(const std::string& job) override;
  Result<std::string> Savepoint(const std::string& job) override;
  bool closed() const override { return stopping_; }

  void StopAll() override { stopping_ = true; }
  bool AllDone() override { return true; }
  /// The jobs that the script would have started, in order. After the script's end.
  const std::vector<JobPlan>& plans() const { return plans_; }

 private:
  Session& SessionOf(int64_t number);
  const JobPlan* Find(const std::string& job) const;

  const Program& program_;
  std::map<int64_t, std::unique_ptr<Session>> sessions_;
  std::vector<JobPlan> plans_;
  std::atomic<bool> stopping_{false};
};

}  // namespace mullion
