#pragma once
// Values as bytes (row_codec.h) in the order they came; one can be taken back by its bytes, the earliest such goes.
// What order-sensitive aggregates keep. One owner. Taking back what is not there does nothing.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion {

class ValueSequence {
 public:
  void Append(std::string_view value);
  void Remove(std::string_view value);
  /// The values of `other` come behind those of this.
  void Merge(const ValueSequence& other);

  /// By place; the first is the earliest.
  const std::map<uint64_t, std::string>& values() const { return values_; }
  bool empty() const { return values_.empty(); }

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  std::map<uint64_t, std::string> values_;
  /// Where each value stands. Only once something was taken back: most sequences only grow.
  std::map<std::string, std::set<uint64_t>, std::less<>> places_;
  bool indexed_ = false;
  uint64_t next_place_ = 0;
};

}  // namespace mullion
