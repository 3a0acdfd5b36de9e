#include "column/row_codec.h"

#include <cmath>
#include <cstring>

namespace mullion {
namespace {

template <typename T>
void Put(T value, std::string* out) {
  if constexpr (std::is_floating_point_v<T>) {
    if (value == 0) value = 0;
    if (std::isnan(value)) value = std::numeric_limits<T>::quiet_NaN();
  }
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out->append(bytes, sizeof(T));
}

template <typename T>
Result<T> Take(std::string_view* bytes) {
  if (bytes->size() < sizeof(T)) return Fail(Error::Internal("a stored row is too short"));
  T value;
  std::memcpy(&value, bytes->data(), sizeof(T));
  bytes->remove_prefix(sizeof(T));
  return value;
}

void PutText(std::string_view text, std::string* out) {
  Put(static_cast<uint32_t>(text.size()), out);
  out->append(text);
}

Result<std::string> TakeText(std::string_view* bytes) {
  MULLION_ASSIGN(auto size, Take<uint32_t>(bytes));
  if (bytes->size() < size) return Fail(Error::Internal("a stored text is too short"));
  std::string text(bytes->substr(0, size));
  bytes->remove_prefix(size);
  return text;
}

/// The type of the i-th value of a nested value's list.
const DataType& ElementType(const DataType& type, size_t i) {
  static const DataType kCount = DataType::Int();
  const auto& fields = type.fields();
  if (type.kind() == TypeKind::kMultiset) return i % 2 == 0 ? fields[0].type : kCount;
  return fields[i % fields.size()].type;
}

}  // namespace

void EncodeValue(const Column& column, size_t row, std::string* out) {
  if (column.IsNull(row)) return out->push_back(1);
  Physical physical = column.type().physical();
  if (physical == Physical::kNested) return EncodeValue(column.type(), ReadValue(column, row), out);
  out->push_back(0);
  if (physical == Physical::kString) return PutText(column.Values<std::string_view>()[row], out);
  DispatchPhysical(physical, [&]<typename T>() {
    if constexpr (!std::is_same_v<T, std::string_view>) Put(column.Values<T>()[row], out);
  });
}

void EncodeValue(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) return out->push_back(1);
  out->push_back(0);
  switch (type.physical()) {
    case Physical::kInt8:
      return Put(static_cast<int8_t>(value.AsInt()), out);
    case Physical::kInt16:
      return Put(static_cast<int16_t>(value.AsInt()), out);
    case Physical::kInt32:
      return Put(static_cast<int32_t>(value.AsInt()), out);
    case Physical::kInt64:
      return Put(value.AsInt(), out);
    case Physical::kInt128:
      return Put(value.AsWide(), out);
    case Physical::kFloat:
      return Put(static_cast<float>(value.AsReal()), out);
    case Physical::kDouble:
      return Put(value.AsReal(), out);
    case Physical::kString:
      return PutText(value.AsText(), out);
    case Physical::kNested:
      break;
  }
  const ValueList& list = value.AsList();
  Put(static_cast<uint32_t>(list.size()), out);
  for (size_t i = 0; i < list.size(); ++i) EncodeValue(ElementType(type, i), list[i], out);
}

void EncodeRow(std::span<const ColumnPtr> columns, size_t row, std::string* out) {
  for (const ColumnPtr& column : columns) EncodeValue(*column, row, out);
}

Result<Value> DecodeValue(const DataType& type, std::string_view* bytes) {
  MULLION_ASSIGN(auto null, Take<uint8_t>(bytes));
  if (null != 0) return Value::Null();
  Physical physical = type.physical();
  if (physical == Physical::kString) {
    MULLION_ASSIGN(auto text, TakeText(bytes));
    return Value::Text(std::move(text));
  }
  if (physical == Physical::kNested) {
    MULLION_ASSIGN(auto count, Take<uint32_t>(bytes));
    if (count > bytes->size()) return Fail(Error::Internal("a stored list is too short"));
    ValueList list;
    for (uint32_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto element, DecodeValue(ElementType(type, i), bytes));
      list.push_back(std::move(element));
    }
    return Value::List(std::move(list));
  }
  return DispatchPhysical(physical, [&]<typename T>() -> Result<Value> {
    MULLION_ASSIGN(auto value, Take<T>(bytes));
    if constexpr (std::is_same_v<T, Int128>) return Value::Wide(value);
    if constexpr (std::is_floating_point_v<T>) return Value::Real(value);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, Int128>) return Value::Int(value);
    return Fail(Error::Internal("a flat value of no flat type"));
  });
}

Status DecodeRow(std::string_view bytes, std::span<ColumnBuilder> builders) {
  for (ColumnBuilder& builder : builders) {
    MULLION_ASSIGN(auto value, DecodeValue(builder.type(), &bytes));
    builder.Append(value);
  }
  if (!bytes.empty()) return Fail(Error::Internal("a stored row is too long"));
  return Ok();
}

}  // namespace mullion
