#include "connector/elasticsearch/index_mapping.h"

#include <algorithm>
#include <span>

#include "base/json_string.h"

namespace mullion::elasticsearch {
namespace {

void AppendProperties(std::span<const Field> fields, std::string* out);

void AppendType(std::string_view type, std::string* out) {
  out->append("{\"type\":");
  AppendJsonString(type, out);
  out->push_back('}');
}

void AppendDate(std::string_view formats, std::string* out) {
  out->append("{\"type\":\"date\",\"format\":");
  AppendJsonString(formats, out);
  out->push_back('}');
}

void AppendFieldMapping(const DataType& type, std::string* out) {
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return AppendType("boolean", out);
    case TypeKind::kTinyInt:
      return AppendType("byte", out);
    case TypeKind::kSmallInt:
      return AppendType("short", out);
    case TypeKind::kInt:
      return AppendType("integer", out);
    case TypeKind::kBigInt:
    case TypeKind::kIntervalMonth:
    case TypeKind::kIntervalDay:
      return AppendType("long", out);
    case TypeKind::kFloat:
      return AppendType("float", out);
    case TypeKind::kDouble:
    // The document keeps every digit of a DECIMAL; only sorting and sums in Elasticsearch are rounded to a double.
    // scaled_float is a module that not every server has, and reads back as a double as well.
    case TypeKind::kDecimal:
      return AppendType("double", out);
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return AppendType("binary", out);
    case TypeKind::kDate:
      return AppendDate("strict_date_optional_time||epoch_millis", out);
    case TypeKind::kTimestamp:
      return AppendDate(DateFormats(type.precision(), false), out);
    case TypeKind::kTimestampLtz:
      return AppendDate(DateFormats(type.precision(), true), out);
    case TypeKind::kArray:
      return AppendFieldMapping(type.fields()[0].type, out);  // every field may hold many values
    case TypeKind::kRow:
      out->push_back('{');
      AppendProperties(type.fields(), out);
      out->push_back('}');
      return;
    case TypeKind::kMap:
    case TypeKind::kMultiset:
      return AppendType("object", out);
    default:
      // 8191 characters are at most 32764 bytes, below the 32766 above which Lucene refuses the whole document.
      out->append("{\"type\":\"keyword\",\"ignore_above\":8191}");
  }
}

void AppendProperties(std::span<const Field> fields, std::string* out) {
  out->append("\"properties\":{");
  bool first = true;
  for (const Field& field : fields) {
    if (!first) out->push_back(',');
    first = false;
    AppendJsonString(field.name, out);
    out->push_back(':');
    AppendFieldMapping(field.type, out);
  }
  out->push_back('}');
}

}  // namespace

std::string DateFormats(int fraction_digits, bool with_zone) {
  // Flink cuts trailing zeros of the fraction, so a column of precision 3 has texts with 0, 1, 2 and 3 digits. 'u' is
  // the year in java.time's patterns; 'X' takes the 'Z' that ends a TIMESTAMP_LTZ.
  std::string zone = with_zone ? "X" : "";
  std::string base = "uuuu-MM-dd HH:mm:ss";
  std::string formats = base + zone;
  for (int digits = std::max(fraction_digits, 3); digits >= 1; --digits) {
    formats += "||" + base + "." + std::string(digits, 'S') + zone;
  }
  return formats + "||strict_date_optional_time||epoch_millis";
}

std::string IndexBody(const TableDefinition& table) {
  std::string body = "{\"mappings\":{";
  AppendProperties(table.physical.fields, &body);
  body += "}}";
  return body;
}

}  // namespace mullion::elasticsearch
