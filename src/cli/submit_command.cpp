// mullion submit: the unchanged statements of a job file to a SQL Gateway, its rows and its errors back.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include <fmt/format.h>

#include "cli/cluster.h"
#include "cli/gateway_script.h"
#include "cli/row_printer.h"
#include "cli/second_opinion.h"

namespace mullion {
namespace {

constexpr int64_t kFirstPauseMs = 20;
constexpr int64_t kPauseMsMax = 500;

/// One job file on its way.
class Submission {
 public:
  Submission(const Program& program, Cluster& cluster, std::string file, std::string text)
      : program_(program), cluster_(cluster), file_(std::move(file)), text_(std::move(text)), opinion_(program) {}

  /// Every statement, then the jobs to their end. Returns the exit code.
  int Run() {
    auto statements = sql::SplitScript(text_);
    if (!statements) return PrintError(statements.error(), file_, text_);
    auto session = cluster_.OpenSession();
    if (!session) return PrintError(session.error().error, "", "");
    session_ = *std::move(session);
    for (const sql::StatementText& statement : *statements) {
      Opinion opinion = opinion_.Of(text_, statement);
      auto done = Execute(statement);
      if (!done) return Refused(done.error(), statement, opinion);
      if (interrupted_) break;
    }
    if (interrupted_ || program_.options->detach) return 0;
    return cluster_.Follow(std::move(jobs_));
  }

 private:
  int Refused(const GatewayError& error, const sql::StatementText& statement, const Opinion& opinion) {
    int code = PrintError(RefusalOf(error, statement.position), file_, text_);
    if (error.flink) std::fprintf(stderr, "  ours: %s\n", opinion.Text().c_str());
    for (const std::string& job : jobs_) std::fprintf(stderr, "job %s goes on in the cluster\n", job.c_str());
    return code;
  }

  GatewayResult<void> Execute(const sql::StatementText& statement) {
    MULLION_ASSIGN(GatewayOperation operation, cluster_.client().Send(session_, statement.range.Of(text_)));
    std::unique_ptr<RowPrinter> printer;
    int64_t pause_ms = kFirstPauseMs;
    for (std::string target = GatewayClient::FirstPage(operation); !target.empty();) {
      MULLION_ASSIGN(GatewayPage page, cluster_.client().Fetch(target));
      target = page.next;
      bool prints = page.ready && page.has_content && (page.is_query || page.job_id.empty());
      if (prints) {
        auto printed = Print(page, &printer);
        if (!printed) return std::unexpected(GatewayError{std::move(printed).error()});
      } else if (page.ready && !page.job_id.empty() && page.job_id != last_job_) {
        last_job_ = page.job_id;
        jobs_.push_back(page.job_id);
        std::fprintf(stderr, "job %s: submitted\n", page.job_id.c_str());
      }
      if (!page.rows.empty()) pause_ms = kFirstPauseMs;
      if (target.empty() || !page.rows.empty()) continue;
      if (NextSignal(pause_ms) != 0) {
        interrupted_ = true;
        cluster_.client().Cancel(operation);
        break;
      }
      pause_ms = std::min(pause_ms * 2, kPauseMsMax);
    }
    if (printer) printer->Finish();
    if (!interrupted_) cluster_.client().Close(operation);
    return {};
  }

  Status Print(const GatewayPage& page, std::unique_ptr<RowPrinter>* printer) {
    if (!*printer) {
      auto mode = opinion_.settings().find("execution.runtime-mode");
      bool batch = mode != opinion_.settings().end() && (mode->second == "batch" || mode->second == "BATCH");
      MULLION_ASSIGN(*printer, MakeRowPrinter(program_.options->output, page.columns, page.is_query && !batch));
    }
    return page.rows.empty() ? Ok() : (*printer)->Print(page.rows);
  }

  const Program& program_;
  Cluster& cluster_;
  std::string file_;
  std::string text_;
  SecondOpinion opinion_;
  std::string session_;
  std::vector<std::string> jobs_;  ///< of the INSERTs, in order
  std::string last_job_;
  bool interrupted_ = false;
};

}  // namespace

int SubmitJobFile(const Program& program) {
  const std::string& file = program.options->job_file;
  auto text = program.files->Read(file);
  if (!text) return PrintError(Error::User("cannot read the job file " + file).Why(text.error().why()), file, "");
  auto cluster = Cluster::Connect(program, [](int64_t ms) { return NextSignal(ms) == 0; });
  if (!cluster) return PrintError(cluster.error(), "", "");
  return Submission(program, **cluster, file, *std::move(text)).Run();
}

int SubmitPythonScript(const Program& program) {
  std::atomic<bool> stopping{false};
  std::atomic<bool> serving{true};  // signals are the command's own thread's, which waits for the script meanwhile
  auto cluster = Cluster::Connect(program, [&](int64_t ms) {
    if (!serving) return NextSignal(ms) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return !stopping;
  });
  if (!cluster) return PrintError(cluster.error(), "", "");
  GatewayScript script(program, **cluster, &stopping);
  int code = RunScript(program, script);
  serving = false;
  std::vector<std::string> jobs = script.TakeRunning();
  if (code != 0 || stopping || program.options->detach) return code;
  return (*cluster)->Follow(std::move(jobs));
}

}  // namespace mullion
