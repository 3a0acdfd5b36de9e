#include "cli/script_jobs.h"

#include <chrono>

#include <fmt/format.h>

#include "cli/script_columns.h"

namespace mullion {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{5};

/// Flink's JobStatus.
const char* FlinkState(RunState state) {
  switch (state) {
    case RunState::kStarting:
      return "INITIALIZING";
    case RunState::kWaiting:
    case RunState::kRunning:
      return "RUNNING";
    case RunState::kStopping:
      return "CANCELLING";
    case RunState::kFinished:
      return "FINISHED";
    case RunState::kStopped:
      return "CANCELED";
    case RunState::kFailed:
      return "FAILED";
  }
  return "";
}

std::string NewId(const JobOptions& options) {
  return fmt::format("{:016x}{:016x}", options.random(), options.random());
}

Error UnknownJob(const std::string& id) {
  return Error::User(fmt::format("there is no job '{}'", id));
}

}  // namespace

void RowQueue::Push(const Batch& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return open_ || rows_ < kRowsWaitingMax; });
  if (drop_ || batch.empty()) return;
  rows_ += batch.selected();
  batches_.push_back(batch);
  changed_.notify_all();
}

std::vector<Batch> RowQueue::Take(size_t rows_max, int64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return !batches_.empty(); });
  std::vector<Batch> taken;
  while (!batches_.empty() && rows_max > 0) {
    Batch& first = batches_.front();
    size_t count = std::min(rows_max, first.selected());
    rows_max -= count;
    rows_ -= count;
    if (count == first.selected()) {
      taken.push_back(std::move(first));
      batches_.pop_front();
      continue;
    }
    Batch rest = Compact(std::move(first));
    auto middle = static_cast<uint32_t>(count);
    taken.push_back(Slice(rest, 0, middle));
    batches_.front() = Slice(rest, middle, static_cast<uint32_t>(rest.row_count));
  }
  changed_.notify_all();
  return taken;
}

bool RowQueue::empty() {
  std::lock_guard lock(mutex_);
  return batches_.empty();
}

void RowQueue::Open(bool drop) {
  std::lock_guard lock(mutex_);
  open_ = true;
  drop_ |= drop;
  if (drop_) batches_.clear();
  changed_.notify_all();
}

Session& ScriptJobs::SessionOf(int64_t number) {
  std::unique_ptr<Session>& session = sessions_[number];
  if (!session) session = std::make_unique<Session>(program_.connectors, SessionOptionsOf(program_));
  return *session;
}

Result<ScriptExecuted> ScriptJobs::Execute(int64_t session, const std::string& sql) {
  MULLION_ASSIGN(StatementResult result, SessionOf(session).Execute(sql));
  if (auto* done = std::get_if<StatementDone>(&result)) return std::move(*done);
  if (auto* rows = std::get_if<StatementRows>(&result)) return std::move(*rows);
  return StartPlan(std::move(std::get<JobPlan>(result)));
}

Result<std::vector<QueryColumn>> ScriptJobs::Describe(int64_t session, const std::string& sql) {
  return SessionOf(session).DescribeQuery(sql);
}

Result<ScriptJob> ScriptJobs::StartPlan(JobPlan plan) {
  MULLION_ASSIGN(JobOptions options, MakeJobOptions(program_, plan));
  ScriptJob job{NewId(options), ScriptColumnsOf(plan), plan.returns_rows, plan.streaming};
  Running running;
  MULLION_ASSIGN(running.zone, TimeZone::Find(plan.session_zone));
  std::optional<PageAddress> page;
  if (plan.returns_rows) {
    running.rows = std::make_shared<RowQueue>();
    options.rows = [rows = running.rows](const std::string&, const PlanNode&, const Batch& batch) {
      rows->Push(batch);
      return Ok();
    };
  } else {
    page = std::exchange(page_, std::nullopt);
  }
  for (const std::string& note : plan.notes) program_.log->Info(note);
  MULLION_ASSIGN(running.host, JobHost::Start(std::move(plan), std::move(options), std::move(page)));
  std::lock_guard lock(mutex_);
  jobs_.emplace(job.id, std::move(running));
  return job;
}

ScriptJobs::Running* ScriptJobs::Find(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : &found->second;
}

ScriptResult<bool> ScriptJobs::Ended(Running* running) {
  running->end_seen = true;
  Status result = running->host->job().Wait();
  if (!result) return std::unexpected(ScriptError{result.error(), true});
  return true;
}

ScriptResult<ScriptRows> ScriptJobs::Fetch(const std::string& id, int64_t timeout_ms, size_t rows_max) {
  Running* running = Find(id);
  if (!running || !running->rows) return std::unexpected(ScriptError{UnknownJob(id)});
  ScriptRows rows{running->host->job().plan().nodes.back().output, {}, running->zone, false};
  SteadyClock::time_point deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  do {
    bool done = running->host->job().done();  // asked before the rows: what comes with the end is not missed
    rows.batches = running->rows->Take(rows_max, done ? 0 : kLookEvery.count());
    if (!rows.batches.empty()) return rows;
    if (!done) continue;
    auto ended = Ended(running);
    if (!ended) return std::unexpected(std::move(ended).error());
    rows.end = true;
    return rows;
  } while (SteadyClock::now() < deadline);
  return rows;
}

ScriptResult<bool> ScriptJobs::Wait(const std::string& id, bool until_rows, int64_t timeout_ms) {
  Running* running = Find(id);
  if (!running) return std::unexpected(ScriptError{UnknownJob(id)});
  SteadyClock::time_point deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    if (until_rows && running->rows && !running->rows->empty()) return true;
    if (running->host->job().done()) return Ended(running);
    if (SteadyClock::now() >= deadline) return false;
    std::this_thread::sleep_for(kLookEvery);
  }
}

Result<std::string> ScriptJobs::State(const std::string& id) {
  Running* running = Find(id);
  if (!running) return Fail(UnknownJob(id));
  return FlinkState(running->host->job().status().state);
}

Status ScriptJobs::Cancel(const std::string& id) {
  Running* running = Find(id);
  if (!running) return Fail(UnknownJob(id));
  if (running->rows) running->rows->Open(true);
  running->host->job().RequestStop();
  return Ok();
}

Result<std::string> ScriptJobs::Savepoint(const std::string& id) {
  Running* running = Find(id);
  if (!running) return Fail(UnknownJob(id));
  return running->host->Savepoint();
}

void ScriptJobs::StopAll() {
  stopping_ = true;
  std::lock_guard lock(mutex_);
  for (auto& [id, running] : jobs_) {
    if (running.rows) running.rows->Open(false);
    running.host->job().RequestStop();
  }
}

bool ScriptJobs::AllDone() {
  std::lock_guard lock(mutex_);
  return std::ranges::all_of(jobs_, [](const auto& job) { return job.second.host->job().done(); });
}

std::vector<std::unique_ptr<JobHost>> ScriptJobs::TakeRunning() {
  std::lock_guard lock(mutex_);
  std::vector<std::unique_ptr<JobHost>> hosts;
  for (auto& [id, running] : jobs_) {
    if (running.rows) {
      running.rows->Open(true);
      running.host->job().RequestStop();
    }
    if (!running.end_seen) hosts.push_back(std::move(running.host));
  }
  jobs_.clear();
  return hosts;
}

}  // namespace mullion
