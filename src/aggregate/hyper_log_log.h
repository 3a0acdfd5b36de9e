#pragma once
// How many distinct values, roughly: HyperLogLog with 2^14 registers (standard error 0.81 %), exact up to 1024 values.
// One owner. Invariants: the estimate depends on the set of hashes only, not on their order, repetition or merges.
// Source of the estimator: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion {

class HyperLogLog {
 public:
  /// A hash of 64 well-mixed bits.
  void Add(uint64_t hash);
  void Merge(const HyperLogLog& other);
  int64_t Estimate() const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  static constexpr int kIndexBits = 14;
  static constexpr size_t kRegisters = size_t{1} << kIndexBits;
  static constexpr size_t kExactMax = 1024;

  void AddToRegisters(uint64_t hash);
  void MakeRegisters();

  std::vector<uint64_t> hashes_;    ///< sorted; while exact
  std::vector<uint8_t> registers_;  ///< empty while exact
};

/// A hash of bytes that stays the same from version to version: sketches reach the disk.
uint64_t StableHash(std::string_view bytes);

}  // namespace mullion
