#pragma once
// A running job: its worker's thread, its checkpoints, its end. Made from a plan by the cli (or server); status() and
// RequestStop() may be called from any thread, the rest by the owner.
// Invariants: committed offset <= checkpointed <= aggregated <= fetched; a job that was killed resumes from its newest
// checkpoint; a bounded job that has finished leaves nothing to resume.

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/file_system.h"
#include "plan/job_plan.h"
#include "runtime/checkpoint.h"
#include "runtime/dead_letters.h"
#include "runtime/job_status.h"

namespace mullion {

/// Gets the batches that reach a sink (or the final SELECT, `table` empty), on the worker's thread.
using ResultListener = std::function<Status(const std::string& table, const PlanNode& sink, const Batch& batch)>;

struct JobOptions {
  const Clock* clock = nullptr;
  Logger* log = nullptr;
  FileSystem* files = nullptr;
  std::string state_folder;  ///< empty: keeps no state
  bool from_scratch = false;
  bool drop_other_state = false;  ///< the state of another text of the job is dropped, not refused: for the demo
  int64_t checkpoint_interval_ms = 10'000;  ///< 0: off
  size_t batch_rows_max = 16384;
  size_t buffer_bytes_max = 64u << 20;  ///< of what all sources together have fetched ahead
  int workers = 1;                      ///< one aggregates; the others decode ahead of it
  int64_t stop_drain_ms = 10'000;       ///< how long a stop waits for the sinks' acknowledgements
  ResultListener rows;                  ///< of the final SELECT
  ResultListener observer;              ///< sees what goes to sinks; may be empty
  std::function<uint64_t()> random;     ///< the seam of RAND and UUID
  std::function<bool()> stop_asked;     ///< set by the job: true once a stop was asked for
};

class Job {
 public:
  /// Restores, opens sources and sinks, starts the worker.
  static Result<std::unique_ptr<Job>> Start(JobPlan plan, JobOptions options);
  ~Job();

  /// Finish what is closed, checkpoint, end. Any thread, also signal-safe callers' threads.
  void RequestStop();
  /// A checkpoint now; returns when it is durable.
  Status Savepoint();
  /// The end of the job: its error, or fine.
  Status Wait();
  bool done() const { return done_; }

  JobStatus status() const;
  const JobPlan& plan() const { return plan_; }
  const std::string& state_folder() const { return options_.state_folder; }
  const DeadLetters& dead_letters() const { return dead_letters_; }

 private:
  Job(JobPlan plan, JobOptions options);
  void Run();
  Status RunToEnd();
  Status RunLoop();
  Status FinishInput();
  Status StopEarly();
  Status DrainFor(int64_t timeout_ms);
  Status CheckpointIfDue();
  Status BeginCheckpoint();
  Status TakeWrittenCheckpoint(bool wait);
  Status FinalCheckpoint();
  void Publish(RunState state);
  void AnswerSavepoints(Status status);

  JobPlan plan_;
  JobOptions options_;
  DeadLetters dead_letters_;
  std::unique_ptr<FileLock> lock_;
  // Outlives the worker: the threads of its sources and sinks wake it until they are joined.
  Waker waker_;
  std::unique_ptr<class Worker> worker_;
  std::thread thread_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> done_{false};
  mutable std::mutex mutex_;
  JobStatus status_;
  Status result_;
  std::unique_ptr<CheckpointStore> store_;
  std::future<Result<uint64_t>> writing_;  ///< the checkpoint that a thread of its own is writing: its bytes
  uint64_t writing_savepoints_ = 0;        ///< the savepoints that it answers
  uint64_t next_checkpoint_id_ = 1;
  int64_t last_checkpoint_ns_ = 0;
  int64_t checkpoint_begun_ns_ = 0;
  int64_t last_publish_ns_ = 0;
  CheckpointReport checkpoints_;
  std::atomic<uint64_t> savepoints_asked_{0}, savepoints_done_{0};
  std::condition_variable savepoint_condition_;
  Status savepoint_result_;
};

/// The 32 hex digits of a text, for job names' folders and fingerprints.
std::string FolderName(const JobPlan& plan);

}  // namespace mullion
