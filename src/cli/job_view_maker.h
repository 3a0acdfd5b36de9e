#pragma once
// From the runtime's status to the view that page, terminal and metrics are made from. Keeps what is needed for rates.
// Called under the owner's lock, one thread at a time.

#include "runtime/job.h"
#include "server/job_view.h"

namespace mullion {

class JobViewMaker {
 public:
  JobView Make(const Job& job);

 private:
  TimestampMs last_ms_ = 0;
  uint64_t last_in_ = 0, last_out_ = 0;
  double in_per_s_ = 0, out_per_s_ = 0;
};

}  // namespace mullion
