#pragma once
// The operators of the dialect beside windows and groups; each keeps its rows encoded (row_codec.h) and fires as
// Flink's streaming runtime does. Specs only; one file an operator implements them.

#include <memory>
#include <optional>
#include <vector>

#include "aggregate/aggregate.h"
#include "operator/operator.h"

namespace mullion {

/// Each input row once for each grouping set: columns outside the set NULL, then BIGINT grouping id (and the bits of
/// `GROUPING_ID` as Flink computes them: bit i set = key i absent, first key the highest).
struct ExpandSpec {
  std::vector<int> keys;                ///< input columns that sets choose from
  std::vector<std::vector<bool>> sets;  ///< per set: keys[i] present
  Schema input;                         ///< output: input with these keys nullable, then `$e` BIGINT
};
std::unique_ptr<Operator> MakeExpand(ExpandSpec spec);

struct SortKey {
  int column;
  bool ascending = true;
  bool nulls_first = true;  ///< Flink: first for ASC, last for DESC unless written
};

/// ROW_NUMBER() … WHERE rn BETWEEN first AND last. With window columns: per window, final rows when it closes
/// (insert-only). Without: updating. `emit_rank` appends the BIGINT row number.
struct TopNSpec {
  std::vector<int> partition_by;  ///< without the window columns
  std::vector<SortKey> order_by;
  int64_t first = 1;
  int64_t last = 1;
  bool emit_rank = true;
  int window_end_column = -1;  ///< >= 0: window Top-N
  std::shared_ptr<const class TimeZone> zone;
  bool input_updates = false;
  bool emit_update_before = true;
  int64_t state_ttl_ms = 0;  ///< a partition without new rows for that long is forgotten; 0: never
  Schema input;
};
std::unique_ptr<Operator> MakeTopN(TopNSpec spec);

/// ROW_NUMBER() = 1 ordered by the time attribute: first (ascending) or last row per key.
struct DeduplicateSpec {
  std::vector<int> partition_by;
  int time_column = -1;  ///< rowtime; -1: arrival order (processing time)
  bool keep_last = false;
  int window_end_column = -1;  ///< >= 0: per window, final rows when it closes
  std::shared_ptr<const class TimeZone> zone;
  bool emit_update_before = true;
  int64_t state_ttl_ms = 0;  ///< a key that was not written for that long is forgotten; 0: never
  Schema input;
};
std::unique_ptr<Operator> MakeDeduplicate(DeduplicateSpec spec);

enum class JoinKind : uint8_t { kInner, kLeft, kRight, kFull, kSemi, kAnti };

/// Join of two inputs (port 0 left, port 1 right) on equal keys plus a condition over left columns then right columns.
/// With window end columns: rows meet inside one window and come out when it closes. With time bounds: an interval
/// join. Without both: a regular join that keeps both sides and updates.
struct JoinSpec {
  JoinKind kind = JoinKind::kInner;
  std::vector<int> left_keys, right_keys;
  std::vector<bool> null_safe;  ///< per key: IS NOT DISTINCT FROM
  ExprPtr condition;            ///< may be null
  int left_window_end = -1, right_window_end = -1;
  std::shared_ptr<const class TimeZone> zone;
  /// Interval join: left.time + lower <= right.time <= left.time + upper (ms).
  int left_time = -1, right_time = -1;
  int64_t lower_ms = 0, upper_ms = 0;
  bool processing_time = false;  ///< interval join: a row's time is that of its arrival
  bool left_updates = false, right_updates = false;
  int64_t state_ttl_ms = 0;  ///< regular joins: a row that was not written for that long is forgotten; 0: never
  Schema left, right;
};
std::unique_ptr<Operator> MakeJoin(JoinSpec spec);

/// OVER windows that share one PARTITION BY and ORDER BY time.
struct OverSpec {
  std::vector<int> partition_by;
  int time_column = -1;              ///< rowtime; -1: processing time (arrival)
  bool rows = false;                 ///< ROWS n PRECEDING; else RANGE interval
  std::optional<int64_t> preceding;  ///< rows or ms; nullopt: UNBOUNDED
  std::vector<AggregateCall> calls;
  int64_t state_ttl_ms = 0;  ///< a key without new rows for that long is forgotten; 0: never
  Schema input;              ///< output: input columns, then the aggregates
};
std::unique_ptr<Operator> MakeOver(OverSpec spec);

/// CROSS/LEFT JOIN UNNEST(array column): one row an element, appended.
struct UnnestSpec {
  int column = -1;
  bool outer = false;
  bool with_ordinality = false;
  Schema input;
};
std::unique_ptr<Operator> MakeUnnest(UnnestSpec spec);

/// Each row as often as its BIGINT `count_column` says; none or less: not at all. The column stays.
std::unique_ptr<Operator> MakeReplicate(int count_column);

/// Batch mode: the rows that are left of a changelog, at the end of input. Keeps them all; nothing is restored into it.
std::unique_ptr<Operator> MakeFinalRows(Schema input);

/// Batch mode (and FETCH): everything sorted at the end of input; limit < 0: none.
struct SortSpec {
  std::vector<SortKey> order_by;
  int64_t offset = 0;
  int64_t limit = -1;
  Schema input;
};
std::unique_ptr<Operator> MakeSort(SortSpec spec);

/// ORDER BY an event time in a stream: rows wait until the watermark passes them. Late is what is not later than the
/// last row that came out.
struct TimeSortSpec {
  std::vector<SortKey> order_by;  ///< the first: the event time, ascending
  Schema input;
};
std::unique_ptr<Operator> MakeTimeSort(TimeSortSpec spec);

/// LIMIT/OFFSET without ORDER BY.
std::unique_ptr<Operator> MakeLimit(int64_t offset, int64_t limit);

/// Turns an upsert stream (newest row per key, tombstones as -D of key columns) into a full changelog.
struct ChangelogNormalizeSpec {
  std::vector<int> keys;
  bool emit_update_before = true;
  int64_t state_ttl_ms = 0;  ///< a key that was not written for that long is forgotten; 0: never
  Schema input;
};
std::unique_ptr<Operator> MakeChangelogNormalize(ChangelogNormalizeSpec spec);

}  // namespace mullion
