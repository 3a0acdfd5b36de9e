#include "cli/script_plans.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/script_columns.h"

namespace mullion {
namespace {

Error UnknownJob(const std::string& id) {
  return Error::User(fmt::format("there is no job '{}'", id));
}

/// Its number, in the shape of a job's id.
std::string IdOf(size_t number) {
  return fmt::format("{:032x}", number);
}

}  // namespace

Session& ScriptPlans::SessionOf(int64_t number) {
  std::unique_ptr<Session>& session = sessions_[number];
  if (!session) session = std::make_unique<Session>(program_.connectors, SessionOptionsOf(program_));
  return *session;
}

const JobPlan* ScriptPlans::Find(const std::string& job) const {
  for (size_t i = 0; i < plans_.size(); ++i) {
    if (IdOf(i) == job) return &plans_[i];
  }
  return nullptr;
}

Result<ScriptExecuted> ScriptPlans::Execute(int64_t session, const std::string& sql) {
  MULLION_ASSIGN(StatementResult result, SessionOf(session).Execute(sql));
  if (auto* done = std::get_if<StatementDone>(&result)) return std::move(*done);
  if (auto* rows = std::get_if<StatementRows>(&result)) return std::move(*rows);
  plans_.push_back(std::move(std::get<JobPlan>(result)));
  const JobPlan& plan = plans_.back();
  return ScriptJob{IdOf(plans_.size() - 1), ScriptColumnsOf(plan), plan.returns_rows, plan.streaming};
}

Result<std::vector<QueryColumn>> ScriptPlans::Describe(int64_t session, const std::string& sql) {
  return SessionOf(session).DescribeQuery(sql);
}

ScriptResult<ScriptRows> ScriptPlans::Fetch(const std::string& job, int64_t, size_t) {
  const JobPlan* plan = Find(job);
  if (!plan) return std::unexpected(ScriptError{UnknownJob(job)});
  auto zone = TimeZone::Find(plan->session_zone);
  if (!zone) return std::unexpected(ScriptError{zone.error()});
  return ScriptRows{plan->nodes.back().output, {}, *zone, true};
}

ScriptResult<bool> ScriptPlans::Wait(const std::string& job, bool, int64_t) {
  if (!Find(job)) return std::unexpected(ScriptError{UnknownJob(job)});
  return true;
}

Result<std::string> ScriptPlans::State(const std::string& job) {
  if (!Find(job)) return Fail(UnknownJob(job));
  return "FINISHED";
}

Status ScriptPlans::Cancel(const std::string&) {
  return Ok();
}

Result<std::string> ScriptPlans::Savepoint(const std::string&) {
  return Fail(Error::User("a job that is only planned has no state to save"));
}

int CheckPythonScript(const Program& program) {
  ScriptPlans host(program);
  int code = RunScript(program, host);
  if (code != 0) return code;
  size_t jobs = host.plans().size();
  std::fprintf(stderr, "%s: fine, %zu job%s\n", program.options->python_file.c_str(), jobs, jobs == 1 ? "" : "s");
  return 0;
}

int ExplainPythonScript(const Program& program) {
  ScriptPlans host(program);
  int code = RunScript(program, host);
  for (const JobPlan& plan : host.plans()) PrintPlan(plan);
  return code;
}

}  // namespace mullion
