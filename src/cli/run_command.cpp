// mullion run, check and explain.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/flink_report.h"
#include "cli/row_printer.h"
#include "cli/second_opinion.h"

namespace mullion {
namespace {

struct JobText {
  std::string name;
  std::string text;
};

Result<JobText> ReadJob(const Program& program) {
  JobText job{program.options->job_file, {}};
  auto text = program.files->Read(job.name);
  if (!text) return Fail(Error::User("cannot read the job file " + job.name).Why(text.error().why()));
  job.text = *std::move(text);
  return job;
}

Status PrintRows(const Program& program, const StatementRows& rows) {
  MULLION_ASSIGN(auto printer, MakeRowPrinter(program.options->output, rows.schema, false));
  MULLION_TRY(printer->Print(rows.rows));
  printer->Finish();
  return Ok();
}

/// The plans of a script; rows of SHOW and the like are printed on the way when `print`.
Result<std::vector<JobPlan>> PlanScript(const Program& program, const JobText& job, bool print) {
  Session session(program.connectors, SessionOptionsOf(program));
  MULLION_ASSIGN(auto results, session.ExecuteScript(job.text));
  std::vector<JobPlan> plans;
  for (StatementResult& result : results) {
    if (auto* plan = std::get_if<JobPlan>(&result)) {
      plans.push_back(std::move(*plan));
    } else if (auto* rows = std::get_if<StatementRows>(&result); rows && print) {
      MULLION_TRY(PrintRows(program, *rows));
    }
  }
  return plans;
}

Result<std::unique_ptr<JobHost>> StartJob(const Program& program, JobPlan plan, std::optional<PageAddress> page,
                                          RowPrinter* printer) {
  for (const std::string& note : plan.notes) program.log->Info(note);
  MULLION_ASSIGN(JobOptions options, MakeJobOptions(program, plan));
  if (printer) {
    options.rows = [printer](const std::string&, const PlanNode&, const Batch& batch) { return printer->Print(batch); };
  }
  return JobHost::Start(std::move(plan), std::move(options), std::move(page));
}

}  // namespace

void PrintPlan(const JobPlan& plan) {
  std::printf("%s\n", plan.explain.c_str());
  for (const std::string& note : plan.notes) std::printf("note: %s\n", note.c_str());
}

int PrintError(const Error& error, const std::string& file, const std::string& text) {
  std::fprintf(stderr, "%s\n", error.Render(file, text).c_str());
  return error.fault() == Fault::kUser ? 2 : 1;
}

SessionOptions SessionOptionsOf(const Program& program) {
  return {.strict = program.options->strict, .settings = program.options->settings, .clock = program.clock};
}

Result<std::optional<PageAddress>> PageAddressOf(const Options& options) {
  if (!options.ui) return std::nullopt;
  return ParsePageAddress(*options.ui);
}

Result<std::string> StateRoot(const Options& options) {
  if (!options.state_dir.empty()) return options.state_dir;
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state) return std::string(state) + "/mullion";
  if (const char* home = std::getenv("HOME"); home && *home) return std::string(home) + "/.local/state/mullion";
  return Fail(Error::User("neither HOME nor XDG_STATE_HOME is set").Hint("say where state is kept with --state-dir"));
}

/// --parallelism, else `parallelism.default` of the job, else one.
int WorkersOf(const Options& options, const JobPlan& plan) {
  if (options.parallelism > 0) return options.parallelism;
  auto set = plan.settings.find("parallelism.default");
  int workers = set == plan.settings.end() ? 1 : std::atoi(set->second.c_str());
  return std::clamp(workers, 1, kWorkersMax);
}

