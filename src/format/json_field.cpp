#include "format/json_field.h"

namespace mullion {
namespace {

JsonReading ReadingOf(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return JsonReading::kBoolean;
    case TypeKind::kTinyInt:
      return JsonReading::kInt8;
    case TypeKind::kSmallInt:
      return JsonReading::kInt16;
    case TypeKind::kInt:
    case TypeKind::kIntervalMonth:
      return JsonReading::kInt32;
    case TypeKind::kBigInt:
    case TypeKind::kIntervalDay:
      return JsonReading::kInt64;
    case TypeKind::kDouble:
      return JsonReading::kDouble;
    case TypeKind::kDecimal:
      return JsonReading::kDecimal;
    case TypeKind::kChar:
    case TypeKind::kVarChar:
      return JsonReading::kText;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return type.physical() == Physical::kInt64 ? JsonReading::kTimestampMs : JsonReading::kTimestampNs;
    default:
      return JsonReading::kOther;
  }
}

}  // namespace

JsonField::JsonField(const Field& field, bool wanted_by_plan, char timestamp_separator)
    : name(field.name),
      reading(wanted_by_plan ? ReadingOf(field.type) : JsonReading::kSkip),
      zoned(field.type.kind() == TypeKind::kTimestampLtz),
      minute(timestamp_separator),
      column(field.type) {
  if (field.type.kind() != TypeKind::kDecimal) return;
  decimal_limit = 1;
  for (int i = 0; i < field.type.precision(); ++i) decimal_limit *= 10;
}

}  // namespace mullion
