#pragma once
// The newest results of a job, kept for the charts and the table of keys: per key the last windows. The job's results
// themselves live in its sinks; this is a bounded window onto them.
// Owner: the cli, one a job; must outlive the server. Thread-safe: the worker that fires windows appends, the server's
// thread reads. Invariants: at most `Limits` are kept whatever is appended; sequences only grow.

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"

namespace mullion {

/// The columns of a job's results as the page shows them.
struct ResultSchema {
  struct ValueColumn {
    std::string name;
    bool numeric = true;  ///< can be charted
  };
  std::string table;                     ///< the sink's name
  std::vector<std::string> key_columns;  ///< neither window column nor value: "client"
  std::vector<ValueColumn> value_columns;
};

/// One result: the values of a key in a window. A row of a job without windows has its wall-clock time in both times.
struct ResultRow {
  std::string key;  ///< the key columns' text, joined by " · "; "" for a job without keys
  TimestampMs window_start_ms = 0;
  TimestampMs window_end_ms = 0;
  /// One a value column: the text `--output json` would print, without quotes; nullopt is NULL.
  std::vector<std::optional<std::string>> values;
};

class ResultHistory {
 public:
  struct Limits {
    size_t keys_max = 20'000;
    size_t windows_per_key_max = 60;
    size_t rows_max = 100'000;  ///< over all keys; the windows per key shrink to fit
  };
  struct SequencedRow {
    uint64_t sequence;
    ResultRow row;
  };
  /// A page of the table of keys: the newest window of each.
  struct KeyPage {
    size_t keys_found = 0;  ///< that match the filter
    std::vector<ResultRow> rows;
  };
  struct KeyQuery {
    std::string filter;            ///< part of the key, ASCII case ignored; empty: all
    std::optional<size_t> column;  ///< order by this value column; nullopt: by key, numbers as numbers
    bool descending = true;
    size_t offset = 0;
    size_t rows_max = 50;
  };

  explicit ResultHistory(ResultSchema schema) : ResultHistory(std::move(schema), Limits{}) {}
  ResultHistory(ResultSchema schema, Limits limits);

  /// How many rows of the window that ends here are still taken. A firing asks before it makes text of its rows, so
  /// that a job with a million keys does not pay for rows that nobody could look at.
  size_t RowsWanted(TimestampMs window_end_ms) const;
  /// Rows in the order of their windows. A row of a (key, window) that is there already replaces it.
  /// `rows_skipped`: how many more the firing had than were wanted; they are counted and shown as such.
  void Append(std::span<const ResultRow> rows, uint64_t rows_skipped = 0);

  const ResultSchema& schema() const { return schema_; }
  /// Of the newest row; 0: none yet.
  uint64_t LastSequence() const;
  size_t KeyCount() const;
  uint64_t RowsSkipped() const;
  TimestampMs NewestWindowEnd() const;
  /// The rows of these keys after `sequence`, oldest first.
  std::vector<SequencedRow> Since(uint64_t sequence, std::span<const std::string> keys) const;
  /// Keys worth a chart when nobody chose any: those with the largest sums in the first chartable column, kept as long
  /// as they go on having results, so that charts do not change places. At most `count`.
  std::vector<std::string> FeaturedKeys(size_t count);
  KeyPage Keys(const KeyQuery& query) const;

 private:
  struct Key {
    std::deque<SequencedRow> rows;  ///< by window end
    double sum = 0;                 ///< over `rows`, of the first numeric column
  };

  void AppendOne(const ResultRow& row);
  void Trim(Key& key);
  void Shrink();
  void ForgetOldKeys();
  double ChartValue(const ResultRow& row) const;

  const ResultSchema schema_;
  const Limits limits_;
  const std::optional<size_t> chart_column_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Key> keys_;
  std::vector<std::string> featured_;
  uint64_t sequence_ = 0;
  size_t rows_ = 0;
  size_t windows_per_key_;
  uint64_t rows_skipped_ = 0;
  TimestampMs newest_window_end_ms_ = kMinWatermark;
  size_t rows_in_newest_window_ = 0;
};

}  // namespace mullion
