#pragma once
// An operator: takes batches and watermarks, gives batches. Owned by one worker and called by its thread only; all its
// mutable state is inside it and goes through Snapshot/Restore. Verbs in the order of a life: Open, Restore, Process
// and AdvanceWatermark in the order of the data, Finish. Invariants: a watermark never goes back; a batch is processed
// with the watermark that held before its rows; an operator emits its results for watermark W before the runtime passes
// W on.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"
#include "column/batch.h"
#include "column/type.h"
#include "expr/expr.h"

namespace mullion {

/// Where an operator's results go; given by the runtime for the time of one call.
class Output {
 public:
  virtual ~Output() = default;
  virtual Status Emit(Batch batch) = 0;
};

struct LateRows {
  std::string operator_name;
  uint64_t count = 0;
  Batch sample;  ///< at most a few rows, of `schema`
  Schema schema;
  TimestampMs watermark = kMinWatermark;
};

/// Gets every row dropped as late. Called on the worker's thread, at most once a batch.
class LateOutput {
 public:
  virtual ~LateOutput() = default;
  virtual void Add(const LateRows& rows) = 0;
};

struct OperatorContext {
  EvalContext* eval = nullptr;  ///< the worker's; outlives the operator
  LateOutput* late = nullptr;   ///< may be null
  const Clock* clock = nullptr;
  bool strict = false;
};

class Operator {
 public:
  virtual ~Operator() = default;
  virtual void Open(const OperatorContext& context) { context_ = context; }

  /// One batch from input `port` (0, or 1 for the right side of a join).
  virtual Status Process(int port, const Batch& batch, Output& output) = 0;
  /// The minimum of the inputs' watermarks has moved to `watermark`: emit what it completes.
  virtual Status AdvanceWatermark(TimestampMs /*watermark*/, Output& /*output*/) { return Ok(); }
  /// The watermark this operator passes on when its own is `watermark`.
  virtual TimestampMs OutputWatermark(TimestampMs watermark) const { return watermark; }
  /// All inputs ended (AdvanceWatermark(kMaxWatermark) came before): what only the end of input may emit.
  virtual Status Finish(Output& /*output*/) { return Ok(); }
  /// Processing time has come to `now_ms`; for processing-time windows and early firing. Called at least every 100 ms
  /// when `wants_ticks()`.
  virtual Status Tick(TimestampMs /*now_ms*/, Output& /*output*/) { return Ok(); }
  virtual bool wants_ticks() const { return false; }

  /// The smallest watermark above `watermark` at which this operator may judge a row differently or fire: the runtime
  /// cuts batches there. kMaxWatermark: none. Depends on the window grid only, not on state.
  virtual TimestampMs NextCut(TimestampMs /*watermark*/) const { return kMaxWatermark; }
  /// True for operators that need Batch::row_watermarks instead of cuts (sessions, OVER, event-time deduplication…).
  virtual bool needs_row_watermarks() const { return false; }

  /// The earliest window end (exclusive) that holds rows and has not fired; nullopt when none. For `why`.
  virtual std::optional<TimestampMs> NextFiring() const { return std::nullopt; }
  /// The start of that window, where the operator knows it.
  virtual std::optional<TimestampMs> NextFiringStart() const { return std::nullopt; }

  /// State bytes; empty for stateless operators.
  virtual void Snapshot(std::string* /*out*/) const {}
  virtual Status Restore(std::string_view /*bytes*/) { return Ok(); }
  virtual size_t state_bytes() const { return 0; }

 protected:
  const OperatorContext& context() const { return context_; }

 private:
  OperatorContext context_;
};

}  // namespace mullion
