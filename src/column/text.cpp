// A value of any type as text.
#include "column/text.h"

#include <fmt/format.h>

namespace mullion {
namespace {

void AppendText(const DataType& type, const Value& value, std::string* out);

void AppendTimestampValue(const DataType& type, const Value& value, std::string* out) {
  if (type.physical() == Physical::kInt64) return AppendTimestampMs(value.AsInt(), ' ', type.precision(), out);
  AppendTimestampNs(value.AsWide(), ' ', type.precision(), out);
}

void AppendMonths(int64_t months, std::string* out) {
  int64_t size = months < 0 ? -months : months;
  fmt::format_to(std::back_inserter(*out), "{}{}-{:02}", months < 0 ? '-' : '+', size / 12, size % 12);
}

void AppendDaySeconds(int64_t ms, std::string* out) {
  int64_t size = ms < 0 ? -ms : ms;
  fmt::format_to(std::back_inserter(*out), "{}{} {:02}:{:02}:{:02}.{:03}", ms < 0 ? '-' : '+', size / 86'400'000,
                 size / 3'600'000 % 24, size / 60'000 % 60, size / 1000 % 60, size % 1000);
}

/// "[1, 2]", "(1, a)".
void AppendSequence(const DataType& type, const ValueList& list, std::string* out) {
  bool row = type.kind() == TypeKind::kRow;
  out->push_back(row ? '(' : '[');
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out->append(", ");
    AppendText(type.fields()[row ? i : 0].type, list[i], out);
  }
  out->push_back(row ? ')' : ']');
}

/// "{a=1, b=2}"
void AppendPairs(const DataType& type, const ValueList& list, std::string* out) {
  DataType second = type.kind() == TypeKind::kMap ? type.fields()[1].type : DataType::Int();
  out->push_back('{');
  for (size_t i = 0; i + 1 < list.size(); i += 2) {
    if (i > 0) out->append(", ");
    AppendText(type.fields()[0].type, list[i], out);
    out->push_back('=');
    AppendText(second, list[i + 1], out);
  }
  out->push_back('}');
}

void AppendText(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) return void(out->append("NULL"));
  switch (type.kind()) {
    case TypeKind::kNull:
      return void(out->append("NULL"));
    case TypeKind::kBoolean:
      return void(out->append(value.AsInt() != 0 ? "TRUE" : "FALSE"));
    case TypeKind::kTinyInt:
    case TypeKind::kSmallInt:
    case TypeKind::kInt:
    case TypeKind::kBigInt:
      return void(fmt::format_to(std::back_inserter(*out), "{}", value.AsInt()));
    case TypeKind::kFloat:
      return AppendJavaFloat(static_cast<float>(value.AsReal()), out);
    case TypeKind::kDouble:
      return AppendJavaDouble(value.AsReal(), out);
    case TypeKind::kDecimal:
      return AppendDecimal(value.AsWide(), type.scale(), out);
    case TypeKind::kChar:
    case TypeKind::kVarChar:
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return void(out->append(value.AsText()));
    case TypeKind::kDate:
      return AppendDate(static_cast<int32_t>(value.AsInt()), out);
    case TypeKind::kTime:
      return AppendTime(static_cast<int32_t>(value.AsInt()), out);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return AppendTimestampValue(type, value, out);
    case TypeKind::kIntervalMonth:
      return AppendMonths(value.AsInt(), out);
    case TypeKind::kIntervalDay:
      return AppendDaySeconds(value.AsInt(), out);
    case TypeKind::kArray:
    case TypeKind::kRow:
      return AppendSequence(type, value.AsList(), out);
    case TypeKind::kMap:
    case TypeKind::kMultiset:
      return AppendPairs(type, value.AsList(), out);
  }
}

}  // namespace

std::string ToText(const DataType& type, const Value& value) {
  std::string out;
  AppendText(type, value, &out);
  return out;
}

}  // namespace mullion
