#include "gateway/gateway_rows.h"

#include <functional>
#include <map>

#include <fmt/format.h>

#include "format/format.h"

namespace mullion {
namespace {

/// Bytes behind the last record that the decoder may read.
constexpr uint32_t kPadding = 64;

DataType Nested(const JsonReply& type, std::string_view member) {
  auto child = type.Find(member);
  return child ? ReadGatewayType(*child) : DataType::String();
}

DataType RowType(const JsonReply& type) {
  std::vector<Field> fields;
  if (auto list = type.Find("fields")) {
    for (const JsonReply& field : list->Elements())
      fields.push_back({field.TextOf("name"), Nested(field, "fieldType")});
  }
  return DataType::Row(std::move(fields));
}

DataType TypeOf(const std::string& root, const JsonReply& type) {
  // Type roots of Flink's LogicalTypeRoot.
  static const std::map<std::string, std::function<DataType(const JsonReply&)>, std::less<>> kTypes = {
      {"BOOLEAN", [](const JsonReply&) { return DataType::Boolean(); }},
      {"TINYINT", [](const JsonReply&) { return DataType::TinyInt(); }},
      {"SMALLINT", [](const JsonReply&) { return DataType::SmallInt(); }},
      {"INTEGER", [](const JsonReply&) { return DataType::Int(); }},
      {"BIGINT", [](const JsonReply&) { return DataType::BigInt(); }},
      {"FLOAT", [](const JsonReply&) { return DataType::Float(); }},
      {"DOUBLE", [](const JsonReply&) { return DataType::Double(); }},
      {"DECIMAL", [](const JsonReply& t) { return DataType::Decimal(t.IntOf("precision", 10), t.IntOf("scale", 0)); }},
      {"CHAR", [](const JsonReply& t) { return DataType::Char(t.IntOf("length", 1)); }},
      {"VARCHAR", [](const JsonReply& t) { return DataType::VarChar(t.IntOf("length", kMaxLength)); }},
      {"BINARY", [](const JsonReply& t) { return DataType::Binary(t.IntOf("length", 1)); }},
      {"VARBINARY", [](const JsonReply& t) { return DataType::VarBinary(t.IntOf("length", kMaxLength)); }},
      {"DATE", [](const JsonReply&) { return DataType::Date(); }},
      {"TIME_WITHOUT_TIME_ZONE", [](const JsonReply& t) { return DataType::Time(t.IntOf("precision", 0)); }},
      {"TIMESTAMP_WITHOUT_TIME_ZONE", [](const JsonReply& t) { return DataType::Timestamp(t.IntOf("precision", 6)); }},
      {"TIMESTAMP_WITH_LOCAL_TIME_ZONE",
       [](const JsonReply& t) { return DataType::TimestampLtz(t.IntOf("precision", 6)); }},
      {"ARRAY", [](const JsonReply& t) { return DataType::Array(Nested(t, "elementType")); }},
      {"MULTISET", [](const JsonReply& t) { return DataType::Multiset(Nested(t, "elementType")); }},
      {"MAP", [](const JsonReply& t) { return DataType::Map(Nested(t, "keyType"), Nested(t, "valueType")); }},
      {"ROW", RowType},
  };
  auto found = kTypes.find(root);
  return found == kTypes.end() ? DataType::String() : found->second(type);
}

std::optional<ChangeKind> KindOf(const std::string& text) {
  if (text == "INSERT") return ChangeKind::kInsert;
  if (text == "UPDATE_BEFORE") return ChangeKind::kUpdateBefore;
  if (text == "UPDATE_AFTER") return ChangeKind::kUpdateAfter;
  if (text == "DELETE") return ChangeKind::kDelete;
  return std::nullopt;
}

std::unexpected<Error> Unreadable(std::string_view row, std::string why) {
  return Fail(Error::Outside(fmt::format("the gateway sent a row that does not fit its columns: {}", row), false)
                  .Why(std::move(why)));
}

/// Column names may repeat, or hold anything: the decoder sees c0, c1, …
FormatSpec SpecOf(const Schema& schema) {
  FormatSpec spec;
  spec.name = "json";
  spec.options["timestamp-format.standard"] = "ISO-8601";
  for (size_t i = 0; i < schema.size(); ++i) {
    spec.schema.fields.push_back({fmt::format("c{}", i), schema[i].type});
    spec.projection.push_back(static_cast<int>(i));
  }
  return spec;
}

}  // namespace

DataType ReadGatewayType(const JsonReply& type) {
  return TypeOf(type.TextOf("type"), type).WithNullable(type.BoolOf("nullable", true));
}

Schema ReadGatewayColumns(const JsonReply& columns) {
  Schema schema;
  for (const JsonReply& column : columns.Elements()) {
    schema.fields.push_back({column.TextOf("name"), Nested(column, "logicalType")});
  }
  return schema;
}

Result<Batch> ReadGatewayRows(const Schema& schema, const JsonReply& data) {
  Batch batch;
  auto bytes = std::make_shared<std::string>();
  Records records;
  for (const JsonReply& row : data.Elements()) {
    auto kind = KindOf(row.TextOf("kind"));
    auto fields = row.Find("fields");
    if (!kind || !fields || !fields->IsArray()) return Unreadable(row.raw(), "it has no kind or no fields");
    batch.kinds.push_back(*kind);
    std::vector<JsonReply> values = fields->Elements();
    if (values.size() != schema.size()) {
      return Unreadable(row.raw(), fmt::format("{} values for {} columns", values.size(), schema.size()));
    }
    auto begin = static_cast<uint32_t>(bytes->size());
    for (size_t i = 0; i < values.size(); ++i) {
      *bytes += fmt::format("{}\"c{}\":{}", i == 0 ? "{" : ",", i, values[i].raw());
    }
    *bytes += values.empty() ? "{}" : "}";
    records.ranges.push_back({begin, static_cast<uint32_t>(bytes->size())});
  }
  size_t size = bytes->size();
  bytes->append(kPadding, ' ');
  records.bytes = std::string_view(*bytes).substr(0, size);
  records.keeper = bytes;
  records.padding = kPadding;
  MULLION_ASSIGN(auto decoder, MakeDecoder(SpecOf(schema)));
  DecodedRows rows = decoder->Decode(records);
  if (!rows.bad.empty()) return Unreadable(records[rows.bad.front().record], rows.bad.front().reason);
  batch.row_count = rows.row_count;
  batch.columns = std::move(rows.columns);
  return batch;
}

}  // namespace mullion
