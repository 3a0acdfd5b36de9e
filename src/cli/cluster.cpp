#include "cli/cluster.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "http/http_client.h"

namespace mullion {
namespace {

constexpr int64_t kFirstLookMs = 100;
constexpr int64_t kLookMsMax = 2'000;

/// A place inside of a statement as a place in the job text.
TextPosition Moved(TextPosition inner, TextPosition start) {
  if (inner.line == 1) inner.column += start.column - 1;
  inner.line += start.line - 1;
  return inner;
}

}  // namespace

Error RefusalOf(const GatewayError& refused, std::optional<TextPosition> start) {
  if (!refused.flink) return refused.error;
  bool users = refused.error.fault() == Fault::kUser;
  Error error = (users ? Error::User("Flink refuses this statement") : Error::Outside("Flink failed", false))
                    .Why(refused.error.why());
  if (!start) return error;
  auto place = refused.flink->Place();
  return std::move(error).At(place ? Moved(*place, *start) : *start);
}

Result<std::unique_ptr<HttpTransport>> Cluster::MakeTransport(const HttpUrl& url) const {
  HttpClientOptions options;
  options.hosts = {url.host};
  options.path_prefix = url.path;
  options.ca_file = program_.options->ca_file;
  options.ca_option = "--ca-file";
  return MakeHttpClient(std::move(options));
}

Result<std::unique_ptr<Cluster>> Cluster::Connect(const Program& program, std::function<bool(int64_t)> pause) {
  MULLION_ASSIGN(HttpUrl url, ParseHttpUrl(program.options->gateway));
  auto cluster = std::unique_ptr<Cluster>(new Cluster(program, std::move(url)));
  MULLION_ASSIGN(auto transport, cluster->MakeTransport(cluster->url_));
  const std::string& shown = cluster->url_.host.url;
  cluster->pause_ = pause;
  cluster->client_ = std::make_unique<GatewayClient>(std::move(transport), shown, std::move(pause));
  auto info = cluster->client_->Info();
  if (!info) return Fail(std::move(info).error().error);
  std::fprintf(stderr, "gateway: %s %s at %s\n", info->product.c_str(), info->version.c_str(), shown.c_str());
  return cluster;
}

Cluster::~Cluster() {
  for (const std::string& session : sessions_) client_->CloseSession(session);
}

GatewayResult<std::string> Cluster::OpenSession() {
  MULLION_ASSIGN(std::string session, client_->OpenSession(program_.options->settings));
  sessions_.push_back(session);
  return session;
}

GatewayResult<std::vector<ClusterJob>> Cluster::Jobs() {
  if (sessions_.empty()) MULLION_TRY(OpenSession());
  return JobsOf(*client_, sessions_.front());
}

GatewayResult<std::string> Cluster::StateOf(const std::string& job_id) {
  MULLION_ASSIGN(std::vector<ClusterJob> jobs, Jobs());
  auto found = std::ranges::find(jobs, job_id, &ClusterJob::id);
  return found == jobs.end() ? "" : found->state;
}

Error Cluster::FailureOf(const std::string& job_id) {
  Error error = Error::Outside(fmt::format("job {} failed in the cluster", job_id), false);
  auto settings = client_->SessionSettings(sessions_.front());
  auto address = settings ? ClusterAddress(*settings, url_) : std::nullopt;
  auto transport = address ? MakeTransport(*address) : Result<std::unique_ptr<HttpTransport>>(nullptr);
  auto failure = transport && *transport ? JobFailure(**transport, job_id) : std::nullopt;
  if (!failure) return std::move(error).Hint("the cluster's page tells why, under the job's exceptions");
  std::string why;
  for (const std::string& cause : failure->Telling()) why += (why.empty() ? "" : "\n") + cause;
  return std::move(error).Why(std::move(why));
}

int Cluster::Follow(std::vector<std::string> job_ids) {
  std::map<std::string, std::string> seen;
  int code = 0;
  int64_t look_ms = kFirstLookMs;
  while (!job_ids.empty()) {
    auto jobs = Jobs();
    bool changed = false;
    if (!jobs && jobs.error().error.what() != "interrupted") return PrintError(jobs.error().error, "", "");
    for (const ClusterJob& job : jobs ? *jobs : std::vector<ClusterJob>{}) {
      auto waited = std::ranges::find(job_ids, job.id);
      if (waited == job_ids.end()) continue;
      std::string& state = seen[job.id];
      if (state != job.state) {
        std::fprintf(stderr, "job %s: %s (%s)\n", job.id.c_str(), job.state.c_str(), job.name.c_str());
        changed = true;
      }
      state = job.state;
      if (!job.ended()) continue;
      job_ids.erase(waited);
      if (state != "FINISHED") code = 1;
      if (state == "FAILED") PrintError(FailureOf(job.id), "", "");
    }
    if (job_ids.empty()) break;
    look_ms = changed ? kFirstLookMs : std::min(look_ms * 2, kLookMsMax);
    if (jobs && pause_(look_ms)) continue;
    for (const std::string& id : job_ids) {
      std::fprintf(stderr, "job %s goes on in the cluster; STOP JOB '%s' ends it\n", id.c_str(), id.c_str());
    }
    return code;
  }
  return code;
}

}  // namespace mullion
