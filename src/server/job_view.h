#pragma once
// What an observer may know of a running job: plain values, copied out of the runtime. The page, /metrics, the control
// socket and `mullion why` are all made from one JobView, so that they can never disagree.
// Owner: whoever asked for the copy. Any thread. Invariant: no handle into the runtime, no secret (option values that
// hold passwords are masked before they get here).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace mullion {

enum class JobState {
  kWaiting,  ///< for a broker, a topic, a sink: `state_text` says for what
  kRunning,
  kStopping,  ///< the last checkpoint is being written
  kFinished,  ///< the sources ended
  kFailed,    ///< `error` says why
};

/// "RUNNING", as shown and as sent.
const char* JobStateName(JobState state);

/// One row that did not get into a window, as it arrived.
struct RowSample {
  std::string split;     ///< "client_amount-2", "orders/2024.json"
  std::string position;  ///< "offset 17", "line 3"
  std::string reason;    ///< "not JSON: ...", "2 s behind the window that ended at ..."
  std::string raw;       ///< the record's bytes, cut by the runtime to a few hundred; need not be valid UTF-8
  TimestampMs event_time_ms = kMinWatermark;  ///< kMinWatermark: unknown
  TimestampMs seen_at_ms = 0;                 ///< wall clock
};

struct LateView {
  uint64_t rows = 0;
  std::vector<RowSample> samples;  ///< the newest first
};

/// Rows set aside in the dead letters.
struct SetAsideView {
  struct Reason {
    std::string reason;  ///< "not JSON", "event time is NULL"
    uint64_t rows = 0;
  };
  uint64_t rows = 0;
  uint64_t too_far_ahead_rows = 0;  ///< of these: event time beyond `mullion.max-future`
  std::vector<Reason> by_reason;    ///< adds up to `rows`
  std::vector<RowSample> samples;   ///< the newest first
  std::string file;                 ///< where the dead letters are kept; empty: nowhere
};

struct CheckpointView {
  int64_t interval_ms = 0;  ///< 0: checkpoints are off
  uint64_t completed = 0;
  uint64_t failed = 0;
  int64_t last_duration_ms = 0;
  uint64_t last_size_bytes = 0;
  TimestampMs last_completed_at_ms = 0;  ///< wall clock; 0: none yet
  std::string last_error;                ///< of the newest one, if it failed
};

struct SinkView {
  std::string name;       ///< the table's
  std::string connector;  ///< "elasticsearch-7"
  uint64_t rows_written = 0;
  uint64_t rows_acknowledged = 0;
  uint64_t rows_rejected = 0;  ///< refused for good by the receiver, set aside
  uint64_t in_flight_bytes = 0;
  uint64_t in_flight_bytes_max = 0;  ///< at this many the workers wait
  uint64_t retries = 0;
  std::string last_error;  ///< empty when the last attempt went well
};

/// One Kafka partition, file or generator.
struct SplitView {
  std::string name;
  int64_t position = 0;                      ///< the next record to read: offset, line or row number
  int64_t end_position = -1;                 ///< of the newest known end; -1: unknown or endless
  TimestampMs watermark_ms = kMinWatermark;  ///< kMinWatermark: no row yet
  bool idle = false;                         ///< does not hold time back at present
  bool ended = false;                        ///< bounded and read to its end
  uint64_t rows = 0;
  TimestampMs last_row_at_ms = 0;  ///< wall clock; 0: none yet
  std::string state_text;          ///< "waiting for broker kafka:9092: connection refused"; empty: all is well
};

struct SourceView {
  std::string name;                ///< the table's
  std::string connector;           ///< "kafka"
  bool event_time = true;          ///< has a watermark
  bool generator = false;          ///< makes its own rows (datagen)
  int64_t watermark_delay_ms = 0;  ///< the interval in WATERMARK FOR ts AS ts - INTERVAL; 0: none or not constant
  int64_t idle_timeout_ms = 0;     ///< `table.exec.source.idle-timeout` as it counts here; 0: off
  std::string state_text;          ///< as in SplitView, for the source as a whole
  std::vector<SplitView> splits;
};

/// A running job at one moment.
struct JobView {
  std::string name;
  JobState state = JobState::kWaiting;
  std::string state_text;         ///< one line more about the state; may be empty
  std::string error;              ///< of a failed job
  TimestampMs started_at_ms = 0;  ///< wall clock
  TimestampMs now_ms = 0;         ///< wall clock of this copy
  std::string sql;                ///< the job's text
  std::string plan;               ///< as `mullion explain` prints it

  // Counts since the job's first start, checkpointed ones included.
  // rows_in = aggregated + filtered + late + set aside + skipped.
  uint64_t rows_in = 0;
  uint64_t rows_out = 0;
  uint64_t bytes_in = 0;
  uint64_t rows_filtered = 0;
  double rows_in_per_s = 0;
  double rows_out_per_s = 0;
  LateView late;
  SetAsideView set_aside;
  CheckpointView checkpoints;
  uint64_t memory_bytes = 0;  ///< resident
  uint64_t state_bytes = 0;   ///< of it: windows' state

  std::vector<SourceView> sources;
  std::vector<SinkView> sinks;

  bool windowed = true;                      ///< the job has event-time windows
  TimestampMs watermark_ms = kMinWatermark;  ///< the job's
  uint64_t open_windows = 0;                 ///< that hold at least one row
  /// Of those the one that fires next.
  std::optional<TimestampMs> next_window_start_ms;
  std::optional<TimestampMs> next_window_end_ms;
  int64_t idle_close_ms = 0;  ///< `mullion.idle-close`; 0: off
  int64_t max_future_ms = 0;  ///< `mullion.max-future`; 0: off
  bool strict = false;
};

/// The seam to the runtime. Called by the server's threads, a few times a second; may be called from several at once,
/// returns within milliseconds and never waits for a worker.
class JobMonitor {
 public:
  virtual ~JobMonitor() = default;
  virtual JobView View() = 0;
};

}  // namespace mullion
