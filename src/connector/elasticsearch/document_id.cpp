#include "connector/elasticsearch/document_id.h"

#include <fmt/format.h>

#include <iterator>

#include "column/text.h"
#include "connector/elasticsearch/iso_text.h"

namespace mullion::elasticsearch {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;

/// Flink's name of a type that cannot be part of a document id; empty when the type can.
std::string_view IllegalKeyType(TypeKind kind) {
  switch (kind) {
    case TypeKind::kArray:
      return "ARRAY";
    case TypeKind::kMap:
      return "MAP";
    case TypeKind::kMultiset:
      return "MULTISET";
    case TypeKind::kRow:
      return "ROW";
    case TypeKind::kBinary:
      return "BINARY";
    case TypeKind::kVarBinary:
      return "VARBINARY";
    default:
      return {};
  }
}

void AppendTimestamp(const Column& column, uint32_t row, std::string* out) {
  if (column.type().physical() == Physical::kInt64) {
    AppendIsoTimestampMs(column.Values<int64_t>()[row], out);
  } else {
    AppendIsoTimestampNs(column.Values<Int128>()[row], out);
  }
}

void AppendInteger(const Column& column, uint32_t row, std::string* out) {
  auto end = std::back_inserter(*out);
  switch (column.type().physical()) {
    case Physical::kInt8:
      fmt::format_to(end, "{}", int{column.Values<int8_t>()[row]});
      break;
    case Physical::kInt16:
      fmt::format_to(end, "{}", column.Values<int16_t>()[row]);
      break;
    case Physical::kInt32:
      fmt::format_to(end, "{}", column.Values<int32_t>()[row]);
      break;
    default:
      fmt::format_to(end, "{}", column.Values<int64_t>()[row]);
      break;
  }
}

void AppendKeyValue(const Column& column, uint32_t row, std::string* out) {
  switch (column.type().kind()) {
    case TypeKind::kBoolean:
      out->append(column.Values<int8_t>()[row] != 0 ? "true" : "false");
      break;
    case TypeKind::kFloat:
      AppendJavaFloat(column.Values<float>()[row], out);
      break;
    case TypeKind::kDouble:
      AppendJavaDouble(column.Values<double>()[row], out);
      break;
    case TypeKind::kDecimal:
      AppendDecimal(column.Values<Int128>()[row], column.type().scale(), out);
      break;
    case TypeKind::kChar:
    case TypeKind::kVarChar:
      out->append(column.Values<std::string_view>()[row]);
      break;
    case TypeKind::kDate:
      AppendIsoDate(column.Values<int32_t>()[row], out);
      break;
    case TypeKind::kTime:
      AppendIsoTime(column.Values<int32_t>()[row] * kNsPerMs, out);
      break;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      AppendTimestamp(column, row, out);
      break;
    // Flink takes the number of months for days here; ids must stay equal, so the same is done.
    case TypeKind::kIntervalMonth:
      fmt::format_to(std::back_inserter(*out), "P{}D", column.Values<int32_t>()[row]);
      break;
    case TypeKind::kIntervalDay:
      AppendIsoDuration(column.Values<int64_t>()[row], out);
      break;
    default:
      AppendInteger(column, row, out);
      break;
  }
}

}  // namespace

Status CheckKeyTypes(const TableDefinition& table) {
  std::string illegal;
  for (int position : table.primary_key) {
    std::string_view name = IllegalKeyType(table.physical[position].type.kind());
    if (!name.empty()) illegal += fmt::format("{}{}", illegal.empty() ? "" : ", ", name);
  }
  if (illegal.empty()) return Ok();
  return Fail(Error::User(fmt::format("The table has a primary key on columns of illegal types: [{}]", illegal))
                  .Where("table " + table.name)
                  .Why("the key becomes the document's _id, and these types have no short text")
                  .Hint("Elasticsearch sink does not support primary keys on columns of types: "
                        "[ARRAY, MAP, MULTISET, STRUCTURED_TYPE, ROW, RAW, BINARY, VARBINARY]"));
}

DocumentIdMaker::DocumentIdMaker(const TableDefinition& table, std::string delimiter)
    : key_(table.primary_key), delimiter_(std::move(delimiter)) {}

int DocumentIdMaker::Append(const Batch& rows, uint32_t row, std::string* out) const {
  for (size_t i = 0; i < key_.size(); ++i) {
    const Column& column = *rows.columns[key_[i]];
    if (column.IsNull(row)) return key_[i];
    if (i > 0) out->append(delimiter_);
    AppendKeyValue(column, row, out);
  }
  return -1;
}

}  // namespace mullion::elasticsearch
