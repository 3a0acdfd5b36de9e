#pragma once
// A checked, typed job: what the planner gives and the runtime runs. A graph of nodes in topological order: a node's
// inputs have smaller numbers. Immutable after planning; operators are made from it once a worker.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time_zone.h"
#include "connector/connector.h"
#include "format/format.h"
#include "operator/operator.h"

namespace mullion {

/// WATERMARK FOR column AS expression.
struct WatermarkDefinition {
  int time_column = -1;  ///< of the source node's output
  ExprPtr expression;    ///< over the source node's output; TIMESTAMP(3) or TIMESTAMP_LTZ(3)
  /// Set when the expression is `time_column - constant`: the watermark follows the row's time without evaluation.
  std::optional<int64_t> delay_ms;
  bool local_time = false;  ///< TIMESTAMP: wall clock of the session zone, for max-future and messages
};

/// A table scan: decode, add metadata, compute columns.
struct SourceNode {
  TableDefinition table;
  const Connector* connector = nullptr;
  SourceTraits traits;
  /// Decoded value fields: format.projection holds which; none for sources that give columns themselves.
  std::optional<FormatSpec> value_format;
  std::optional<FormatSpec> key_format;
  /// Sources that give columns themselves: which physical columns are read, in order (they give all of them).
  std::vector<int> physical;
  std::vector<int> metadata;  ///< positions in table.metadata
  /// The output, over: decoded value fields (or `physical`), decoded key fields, metadata.
  std::vector<ExprPtr> output_columns;
  /// Positions (of output) whose declaration says NOT NULL; informational.
  std::optional<WatermarkDefinition> watermark;
  int64_t idle_timeout_ms = 0;  ///< 0: never idle
  bool watermark_per_row =
      true;  ///< false: Flink's assigner rule (strict): emitted when moved by more than the interval
  int64_t watermark_interval_ms = 200;
  int64_t max_future_ms = 0;  ///< 0: off
  /// Constant rows instead of a connector (VALUES): dense batch of output columns.
  std::optional<Batch> values;
};

struct OperatorNode {
  std::function<std::unique_ptr<Operator>()> make;
  bool watermark_source = false;
  std::optional<TableDefinition> looked_up = std::nullopt;  ///< the table that a lookup join asks
};

struct SinkNode {
  TableDefinition table;
  const Connector* connector = nullptr;  ///< null: the rows of a final SELECT go to the caller
  SinkTraits traits;
  std::optional<int> window_end_column;
  bool drop_null_keys = false;  ///< table.exec.sink.not-null-enforcer = DROP
  std::vector<int> not_null;    ///< columns that must not be NULL (ERROR fails the job)
};

struct PlanNode {
  std::string name;    ///< "Source: client_amount", "Window Aggregate", …
  std::string detail;  ///< the EXPLAIN line's brackets
  std::vector<int> inputs;
  Schema output;
  bool updates = false;  ///< the output holds more than +I
  std::optional<SourceNode> source;
  std::optional<OperatorNode> op;
  std::optional<SinkNode> sink;
};

struct JobPlan {
  std::string name;         ///< pipeline.name, else Flink's "insert-into_…"
  std::string fingerprint;  ///< of the optimised plan: equal text in another layout has the same one
  std::string sql;          ///< the statements, for the page
  std::string explain;
  std::vector<PlanNode> nodes;
  std::map<std::string, std::string> settings;  ///< SET keys in force
  std::string session_zone = "UTC";
  bool streaming = true;
  bool bounded = false;  ///< every source ends
  bool strict = false;
  bool returns_rows = false;       ///< ends in a SELECT: keeps no state
  std::vector<std::string> notes;  ///< said once at start: ignored options, one-worker operators, …
};

}  // namespace mullion
