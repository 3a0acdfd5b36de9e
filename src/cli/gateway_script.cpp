#include "cli/gateway_script.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

namespace mullion {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{20};

Error UnknownJob(const std::string& id) {
  return Error::User(fmt::format("there is no job '{}'", id));
}

/// Flink's words with ours behind them.
Error WithOpinion(const GatewayError& refused, const Opinion& opinion) {
  Error error = RefusalOf(refused, std::nullopt);
  if (!refused.flink) return error;
  std::string why = error.why() + "\nours: " + opinion.Text();
  return std::move(error).Why(std::move(why));
}

Batch Joined(const Schema& columns, const std::vector<Batch>& batches) {
  Batch out;
  for (const Batch& batch : batches) out.row_count += batch.row_count;
  for (size_t c = 0; c < columns.size(); ++c) {
    std::vector<ColumnPtr> parts;
    for (const Batch& batch : batches) parts.push_back(batch.columns[c]);
    out.columns.push_back(Concat(columns[c].type, parts));
  }
  return out;
}

/// What PyFlink shows of an INSERT: a BIGINT for each sink.
Schema SinkColumns(const Opinion& opinion) {
  Schema columns;
  if (opinion.plan) {
    for (const PlanNode& node : opinion.plan->nodes) {
      if (node.sink && node.sink->connector) columns.fields.push_back({node.sink->table.name, DataType::BigInt()});
    }
  }
  if (columns.fields.empty()) columns.fields.push_back({"job id", DataType::BigInt()});
  return columns;
}

ScriptError FailedJob(Error error) {
  return {std::move(error), true};
}

}  // namespace

Result<GatewayScript::OpenSession*> GatewayScript::SessionOf(int64_t number) {
  OpenSession& session = sessions_[number];
  if (!session.opinion) session.opinion = std::make_unique<SecondOpinion>(program_);
  if (session.id.empty()) {
    auto opened = cluster_.OpenSession();
    if (!opened) return Fail(std::move(opened).error().error);
    session.id = *std::move(opened);
  }
  return &session;
}

Result<ScriptExecuted> GatewayScript::Execute(int64_t number, const std::string& sql) {
  MULLION_ASSIGN(OpenSession * session, SessionOf(number));
  Opinion opinion = session->opinion->Of(sql);
  auto operation = cluster_.client().Send(session->id, sql);
  if (!operation) return Fail(WithOpinion(operation.error(), opinion));
  return Collect(*session, *std::move(operation), opinion);
}

