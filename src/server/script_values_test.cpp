#include "server/script_values.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

Batch OneRow(const Schema& schema, const std::vector<Value>& values) {
  Batch batch;
  batch.row_count = 1;
  for (size_t i = 0; i < schema.size(); ++i) {
    ColumnBuilder builder(schema[i].type);
    builder.Append(values[i]);
    batch.columns.push_back(builder.Finish());
  }
  return batch;
}

std::string Written(const DataType& type, const Value& value, ScriptForm form, std::string_view zone = "UTC") {
  Schema schema{{{"c", type}}};
  std::string out;
  AppendScriptRows(schema, OneRow(schema, {value}), form, **TimeZone::Find(zone), &out);
  return out;
}

constexpr int64_t kNoonMs = 43'200'000;  // 1970-01-01 12:00

TEST(ScriptValues, TextsAreWhatFlinksClientPrints) {
  EXPECT_EQ(Written(DataType::Boolean(), Value::Int(1), ScriptForm::kText), R"(["+I",["TRUE"]])");
  EXPECT_EQ(Written(DataType::Timestamp(3), Value::Int(kNoonMs), ScriptForm::kText),
            R"(["+I",["1970-01-01 12:00:00.000"]])");
  EXPECT_EQ(Written(DataType::Double(), Value::Real(1e10), ScriptForm::kText), R"(["+I",["1.0E10"]])");
  EXPECT_EQ(Written(DataType::Bytes(), Value::Text("a\xff"), ScriptForm::kText), R"(["+I",["x'61ff'"]])");
  EXPECT_EQ(Written(DataType::String(), Value::Null(), ScriptForm::kText), R"(["+I",[null]])");
  EXPECT_EQ(
      Written(DataType::Array(DataType::String()), Value::List({Value::Text("x"), Value::Null()}), ScriptForm::kText),
      R"(["+I",["[x, NULL]"]])");
}

TEST(ScriptValues, MomentsAreWrittenInTheSessionsZone) {
  EXPECT_EQ(Written(DataType::TimestampLtz(3), Value::Int(0), ScriptForm::kText, "Asia/Tokyo"),
            R"(["+I",["1970-01-01 09:00:00.000"]])");
  EXPECT_EQ(Written(DataType::TimestampLtz(6), Value::Wide(-1000), ScriptForm::kValue, "Asia/Tokyo"),
            R"(["+I",["1970-01-01 08:59:59.999999"]])");
  EXPECT_EQ(Written(DataType::Array(DataType::TimestampLtz(0)), Value::List({Value::Int(0)}), ScriptForm::kText,
                    "Asia/Tokyo"),
            R"(["+I",["[1970-01-01 09:00:00]"]])");
}

TEST(ScriptValues, ValuesKeepTheirStructure) {
  EXPECT_EQ(Written(DataType::Boolean(), Value::Int(0), ScriptForm::kValue), R"(["+I",[false]])");
  EXPECT_EQ(Written(DataType::Decimal(10, 2), Value::Wide(-314), ScriptForm::kValue), R"(["+I",["-3.14"]])");
  EXPECT_EQ(Written(DataType::Map(DataType::String(), DataType::Int()), Value::List({Value::Text("a"), Value::Int(1)}),
                    ScriptForm::kValue),
            R"(["+I",[[["a",1]]]])");
  DataType row = DataType::Row({{"x", DataType::Int()}, {"s", DataType::String()}});
  EXPECT_EQ(Written(row, Value::List({Value::Int(3), Value::Text("q\"")}), ScriptForm::kValue),
            R"(["+I",[[3,"q\""]]])");
}

// RFC 4648, section 10.
TEST(ScriptValues, BytesAreBase64) {
  EXPECT_EQ(Written(DataType::Bytes(), Value::Text("f"), ScriptForm::kValue), R"(["+I",["Zg=="]])");
  EXPECT_EQ(Written(DataType::Bytes(), Value::Text("fo"), ScriptForm::kValue), R"(["+I",["Zm8="]])");
  EXPECT_EQ(Written(DataType::Bytes(), Value::Text("foob"), ScriptForm::kValue), R"(["+I",["Zm9vYg=="]])");
  EXPECT_EQ(Written(DataType::Bytes(), Value::Text("foobar"), ScriptForm::kValue), R"(["+I",["Zm9vYmFy"]])");
}

TEST(ScriptValues, ColumnsHaveTypesWithTheirParts) {
  DataType row = DataType::Row({{"x", DataType::Int()}});
  EXPECT_EQ(ScriptColumnsJson(std::vector<QueryColumn>{{"t", DataType::Timestamp(3).NotNull(), "ROWTIME"}}),
            R"([{"name":"t","type":{"kind":"TIMESTAMP","nullable":false,"precision":3},"time":"ROWTIME"}])");
  EXPECT_EQ(ScriptColumnsJson(Schema{{{"r", row}}}), R"([{"name":"r","type":{"kind":"ROW","nullable":true,"fields":[)"
                                                     R"({"name":"x","type":{"kind":"INT","nullable":true}}]}}])");
}

}  // namespace
}  // namespace mullion
