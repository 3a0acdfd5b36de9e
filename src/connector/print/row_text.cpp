#include "connector/print/row_text.h"

#include <fmt/format.h>

#include "column/text.h"

namespace mullion::print {
namespace {

constexpr Int128 kNsPerMs = 1'000'000;

Int128 NanosecondsOf(const DataType& type, const Value& value) {
  return type.physical() == Physical::kInt64 ? value.AsInt() * kNsPerMs : value.AsWide();
}

/// java.time's fraction: none, or 3, 6 or 9 digits.
int FractionDigits(Int128 ns) {
  if (ns % 1'000'000'000 == 0) return 0;
  if (ns % 1'000'000 == 0) return 3;
  return ns % 1'000 == 0 ? 6 : 9;
}

/// LocalDateTime.toString(): the seconds are left out where they and the fraction are 0.
void AppendLocalDateTime(Int128 ns, std::string* out) {
  AppendTimestampNs(ns, 'T', FractionDigits(ns), out);
  if (ns % 60'000'000'000 == 0) out->resize(out->size() - 3);
}

void AppendInstant(Int128 ns, std::string* out) {
  AppendTimestampNs(ns, 'T', FractionDigits(ns), out);
  out->push_back('Z');
}

/// LocalTime.toString().
void AppendLocalTime(int64_t ms, std::string* out) {
  fmt::format_to(std::back_inserter(*out), "{:02}:{:02}", ms / 3'600'000, ms / 60'000 % 60);
  if (ms % 60'000 != 0) fmt::format_to(std::back_inserter(*out), ":{:02}", ms / 1000 % 60);
  if (ms % 1000 != 0) fmt::format_to(std::back_inserter(*out), ".{:03}", ms % 1000);
}

/// A byte[] in Java prints its bytes, signed.
void AppendBytes(const std::string& bytes, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) out->append(", ");
    fmt::format_to(std::back_inserter(*out), "{}", static_cast<int>(static_cast<signed char>(bytes[i])));
  }
  out->push_back(']');
}

void AppendList(const DataType& type, const ValueList& list, std::string* out) {
  bool row = type.kind() == TypeKind::kRow;
  out->append(row ? "+I[" : "[");
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out->append(", ");
    AppendValue(type.fields()[row ? i : 0].type, list[i], out);
  }
  out->push_back(']');
}

void AppendEntries(const DataType& type, const ValueList& list, std::string* out) {
  DataType second = type.kind() == TypeKind::kMap ? type.fields()[1].type : DataType::Int();
  out->push_back('{');
  for (size_t i = 0; i + 1 < list.size(); i += 2) {
    if (i > 0) out->append(", ");
    AppendValue(type.fields()[0].type, list[i], out);
    out->push_back('=');
    AppendValue(second, list[i + 1], out);
  }
  out->push_back('}');
}

}  // namespace

void AppendValue(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) return void(out->append("null"));
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return void(out->append(value.AsInt() != 0 ? "true" : "false"));
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return AppendBytes(value.AsText(), out);
    case TypeKind::kTime:
      return AppendLocalTime(value.AsInt(), out);
    case TypeKind::kTimestamp:
      return AppendLocalDateTime(NanosecondsOf(type, value), out);
    case TypeKind::kTimestampLtz:
      return AppendInstant(NanosecondsOf(type, value), out);
    case TypeKind::kArray:
    case TypeKind::kRow:
      return AppendList(type, value.AsList(), out);
    case TypeKind::kMap:
    case TypeKind::kMultiset:
      return AppendEntries(type, value.AsList(), out);
    default:
      return void(out->append(ToText(type, value)));
  }
}

void AppendRow(const Batch& rows, size_t row, size_t column_count, std::string* out) {
  out->append(ToText(rows.kind(row)));
  out->push_back('[');
  for (size_t i = 0; i < column_count; ++i) {
    if (i > 0) out->append(", ");
    AppendValue(rows.columns[i]->type(), ReadValue(*rows.columns[i], row), out);
  }
  out->push_back(']');
}

}  // namespace mullion::print
