#pragma once
// A column: the values of one field for the rows of a batch. Built by one owner, then shared read-only as ColumnPtr,
// from any thread. Invariants: nulls() is empty or has one byte a row (1 = NULL); the value below a NULL is readable
// but means nothing; string values point into bytes that the column's keepers hold.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "column/arena.h"
#include "column/type.h"

namespace mullion {

class Column;
using ColumnPtr = std::shared_ptr<const Column>;
using Keeper = std::shared_ptr<const void>;

class Column {
 public:
  /// A column of `size` rows with uninitialised values (nested: no children yet), none NULL.
  Column(DataType type, size_t size);

  const DataType& type() const { return type_; }
  size_t size() const { return size_; }

  /// The values; T must be the C++ type of type().physical(): int8_t, int16_t, int32_t, int64_t, Int128, float, double,
  /// std::string_view.
  template <typename T>
  const T* Values() const {
    return reinterpret_cast<const T*>(values_.get());
  }
  template <typename T>
  T* MutableValues() {
    return reinterpret_cast<T*>(values_.get());
  }

  bool has_nulls() const { return !nulls_.empty(); }
  bool IsNull(size_t row) const { return !nulls_.empty() && nulls_[row] != 0; }
  /// One byte a row, or nullptr when no row is NULL.
  const uint8_t* nulls() const { return nulls_.empty() ? nullptr : nulls_.data(); }
  /// Makes the null bytes (all 0) where there were none, and returns them.
  uint8_t* MutableNulls() {
    if (nulls_.empty()) nulls_.assign(size_, 0);
    return nulls_.data();
  }
  void SetNull(size_t row) { MutableNulls()[row] = 1; }

  /// ARRAY, MAP, MULTISET: size() + 1 positions into the children. ROW: none.
  std::span<const int32_t> offsets() const { return offsets_; }
  std::vector<int32_t>& MutableOffsets() { return offsets_; }
  /// ARRAY: elements. MAP: keys, values. MULTISET: elements, counts (INT). ROW: one a field, size() rows each.
  const std::vector<ColumnPtr>& children() const { return children_; }
  std::vector<ColumnPtr>& MutableChildren() { return children_; }

  /// Keeps alive what string values point to.
  void Keep(Keeper keeper) { keepers_.push_back(std::move(keeper)); }
  void KeepAllOf(const Column& other) { keepers_.insert(keepers_.end(), other.keepers_.begin(), other.keepers_.end()); }
  const std::vector<Keeper>& keepers() const { return keepers_; }

  /// Shrinks to the first `size` rows. `size` must not exceed size(). Nested children keep their rows.
  void Truncate(size_t size);

 private:
  DataType type_;
  size_t size_;
  std::unique_ptr<std::byte[]> values_;
  std::vector<uint8_t> nulls_;
  std::vector<int32_t> offsets_;
  std::vector<ColumnPtr> children_;
  std::vector<Keeper> keepers_;
};

/// Bytes of one value of that layout; kNested: 0.
size_t ValueSize(Physical physical);

/// Calls f.template operator()<T>() with the C++ type of the layout (not for kNested).
template <typename F>
decltype(auto) DispatchPhysical(Physical physical, F&& f) {
  switch (physical) {
    case Physical::kInt8:
      return f.template operator()<int8_t>();
    case Physical::kInt16:
      return f.template operator()<int16_t>();
    case Physical::kInt32:
      return f.template operator()<int32_t>();
    case Physical::kInt64:
      return f.template operator()<int64_t>();
    case Physical::kInt128:
      return f.template operator()<Int128>();
    case Physical::kFloat:
      return f.template operator()<float>();
    case Physical::kDouble:
      return f.template operator()<double>();
    case Physical::kString:
      return f.template operator()<std::string_view>();
    case Physical::kNested:
      break;
  }
  Die(__FILE__, __LINE__, "a nested column has no flat values");
}

/// A column whose every row is NULL.
ColumnPtr MakeNullColumn(const DataType& type, size_t size);

/// The chosen rows of a column, in that order; shares string bytes with it.
ColumnPtr Gather(const Column& column, std::span<const uint32_t> rows);

/// Columns of one type, one after the other.
ColumnPtr Concat(const DataType& type, std::span<const ColumnPtr> parts);

}  // namespace mullion
