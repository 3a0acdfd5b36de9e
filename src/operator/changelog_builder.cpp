#include "operator/changelog_builder.h"

#include "column/row_codec.h"

namespace mullion {
namespace {

constexpr size_t kRowsPerBatch = 8192;

}  // namespace

ChangelogBuilder::ChangelogBuilder(const std::vector<DataType>& types) {
  columns_.reserve(types.size());
  for (const DataType& type : types) columns_.emplace_back(type);
}

ChangelogBuilder& ChangelogBuilder::Row(ChangeKind kind) {
  MULLION_CHECK(next_ == 0 || next_ == columns_.size(), "a row lacks cells");
  next_ = 0;
  kinds_.push_back(kind);
  insert_only_ = insert_only_ && kind == ChangeKind::kInsert;
  return *this;
}

ChangelogBuilder& ChangelogBuilder::Cells(std::string_view encoded, size_t count) {
  Status status = DecodeRow(encoded, std::span(columns_).subspan(next_, count));
  MULLION_CHECK(status.has_value(), "a kept row does not decode");
  next_ += count;
  return *this;
}

ChangelogBuilder& ChangelogBuilder::Nulls(size_t count) {
  for (size_t i = 0; i < count; ++i) columns_[next_++].AppendNull();
  return *this;
}

ChangelogBuilder& ChangelogBuilder::Number(int64_t value) {
  columns_[next_++].Append(Value::Int(value));
  return *this;
}

Status ChangelogBuilder::Flush(Output& output) {
  if (kinds_.empty()) return Ok();
  Batch batch;
  batch.row_count = kinds_.size();
  for (ColumnBuilder& column : columns_) batch.columns.push_back(column.Finish());
  if (!insert_only_) batch.kinds = std::move(kinds_);
  kinds_.clear();
  insert_only_ = true;
  next_ = 0;
  return output.Emit(std::move(batch));
}

Status ChangelogBuilder::FlushWhenFull(Output& output) {
  return kinds_.size() < kRowsPerBatch ? Ok() : Flush(output);
}

std::vector<DataType> TypesOf(const Schema& schema, bool nullable) {
  std::vector<DataType> types;
  for (const Field& field : schema.fields) {
    types.push_back(nullable ? field.type.WithNullable(true) : field.type);
  }
  return types;
}

}  // namespace mullion
