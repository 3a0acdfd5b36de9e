#include "connector/sqlite/stored_value.h"

#include <fmt/format.h>

#include <cmath>

#include "column/text.h"
#include "column/value.h"
#include "format/base64.h"
#include "format/json_write.h"

namespace mullion::sqlite {
namespace {

constexpr std::string_view kBoolean = "BOOLEAN INTEGER";
constexpr std::string_view kFloat = "FLOAT REAL";
constexpr std::string_view kDecimal = "DECIMAL TEXT";
constexpr std::string_view kJson = "JSON TEXT";

std::string TimestampText(const Column& column, size_t row) {
  std::string text;
  if (column.type().physical() == Physical::kInt64) {
    AppendTimestampMs(column.Values<int64_t>()[row], ' ', -1, &text);
  } else {
    AppendTimestampNs(column.Values<Int128>()[row], ' ', -1, &text);
  }
  if (column.type().kind() == TypeKind::kTimestampLtz) text.push_back('Z');
  return text;
}

/// SQLite has no NaN (it becomes NULL): the three values that are no numbers are kept as text.
void BindReal(double value, int parameter, Statement* statement) {
  if (std::isnan(value)) return statement->BindText(parameter, "NaN");
  if (std::isinf(value)) return statement->BindText(parameter, value < 0 ? "-Infinity" : "Infinity");
  statement->Bind(parameter, value);
}

bool IsText(const Statement& row, int column) {
  std::string_view text = row.Text(column);
  return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

}  // namespace

std::string DeclaredType(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::kBoolean:
      return std::string(kBoolean);
    case TypeKind::kTinyInt:
    case TypeKind::kSmallInt:
    case TypeKind::kInt:
    case TypeKind::kBigInt:
    case TypeKind::kIntervalMonth:
    case TypeKind::kIntervalDay:
      return "INTEGER";
    case TypeKind::kFloat:
      return std::string(kFloat);
    case TypeKind::kDouble:
      return "REAL";
    case TypeKind::kDecimal:
      return std::string(kDecimal);
    case TypeKind::kBinary:
    case TypeKind::kVarBinary:
      return "BLOB";
    case TypeKind::kDate:
      return "DATE TEXT";
    case TypeKind::kTime:
      return "TIME TEXT";
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      return "DATETIME TEXT";
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kMultiset:
    case TypeKind::kRow:
      return std::string(kJson);
    default:
      return "TEXT";
  }
}

void BindValue(const Column& column, size_t row, std::string_view nested_json, int parameter, Statement* statement) {
  if (column.IsNull(row)) return statement->BindNull(parameter);
  const DataType& type = column.type();
  if (type.IsNested()) return statement->BindText(parameter, nested_json);
  if (type.IsTimestamp()) return statement->BindText(parameter, TimestampText(column, row));
  if (type.IsBinary()) return statement->BindBytes(parameter, column.Values<std::string_view>()[row]);
  if (type.IsCharacter()) return statement->BindText(parameter, column.Values<std::string_view>()[row]);
  Value value = ReadValue(column, row);
  if (type.IsApproximate()) return BindReal(value.AsReal(), parameter, statement);
  bool text = type.kind() == TypeKind::kDecimal || type.kind() == TypeKind::kDate || type.kind() == TypeKind::kTime;
  if (text) return statement->BindText(parameter, ToText(type, value));
  statement->Bind(parameter, value.AsInt());
}

void AppendJson(const Statement& row, int column, std::string_view declared_type, std::string* out) {
  if (row.IsNull(column)) return void(out->append("null"));
  if (declared_type == "INTEGER") return void(fmt::format_to(std::back_inserter(*out), "{}", row.Int(column)));
  if (declared_type == kBoolean) return void(out->append(row.Int(column) != 0 ? "true" : "false"));
  if (declared_type == kDecimal || declared_type == kJson) return void(out->append(row.Text(column)));
  bool real = declared_type == "REAL" || declared_type == kFloat;
  if (real && !IsText(row, column)) {
    if (declared_type == kFloat) return AppendJavaFloat(static_cast<float>(row.Real(column)), out);
    return AppendJavaDouble(row.Real(column), out);
  }
  if (declared_type == "BLOB") {
    out->push_back('"');
    AppendBase64(row.Bytes(column), out);
    out->push_back('"');
    return;
  }
  AppendJsonText(row.Text(column), out);
}

}  // namespace mullion::sqlite
