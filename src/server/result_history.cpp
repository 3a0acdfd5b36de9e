#include "server/result_history.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

namespace mullion {
namespace {

std::optional<size_t> FirstNumeric(const ResultSchema& schema) {
  for (size_t i = 0; i < schema.value_columns.size(); ++i) {
    if (schema.value_columns[i].numeric) return i;
  }
  return std::nullopt;
}

std::optional<double> Number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Keys that are numbers come first, in the order of numbers; the others by bytes.
bool KeyBefore(std::string_view a, std::string_view b) {
  const auto x = Number(a), y = Number(b);
  if (x && y && *x != *y) return *x < *y;
  if (x.has_value() != y.has_value()) return x.has_value();
  return a < b;
}

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace

ResultHistory::ResultHistory(ResultSchema schema, Limits limits)
    : schema_(std::move(schema)),
      limits_(limits),
      chart_column_(FirstNumeric(schema_)),
      windows_per_key_(limits.windows_per_key_max) {}

double ResultHistory::ChartValue(const ResultRow& row) const {
  if (!chart_column_ || *chart_column_ >= row.values.size() || !row.values[*chart_column_]) return 0;
  return Number(*row.values[*chart_column_]).value_or(0);
}

size_t ResultHistory::RowsWanted(TimestampMs window_end_ms) const {
  const std::scoped_lock lock(mutex_);
  if (window_end_ms != newest_window_end_ms_) return limits_.keys_max;
  return limits_.keys_max - std::min(limits_.keys_max, rows_in_newest_window_);
}

void ResultHistory::Append(std::span<const ResultRow> rows, uint64_t rows_skipped) {
  const std::scoped_lock lock(mutex_);
  rows_skipped_ += rows_skipped;
  for (const ResultRow& row : rows) AppendOne(row);
  if (rows_ > limits_.rows_max) Shrink();
}

void ResultHistory::AppendOne(const ResultRow& row) {
  if (row.window_end_ms > newest_window_end_ms_) {
    newest_window_end_ms_ = row.window_end_ms;
    rows_in_newest_window_ = 0;
  }
  if (row.window_end_ms == newest_window_end_ms_) ++rows_in_newest_window_;
  if (keys_.size() >= limits_.keys_max && !keys_.contains(row.key)) {
    ForgetOldKeys();
    if (keys_.size() >= limits_.keys_max) {
      ++rows_skipped_;
      return;
    }
  }
  Key& key = keys_[row.key];
  auto at = key.rows.end();
  while (at != key.rows.begin() && std::prev(at)->row.window_end_ms >= row.window_end_ms) --at;
  const bool replaces = at != key.rows.end() && at->row.window_end_ms == row.window_end_ms;
  key.sum += ChartValue(row);
  if (replaces) {
    key.sum -= ChartValue(at->row);
    *at = {++sequence_, row};
    return;
  }
  key.rows.insert(at, {++sequence_, row});
  ++rows_;
  Trim(key);
}

void ResultHistory::Trim(Key& key) {
  while (key.rows.size() > windows_per_key_) {
    key.sum -= ChartValue(key.rows.front().row);
    key.rows.pop_front();
    --rows_;
  }
}

void ResultHistory::Shrink() {
  windows_per_key_ = std::max<size_t>(1, std::min(windows_per_key_ / 2, limits_.rows_max / keys_.size()));
  for (auto& [name, key] : keys_) Trim(key);
}

void ResultHistory::ForgetOldKeys() {
  // The half that has been silent longest goes at once, so that a job whose keys come and go pays for this seldom.
  std::vector<TimestampMs> ends;
  ends.reserve(keys_.size());
  for (const auto& [name, key] : keys_) ends.push_back(key.rows.back().row.window_end_ms);
  const auto middle = ends.begin() + static_cast<ptrdiff_t>(ends.size() / 2);
  std::nth_element(ends.begin(), middle, ends.end());
  const TimestampMs keep_from = std::min(*middle, newest_window_end_ms_);
  std::erase_if(keys_, [&](const auto& entry) {
    if (entry.second.rows.back().row.window_end_ms >= keep_from) return false;
    rows_ -= entry.second.rows.size();
    return true;
  });
}

uint64_t ResultHistory::LastSequence() const {
  const std::scoped_lock lock(mutex_);
  return sequence_;
}

size_t ResultHistory::KeyCount() const {
  const std::scoped_lock lock(mutex_);
  return keys_.size();
}

uint64_t ResultHistory::RowsSkipped() const {
  const std::scoped_lock lock(mutex_);
  return rows_skipped_;
}

TimestampMs ResultHistory::NewestWindowEnd() const {
  const std::scoped_lock lock(mutex_);
  return newest_window_end_ms_;
}

std::vector<ResultHistory::SequencedRow> ResultHistory::Since(uint64_t sequence,
                                                              std::span<const std::string> keys) const {
  const std::scoped_lock lock(mutex_);
  std::vector<SequencedRow> found;
  for (const std::string& name : keys) {
    const auto key = keys_.find(name);
    if (key == keys_.end()) continue;
    std::copy_if(key->second.rows.begin(), key->second.rows.end(), std::back_inserter(found),
                 [&](const SequencedRow& row) { return row.sequence > sequence; });
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return found;
}

std::vector<std::string> ResultHistory::FeaturedKeys(size_t count) {
  const std::scoped_lock lock(mutex_);
  constexpr int64_t kSilentWindowsMax = 10;
  std::erase_if(featured_, [&](const std::string& name) {
    const auto key = keys_.find(name);
    if (key == keys_.end()) return true;
    const ResultRow& newest = key->second.rows.back().row;
    const int64_t length_ms = std::max<int64_t>(newest.window_end_ms - newest.window_start_ms, 1000);
    return newest.window_end_ms < newest_window_end_ms_ - kSilentWindowsMax * length_ms;
  });
  if (featured_.size() > count) featured_.resize(count);
  const size_t free = std::min(count, keys_.size()) - featured_.size();
  if (free == 0) return featured_;
  std::vector<std::pair<double, std::string_view>> others;
  for (const auto& [name, key] : keys_) {
    if (std::find(featured_.begin(), featured_.end(), name) == featured_.end()) others.emplace_back(-key.sum, name);
  }
  std::partial_sort(others.begin(), others.begin() + static_cast<ptrdiff_t>(free), others.end());
  for (size_t i = 0; i < free; ++i) featured_.emplace_back(others[i].second);
  std::sort(featured_.begin(), featured_.end(), KeyBefore);
  return featured_;
}

ResultHistory::KeyPage ResultHistory::Keys(const KeyQuery& query) const {
  const std::scoped_lock lock(mutex_);
  struct Found {
    double value;
    std::string_view name;
    const ResultRow* row;
  };
  std::vector<Found> found;
  for (const auto& [name, key] : keys_) {
    if (!query.filter.empty() && !ContainsIgnoringCase(name, query.filter)) continue;
    const ResultRow& row = key.rows.back().row;
    double value = 0;
    if (query.column && *query.column < row.values.size()) {
      const auto& text = row.values[*query.column];
      value = (text ? Number(*text) : std::nullopt).value_or(-std::numeric_limits<double>::infinity());
    }
    found.push_back({value, name, &row});
  }
  const auto before = [&](const Found& a, const Found& b) {
    if (query.column && a.value != b.value) return query.descending ? a.value > b.value : a.value < b.value;
    if (!query.column && query.descending) return KeyBefore(b.name, a.name);
    return KeyBefore(a.name, b.name);
  };
  const size_t from = std::min(query.offset, found.size());
  const size_t to = std::min(from + query.rows_max, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<ptrdiff_t>(to), found.end(), before);
  KeyPage page;
  page.keys_found = found.size();
  for (size_t i = from; i < to; ++i) page.rows.push_back(*found[i].row);
  return page;
}

}  // namespace mullion
