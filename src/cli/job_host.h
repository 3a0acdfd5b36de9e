#pragma once
// A job with everything around it: its page, its control socket, its results for the page. Made and owned by the
// command that runs it; the server's threads call View(), Stop() and Savepoint().

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "cli/job_view_maker.h"
#include "cli/result_feed.h"
#include "http/http_server.h"
#include "runtime/job.h"
#include "server/control_socket.h"
#include "server/page_handler.h"

namespace mullion {

struct PageAddress {
  std::string address = "127.0.0.1";
  uint16_t port = 8081;
  std::string port_option = "--ui";
};

/// "", "8082", "0.0.0.0:8081", "[::1]:8081".
Result<PageAddress> ParsePageAddress(std::string_view text);

class JobHost final : public JobMonitor, public ControlHandler {
 public:
  /// Starts the job, and the page when `page` is set.
  static Result<std::unique_ptr<JobHost>> Start(JobPlan plan, JobOptions options, std::optional<PageAddress> page);
  ~JobHost() override;

  Job& job() { return *job_; }
  std::string page_url() const { return server_ ? server_->url() : ""; }

  JobView View() override;
  Status Stop() override;
  Result<std::string> Savepoint() override;

 private:
  JobHost() = default;

  std::unique_ptr<ResultFeed> feed_;
  std::unique_ptr<Job> job_;
  std::mutex mutex_;
  JobViewMaker maker_;
  std::unique_ptr<HttpHandler> page_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<ControlSocket> control_;
};

}  // namespace mullion
