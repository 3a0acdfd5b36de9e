#include "plan/type_binder.h"

#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/suggest.h"

namespace mullion::plan {
namespace {

using Kind = sql::TypeKind;

Result<int> InRange(const sql::TypeName& type, std::optional<int64_t> written, int64_t low, int64_t high, int fallback,
                    std::string_view what) {
  if (!written) return fallback;
  if (*written >= low && *written <= high) return static_cast<int>(*written);
  return Fail(Error::User(fmt::format("{} {} is out of range", what, *written))
                  .At(type.position)
                  .Hint(fmt::format("it may be between {} and {}", low, high)));
}

Result<DataType> BindDecimal(const sql::TypeName& type) {
  MULLION_ASSIGN(int precision, InRange(type, type.precision, 1, kMaxDecimalPrecision, 10, "the precision of DECIMAL"));
  MULLION_ASSIGN(int scale, InRange(type, type.scale, 0, precision, 0, "the scale of DECIMAL"));
  return DataType::Decimal(precision, scale);
}

Result<DataType> BindText(const sql::TypeName& type) {
  MULLION_ASSIGN(int length, InRange(type, type.precision, 1, kMaxLength, 1, "the length of a text type"));
  switch (type.kind) {
    case Kind::kChar:
      return DataType::Char(length);
    case Kind::kVarchar:
      return DataType::VarChar(length);
    case Kind::kBinary:
      return DataType::Binary(length);
    default:
      return DataType::VarBinary(length);
  }
}

Result<DataType> BindTime(const sql::TypeName& type) {
  if (type.kind == Kind::kTime) {
    MULLION_ASSIGN(int precision, InRange(type, type.precision, 0, 9, 0, "the precision of TIME"));
    return DataType::Time(precision);
  }
  MULLION_ASSIGN(int precision, InRange(type, type.precision, 0, 9, 6, "the precision of TIMESTAMP"));
  return type.kind == Kind::kTimestamp ? DataType::Timestamp(precision) : DataType::TimestampLtz(precision);
}

Result<DataType> BindInterval(const sql::TypeName& type) {
  if (!type.interval) return DataType::IntervalDay();
  switch (type.interval->start) {
    case sql::TimeUnit::kYear:
    case sql::TimeUnit::kQuarter:
    case sql::TimeUnit::kMonth:
      return DataType::IntervalMonth();
    default:
      return DataType::IntervalDay();
  }
}

Result<DataType> BindRow(const sql::TypeName& type) {
  std::vector<Field> fields;
  for (const sql::RowField& field : type.fields) {
    for (const Field& other : fields) {
      if (other.name == field.name.name) {
        return Fail(
            Error::User(fmt::format("the row has two fields named '{}'", field.name.name)).At(field.name.position));
      }
    }
    MULLION_ASSIGN(DataType bound, BindType(field.type));
    fields.push_back({field.name.name, std::move(bound)});
  }
  return DataType::Row(std::move(fields));
}

Result<DataType> BindUnknown(const sql::TypeName& type) {
  static const std::vector<std::string> kNames = {
      "BOOLEAN",   "TINYINT",       "SMALLINT", "INT",       "BIGINT",   "FLOAT", "DOUBLE", "DECIMAL",
      "CHAR",      "VARCHAR",       "STRING",   "VARBINARY", "BYTES",    "DATE",  "TIME",   "ROW",
      "TIMESTAMP", "TIMESTAMP_LTZ", "ARRAY",    "MAP",       "MULTISET", "BINARY"};
  std::string name = type.name.ToString();
  std::string near = DidYouMean(name, kNames);
  Error error = Error::User(fmt::format("unknown type '{}'", name)).At(type.position);
  return Fail(near.empty() ? std::move(error).Hint("user-defined and structured types are not supported")
                           : std::move(error).Hint(near));
}

Result<DataType> BindWithoutNull(const sql::TypeName& type) {
  switch (type.kind) {
    case Kind::kBoolean:
      return DataType::Boolean();
    case Kind::kTinyint:
      return DataType::TinyInt();
    case Kind::kSmallint:
      return DataType::SmallInt();
    case Kind::kInt:
      return DataType::Int();
    case Kind::kBigint:
      return DataType::BigInt();
    case Kind::kFloat:
      return DataType::Float();
    case Kind::kDouble:
      return DataType::Double();
    case Kind::kDecimal:
      return BindDecimal(type);
    case Kind::kChar:
    case Kind::kVarchar:
    case Kind::kBinary:
    case Kind::kVarbinary:
      return BindText(type);
    case Kind::kString:
      return DataType::String();
    case Kind::kBytes:
      return DataType::Bytes();
    case Kind::kDate:
      return DataType::Date();
    case Kind::kTime:
    case Kind::kTimestamp:
    case Kind::kTimestampLtz:
      return BindTime(type);
    case Kind::kInterval:
      return BindInterval(type);
    case Kind::kNull:
      return DataType::Null();
    case Kind::kRow:
      return BindRow(type);
    case Kind::kUserDefined:
      return BindUnknown(type);
    case Kind::kArray:
    case Kind::kMultiset: {
      MULLION_ASSIGN(DataType element, BindType(type.arguments[0]));
      return type.kind == Kind::kArray ? DataType::Array(std::move(element)) : DataType::Multiset(std::move(element));
    }
    case Kind::kMap:
      break;
  }
  MULLION_ASSIGN(DataType key, BindType(type.arguments[0]));
  MULLION_ASSIGN(DataType value, BindType(type.arguments[1]));
  return DataType::Map(std::move(key), std::move(value));
}

}  // namespace

Result<DataType> BindType(const sql::TypeName& type) {
  MULLION_ASSIGN(DataType bound, BindWithoutNull(type));
  return bound.WithNullable(type.nullable);
}

}  // namespace mullion::plan
