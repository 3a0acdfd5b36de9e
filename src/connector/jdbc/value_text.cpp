#include "connector/jdbc/value_text.h"

#include <cmath>

#include <fmt/format.h>

#include "column/text.h"

namespace mullion::jdbc {
namespace {

void AppendTimestamp(const Column& column, size_t row, std::string* out) {
  if (column.type().physical() == Physical::kInt64) {
    AppendTimestampMs(column.Values<int64_t>()[row], ' ', -1, out);
  } else {
    AppendTimestampNs(column.Values<Int128>()[row], ' ', -1, out);
  }
  if (column.type().kind() == TypeKind::kTimestampLtz) out->push_back('Z');
}

template <typename T>
void AppendReal(T value, std::string* out) {
  if (std::isnan(value)) {
    *out += "NaN";
  } else if (std::isinf(value)) {
    *out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    fmt::format_to(std::back_inserter(*out), "{}", value);  // the shortest digits that read back equal
  }
}

void AppendHex(std::string_view bytes, std::string* out) {
  *out += "\\x";
  for (unsigned char c : bytes) fmt::format_to(std::back_inserter(*out), "{:02x}", c);
}

/// {1,NULL,"a \"b\""}
void AppendArray(const Column& column, size_t row, std::string* out) {
  const Column& elements = *column.children()[0];
  out->push_back('{');
  for (int32_t i = column.offsets()[row]; i < column.offsets()[row + 1]; ++i) {
    if (i > column.offsets()[row]) out->push_back(',');
    if (elements.IsNull(static_cast<size_t>(i))) {
      *out += "NULL";
      continue;
    }
    std::string text;
    AppendPostgresText(elements, static_cast<size_t>(i), &text);
    out->push_back('"');
    for (char c : text) {
      if (c == '"' || c == '\\') out->push_back('\\');
      out->push_back(c);
    }
    out->push_back('"');
  }
  out->push_back('}');
}

}  // namespace

void AppendPostgresText(const Column& column, size_t row, std::string* out) {
  switch (column.type().kind()) {
    case TypeKind::kBoolean:
      *out += column.Values<int8_t>()[row] != 0 ? "true" : "false";
      return;
    case TypeKind::kTinyInt:
      fmt::format_to(std::back_inserter(*out), "{}", static_cast<int>(column.Values<int8_t>()[row]));
      return;
    case TypeKind::kSmallInt:
      fmt::format_to(std::back_inserter(*out), "{}", column.Values<int16_t>()[row]);
      return;
    case TypeKind::kInt:
      fmt::format_to(std::back_inserter(*out), "{}", column.Values<int32_t>()[row]);
      return;
    case TypeKind::kBigInt:
      fmt::format_to(std::back_inserter(*out), "{}", column.Values<int64_t>()[row]);
      return;
    case TypeKind::kFloat:
      return AppendReal(column.Values<float>()[row], out);
    case TypeKind::kDouble:
      return AppendReal(column.Values<double>()[row], out);
    case TypeKind::kDecimal:
      return AppendDecimal(column.Values<Int128>()[row], column.type().scale(), out);
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return AppendHex(column.Values<std::string_view>()[row], out);
    case TypeKind::kDate:
      return AppendDate(column.Values<int32_t>()[row], out);
    case TypeKind::kTime:
      return AppendTime(column.Values<int32_t>()[row], out);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return AppendTimestamp(column, row, out);
    case TypeKind::kArray:
      return AppendArray(column, row, out);
    default:
      *out += column.Values<std::string_view>()[row];
  }
}

}  // namespace mullion::jdbc
