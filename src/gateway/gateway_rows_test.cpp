#include "gateway/gateway_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "column/text.h"
#include "column/value.h"

namespace mullion {
namespace {

using testing::HasSubstr;

JsonReply Parse(std::string_view text) {
  auto reply = JsonReply::Parse(text);
  EXPECT_TRUE(reply) << text;
  return *reply;
}

// Columns of every kind, as Flink 1.18.1's gateway describes them.
constexpr const char* kColumns = R"([
  {"name":"a","logicalType":{"type":"INTEGER","nullable":false},"comment":null},
  {"name":"b","logicalType":{"type":"VARCHAR","nullable":true,"length":2147483647},"comment":null},
  {"name":"ts","logicalType":{"type":"TIMESTAMP_WITHOUT_TIME_ZONE","nullable":true,"precision":3},"comment":null},
  {"name":"l","logicalType":{"type":"TIMESTAMP_WITH_LOCAL_TIME_ZONE","nullable":true,"precision":3},"comment":null},
  {"name":"d","logicalType":{"type":"DECIMAL","nullable":true,"precision":38,"scale":2},"comment":null},
  {"name":"y","logicalType":{"type":"VARBINARY","nullable":true,"length":2147483647},"comment":null},
  {"name":"r","logicalType":{"type":"ROW","nullable":true,"fields":[
    {"name":"x","fieldType":{"type":"INTEGER","nullable":true}}]},"comment":null},
  {"name":"ar","logicalType":{"type":"ARRAY","nullable":true,"elementType":{"type":"BIGINT","nullable":true}}},
  {"name":"m","logicalType":{"type":"MAP","nullable":true,"keyType":{"type":"VARCHAR","nullable":true,"length":9},
    "valueType":{"type":"DOUBLE","nullable":true}}},
  {"name":"dt","logicalType":{"type":"DATE","nullable":true}},
  {"name":"s","logicalType":{"type":"SYMBOL","nullable":true}}])";

TEST(GatewayRows, ReadsFlinksTypes) {
  Schema schema = ReadGatewayColumns(Parse(kColumns));
  std::string types;
  for (const Field& field : schema.fields) types += field.name + " " + field.type.ToString() + "\n";
  EXPECT_EQ(types,
            "a INT NOT NULL\nb STRING\nts TIMESTAMP(3)\nl TIMESTAMP_LTZ(3)\nd DECIMAL(38, 2)\ny BYTES\nr ROW<`x` INT>\n"
            "ar ARRAY<BIGINT>\nm MAP<VARCHAR(9), DOUBLE>\ndt DATE\ns STRING\n");
}

TEST(GatewayRows, ReadsValuesWithoutLosingDigits) {
  Schema schema = ReadGatewayColumns(Parse(kColumns));
  Batch rows = *ReadGatewayRows(schema, Parse(R"([
    {"kind":"INSERT","fields":[1,"q\"ü","2024-05-11T18:04:00.12","2024-05-11T18:04:00.120Z",
      123456789012345678901234567890123456.78,"CgE=",{"x":7},[1,null],{"k":1.5},"2024-05-11","X"]},
    {"kind":"UPDATE_BEFORE","fields":[2,null,null,null,null,null,null,null,null,null,null]},
    {"kind":"UPDATE_AFTER","fields":[2,null,null,null,null,null,null,null,null,null,null]},
    {"kind":"DELETE","fields":[3,null,null,null,null,null,null,null,null,null,null]}])"));
  ASSERT_EQ(rows.row_count, 4u);
  std::string text;
  for (const ColumnPtr& column : rows.columns) text += ToText(column->type(), ReadValue(*column, 0)) + "|";
  EXPECT_THAT(text, HasSubstr("1|q\"ü|2024-05-11 18:04:00.12"));
  EXPECT_THAT(text, HasSubstr("|123456789012345678901234567890123456.78|"));
  EXPECT_TRUE(rows.columns[1]->IsNull(1));
  EXPECT_EQ(rows.kind(0), ChangeKind::kInsert);
  EXPECT_EQ(rows.kind(1), ChangeKind::kUpdateBefore);
  EXPECT_EQ(rows.kind(2), ChangeKind::kUpdateAfter);
  EXPECT_EQ(rows.kind(3), ChangeKind::kDelete);
}

TEST(GatewayRows, NamesMayRepeat) {
  Schema schema{{{"x", DataType::Int()}, {"x", DataType::Int()}}};
  Batch rows = *ReadGatewayRows(schema, Parse(R"([{"kind":"INSERT","fields":[1,2]}])"));
  EXPECT_EQ(rows.columns[0]->Values<int32_t>()[0], 1);
  EXPECT_EQ(rows.columns[1]->Values<int32_t>()[0], 2);
}

TEST(GatewayRows, RowsThatDoNotFitAreAnError) {
  Schema schema{{{"x", DataType::Int()}}};
  for (const char* data : {R"([{"kind":"INSERT","fields":["abc"]}])", R"([{"kind":"INSERT","fields":[1,2]}])",
                           R"([{"kind":"REMOVE","fields":[1]}])", R"([{"fields":[1]}])", R"([7])"}) {
    auto rows = ReadGatewayRows(schema, Parse(data));
    ASSERT_FALSE(rows) << data;
    EXPECT_THAT(rows.error().what(), HasSubstr("does not fit"));
  }
}

}  // namespace
}  // namespace mullion
