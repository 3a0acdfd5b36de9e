#pragma once
// The page and what it reads: the embedded files, /api/job, /api/keys, /api/events, /metrics, /healthz. Read-only.
// Owner: the cli, which gives it to a HttpServer. Everything runs on that server's thread.

#include <memory>

#include "http/http_server.h"
#include "server/job_view.h"
#include "server/result_history.h"

namespace mullion {

/// `monitor` and `results` must outlive the handler; `results` may be null when the job's results are not shown.
std::unique_ptr<HttpHandler> MakePageHandler(JobMonitor& monitor, ResultHistory* results);

}  // namespace mullion
