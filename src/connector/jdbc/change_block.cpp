#include "connector/jdbc/change_block.h"

#include <algorithm>

#include <fmt/format.h>

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

std::string ChangeBlock::Text(uint32_t row, const std::vector<std::string>& names) const {
  std::string out;
  for (size_t i = 0; i < columns_; ++i) {
    const char* value = Value(row, i);
    out += fmt::format("{}{}={}", i == 0 ? "" : ", ", names[i], value == nullptr ? "NULL" : value);
  }
  return out;
}

}  // namespace mullion::jdbc
