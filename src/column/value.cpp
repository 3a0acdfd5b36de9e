#include "column/value.h"

#include <cstring>

namespace mullion {

Value ReadValue(const Column& column, size_t row) {
  if (column.IsNull(row)) return Value::Null();
  switch (column.type().physical()) {
    case Physical::kInt8:
      return Value::Int(column.Values<int8_t>()[row]);
    case Physical::kInt16:
      return Value::Int(column.Values<int16_t>()[row]);
    case Physical::kInt32:
      return Value::Int(column.Values<int32_t>()[row]);
    case Physical::kInt64:
      return Value::Int(column.Values<int64_t>()[row]);
    case Physical::kInt128:
      return Value::Wide(column.Values<Int128>()[row]);
    case Physical::kFloat:
      return Value::Real(column.Values<float>()[row]);
    case Physical::kDouble:
      return Value::Real(column.Values<double>()[row]);
    case Physical::kString:
      return Value::Text(std::string(column.Values<std::string_view>()[row]));
    case Physical::kNested:
      break;
  }
  ValueList list;
  if (column.type().kind() == TypeKind::kRow) {
    for (const ColumnPtr& child : column.children()) list.push_back(ReadValue(*child, row));
    return Value::List(std::move(list));
  }
  for (int32_t i = column.offsets()[row]; i < column.offsets()[row + 1]; ++i) {
    for (const ColumnPtr& child : column.children()) list.push_back(ReadValue(*child, static_cast<size_t>(i)));
  }
  return Value::List(std::move(list));
}

struct ColumnBuilder::State {
  DataType type;
  std::vector<std::byte> values;
  std::vector<uint8_t> nulls;
  bool any_null = false;
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  std::vector<int32_t> offsets{0};
  std::vector<ColumnBuilder> children;

  explicit State(DataType t) : type(std::move(t)) {
    for (const Field& field : type.fields()) children.emplace_back(field.type);
    if (type.kind() == TypeKind::kMultiset) children.emplace_back(DataType::Int());
  }

  template <typename T>
  void Push(T value) {
    size_t at = values.size();
    values.resize(at + sizeof(T));
    std::memcpy(values.data() + at, &value, sizeof(T));
  }
};

ColumnBuilder::ColumnBuilder(DataType type) : state_(std::make_unique<State>(std::move(type))) {}
ColumnBuilder::~ColumnBuilder() = default;
ColumnBuilder::ColumnBuilder(ColumnBuilder&&) noexcept = default;
ColumnBuilder& ColumnBuilder::operator=(ColumnBuilder&&) noexcept = default;

void ColumnBuilder::AppendNull() {
  State& s = *state_;
  s.nulls.push_back(1);
  s.any_null = true;
  if (s.type.physical() != Physical::kNested) {
    DispatchPhysical(s.type.physical(), [&]<typename T>() { s.Push(T{}); });
  } else if (s.type.kind() == TypeKind::kRow) {
    for (ColumnBuilder& child : s.children) child.AppendNull();
  } else {
    s.offsets.push_back(s.offsets.back());
  }
}

void ColumnBuilder::Append(const Value& value) {
  if (value.is_null()) return AppendNull();
  State& s = *state_;
  s.nulls.push_back(0);
  switch (s.type.physical()) {
    case Physical::kInt8:
      return s.Push(static_cast<int8_t>(value.AsInt()));
    case Physical::kInt16:
      return s.Push(static_cast<int16_t>(value.AsInt()));
    case Physical::kInt32:
      return s.Push(static_cast<int32_t>(value.AsInt()));
    case Physical::kInt64:
      return s.Push(value.AsInt());
    case Physical::kInt128:
      return s.Push(value.AsWide());
    case Physical::kFloat:
      return s.Push(static_cast<float>(value.AsReal()));
    case Physical::kDouble:
      return s.Push(value.AsReal());
    case Physical::kString:
      return s.Push(s.arena->Copy(value.AsText()));
    case Physical::kNested:
      break;
  }
  const ValueList& list = value.AsList();
  size_t width = s.children.size();
  for (size_t i = 0; i < list.size(); ++i) s.children[i % width].Append(list[i]);
  if (s.type.kind() != TypeKind::kRow)
    s.offsets.push_back(s.offsets.back() + static_cast<int32_t>(list.size() / width));
}

void ColumnBuilder::AppendFrom(const Column& column, size_t row) {
  State& s = *state_;
  if (column.IsNull(row)) return AppendNull();
  if (s.type.physical() == Physical::kNested) return Append(ReadValue(column, row));
  s.nulls.push_back(0);
  if (s.type.physical() == Physical::kString) return s.Push(s.arena->Copy(column.Values<std::string_view>()[row]));
  DispatchPhysical(s.type.physical(), [&]<typename T>() { s.Push(column.Values<T>()[row]); });
}

size_t ColumnBuilder::size() const {
  return state_->nulls.size();
}
const DataType& ColumnBuilder::type() const {
  return state_->type;
}

ColumnPtr ColumnBuilder::Finish() {
  State& s = *state_;
  auto column = std::make_shared<Column>(s.type, s.nulls.size());
  if (!s.values.empty()) std::memcpy(column->MutableValues<char>(), s.values.data(), s.values.size());
  if (s.any_null) std::memcpy(column->MutableNulls(), s.nulls.data(), s.nulls.size());
  if (s.type.IsNested() && s.type.kind() != TypeKind::kRow) column->MutableOffsets() = s.offsets;
  for (ColumnBuilder& child : s.children) column->MutableChildren().push_back(child.Finish());
  column->Keep(s.arena);
  state_ = std::make_unique<State>(s.type);
  return column;
}

ColumnPtr MakeConstantColumn(const DataType& type, const Value& value, size_t count) {
  if (value.is_null()) return MakeNullColumn(type, count);
  ColumnBuilder one(type);
  if (count == 0) return one.Finish();
  one.Append(value);
  ColumnPtr single = one.Finish();
  return Gather(*single, std::vector<uint32_t>(count, 0));
}

}  // namespace mullion
