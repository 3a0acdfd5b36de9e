#pragma once
// One worker: sources, operators and sinks of a job, moved on a step at a time. RunOnce() is a step, not a loop: a
// thread calls it in production, a test calls it by hand. Called by one thread only.

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "plan/job_plan.h"
#include "runtime/checkpoint.h"
#include "runtime/graph.h"
#include "runtime/job.h"
#include "runtime/source_runner.h"

namespace mullion {

enum class StepResult : uint8_t { kWorked, kWaiting, kFinished };

class Worker final : public LateOutput {
 public:
  Worker(const JobPlan* plan, const JobOptions* options, Waker* waker, DeadLetterOutput* dead_letters);
  ~Worker() override;

  /// Restores from `checkpoint` (null: fresh) and opens everything.
  Status Open(const Checkpoint* checkpoint);
  /// One batch, or what time or the outside asks for; kWaiting when there is nothing to do until woken.
  Result<StepResult> RunOnce();
  /// When stopping: sends what the sinks hold; false while something is not acknowledged.
  Result<bool> Drain();
  /// A sink that is full is not waited for any more (a stop is under way).
  void StopWaiting() { stopping_ = true; }

  Checkpoint Snapshot(uint64_t id, Status* status);
  /// The checkpoint with these positions is durable.
  Status CheckpointDurable(bool final);
  Status Close(bool finished);

  /// Closes open windows after so much silence of all sources (mullion.idle-close); 0: never.
  void SetIdleClose(int64_t idle_close_ms) { idle_close_ms_ = idle_close_ms; }

  void FillStatus(JobStatus* status) const;
  void Add(const LateRows& rows) override;
  bool drain_at_checkpoint() const;
  bool sinks_drained() const;
  void FlushSinks();
  Status PollSinks();

 private:
  struct SourceState {
    size_t node;
    std::unique_ptr<SourceRunner> runner;
    bool finished = false;
  };
  struct SinkState {
    size_t node;
    std::unique_ptr<Sink> sink;
  };

  Status OpenSinks(const Checkpoint* checkpoint);
  Status OpenSources(const Checkpoint* checkpoint);
  Status WriteToSink(size_t node, const Batch& batch);
  Status WaitForRoom(Sink& sink);
  Status StepSource(SourceState& source);
  Status CloseIdleWindows();
  bool AnySinkFull() const;

  const JobPlan* plan_;
  const JobOptions* options_;
  Waker* waker_;
  DeadLetterOutput* dead_letters_;
  EvalContext eval_;
  std::unique_ptr<Graph> graph_;
  std::vector<SourceState> sources_;
  std::vector<SinkState> sinks_;
  std::vector<int> sink_of_node_;
  size_t next_source_ = 0;
  bool stopping_ = false;
  bool wrote_since_flush_ = false;
  int64_t last_upkeep_ns_ = 0;
  int64_t idle_close_ms_ = 0;
  LateReport late_;
  std::vector<std::vector<SplitPosition>> snapshot_positions_;  ///< per source, of the newest Snapshot()
};

}  // namespace mullion
