#pragma once
// GROUP BY without a window: an updating aggregate. Emits +I, then -U/+U pairs (or only +U, for sinks that upsert), -D
// when a group's rows are all taken back. Also DISTINCT (no calls). Output columns: keys, aggregates.

#include <memory>
#include <vector>

#include "aggregate/aggregate.h"
#include "operator/operator.h"

namespace mullion {

struct GroupAggregateSpec {
  std::vector<int> keys;  ///< none: one global group
  std::vector<AggregateCall> calls;
  bool input_updates = false;  ///< the input holds -U +U -D
  bool emit_update_before = true;
  int64_t state_ttl_ms = 0;  ///< a group without new rows for that long is forgotten; 0: never
  bool batch_mode = false;   ///< emit each group once, at the end of input; a global group of no rows gives one row
  Schema input;
  Schema output;
  std::string name;
};

std::unique_ptr<Operator> MakeGroupAggregate(GroupAggregateSpec spec);

}  // namespace mullion
