#pragma once
// Where results go. Called by the worker's thread only; sending happens in threads of the sink's own, bounded in bytes.
// Invariants: writes of one document id, key or row are never reordered; what Snapshot() gives and what was
// acknowledged together are everything written; writing it again after a restart leaves the far side as one writing
// would.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/log.h"
#include "base/time.h"
#include "column/batch.h"
#include "connector/source.h"
#include "connector/table.h"

namespace mullion {

/// Something set aside: a record that could not be decoded, a document the far side refused.
struct DeadLetter {
  std::string origin;  ///< table, topic, index or file
  std::string split;   ///< partition or split id; empty for sinks
  int64_t position = -1;
  std::string reason;   ///< for a person: what is wrong, in the far side's words where it has some
  std::string kind;     ///< a short class for counting: "malformed", "type", "null-time", "future", "rejected"
  std::string payload;  ///< the bytes, cut to 64 KiB
};

/// Thread-safe; bounded; never blocks for long.
class DeadLetterOutput {
 public:
  virtual ~DeadLetterOutput() = default;
  virtual void Add(DeadLetter letter) = 0;
};

struct SinkContext {
  const Clock* clock = nullptr;
  Logger* log = nullptr;
  Waker* waker = nullptr;  ///< woken when a full sink has room again
  DeadLetterOutput* dead_letters = nullptr;
  std::string job_name;
  /// Which of the job's sinks this is, counted over its INSERTs and workers; the same after a restart.
  int sink_number = 0;
  bool strict = false;
  /// Position of a TIMESTAMP(3) or TIMESTAMP_LTZ(3) column in the batches written (it may follow the table's columns,
  /// hidden) that holds the row's window end; nullopt for rows that are not of a window.
  std::optional<int> window_end_column;
  bool updating = false;  ///< batches may hold -U +U -D
  size_t buffer_bytes_max = 32u << 20;
};

struct SinkStats {
  uint64_t rows_written = 0;
  uint64_t rows_acknowledged = 0;
  uint64_t rows_superseded = 0;  ///< of the acknowledged: a newer one was there already, or took their place on the way
  uint64_t rows_rejected = 0;    ///< went to the dead letters
  uint64_t retries = 0;
  uint64_t bytes_in_flight = 0;
  std::string trouble;  ///< what it is waiting for, in words; empty when well
};

class Sink {
 public:
  virtual ~Sink() = default;

  /// Starts; a far side that is away is waited for in the background (or fails, when strict). Nothing is created
  /// outside before the first Write().
  virtual Status Open(const SinkContext& context) = 0;

  /// Takes the selected rows: the table's physical columns in order (then writable metadata, then perhaps the hidden
  /// window end). Copies what it needs; does not wait for the far side. Call only when !full().
  virtual Status Write(const Batch& rows) = 0;
  /// True when the buffer bound is reached: the worker stops until woken. That is backpressure.
  virtual bool full() const = 0;

  /// Lets the sink report what its threads met; an error ends the job.
  virtual Status Poll() = 0;
  /// Send what is buffered now instead of waiting for a full request; does not wait.
  virtual void Flush() = 0;
  /// Everything written is acknowledged (or set aside).
  virtual bool drained() const = 0;

  /// What was written and is not acknowledged, as bytes for the checkpoint; Restore() takes them before the first
  /// Write().
  virtual Result<std::string> Snapshot() = 0;
  virtual Status Restore(std::string_view snapshot) = 0;
  /// The checkpoint that holds the last Snapshot() is durable (commit transactions, make files visible).
  virtual Status CheckpointDurable() { return Ok(); }
  /// Sinks that must have everything acknowledged inside a checkpoint instead of carrying it there say true: the worker
  /// flushes and waits before Snapshot().
  virtual bool drain_at_checkpoint() const { return false; }

  virtual SinkStats stats() const = 0;
  /// `finished`: the input has ended and everything is drained: make the last files visible. Waits for its threads.
  virtual Status Close(bool finished) = 0;
};

}  // namespace mullion
