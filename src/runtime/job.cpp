#include "runtime/job.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "runtime/worker.h"

namespace mullion {
namespace {

constexpr int64_t kPublishEveryNs = 100'000'000;
constexpr int64_t kWaitMs = 20;

int64_t IdleCloseMs(const JobPlan& plan) {
  auto it = plan.settings.find("mullion.idle-close");
  if (it == plan.settings.end()) return 0;
  return ParseDurationMs(it->second).value_or(0);
}

}  // namespace

const char* ToText(RunState state) {
  switch (state) {
    case RunState::kStarting:
      return "STARTING";
    case RunState::kWaiting:
      return "WAITING";
    case RunState::kRunning:
      return "RUNNING";
    case RunState::kStopping:
      return "STOPPING";
    case RunState::kFinished:
      return "FINISHED";
    case RunState::kStopped:
      return "STOPPED";
    case RunState::kFailed:
      return "FAILED";
  }
  return "?";
}

std::string FolderName(const JobPlan& plan) {
  std::string name;
  for (char c : plan.name) {
    bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    name += plain ? c : '_';
  }
  if (name.empty() || name[0] == '.') name = "job" + name;
  if (name.size() > 120) name.resize(120);
  // Without a name of the user's own, two texts that write to the same tables are two jobs.
  if (!plan.settings.contains("pipeline.name")) name += "-" + plan.fingerprint.substr(0, 12);
  return name;
}

Job::Job(JobPlan plan, JobOptions options)
    : plan_(std::move(plan)),
      options_(std::move(options)),
      dead_letters_(options_.files, options_.state_folder, options_.clock, options_.log) {}

Job::~Job() {
  RequestStop();
  if (thread_.joinable()) thread_.join();
}

Result<std::unique_ptr<Job>> Job::Start(JobPlan plan, JobOptions options) {
  std::unique_ptr<Job> job(new Job(std::move(plan), std::move(options)));
  job->options_.stop_asked = [j = job.get()] { return j->stop_.load(); };
  const JobOptions& o = job->options_;
  std::optional<Checkpoint> checkpoint;
  if (!o.state_folder.empty()) {
    MULLION_TRY(o.files->MakeFolder(o.state_folder));
    MULLION_ASSIGN(job->lock_, o.files->Lock(o.state_folder + "/lock"));
    job->store_ = std::make_unique<CheckpointStore>(o.files, o.state_folder, o.log);
    if (o.from_scratch) {
      MULLION_TRY(job->store_->Clear());
    } else {
      MULLION_ASSIGN(checkpoint, job->store_->LoadNewest());
    }
  }
  if (checkpoint && checkpoint->fingerprint != job->plan_.fingerprint && o.drop_other_state) {
    o.log->Info(
        fmt::format("the state in {} is of another text of job '{}': it is dropped", o.state_folder, job->plan_.name));
    MULLION_TRY(job->store_->Clear());
    checkpoint.reset();
  }
  if (checkpoint && checkpoint->fingerprint != job->plan_.fingerprint) {
    return Fail(
        Error::User(fmt::format("the state in {} is of another text of job '{}'", o.state_folder, job->plan_.name))
            .Why("its plan differs from that of this job file, so its windows cannot go on here")
            .Hint("run the old text to its end, give the new one another 'pipeline.name', or drop the state with "
                  "--from-scratch"));
  }
  if (checkpoint) {
    job->next_checkpoint_id_ = checkpoint->id + 1;
    job->status_.resumed = true;
    o.log->Info(fmt::format("resuming from checkpoint {} in {}", checkpoint->id, o.state_folder));
  }
  job->checkpoints_.enabled = job->store_ != nullptr && o.checkpoint_interval_ms > 0;
  job->checkpoints_.interval_ms = o.checkpoint_interval_ms;
  job->status_.name = job->plan_.name;
  job->status_.session_zone = job->plan_.session_zone;
  job->status_.started_at_ms = o.clock->NowMs();
  job->worker_ = std::make_unique<Worker>(&job->plan_, &job->options_, &job->waker_, &job->dead_letters_);
  job->worker_->SetIdleClose(IdleCloseMs(job->plan_));
  MULLION_TRY(job->worker_->Open(checkpoint ? &*checkpoint : nullptr));
  job->last_checkpoint_ns_ = o.clock->MonotonicNs();
  job->Publish(RunState::kStarting);
  job->thread_ = std::thread([j = job.get()] { j->Run(); });
  return job;
}

void Job::RequestStop() {
  stop_ = true;
  waker_.Wake();
}

Status Job::Savepoint() {
  if (!store_) return Fail(Error::User("this job keeps no state, so there is nothing to save"));
  std::unique_lock lock(mutex_);
  uint64_t mine = ++savepoints_asked_;
  waker_.Wake();
  savepoint_condition_.wait(lock, [&] { return savepoints_done_ >= mine || done_; });
  if (savepoints_done_ < mine) return Fail(Error::User("the job has ended"));
  return savepoint_result_;
}

void Job::AnswerSavepoints(Status status) {
  std::lock_guard lock(mutex_);
  savepoints_done_ = std::max<uint64_t>(savepoints_done_, writing_savepoints_);
  savepoint_result_ = std::move(status);
  savepoint_condition_.notify_all();
}

Status Job::Wait() {
  if (thread_.joinable()) thread_.join();
  return result_;
}

JobStatus Job::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

void Job::Publish(RunState state) {
  last_publish_ns_ = options_.clock->MonotonicNs();
  JobStatus fresh;
  worker_->FillStatus(&fresh);
  bool waiting = std::ranges::any_of(fresh.sources, [](const SourceReport& s) { return !s.trouble.empty(); });
  std::lock_guard lock(mutex_);
  fresh.name = status_.name;
  fresh.session_zone = status_.session_zone;
  fresh.started_at_ms = status_.started_at_ms;
  fresh.resumed = status_.resumed;
  fresh.error = status_.error;
  fresh.checkpoints = checkpoints_;
  fresh.state = state == RunState::kRunning && waiting ? RunState::kWaiting : state;
  status_ = std::move(fresh);
}

void Job::Run() {
  Status result = RunToEnd();
  if (!result) {
    std::lock_guard lock(mutex_);
    status_.error = result.error().ToString();
  }
  Publish(!result ? RunState::kFailed : stop_ ? RunState::kStopped : RunState::kFinished);
  std::lock_guard lock(mutex_);
  result_ = std::move(result);
  done_ = true;
  savepoint_condition_.notify_all();
}

Status Job::RunToEnd() {
  MULLION_TRY(RunLoop());
  MULLION_TRY(TakeWrittenCheckpoint(true));
  return stop_ ? StopEarly() : FinishInput();
}

Status Job::RunLoop() {
  while (!stop_) {
    MULLION_ASSIGN(StepResult step, worker_->RunOnce());
    if (options_.clock->MonotonicNs() - last_publish_ns_ >= kPublishEveryNs) Publish(RunState::kRunning);
    MULLION_TRY(CheckpointIfDue());
    if (step == StepResult::kFinished) return Ok();
    if (step == StepResult::kWaiting) waker_.WaitFor(kWaitMs);
  }
  return Ok();
}

Status Job::DrainFor(int64_t timeout_ms) {
  int64_t deadline = options_.clock->MonotonicNs() + timeout_ms * 1'000'000;
  while (true) {
    MULLION_ASSIGN(bool drained, worker_->Drain());
    if (drained || options_.clock->MonotonicNs() > deadline) return Ok();
    waker_.WaitFor(kWaitMs);
    Publish(RunState::kStopping);
  }
}

Status Job::FinishInput() {
  // The far side may be away for long: wait for it, a stop ends the wait with a checkpoint that holds the rest.
  while (!stop_) {
    MULLION_ASSIGN(bool drained, worker_->Drain());
    if (drained) break;
    waker_.WaitFor(kWaitMs);
    if (options_.clock->MonotonicNs() - last_publish_ns_ >= kPublishEveryNs) Publish(RunState::kRunning);
  }
  if (stop_ && !worker_->sinks_drained()) return StopEarly();
  MULLION_TRY(FinalCheckpoint());
  MULLION_TRY(worker_->Close(true));
  return store_ ? store_->Clear() : Ok();
}

Status Job::StopEarly() {
  worker_->StopWaiting();
  Publish(RunState::kStopping);
  MULLION_TRY(DrainFor(options_.stop_drain_ms));
  MULLION_TRY(FinalCheckpoint());
  return worker_->Close(false);
}

Status Job::FinalCheckpoint() {
  if (!store_) return worker_->CheckpointDurable(true);
  Status status;
  Checkpoint checkpoint = worker_->Snapshot(next_checkpoint_id_++, &status);
  if (status) status = store_->Write(checkpoint.id, checkpoint.Encode());
  writing_savepoints_ = savepoints_asked_;
  AnswerSavepoints(status);
  MULLION_TRY(status);
  return worker_->CheckpointDurable(true);
}

Status Job::CheckpointIfDue() {
  MULLION_TRY(TakeWrittenCheckpoint(false));
  if (!store_ || writing_.valid()) return Ok();
  int64_t interval_ns = options_.checkpoint_interval_ms * 1'000'000;
  bool due = interval_ns > 0 && options_.clock->MonotonicNs() - last_checkpoint_ns_ >= interval_ns;
  if (due || savepoints_asked_ > savepoints_done_) return BeginCheckpoint();
  return Ok();
}

Status Job::BeginCheckpoint() {
  checkpoint_begun_ns_ = last_checkpoint_ns_ = options_.clock->MonotonicNs();
  writing_savepoints_ = savepoints_asked_;
  if (worker_->drain_at_checkpoint()) {
    while (!stop_) {
      MULLION_ASSIGN(bool drained, worker_->Drain());
      if (drained) break;
      waker_.WaitFor(kWaitMs);
    }
    if (stop_) return Ok();
  }
  Status status;
  Checkpoint checkpoint = worker_->Snapshot(next_checkpoint_id_++, &status);
  MULLION_TRY(status);
  writing_ = std::async(std::launch::async, [store = store_.get(), c = std::move(checkpoint)]() -> Result<uint64_t> {
    std::string encoded = c.Encode();
    MULLION_TRY(store->Write(c.id, encoded));
    return encoded.size();
  });
  return Ok();
}

Status Job::TakeWrittenCheckpoint(bool wait) {
  if (!writing_.valid()) return Ok();
  if (!wait && writing_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return Ok();
  Result<uint64_t> written = writing_.get();
  checkpoints_.last_duration_ms = (options_.clock->MonotonicNs() - checkpoint_begun_ns_) / 1'000'000;
  if (written) {
    ++checkpoints_.count;
    checkpoints_.last_bytes = *written;
    checkpoints_.last_at_ms = options_.clock->NowMs();
    checkpoints_.last_error.clear();
    MULLION_TRY(worker_->CheckpointDurable(false));
  } else {
    ++checkpoints_.failures;
    checkpoints_.last_error = written.error().ToString();
    options_.log->Error(fmt::format("checkpoint failed, the one before it stays: {}", checkpoints_.last_error));
  }
  AnswerSavepoints(written ? Ok() : Status(Fail(std::move(written).error())));
  return Ok();
}

}  // namespace mullion
