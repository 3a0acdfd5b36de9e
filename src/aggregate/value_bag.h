#pragma once
// Values as bytes (row_codec.h), each with how often it is there, in the order in which they first came. What DISTINCT
// and COLLECT keep. One owner. A value taken back more often than it came is remembered with a negative count, so that
// the order of a batch's changes does not matter.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace mullion {

class ValueBag {
 public:
  struct Entry {
    int64_t count = 0;
    uint64_t place = 0;  ///< order of coming
  };

  /// Changes a value's count by `by` and gives the new count.
  int64_t Change(std::string_view value, int64_t by);
  void Merge(const ValueBag& other);

  /// The values that are there, in order.
  std::vector<std::pair<std::string_view, int64_t>> InOrder() const;
  int64_t CountOf(std::string_view value) const;
  bool empty() const { return entries_.empty(); }

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view bytes) const { return std::hash<std::string_view>{}(bytes); }
  };
  std::vector<std::pair<std::string_view, Entry>> Sorted() const;

  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  uint64_t next_place_ = 0;
};

}  // namespace mullion
