#pragma once
// The relation tree to the nodes of a JobPlan: operators chosen, scans of one table shared. Made for one plan, one
// thread.

#include <map>
#include <memory>
#include <vector>

#include "plan/job_plan.h"
#include "plan/plan_context.h"
#include "plan/relation.h"
#include "plan/source_binder.h"

namespace mullion::plan {

class Lowering {
 public:
  Lowering(PlanContext& context, JobPlan* plan) : context_(context), plan_(plan) {}

  /// Finds the scans of `root`, so that equal ones are shared by all roots. Call for every root before Lower().
  void CollectScans(const Rel& root);
  /// The node that gives `rel`'s columns. Error: a construct without an operator.
  Result<int> Lower(const Rel& rel);

 private:
  friend struct NodeLowering;

  /// The declared columns that all scans of one table read together, and its node once it was made.
  struct SharedScan {
    std::vector<int> columns;
    int node = -1;
  };

  SharedScan& ScanOf(const ScanRel& scan);
  int Add(PlanNode node);
  /// Batch mode: only what is left of the changes of `input`, which is lowered of `rel`.
  int AddFinalRows(const Rel& rel, int input);
  int AddOperator(const Rel& rel, std::vector<int> inputs, std::function<std::unique_ptr<Operator>()> make);

  PlanContext& context_;
  JobPlan* plan_;
  std::map<std::string, SharedScan> scans_;
};

}  // namespace mullion::plan
