#include "operator/row_key.h"

#include "column/row_codec.h"

namespace mullion {

RowEncoder::RowEncoder(const Batch& batch, std::span<const int> columns) {
  columns_.reserve(columns.size());
  for (int column : columns) columns_.push_back(batch.columns[static_cast<size_t>(column)]);
}

std::string_view RowEncoder::Encode(size_t row) {
  bytes_.clear();
  EncodeRow(columns_, row, &bytes_);
  return bytes_;
}

}  // namespace mullion
