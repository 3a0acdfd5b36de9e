#pragma once
// A Python script's statements on a cluster: the script's engine is a SQL Gateway. What only the planner can tell (the
// columns of a query before it runs) comes from our own. Owned by the command; see ScriptHost for its threads.

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/cluster.h"
#include "cli/script_host.h"
#include "cli/second_opinion.h"

namespace mullion {

class GatewayScript final : public ScriptHost {
 public:
  /// `stopping` is set by StopAll() and read by the cluster's pauses.
  GatewayScript(const Program& program, Cluster& cluster, std::atomic<bool>* stopping)
      : program_(program), cluster_(cluster), stopping_(*stopping) {}

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
  /// The INSERTs' jobs whose end the script has not seen. After the script's end.
  std::vector<std::string> TakeRunning();

 private:
  struct OpenSession {
    std::string id;
    std::unique_ptr<SecondOpinion> opinion;
  };
  struct Running {
    OpenSession* session = nullptr;
    GatewayOperation operation;
    Schema columns;
    std::string next;            ///< of a query: the page to ask for; empty: all have come
    std::vector<Batch> waiting;  ///< of a query: rows not fetched yet
    bool query = false;
    bool end_seen = false;
  };

  Result<OpenSession*> SessionOf(int64_t number);
  Result<ScriptExecuted> Collect(OpenSession& session, GatewayOperation operation, const Opinion& opinion);
  /// Asks for a query's next page.
  ScriptResult<void> Advance(Running* running);
  Running* Find(const std::string& job);

  const Program& program_;
  Cluster& cluster_;
  std::atomic<bool>& stopping_;
  std::map<int64_t, OpenSession> sessions_;
  std::map<std::string, Running> jobs_;
};

}  // namespace mullion