Result<ScriptExecuted> GatewayScript::Collect(OpenSession& session, GatewayOperation operation,
                                              const Opinion& opinion) {
  std::vector<Batch> batches;
  Schema columns;
  bool has_content = false;
  for (std::string target = GatewayClient::FirstPage(operation); !target.empty();) {
    auto page = cluster_.client().Fetch(target);
    if (!page) return Fail(WithOpinion(page.error(), opinion));
    target = page->next;
    if (!page->ready) {
      if (stopping_) return Fail(Error::Outside("interrupted", false));
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    if (!page->job_id.empty()) {
      ScriptJob job{page->job_id, page->is_query ? page->columns : SinkColumns(opinion), page->is_query, true};
      if (opinion.plan) job.streaming = opinion.plan->streaming;
      Running running{&session, std::move(operation), page->columns, target, {}, page->is_query};
      if (page->is_query && !page->rows.empty()) running.waiting.push_back(std::move(page->rows));
      jobs_.emplace(job.id, std::move(running));
      return job;
    }
    has_content = page->has_content;
    columns = std::move(page->columns);
    if (!page->rows.empty()) batches.push_back(std::move(page->rows));
  }
  cluster_.client().Close(operation);
  if (!has_content) return StatementDone{"OK"};
  return StatementRows{columns, Joined(columns, batches)};
}

Result<std::vector<QueryColumn>> GatewayScript::Describe(int64_t number, const std::string& sql) {
  MULLION_ASSIGN(OpenSession * session, SessionOf(number));
  return session->opinion->Describe(sql);
}

GatewayScript::Running* GatewayScript::Find(const std::string& job) {
  auto found = jobs_.find(job);
  return found == jobs_.end() ? nullptr : &found->second;
}

ScriptResult<void> GatewayScript::Advance(Running* running) {
  auto page = cluster_.client().Fetch(running->next);
  if (!page) {
    running->end_seen = true;
    return std::unexpected(FailedJob(RefusalOf(page.error(), std::nullopt)));
  }
  running->next = page->next;
  if (!page->rows.empty()) running->waiting.push_back(std::move(page->rows));
  return {};
}

ScriptResult<ScriptRows> GatewayScript::Fetch(const std::string& job, int64_t timeout_ms, size_t) {
  Running* running = Find(job);
  if (!running || !running->query) return std::unexpected(ScriptError{UnknownJob(job)});
  ScriptRows rows{running->columns, {}, nullptr, false};
  auto zone = running->session->opinion->settings().find("table.local-time-zone");
  auto found = TimeZone::Find(zone == running->session->opinion->settings().end() ? "UTC" : zone->second);
  if (!found) return std::unexpected(ScriptError{std::move(found).error()});
  rows.zone = *std::move(found);
  SteadyClock::time_point deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  while (running->waiting.empty() && !running->next.empty()) {
    MULLION_TRY(Advance(running));
    if (!running->waiting.empty() || running->next.empty()) break;
    if (SteadyClock::now() >= deadline) break;
    std::this_thread::sleep_for(kLookEvery);
  }
  rows.batches = std::exchange(running->waiting, {});
  rows.end = rows.batches.empty() && running->next.empty();
  running->end_seen = running->end_seen || rows.end;
  return rows;
}

ScriptResult<bool> GatewayScript::Wait(const std::string& job, bool until_rows, int64_t timeout_ms) {
  Running* running = Find(job);
  if (!running) return std::unexpected(ScriptError{UnknownJob(job)});
  SteadyClock::time_point deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    if (until_rows && running->query) {
      if (!running->waiting.empty() || running->next.empty()) return true;
      MULLION_TRY(Advance(running));
    } else {
      auto state = cluster_.StateOf(job);
      if (!state) return std::unexpected(ScriptError{std::move(state).error().error});
      running->end_seen = *state == "FINISHED" || *state == "FAILED" || *state == "CANCELED";
      if (*state == "FAILED") return std::unexpected(FailedJob(cluster_.FailureOf(job)));
      if (*state == "CANCELED") {
        return std::unexpected(FailedJob(Error::Outside(fmt::format("job {} was cancelled", job), false)));
      }
      if (*state == "FINISHED") return true;
    }
    if (SteadyClock::now() >= deadline) return false;
    std::this_thread::sleep_for(kLookEvery);
  }
}

Result<std::string> GatewayScript::State(const std::string& job) {
  auto state = cluster_.StateOf(job);
  if (!state) return Fail(std::move(state).error().error);
  if (state->empty()) return Fail(UnknownJob(job));
  return *std::move(state);
}

Status GatewayScript::Cancel(const std::string& job) {
  Running* running = Find(job);
  if (!running) return Fail(UnknownJob(job));
  running->end_seen = true;
  if (running->query) {
    cluster_.client().Cancel(running->operation);
    running->next.clear();
    return Ok();
  }
  auto stopped = cluster_.client().Run(running->session->id, fmt::format("STOP JOB '{}'", job));
  if (!stopped) return Fail(std::move(stopped).error().error);
  return Ok();
}

Result<std::string> GatewayScript::Savepoint(const std::string& job) {
  return Fail(
      Error::User(fmt::format("job {} runs in a cluster: a SQL Gateway takes no savepoint of a running job", job))
          .Hint("STOP JOB 'id' WITH SAVEPOINT, or bin/flink savepoint"));
}

std::vector<std::string> GatewayScript::TakeRunning() {
  std::vector<std::string> out;
  for (auto& [id, running] : jobs_) {
    if (running.query && !running.end_seen) cluster_.client().Cancel(running.operation);
    if (!running.query && !running.end_seen) out.push_back(id);
  }
  return out;
}

}  // namespace mullion
