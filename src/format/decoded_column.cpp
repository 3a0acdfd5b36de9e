#include "format/decoded_column.h"

namespace mullion {

void DecodedColumn::Begin(size_t rows_max) {
  nulls_ = nullptr;
  if (nested()) {
    builder_ = std::make_unique<ColumnBuilder>(type_);
    return;
  }
  column_ = std::make_shared<Column>(type_, rows_max);
  values_ = column_->MutableValues<std::byte>();
}

ColumnPtr DecodedColumn::Finish(size_t rows, const Keeper& records, const Keeper& arena) {
  if (nested()) return builder_->Finish();
  column_->Truncate(rows);
  if (type_.physical() == Physical::kString) {
    if (records != nullptr) column_->Keep(records);
    if (arena != nullptr) column_->Keep(arena);
  }
  values_ = nullptr;
  nulls_ = nullptr;
  return std::move(column_);
}

void DecodedColumn::SetNull(size_t row) {
  if (nested()) {
    pending_ = Value::Null();
    return;
  }
  if (nulls_ == nullptr) nulls_ = column_->MutableNulls();
  nulls_[row] = 1;
  // What lies below a NULL must be readable.
  std::memset(values_ + row * value_size_, 0, value_size_);
}

void DecodedColumn::CommitPending() {
  builder_->Append(pending_);
  pending_ = Value::Null();
}

}  // namespace mullion
