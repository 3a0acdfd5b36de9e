#include "aggregate/quantile_sketch.h"

#include <algorithm>
#include <cmath>

#include "base/binary.h"

namespace mullion {
namespace {

constexpr double kAccuracy = 0.005;
constexpr double kRatio = (1 + kAccuracy) / (1 - kAccuracy);
/// Smaller magnitudes count as 0.
constexpr double kSmallest = 1e-12;
/// Above every finite magnitude's bucket: log(1.8e308 / 1e-12) / log(kRatio) is below 74000.
constexpr int32_t kInfinity = 100'000;
constexpr int32_t kNaN = kInfinity + 1;
const double kBucketsPerE = 1 / std::log(kRatio);

/// Buckets in the order of values: negative, 0, positive, infinite, NaN.
int32_t BucketOf(double value) {
  if (std::isnan(value)) return kNaN;
  double magnitude = std::abs(value);
  if (magnitude < kSmallest) return 0;
  int32_t bucket =
      std::isinf(value)
          ? kInfinity
          : std::max(1, static_cast<int32_t>(std::ceil(std::log(magnitude / kSmallest) * kBucketsPerE)) + 1);
  return value < 0 ? -bucket : bucket;
}

/// Within kAccuracy of every value of the bucket.
double ValueOf(int32_t bucket) {
  if (bucket == 0) return 0;
  if (bucket == kNaN) return NAN;
  if (std::abs(bucket) == kInfinity) return bucket < 0 ? -INFINITY : INFINITY;
  double upper = kSmallest * std::pow(kRatio, std::abs(bucket) - 1);
  double middle = upper * 2 / (kRatio + 1);
  return bucket < 0 ? -middle : middle;
}

}  // namespace

void QuantileSketch::Change(double value, int64_t by) {
  int32_t bucket = BucketOf(value);
  if ((buckets_[bucket] += by) == 0) buckets_.erase(bucket);
  count_ += by;
}

void QuantileSketch::Merge(const QuantileSketch& other) {
  for (const auto& [bucket, count] : other.buckets_) {
    if ((buckets_[bucket] += count) == 0) buckets_.erase(bucket);
  }
  count_ += other.count_;
}

double QuantileSketch::Quantile(double fraction) const {
  auto rank = static_cast<int64_t>(std::llround(fraction * static_cast<double>(count_ - 1)));
  for (const auto& [bucket, count] : buckets_) {
    if (rank < count) return ValueOf(bucket);
    rank -= count;
  }
  return ValueOf(buckets_.rbegin()->first);
}

void QuantileSketch::Encode(std::string* out) const {
  PutValue<uint64_t>(buckets_.size(), out);
  for (const auto& [bucket, count] : buckets_) {
    PutValue(bucket, out);
    PutValue(count, out);
  }
}

Status QuantileSketch::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored quantile sketch");
  MULLION_ASSIGN(auto size, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < size; ++i) {
    MULLION_ASSIGN(auto bucket, reader.Value<int32_t>());
    MULLION_ASSIGN(auto count, reader.Value<int64_t>());
    buckets_[bucket] = count;
    count_ += count;
  }
  return Ok();
}

}  // namespace mullion
