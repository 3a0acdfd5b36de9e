#include "cli/job_host.h"

#include <charconv>

#include <fmt/format.h>

namespace mullion {

Result<PageAddress> ParsePageAddress(std::string_view text) {
  PageAddress out;
  if (text.empty()) return out;
  size_t colon = text.rfind(':');
  std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);
  auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (code != std::errc{} || end != port.data() + port.size()) {
    return Fail(Error::User(fmt::format("--ui {}: write a port or ADDRESS:PORT, such as 127.0.0.1:8081", text)));
  }
  if (colon != std::string_view::npos) out.address = std::string(text.substr(0, colon));
  if (out.address.starts_with('[')) out.address = out.address.substr(1, out.address.size() - 2);
  return out;
}

Result<std::unique_ptr<JobHost>> JobHost::Start(JobPlan plan, JobOptions options, std::optional<PageAddress> page) {
  std::unique_ptr<JobHost> host(new JobHost());
  if (page) {
    host->feed_ = ResultFeed::Of(plan, options.clock);
    if (host->feed_) {
      options.observer = [feed = host->feed_.get()](const std::string&, const PlanNode& sink, const Batch& batch) {
        feed->Append(sink, batch);
        return Ok();
      };
    }
  }
  std::string folder = options.state_folder;
  MULLION_ASSIGN(host->job_, Job::Start(std::move(plan), std::move(options)));
  if (page) {
    host->page_ = MakePageHandler(*host, host->feed_ ? &host->feed_->history() : nullptr);
    HttpServerOptions http;
    http.address = page->address;
    http.port = page->port;
    http.port_option = page->port_option;
    MULLION_ASSIGN(host->server_, HttpServer::Start(http, *host->page_));
  }
  if (!folder.empty()) {
    MULLION_ASSIGN(host->control_, ControlSocket::Listen(folder, *host));
  }
  return host;
}

JobHost::~JobHost() {
  control_.reset();
  if (server_) server_->Stop();
  server_.reset();
  job_.reset();
}

JobView JobHost::View() {
  std::lock_guard lock(mutex_);
  return maker_.Make(*job_);
}

Status JobHost::Stop() {
  job_->RequestStop();
  return Ok();
}

Result<std::string> JobHost::Savepoint() {
  MULLION_TRY(job_->Savepoint());
  return job_->state_folder();
}

}  // namespace mullion
