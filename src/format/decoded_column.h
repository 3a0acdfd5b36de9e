#pragma once
// A column while a decoder fills it, row by row. Owned by one decoder.

#include <cstring>
#include <memory>

#include "column/value.h"

namespace mullion {

class DecodedColumn {
 public:
  explicit DecodedColumn(const DataType& type) : type_(type), value_size_(ValueSize(type.physical())) {}

  const DataType& type() const { return type_; }
  bool nested() const { return type_.physical() == Physical::kNested; }

  /// A new column of at most `rows_max` rows.
  void Begin(size_t rows_max);
  /// The first `rows` rows; string values point into what the keepers hold (either may be null).
  ColumnPtr Finish(size_t rows, const Keeper& records, const Keeper& arena);

  /// Flat columns.
  template <typename T>
  void Set(size_t row, T value) {
    reinterpret_cast<T*>(values_)[row] = value;
    if (nulls_ != nullptr) nulls_[row] = 0;
  }
  /// Where the value of that row goes; it is then not NULL.
  void* ValueAt(size_t row) {
    if (nulls_ != nullptr) nulls_[row] = 0;
    return values_ + row * value_size_;
  }
  /// Every column.
  void SetNull(size_t row);

  /// Nested columns: the value of the row being read, which counts once the whole record has been read.
  void SetPending(Value value) { pending_ = std::move(value); }
  void CommitPending();

 private:
  DataType type_;
  size_t value_size_;
  std::byte* values_ = nullptr;
  uint8_t* nulls_ = nullptr;
  std::shared_ptr<Column> column_;
  std::unique_ptr<ColumnBuilder> builder_;
  Value pending_;
};

}  // namespace mullion
