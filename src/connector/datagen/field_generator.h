#pragma once
// Values out of row numbers: the same number gives the same value, so that a restart goes on where it stopped. A
// generator fills whole columns. Immutable once made.

#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "column/column.h"
#include "connector/datagen/field_options.h"

namespace mullion::datagen {

/// The rows that a generator is to make.
struct RowRange {
  int64_t first = 0;  ///< number of the first row, from 0
  size_t count = 0;
  /// What the rows' clock shows at the first row, and how far it goes from row to row (0: not at all).
  TimestampMs now_ms = 0;
  double ms_per_row = 0;
};

class FieldGenerator {
 public:
  virtual ~FieldGenerator() = default;
  virtual ColumnPtr Generate(const RowRange& rows) const = 0;
  /// Rows after which a sequence ends; nullopt for what never ends.
  virtual std::optional<int64_t> rows_max() const { return std::nullopt; }
};

/// The generator that the options of that field ask for. Errors (user) point at the option.
Result<std::unique_ptr<FieldGenerator>> MakeFieldGenerator(const std::string& field, const DataType& type,
                                                           uint64_t seed, FieldOptions* options);

/// 64 bits that look random, a pure function of both.
inline uint64_t Mix(uint64_t seed, uint64_t number) {
  uint64_t z = seed + (number + 1) * 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

/// 0 <= result < 1.
inline double UnitInterval(uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

/// A seed of its own for a part of something seeded.
uint64_t SubSeed(uint64_t seed, std::string_view part);

}  // namespace mullion::datagen
