#pragma once
// What a running job tells about itself: made by the worker a few times a second, read by page, terminal and metrics.
// Plain values.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/sink.h"
#include "connector/source.h"
#include "runtime/source_runner.h"

namespace mullion {

enum class RunState : uint8_t { kStarting, kWaiting, kRunning, kStopping, kFinished, kStopped, kFailed };
const char* ToText(RunState state);

struct SplitReport {
  SplitStatus status;
  TimestampMs watermark = kMinWatermark;
  bool idle = false;
  uint64_t rows = 0;
  int64_t last_row_age_ms = 0;
};

struct SourceReport {
  std::string table;
  std::string connector;
  std::string trouble;
  bool bounded = false;
  bool local_time = true;  ///< watermarks are wall clock times of the session zone
  int64_t idle_timeout_ms = 0;
  TimestampMs watermark = kMinWatermark;
  SourceCounters counters;
  std::vector<SplitReport> splits;
  int64_t silent_ms = 0;
};

struct SinkReport {
  std::string table;
  std::string connector;
  SinkStats stats;
};

struct CheckpointReport {
  bool enabled = false;
  int64_t interval_ms = 0;
  uint64_t count = 0;
  uint64_t failures = 0;
  uint64_t last_bytes = 0;
  int64_t last_duration_ms = 0;
  TimestampMs last_at_ms = 0;
  std::string last_error;
};

struct LateReport {
  uint64_t count = 0;
  struct Sample {
    std::string row;
    TimestampMs watermark;
  };
  std::vector<Sample> samples;  ///< the newest few
};

struct JobStatus {
  std::string name;
  RunState state = RunState::kStarting;
  TimestampMs started_at_ms = 0;
  TimestampMs now_ms = 0;
  std::string session_zone;
  std::vector<SourceReport> sources;
  std::vector<SinkReport> sinks;
  CheckpointReport checkpoints;
  LateReport late;
  std::optional<TimestampMs> next_window_start;
  std::optional<TimestampMs> next_window_end;  ///< of the earliest open window, in the session's wall clock
  uint64_t state_bytes = 0;
  int64_t idle_close_ms = 0;
  bool resumed = false;
  std::string error;  ///< why it failed
};

}  // namespace mullion
