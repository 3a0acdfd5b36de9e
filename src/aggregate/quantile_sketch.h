#pragma once
// Quantiles within 0.5 % of the value, however many values there are: counts in buckets whose bounds grow by a fixed
// ratio (DDSketch; Masson, Rim, Lee 2019). Unlike t-digest and KLL its merges are associative and commutative and
// values can be taken back, which the accumulators of windows need. One owner.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion {

class QuantileSketch {
 public:
  /// NaN counts as the largest value.
  void Change(double value, int64_t by);
  void Merge(const QuantileSketch& other);
  int64_t count() const { return count_; }
  /// The value at that fraction, in [0, 1], of the sorted values; count() > 0.
  double Quantile(double fraction) const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  std::map<int32_t, int64_t> buckets_;
  int64_t count_ = 0;
};

}  // namespace mullion
