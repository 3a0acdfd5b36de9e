#include "column/column.h"

#include <algorithm>
#include <cstring>

namespace mullion {

size_t ValueSize(Physical physical) {
  if (physical == Physical::kNested) return 0;
  return DispatchPhysical(physical, []<typename T>() { return sizeof(T); });
}

Column::Column(DataType type, size_t size) : type_(std::move(type)), size_(size) {
  size_t bytes = ValueSize(type_.physical()) * size;
  if (bytes > 0) values_ = std::make_unique_for_overwrite<std::byte[]>(bytes);
}

void Column::Truncate(size_t size) {
  MULLION_CHECK(size <= size_);
  size_ = size;
  if (!nulls_.empty()) nulls_.resize(size);
  if (!offsets_.empty()) offsets_.resize(size + 1);
  if (type_.kind() != TypeKind::kRow) return;
  for (ColumnPtr& child : children_) {
    if (child->size() == size) continue;
    std::vector<uint32_t> rows(size);
    for (size_t i = 0; i < size; ++i) rows[i] = static_cast<uint32_t>(i);
    child = Gather(*child, rows);
  }
}

ColumnPtr MakeNullColumn(const DataType& type, size_t size) {
  auto column = std::make_shared<Column>(type, size);
  std::fill_n(column->MutableNulls(), size, 1);
  if (type.physical() != Physical::kNested) {
    std::fill_n(column->MutableValues<char>(), ValueSize(type.physical()) * size, 0);
    return column;
  }
  if (type.kind() == TypeKind::kRow) {
    for (const Field& field : type.fields()) column->MutableChildren().push_back(MakeNullColumn(field.type, size));
    return column;
  }
  column->MutableOffsets().assign(size + 1, 0);
  for (const Field& field : type.fields()) column->MutableChildren().push_back(MakeNullColumn(field.type, 0));
  if (type.kind() == TypeKind::kMultiset) column->MutableChildren().push_back(MakeNullColumn(DataType::Int(), 0));
  return column;
}

namespace {

void GatherNested(const Column& from, std::span<const uint32_t> rows, Column* to) {
  if (from.type().kind() == TypeKind::kRow) {
    for (const ColumnPtr& child : from.children()) to->MutableChildren().push_back(Gather(*child, rows));
    return;
  }
  std::vector<uint32_t> inner;
  auto& offsets = to->MutableOffsets();
  offsets.reserve(rows.size() + 1);
  offsets.push_back(0);
  for (uint32_t row : rows) {
    for (int32_t i = from.offsets()[row]; i < from.offsets()[row + 1]; ++i) inner.push_back(static_cast<uint32_t>(i));
    offsets.push_back(static_cast<int32_t>(inner.size()));
  }
  for (const ColumnPtr& child : from.children()) to->MutableChildren().push_back(Gather(*child, inner));
}

}  // namespace

ColumnPtr Gather(const Column& column, std::span<const uint32_t> rows) {
  auto out = std::make_shared<Column>(column.type(), rows.size());
  out->KeepAllOf(column);
  if (column.has_nulls()) {
    uint8_t* nulls = out->MutableNulls();
    for (size_t i = 0; i < rows.size(); ++i) nulls[i] = column.nulls()[rows[i]];
  }
  if (column.type().physical() == Physical::kNested) {
    GatherNested(column, rows, out.get());
    return out;
  }
  DispatchPhysical(column.type().physical(), [&]<typename T>() {
    const T* from = column.Values<T>();
    T* to = out->MutableValues<T>();
    for (size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
  });
  return out;
}

namespace {

void ConcatNested(std::span<const ColumnPtr> parts, Column* out) {
  if (parts.empty()) return;
  bool row = out->type().kind() == TypeKind::kRow;
  if (!row) {
    auto& offsets = out->MutableOffsets();
    offsets.push_back(0);
    for (const ColumnPtr& part : parts) {
      int32_t shift = offsets.back() - part->offsets()[0];
      for (size_t i = 0; i < part->size(); ++i) offsets.push_back(part->offsets()[i + 1] + shift);
    }
  }
  for (size_t c = 0; c < parts[0]->children().size(); ++c) {
    std::vector<ColumnPtr> inner;
    for (const ColumnPtr& part : parts) inner.push_back(part->children()[c]);
    out->MutableChildren().push_back(Concat(inner[0]->type(), inner));
  }
}

}  // namespace

ColumnPtr Concat(const DataType& type, std::span<const ColumnPtr> parts) {
  if (parts.size() == 1) return parts[0];
  size_t total = 0;
  bool nulls = false;
  for (const ColumnPtr& part : parts) {
    total += part->size();
    nulls |= part->has_nulls();
  }
  auto out = std::make_shared<Column>(type, total);
  size_t at = 0;
  size_t width = ValueSize(type.physical());
  for (const ColumnPtr& part : parts) {
    out->KeepAllOf(*part);
    if (part->size() == 0) continue;
    if (width > 0) std::memcpy(out->MutableValues<char>() + at * width, part->Values<char>(), part->size() * width);
    if (nulls && part->has_nulls()) std::memcpy(out->MutableNulls() + at, part->nulls(), part->size());
    at += part->size();
  }
  if (width == 0) ConcatNested(parts, out.get());
  return out;
}

}  // namespace mullion
