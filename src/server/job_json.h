#pragma once
// The JSON that observers get: of a job, of results, of the keys' table. Pure functions of plain values, any thread.
// Times are milliseconds since 1970 or null for "none"; bytes that are not UTF-8 become U+FFFD.

#include <span>
#include <string>
#include <vector>

#include "server/job_view.h"
#include "server/result_history.h"

namespace mullion {

/// One point of the throughput curve.
struct RateSample {
  TimestampMs at_ms = 0;  ///< wall clock
  double rows_in_per_s = 0;
  double rows_out_per_s = 0;
};

/// The job without its SQL and plan: what changes. At most `splits_max` splits a source, those that hold time back
/// first; the source says how many it has.
std::string JobJson(const JobView& job, size_t splits_max = 64);
/// {"sql":...,"plan":...}: what does not change.
std::string JobTextsJson(const JobView& job);
std::string RatesJson(std::span<const RateSample> rates);
/// The table, key columns and value columns; null for a null schema.
std::string SchemaJson(const ResultSchema* schema);
/// [[key, window_start_ms, window_end_ms, value...], ...]; values as text, so that no digit is lost.
std::string ResultRowsJson(std::span<const ResultRow> rows);

/// A text as a JSON string with its quotes.
std::string JsonString(std::string_view text);

}  // namespace mullion
