#pragma once
// The rows of one partition in the order of a Top-N. Owned by the operator, called by its thread. Rows that compare
// equal stay in the order they came.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace mullion {

class RankedRows {
 public:
  using Map = std::multimap<std::string, std::string, std::less<>>;  ///< sort key (sort_key.h) to encoded row

  /// True when a row of that sort key would come behind the first `count` rows.
  bool IsBehind(std::string_view sort_key, size_t count) const {
    return rows_.size() >= count && sort_key >= std::string_view(rows_.rbegin()->first);
  }
  Map::iterator Insert(std::string_view sort_key, std::string_view row) {
    return rows_.emplace(std::string(sort_key), std::string(row));
  }
  /// The first such row; end() when there is none.
  Map::iterator Find(std::string_view sort_key, std::string_view row) {
    auto [it, last] = rows_.equal_range(sort_key);
    for (; it != last; ++it) {
      if (it->second == row) return it;
    }
    return rows_.end();
  }
  void Erase(Map::iterator it) { rows_.erase(it); }
  void EraseLast() { rows_.erase(std::prev(rows_.end())); }

  /// The place of `it`, from 1; kBeyond when that is more than `last`.
  int64_t RankOf(Map::const_iterator it, int64_t last) const {
    int64_t rank = 1;
    for (auto at = rows_.begin(); at != it; ++at) {
      if (++rank > last) return kBeyond;
    }
    return rank;
  }
  static constexpr int64_t kBeyond = INT64_MAX;

  const Map& rows() const { return rows_; }
  size_t size() const { return rows_.size(); }

 private:
  Map rows_;
};

}  // namespace mullion
