#include "gateway/cluster_jobs.h"

#include <future>

#include <fmt/format.h>

#include "column/text.h"
#include "column/value.h"
#include "gateway/json_reply.h"

namespace mullion {
namespace {

constexpr const char* kDefaultRestPort = "8081";

std::string TextAt(const Batch& batch, int column, size_t row) {
  if (column < 0) return "";
  const Column& values = *batch.columns[static_cast<size_t>(column)];
  return values.IsNull(row) ? "" : ToText(values.type(), ReadValue(values, row));
}

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "0.0.0.0" || host == "::" || host.starts_with("127.");
}

std::string SettingOf(const std::map<std::string, std::string>& settings, const std::string& key,
                      std::string_view fallback) {
  auto found = settings.find(key);
  return found == settings.end() ? std::string(fallback) : found->second;
}

}  // namespace

GatewayResult<std::vector<ClusterJob>> JobsOf(GatewayClient& client, const std::string& session) {
  MULLION_ASSIGN(GatewayRows rows, client.Run(session, "SHOW JOBS"));
  int id = rows.columns.Find("job id"), name = rows.columns.Find("job name"), state = rows.columns.Find("status");
  std::vector<ClusterJob> jobs;
  for (const Batch& batch : rows.batches) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      jobs.push_back({TextAt(batch, id, row), TextAt(batch, name, row), TextAt(batch, state, row)});
    }
  }
  return jobs;
}

std::optional<HttpUrl> ClusterAddress(const std::map<std::string, std::string>& settings, const HttpUrl& gateway) {
  std::string host = SettingOf(settings, "rest.address", SettingOf(settings, "jobmanager.rpc.address", ""));
  if (host.empty()) return std::nullopt;
  if (IsLoopback(host)) host = gateway.host.name;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  bool tls = SettingOf(settings, "security.ssl.rest.enabled", "false") == "true";
  std::string port = SettingOf(settings, "rest.port", kDefaultRestPort);
  auto url = ParseHttpUrl(fmt::format("{}://{}:{}", tls ? "https" : "http", host, port));
  if (!url) return std::nullopt;
  return *std::move(url);
}

std::optional<FlinkError> JobFailure(HttpTransport& cluster, const std::string& job_id) {
  auto promise = std::make_shared<std::promise<HttpOutcome>>();
  std::future<HttpOutcome> future = promise->get_future();
  cluster.Send({"GET", fmt::format("/jobs/{}/exceptions?maxExceptions=1", PercentEncode(job_id)), "", ""},
               [promise](HttpOutcome outcome) { promise->set_value(std::move(outcome)); });
  HttpOutcome outcome = future.get();
  if (!outcome || outcome->status != 200) return std::nullopt;
  auto reply = JsonReply::Parse(outcome->body);
  std::string trace = reply ? reply->TextOf("root-exception") : "";
  if (trace.empty()) return std::nullopt;
  return ReadStackTrace(trace);
}

}  // namespace mullion
