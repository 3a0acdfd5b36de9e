#pragma once
// A cluster behind a SQL Gateway, as the submit command works with it: connects, opens sessions, follows jobs to their
// end, says what happens on stderr. Owned by the command; one thread at a time.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "gateway/cluster_jobs.h"

namespace mullion {

class Cluster {
 public:
  /// Connects and says to what. `pause` waits for that many milliseconds; false: a signal came.
  static Result<std::unique_ptr<Cluster>> Connect(const Program& program, std::function<bool(int64_t)> pause);
  ~Cluster();

  GatewayClient& client() { return *client_; }
  /// A session with the settings of --set; closed with this object. The first is also the one that jobs are asked with.
  GatewayResult<std::string> OpenSession();
  /// The state of a job; "" when the cluster does not know it.
  GatewayResult<std::string> StateOf(const std::string& job_id);
  /// Until every job has ended or a signal comes. Returns the exit code.
  int Follow(std::vector<std::string> job_ids);
  /// "job 12ab… failed" with what the cluster says about it.
  Error FailureOf(const std::string& job_id);

 private:
  Cluster(const Program& program, HttpUrl url) : program_(program), url_(std::move(url)) {}
  Result<std::unique_ptr<HttpTransport>> MakeTransport(const HttpUrl& url) const;
  GatewayResult<std::vector<ClusterJob>> Jobs();

  const Program& program_;
  HttpUrl url_;
  std::function<bool(int64_t)> pause_;
  std::unique_ptr<GatewayClient> client_;
  std::vector<std::string> sessions_;
};

/// Flink's refusal of a statement, beside what our checker says of it; `start` is where the statement begins in the job
/// text, when there is one.
Error RefusalOf(const GatewayError& refused, std::optional<TextPosition> start);

}  // namespace mullion
