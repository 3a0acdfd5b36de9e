#include "server/script_values.h"

#include <cmath>

#include <fmt/format.h>

#include "base/json_string.h"
#include "column/text.h"

namespace mullion {
namespace {

std::string_view KindName(TypeKind kind) {
  switch (kind) {
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
      return "DECIMAL";
    case TypeKind::kChar:
      return "CHAR";
    case TypeKind::kVarChar:
      return "VARCHAR";
    case TypeKind::kBinary:
      return "BINARY";
    case TypeKind::kVarBinary:
      return "VARBINARY";
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kTime:
      return "TIME";
    case TypeKind::kTimestamp:
      return "TIMESTAMP";
    case TypeKind::kTimestampLtz:
      return "TIMESTAMP_LTZ";
    case TypeKind::kIntervalMonth:
      return "INTERVAL_MONTH";
    case TypeKind::kIntervalDay:
      return "INTERVAL_DAY";
    case TypeKind::kArray:
      return "ARRAY";
    case TypeKind::kMap:
      return "MAP";
    case TypeKind::kMultiset:
      return "MULTISET";
    case TypeKind::kRow:
      return "ROW";
  }
  return "";
}

bool HasPrecision(const DataType& type) {
  return type.kind() == TypeKind::kDecimal || type.IsCharacter() || type.IsBinary() || type.IsTimestamp() ||
         type.kind() == TypeKind::kTime;
}

void AppendType(const DataType& type, std::string* out) {
  fmt::format_to(std::back_inserter(*out), R"({{"kind":"{}","nullable":{})", KindName(type.kind()), type.nullable());
  if (HasPrecision(type)) fmt::format_to(std::back_inserter(*out), R"(,"precision":{})", type.precision());
  if (type.kind() == TypeKind::kDecimal) fmt::format_to(std::back_inserter(*out), R"(,"scale":{})", type.scale());
  if (type.IsNested()) {
    *out += R"(,"fields":[)";
    for (size_t i = 0; i < type.fields().size(); ++i) {
      *out += i > 0 ? R"(,{"name":)" : R"({"name":)";
      AppendJsonString(type.fields()[i].name, out);
      *out += R"(,"type":)";
      AppendType(type.fields()[i].type, out);
      *out += '}';
    }
    *out += ']';
  }
  *out += '}';
}

/// The wall clock of a moment, as a TIMESTAMP of the same digits.
Value LocalTimestamp(const DataType& type, const Value& value, const TimeZone& zone) {
  if (type.physical() == Physical::kInt64) return Value::Int(zone.ToLocalMs(value.AsInt()));
  constexpr int64_t kNsPerMs = 1'000'000;
  Int128 ns = value.AsWide();
  Int128 rest = (ns % kNsPerMs + kNsPerMs) % kNsPerMs;
  return Value::Wide(Int128{zone.ToLocalMs(static_cast<int64_t>((ns - rest) / kNsPerMs))} * kNsPerMs + rest);
}

/// The type and value with every TIMESTAMP_LTZ inside as the wall clock of `zone`.
std::pair<DataType, Value> Localised(const DataType& type, const Value& value, const TimeZone& zone) {
  if (value.is_null()) return {type, value};
  if (type.kind() == TypeKind::kTimestampLtz) {
    return {DataType::Timestamp(type.precision()), LocalTimestamp(type, value, zone)};
  }
  if (type.kind() == TypeKind::kArray) {
    ValueList items;
    DataType element = type.fields()[0].type;
    for (const Value& item : value.AsList()) items.push_back(Localised(type.fields()[0].type, item, zone).second);
    if (element.kind() == TypeKind::kTimestampLtz) element = DataType::Timestamp(element.precision());
    return {DataType::Array(element), Value::List(std::move(items))};
  }
  if (type.kind() == TypeKind::kRow) {
    std::vector<Field> fields;
    ValueList items;
    for (size_t i = 0; i < type.fields().size(); ++i) {
      auto [inner, item] = Localised(type.fields()[i].type, value.AsList()[i], zone);
      fields.push_back({type.fields()[i].name, inner});
      items.push_back(std::move(item));
    }
    return {DataType::Row(std::move(fields)), Value::List(std::move(items))};
  }
  return {type, value};
}

/// Bytes print as x'68656c6c6f'.
void AppendPrinted(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) return void(out->append("null"));
  if (!type.IsBinary()) return AppendJsonString(ToText(type, value), out);
  *out += "\"x'";
  for (unsigned char byte : value.AsText()) fmt::format_to(std::back_inserter(*out), "{:02x}", byte);
  *out += "'\"";
}

void AppendBase64(std::string_view bytes, std::string* out) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  *out += '"';
  for (size_t i = 0; i < bytes.size(); i += 3) {
    auto byte = [&](size_t k) { return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U; };
    unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (int k = 0; k < 4; ++k) {
      *out += i + static_cast<size_t>(k) > bytes.size() ? '=' : kLetters[group >> (18 - 6 * k) & 63];
    }
  }
  *out += '"';
}

