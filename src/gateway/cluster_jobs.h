#pragma once
// The jobs of a cluster, asked through its gateway, and why one of them failed, asked of the cluster's own REST
// address. Blocking; one thread at a time.

#include <optional>
#include <string>
#include <vector>

#include "gateway/gateway_client.h"
#include "http/http_url.h"

namespace mullion {

struct ClusterJob {
  std::string id;
  std::string name;
  std::string state;  ///< Flink's JobStatus: "RUNNING", "FINISHED", …

  bool ended() const { return state == "FINISHED" || state == "FAILED" || state == "CANCELED"; }
};

/// SHOW JOBS.
GatewayResult<std::vector<ClusterJob>> JobsOf(GatewayClient& client, const std::string& session);

/// Where the cluster's REST API listens, by the session's settings; a loopback name there means the gateway's own host.
/// nullopt: the settings do not say.
std::optional<HttpUrl> ClusterAddress(const std::map<std::string, std::string>& settings, const HttpUrl& gateway);

/// What ended a job; nullopt when the cluster cannot be asked or names nothing.
std::optional<FlinkError> JobFailure(HttpTransport& cluster, const std::string& job_id);

}  // namespace mullion
