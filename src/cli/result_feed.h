#pragma once
// From the batches that reach a sink to the page's charts: which columns are the key, which the window, which the
// values. One a shown job; Append() on the worker's thread.

#include <memory>

#include "plan/job_plan.h"
#include "server/result_history.h"

namespace mullion {

class ResultFeed {
 public:
  /// The first sink of the plan is the one shown; nullptr when the plan has none.
  /// `clock` stamps the results of jobs without windows.
  static std::unique_ptr<ResultFeed> Of(const JobPlan& plan, const Clock* clock);

  /// Batches of other sinks are passed over.
  void Append(const PlanNode& sink, const Batch& batch);
  ResultHistory& history() { return history_; }

 private:
  ResultFeed(const PlanNode* sink, const Clock* clock);
  ResultRow RowOf(const Batch& batch, uint32_t row) const;

  const Clock* clock_;
  std::string sink_table_;
  int window_start_ = -1;
  int window_end_ = -1;
  std::vector<int> keys_;
  std::vector<int> values_;
  ResultHistory history_;
};

}  // namespace mullion
