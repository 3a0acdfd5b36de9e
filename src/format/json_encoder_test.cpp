#include "format/json_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "format/format_testing.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;

Batch OneRow(const FormatSpec& spec, const std::vector<Value>& values) {
  Batch batch;
  batch.row_count = 1;
  for (size_t i = 0; i < values.size(); ++i) {
    ColumnBuilder builder(spec.schema[i].type);
    builder.Append(values[i]);
    batch.columns.push_back(builder.Finish());
  }
  return batch;
}

Result<std::string> EncodeRow(const FormatSpec& spec, const std::vector<Value>& values) {
  std::string out;
  std::vector<ByteRange> ranges;
  MULLION_TRY((*MakeEncoder(spec))->Encode(OneRow(spec, values), &out, &ranges));
  return out;
}

TEST(JsonEncoder, WritesTheReferenceDocument) {
  FormatSpec spec = SpecOf("json", {{"client", DataType::Int()},
                                    {"window_start", DataType::Timestamp(3)},
                                    {"window_end", DataType::Timestamp(3)},
                                    {"total_amount", DataType::Int()}});
  EXPECT_EQ(
      *EncodeRow(spec, {Value::Int(4), Value::Int(1715450640000), Value::Int(1715450700000), Value::Int(414)}),
      R"({"client":4,"window_start":"2024-05-11 18:04:00","window_end":"2024-05-11 18:05:00","total_amount":414})");
}

TEST(JsonEncoder, SpellsEveryTypeAsFlink) {
  FormatSpec spec = SpecOf("json", {{"b", DataType::Boolean()},
                                    {"d", DataType::Double()},
                                    {"n", DataType::Double()},
                                    {"s", DataType::String()},
                                    {"y", DataType::Bytes()},
                                    {"day", DataType::Date()},
                                    {"at", DataType::Time()},
                                    {"z", DataType::TimestampLtz(3)},
                                    {"ns", DataType::Timestamp(9)},
                                    {"none", DataType::Int()}});
  EXPECT_EQ(*EncodeRow(spec, {Value::Int(1), Value::Real(1e10), Value::Real(std::nan("")), Value::Text("a\"\\\n\x01/é"),
                              Value::Text("hello"), Value::Int(19787), Value::Int(3'661'000), Value::Int(250),
                              Value::Wide(1'120'000'000), Value::Null()}),
            R"({"b":true,"d":1.0E10,"n":"NaN","s":"a\"\\\n\u0001/é","y":"aGVsbG8=","day":"2024-03-05",)"
            R"("at":"01:01:01","z":"1970-01-01 00:00:00.25Z","ns":"1970-01-01 00:00:01.12","none":null})");
}

TEST(JsonEncoder, DecimalsStripZerosUnlessPlain) {
  std::vector<Field> fields = {{"a", DataType::Decimal(10, 2)}, {"b", DataType::Decimal(10, 2)}};
  std::vector<Value> values = {Value::Wide(10000), Value::Wide(-12340)};
  EXPECT_EQ(*EncodeRow(SpecOf("json", fields), values), R"({"a":1E+2,"b":-123.4})");
  EXPECT_EQ(*EncodeRow(SpecOf("json", fields, {{"encode.decimal-as-plain-number", "true"}}), values),
            R"({"a":100.00,"b":-123.40})");
}

TEST(JsonEncoder, MapsWithNullKeysFollowTheOption) {
  std::vector<Field> fields = {{"m", DataType::Map(DataType::String(), DataType::Int())}};
  std::vector<Value> row = {Value::List({Value::Null(), Value::Int(1), Value::Text("k"), Value::Int(2)})};
  EXPECT_FALSE(EncodeRow(SpecOf("json", fields), row));
  EXPECT_EQ(*EncodeRow(SpecOf("json", fields, {{"map-null-key.mode", "drop"}}), row), R"({"m":{"k":2}})");
  EXPECT_EQ(*EncodeRow(SpecOf("json", fields, {{"map-null-key.mode", "LITERAL"}, {"map-null-key.literal", "x"}}), row),
            R"({"m":{"x":1,"k":2}})");
}

TEST(JsonEncoder, NestedValuesAndIgnoredNulls) {
  std::vector<Field> fields = {{"r", DataType::Row({{"a", DataType::Int()}, {"b", DataType::String()}})},
                               {"l", DataType::Array(DataType::Int())}};
  std::vector<Value> row = {Value::List({Value::Int(1), Value::Null()}), Value::List({Value::Int(1), Value::Null()})};
  EXPECT_EQ(*EncodeRow(SpecOf("json", fields), row), R"({"r":{"a":1,"b":null},"l":[1,null]})");
  EXPECT_EQ(*EncodeRow(SpecOf("json", fields, {{"encode.ignore-null-fields", "true"}}), row),
            R"({"r":{"a":1},"l":[1,null]})");
}

TEST(JsonEncoder, WhatItWritesReadsBackEqual) {
  FormatSpec spec = SpecOf("json", {{"i", DataType::BigInt()},
                                    {"d", DataType::Double()},
                                    {"s", DataType::String()},
                                    {"t", DataType::Timestamp(3)},
                                    {"m", DataType::Decimal(20, 4)},
                                    {"y", DataType::Bytes()}});
  std::vector<Value> values = {Value::Int(std::numeric_limits<int64_t>::min()),
                               Value::Real(0.1 + 0.2),
                               Value::Text("tab\t \"quoted\" \u4e2d"),
                               Value::Int(-1),
                               Value::Wide(-120000),
                               Value::Text(std::string("\0\xff", 2))};
  DecodedRows rows = DecodeLines(spec, {*EncodeRow(spec, values)});
  ASSERT_EQ(rows.row_count, 1u);
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(ReadValue(*rows.columns[i], 0), values[i]) << i;
}

}  // namespace
}  // namespace mullion