Result<JobOptions> MakeJobOptions(const Program& program, const JobPlan& plan) {
  JobOptions options;
  options.clock = program.clock;
  options.log = program.log;
  options.files = program.files;
  options.from_scratch = program.options->from_scratch;
  options.batch_rows_max = program.options->batch_rows;
  options.workers = WorkersOf(*program.options, plan);
  if (program.options->memory_bytes > 0) options.buffer_bytes_max = static_cast<size_t>(program.options->memory_bytes);
  options.random = [engine = std::make_shared<std::mt19937_64>(std::random_device{}())] { return (*engine)(); };
  auto interval = plan.settings.find("execution.checkpointing.interval");
  if (interval != plan.settings.end()) {
    MULLION_ASSIGN(options.checkpoint_interval_ms, ParseDurationMs(interval->second));
  }
  if (!plan.returns_rows) {
    MULLION_ASSIGN(std::string root, StateRoot(*program.options));
    options.state_folder = root + "/" + FolderName(plan);
  }
  return options;
}

int CheckJobFile(const Program& program) {
  auto job = ReadJob(program);
  if (!job) return PrintError(job.error(), program.options->job_file, "");
  auto plans = PlanScript(program, *job, false);
  if (!plans) return PrintError(plans.error(), job->name, job->text);
  std::fprintf(stderr, "%s: fine, %zu job%s\n", job->name.c_str(), plans->size(), plans->size() == 1 ? "" : "s");
  return 0;
}

namespace {

int ExplainForFlink(const Program& program, const JobText& job) {
  auto statements = sql::SplitScript(job.text);
  if (!statements) return PrintError(statements.error(), job.name, job.text);
  SecondOpinion opinions(program);
  FlinkReport report;
  for (const sql::StatementText& statement : *statements) {
    Opinion opinion = opinions.Of(job.text, statement);
    if (opinion.lenient) return PrintError(*opinion.lenient, job.name, job.text);
    if (opinion.strict) report.Refused(*opinion.strict);
    if (opinion.plan) report.Add(*opinion.plan);
  }
  std::fputs(report.Text().c_str(), stdout);
  return 0;
}

}  // namespace

int ExplainJobFile(const Program& program) {
  auto job = ReadJob(program);
  if (!job) return PrintError(job.error(), program.options->job_file, "");
  if (program.options->flink) return ExplainForFlink(program, *job);
  auto plans = PlanScript(program, *job, true);
  if (!plans) return PrintError(plans.error(), job->name, job->text);
  for (const JobPlan& plan : *plans) PrintPlan(plan);
  return 0;
}

int RunJobFile(const Program& program) {
  auto job = ReadJob(program);
  if (!job) return PrintError(job.error(), program.options->job_file, "");
  auto plans = PlanScript(program, *job, true);
  if (!plans) return PrintError(plans.error(), job->name, job->text);
  auto page = PageAddressOf(*program.options);
  if (!page) return PrintError(page.error(), "", "");
  std::vector<std::unique_ptr<RowPrinter>> printers;
  std::vector<std::unique_ptr<JobHost>> hosts;
  for (JobPlan& plan : *plans) {
    RowPrinter* printer = nullptr;
    if (plan.returns_rows) {
      const PlanNode& last = plan.nodes.back();
      bool updates = plan.nodes[static_cast<size_t>(last.inputs[0])].updates;
      auto made = MakeRowPrinter(program.options->output, last.output, updates || plan.streaming);
      if (!made) return PrintError(made.error(), job->name, job->text);
      printers.push_back(*std::move(made));
      printer = printers.back().get();
    }
    // The page shows one job: the first that writes to a table.
    bool shown = !plan.returns_rows;
    auto host = StartJob(program, std::move(plan), shown ? std::exchange(*page, std::nullopt) : std::nullopt, printer);
    if (!host) {
      for (auto& started : hosts) started->job().RequestStop();
      for (auto& started : hosts) (void)started->job().Wait();
      return PrintError(host.error(), job->name, job->text);
    }
    if (std::string url = (*host)->page_url(); !url.empty()) std::fprintf(stderr, "page: %s\n", url.c_str());
    hosts.push_back(*std::move(host));
  }
  int code = WaitForJobs(program, hosts);
  if (code == 0) {
    for (auto& printer : printers) printer->Finish();
  }
  return code;
}

}  // namespace mullion
