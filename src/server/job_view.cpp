#include "server/job_view.h"

namespace mullion {

const char* JobStateName(JobState state) {
  switch (state) {
    case JobState::kWaiting:
      return "WAITING";
    case JobState::kRunning:
      return "RUNNING";
    case JobState::kStopping:
      return "STOPPING";
    case JobState::kFinished:
      return "FINISHED";
    case JobState::kFailed:
      return "FAILED";
  }
  return "UNKNOWN";
}

}  // namespace mullion
