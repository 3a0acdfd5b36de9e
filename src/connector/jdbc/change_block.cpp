#include "connector/jdbc/change_block.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/binary.h"
#include "column/row_codec.h"
#include "connector/jdbc/value_text.h"

namespace mullion::jdbc {

void ChangeBlock::Add(const Batch& rows) {
  RowSpan selected(rows);
  for (uint32_t row : selected.rows()) {
    ChangeKind kind = rows.kind(row);
    if (kind == ChangeKind::kUpdateBefore) continue;
    if (!primary_key_.empty()) Supersede(rows, row);
    rows_.push_back(kind == ChangeKind::kDelete ? Fate::kDelete : Fate::kUpsert);
    AddRow(rows, row);
  }
}

void ChangeBlock::Supersede(const Batch& rows, uint32_t row) {
  std::string key;
  for (int column : primary_key_) EncodeValue(*rows.columns[static_cast<size_t>(column)], row, &key);
  auto number = static_cast<uint32_t>(rows_.size());
  auto [entry, fresh] = newest_.try_emplace(std::move(key), number);
  if (fresh) return;
  rows_[entry->second] = Fate::kSuperseded;
  entry->second = number;
  ++superseded_;
}

void ChangeBlock::AddRow(const Batch& rows, uint32_t row) {
  for (size_t i = 0; i < columns_; ++i) {
    const Column& column = *rows.columns[i];
    if (column.IsNull(row)) {
      cells_.push_back(kNull);
      continue;
    }
    size_t begin = bytes_.size();
    cells_.push_back(begin);
    AppendPostgresText(column, row, &bytes_);
    bytes_.erase(std::remove(bytes_.begin() + static_cast<long>(begin), bytes_.end(), '\0'), bytes_.end());
    bytes_.push_back('\0');
  }
}

std::vector<uint32_t> ChangeBlock::Numbers(Fate fate) const {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i] == fate) out.push_back(i);
  }
  return out;
}

const char* ChangeBlock::Value(uint32_t row, size_t column) const {
  uint64_t begin = cells_[row * columns_ + column];
  return begin == kNull ? nullptr : bytes_.data() + begin;
}

void ChangeBlock::Encode(std::string* out) const {
  PutValue(static_cast<uint64_t>(rows_.size()), out);
  for (uint32_t row = 0; row < rows_.size(); ++row) {
    PutValue(rows_[row], out);
    for (size_t i = 0; i < columns_; ++i) {
      const char* value = Value(row, i);
      PutValue(static_cast<uint8_t>(value == nullptr ? 1 : 0), out);
      if (value != nullptr) PutBytes(value, out);
    }
  }
}

Result<ChangeBlock> ChangeBlock::Decode(size_t columns, std::vector<int> primary_key, std::string_view bytes) {
  ChangeBlock block(columns, std::move(primary_key));
  BinaryReader reader(&bytes, "the state of the jdbc sink");
  MULLION_ASSIGN(uint64_t rows, reader.Value<uint64_t>());
  for (uint64_t row = 0; row < rows; ++row) {
    MULLION_ASSIGN(Fate fate, reader.Value<Fate>());
    block.rows_.push_back(fate);
    block.superseded_ += fate == Fate::kSuperseded ? 1 : 0;
    for (size_t i = 0; i < columns; ++i) {
      MULLION_ASSIGN(uint8_t null, reader.Value<uint8_t>());
      block.cells_.push_back(null != 0 ? kNull : block.bytes_.size());
      if (null != 0) continue;
      MULLION_ASSIGN(std::string_view value, reader.Bytes());
      block.bytes_.append(value);
      block.bytes_.push_back('\0');
    }
  }
  return block;
}

std::string ChangeBlock::Text(uint32_t row, const std::vector<std::string>& names) const {
  std::string out;
  for (size_t i = 0; i < columns_; ++i) {
    const char* value = Value(row, i);
    out += fmt::format("{}{}={}", i == 0 ? "" : ", ", names[i], value == nullptr ? "NULL" : value);
  }
  return out;
}

}  // namespace mullion::jdbc
