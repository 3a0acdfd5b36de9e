#pragma once
// Aggregation per key and window: TUMBLE, HOP, CUMULATE by slices; and over rows that already carry their window (a
// cascade, a join or a Top-N above a window). Insert-only output, one row a (key, window), fired when the watermark
// passes window end - 1 ms. Late rows go to the LateOutput. Output columns: keys, aggregates, then the window
// properties asked for.

#include <memory>
#include <optional>
#include <vector>

#include "aggregate/aggregate.h"
#include "base/time_zone.h"
#include "operator/operator.h"
#include "window/window.h"

namespace mullion {

enum class WindowProperty : uint8_t {
  kStart,  ///< TIMESTAMP(3), the wall clock of the session zone
  kEnd,    ///< TIMESTAMP(3)
  kTime,   ///< window end - 1 ms, in the type of the time attribute
};

/// When a window is emitted beside its end: Flink's table.exec.emit.*. A delay of 0 emits at every row, a longer one
/// every so many milliseconds of processing time after the first row, if something changed.
struct EmitStrategy {
  std::optional<int64_t> early_delay_ms;  ///< before the watermark passes the window
  std::optional<int64_t> late_delay_ms;   ///< after it, for late rows
  int64_t allowed_lateness_ms = 0;        ///< how long a window is kept for them; event time

  /// The results are a changelog.
  bool updates() const { return early_delay_ms || late_delay_ms; }
};

struct WindowAggregateSpec {
  WindowSpec window;
  int time_column = -1;  ///< TIMESTAMP(3) or TIMESTAMP_LTZ(3) of the input; the event time. NULL in it fails the job.
  /// Set for rows that carry their window: TIMESTAMP(3) columns of the input; time_column and window are not used then.
  int window_start_column = -1;
  int window_end_column = -1;
  std::shared_ptr<const TimeZone> zone;  ///< null: the time attribute is a TIMESTAMP
  bool legacy_window = false;            ///< GROUP BY TUMBLE(…): lateness is judged window by window
  std::vector<int> keys;
  std::vector<AggregateCall> calls;
  std::vector<WindowProperty> properties;
  Schema input;
  Schema output;
  std::string name;
  bool processing_time = false;  ///< windows of the machine's clock: rows are assigned when they arrive
  bool input_updates = false;    ///< rows may be taken back: a window without rows left gives no result
  EmitStrategy emit;             ///< not for SESSION
  bool emit_update_before = true;
};

std::unique_ptr<Operator> MakeWindowAggregate(WindowAggregateSpec spec);

/// SESSION: `window.size_ms` is the gap; sessions merge while they are open.
std::unique_ptr<Operator> MakeSessionAggregate(WindowAggregateSpec spec);

/// TUMBLE and HOP over numbers of rows: `window.size_ms` and `slide_ms` count the rows of a key, in the order they
/// come. A window is emitted when it is full; one that never is gives no result (Flink's count windows). window_start
/// is the time of its first row, window_end that of its last plus 1 ms.
std::unique_ptr<Operator> MakeCountWindowAggregate(WindowAggregateSpec spec);

struct WindowTableFunctionSpec {
  WindowSpec window;
  int time_column = -1;
  std::shared_ptr<const TimeZone> zone;
  DataType time_type;  ///< of window_time
  bool processing_time = false;
  std::vector<int> partition_by;  ///< SESSION only
  Schema input;
};
/// TUMBLE, HOP and CUMULATE without an aggregation: each row once for each of its windows, with window_start,
/// window_end and window_time appended, emitted at once; rows with a NULL time are dropped. SESSION: rows wait until
/// theirs closes.
std::unique_ptr<Operator> MakeWindowTableFunction(WindowTableFunctionSpec spec);

}  // namespace mullion
