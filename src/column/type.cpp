#include "column/type.h"

#include <fmt/format.h>

#include "base/error.h"

namespace mullion {

DataType DataType::Array(DataType element) {
  DataType t(TypeKind::kArray);
  t.fields_ = std::make_shared<const std::vector<Field>>(std::vector<Field>{{"element", std::move(element)}});
  return t;
}

DataType DataType::Map(DataType key, DataType value) {
  DataType t(TypeKind::kMap);
  t.fields_ = std::make_shared<const std::vector<Field>>(
      std::vector<Field>{{"key", std::move(key)}, {"value", std::move(value)}});
  return t;
}

DataType DataType::Multiset(DataType element) {
  DataType t(TypeKind::kMultiset);
  t.fields_ = std::make_shared<const std::vector<Field>>(std::vector<Field>{{"element", std::move(element)}});
  return t;
}

DataType DataType::Row(std::vector<Field> fields) {
  DataType t(TypeKind::kRow);
  t.fields_ = std::make_shared<const std::vector<Field>>(std::move(fields));
  return t;
}

const std::vector<Field>& DataType::fields() const {
  static const std::vector<Field> kNone;
  return fields_ ? *fields_ : kNone;
}

Physical DataType::physical() const {
  switch (kind_) {
    case TypeKind::kNull:
    case TypeKind::kBoolean:
    case TypeKind::kTinyInt:
      return Physical::kInt8;
    case TypeKind::kSmallInt:
      return Physical::kInt16;
    case TypeKind::kInt:
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kIntervalMonth:
      return Physical::kInt32;
    case TypeKind::kBigInt:
    case TypeKind::kIntervalDay:
      return Physical::kInt64;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return precision_ <= 3 ? Physical::kInt64 : Physical::kInt128;
    case TypeKind::kDecimal:
      return Physical::kInt128;
    case TypeKind::kFloat:
      return Physical::kFloat;
    case TypeKind::kDouble:
      return Physical::kDouble;
    case TypeKind::kChar:
    case TypeKind::kVarChar:
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return Physical::kString;
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kMultiset:
    case TypeKind::kRow:
      return Physical::kNested;
  }
  Die(__FILE__, __LINE__, "a type kind without a physical layout");
}

namespace {

std::string RowText(const std::vector<Field>& fields) {
  std::string out = "ROW<";
  for (size_t i = 0; i < fields.size(); ++i) {
    fmt::format_to(std::back_inserter(out), "{}`{}` {}", i ? ", " : "", fields[i].name, fields[i].type.ToString());
  }
  return out + ">";
}

std::string BaseText(const DataType& t) {
  int p = t.precision();
  const auto& f = t.fields();
  switch (t.kind()) {
    case TypeKind::kNull:
      return "NULL";
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kTinyInt:
      return "TINYINT";
    case TypeKind::kSmallInt:
      return "SMALLINT";
    case TypeKind::kInt:
      return "INT";
    case TypeKind::kBigInt:
      return "BIGINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kDecimal:
      return fmt::format("DECIMAL({}, {})", p, t.scale());
    case TypeKind::kChar:
      return fmt::format("CHAR({})", p);
    case TypeKind::kVarChar:
      return p == kMaxLength ? "STRING" : fmt::format("VARCHAR({})", p);
    case TypeKind::kBinary:
      return fmt::format("BINARY({})", p);
    case TypeKind::kVarBinary:
      return p == kMaxLength ? "BYTES" : fmt::format("VARBINARY({})", p);
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kTime:
      return fmt::format("TIME({})", p);
    case TypeKind::kTimestamp:
      return fmt::format("TIMESTAMP({})", p);
    case TypeKind::kTimestampLtz:
      return fmt::format("TIMESTAMP_LTZ({})", p);
    case TypeKind::kIntervalMonth:
      return "INTERVAL YEAR TO MONTH";
    case TypeKind::kIntervalDay:
      return "INTERVAL DAY TO SECOND(3)";
    case TypeKind::kArray:
      return fmt::format("ARRAY<{}>", f[0].type.ToString());
    case TypeKind::kMap:
      return fmt::format("MAP<{}, {}>", f[0].type.ToString(), f[1].type.ToString());
    case TypeKind::kMultiset:
      return fmt::format("MULTISET<{}>", f[0].type.ToString());
    case TypeKind::kRow:
      return RowText(f);
  }
  Die(__FILE__, __LINE__, "a type kind without a name");
}

}  // namespace

std::string DataType::ToString() const {
  return BaseText(*this) + (nullable_ ? "" : " NOT NULL");
}

bool DataType::operator==(const DataType& other) const {
  return kind_ == other.kind_ && nullable_ == other.nullable_ && precision_ == other.precision_ &&
         scale_ == other.scale_ && (fields_ == other.fields_ || fields() == other.fields());
}

int Schema::Find(std::string_view name) const {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace mullion