void AppendValue(const DataType& type, const Value& value, std::string* out);

/// [a,b] of a list, or [[a,1],[b,2]] of one that holds pairs.
void AppendList(const DataType& type, const ValueList& list, bool pairs, std::string* out) {
  auto type_of = [&](size_t i) {
    if (type.kind() == TypeKind::kMultiset && i % 2 == 1) return DataType::Int();
    return type.fields()[type.kind() == TypeKind::kRow ? i : pairs && type.kind() == TypeKind::kMap ? i % 2 : 0].type;
  };
  *out += '[';
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) *out += ',';
    if (pairs && i % 2 == 0) *out += '[';
    AppendValue(type_of(i), list[i], out);
    if (pairs && i % 2 == 1) *out += ']';
  }
  *out += ']';
}

void AppendValue(const DataType& type, const Value& value, std::string* out) {
  if (value.is_null()) return void(out->append("null"));
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return void(out->append(value.AsInt() != 0 ? "true" : "false"));
    case TypeKind::kTinyInt:
    case TypeKind::kSmallInt:
    case TypeKind::kInt:
    case TypeKind::kBigInt:
    case TypeKind::kIntervalMonth:
    case TypeKind::kIntervalDay:
      return void(fmt::format_to(std::back_inserter(*out), "{}", value.AsInt()));
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return AppendBase64(value.AsText(), out);
    case TypeKind::kArray:
    case TypeKind::kRow:
      return AppendList(type, value.AsList(), false, out);
    case TypeKind::kMap:
    case TypeKind::kMultiset:
      return AppendList(type, value.AsList(), true, out);
    default:
      return AppendJsonString(ToText(type, value), out);
  }
}

}  // namespace

std::string ScriptColumnsJson(const std::vector<QueryColumn>& columns) {
  std::string out = "[";
  for (const QueryColumn& column : columns) {
    out += out.size() > 1 ? R"(,{"name":)" : R"({"name":)";
    AppendJsonString(column.name, &out);
    out += R"(,"type":)";
    AppendType(column.type, &out);
    if (!column.time.empty()) fmt::format_to(std::back_inserter(out), R"(,"time":"{}")", column.time);
    out += '}';
  }
  return out + "]";
}

std::string ScriptColumnsJson(const Schema& schema) {
  std::vector<QueryColumn> columns;
  for (const Field& field : schema.fields) columns.push_back({field.name, field.type, ""});
  return ScriptColumnsJson(columns);
}

void AppendScriptRows(const Schema& schema, const Batch& batch, ScriptForm form, const TimeZone& zone,
                      std::string* out) {
  RowSpan span(batch);
  for (uint32_t row : span.rows()) {
    if (!out->empty()) *out += ',';
    fmt::format_to(std::back_inserter(*out), R"(["{}",[)", ToText(batch.kind(row)));
    for (size_t i = 0; i < schema.size(); ++i) {
      if (i > 0) *out += ',';
      auto [type, value] = Localised(schema[i].type, ReadValue(*batch.columns[i], row), zone);
      form == ScriptForm::kText ? AppendPrinted(type, value, out) : AppendValue(type, value, out);
    }
    *out += "]]";
  }
}

std::string ScriptTextRows(const Schema& schema, const Batch& batch) {
  RowSpan span(batch);
  std::string out = "[";
  for (uint32_t row : span.rows()) {
    out += out.size() > 1 ? ",[" : "[";
    for (size_t i = 0; i < schema.size(); ++i) {
      if (i > 0) out += ',';
      AppendPrinted(schema[i].type, ReadValue(*batch.columns[i], row), &out);
    }
    out += ']';
  }
  return out + "]";
}

}  // namespace mullion
