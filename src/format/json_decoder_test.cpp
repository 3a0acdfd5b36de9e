#include "format/json_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/format_testing.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

FormatSpec Reference(std::map<std::string, std::string> options = {}) {
  return SpecOf("json", {{"client", DataType::Int()}, {"amount", DataType::Int()}, {"ts", DataType::Timestamp(3)}},
                std::move(options));
}

TEST(JsonDecoder, ReadsReferenceRecordsWithAndWithoutBlanks) {
  DecodedRows rows = DecodeLines(Reference(), {R"({"client": 3, "amount": 117, "ts": "2024-05-11 18:04:23"})",
                                               R"({"client":4,"amount":-5,"ts":"2024-05-11 18:04:23.5"})",
                                               "\t{ \"ts\" : \"1969-12-31 23:59:59.999\" , \"client\" : 12345678 } "});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("3|117|2024-05-11 18:04:23.000", "4|-5|2024-05-11 18:04:23.500",
                                            "12345678|NULL|1969-12-31 23:59:59.999"));
  EXPECT_THAT(rows.record_of_row, IsEmpty());
  EXPECT_THAT(rows.bad, IsEmpty());
}

TEST(JsonDecoder, NamesWhatIsWrongAndGoesOn) {
  DecodedRows rows =
      DecodeLines(Reference(), {R"({"client": 1, "amount": 1, "ts": "2024-05-11 18:04:23"})", "this is not json",
                                R"({"client": 2, "amount": "abc"})", R"({"client": 2147483648})",
                                R"({"client": 1, "ts": "2024-02-30 00:00:00"})", R"({"client": 1, "ts": "yesterday"})",
                                R"({"client": 7})"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("1|1|2024-05-11 18:04:23.000", "7|NULL|NULL"));
  EXPECT_THAT(rows.record_of_row, ElementsAre(0, 6));
  EXPECT_THAT(
      ReasonsOf(rows),
      ElementsAre("1 malformed: not JSON: an opening brace must stand here (byte 0)",
                  "2 type: field amount: 'abc' is not an INT", "3 type: field client: '2147483648' is not an INT",
                  "4 type: field ts: '2024-02-30 00:00:00' is not a TIMESTAMP(3) like '2024-05-11 18:04:23'",
                  "5 type: field ts: 'yesterday' is not a TIMESTAMP(3) like '2024-05-11 18:04:23'"));
}

TEST(JsonDecoder, SkipsTombstonesAndEmptyRecords) {
  Records run = RunOf({R"({"client": 1})", "", R"({"client": 2})", R"({"client": 3})"});
  run.absent = {0, 0, 1, 0};
  DecodedRows rows = (*MakeDecoder(Reference()))->Decode(run);
  EXPECT_THAT(RowsAsText(rows), ElementsAre("1|NULL|NULL", "3|NULL|NULL"));
  EXPECT_EQ(rows.skipped, 2u);
  EXPECT_THAT(rows.record_of_row, ElementsAre(0, 3));
}

// The next four are recordings of Flink 1.18.1.
TEST(JsonDecoder, CoercesAsFlink) {
  FormatSpec spec = SpecOf("json", {{"i", DataType::Int()},
                                    {"b", DataType::BigInt()},
                                    {"d", DataType::Double()},
                                    {"s", DataType::String()},
                                    {"f", DataType::Boolean()},
                                    {"m", DataType::Decimal(8, 2)}});
  DecodedRows rows =
      DecodeLines(spec, {R"({"id":1,"i":"42","b":"9007199254740993","d":"1.5","s":17,"f":"true","m":"3.149"})",
                         R"({"id":2,"i":7.9,"b":9223372036854775807,"d":1e3,"s":true,"f":"nope","m":2.005})",
                         R"({"id":3,"i":" 8 ","b":-9223372036854775808,"d":-2.5E-3,"s":1.50,"f":false,"m":1e2})",
                         R"({"id":4,"d":3,"s":{"x":[1, 2]},"m":7})"});
  EXPECT_THAT(
      RowsAsText(rows),
      ElementsAre("42|9007199254740993|1.5|17|TRUE|3.15", "7|9223372036854775807|1000.0|true|FALSE|2.01",
                  "8|-9223372036854775808|-0.0025|1.50|FALSE|100.00", R"(NULL|NULL|3.0|{"x":[1,2]}|NULL|7.00)"));
}

// As recorded from Flink.
TEST(JsonDecoder, WhatIsNotTrueIsFalseEvenAnArray) {
  FormatSpec spec = SpecOf("json", {{"f", DataType::Boolean()}, {"t", DataType::Time(0)}});
  EXPECT_THAT(RowsAsText(DecodeLines(spec, {R"({"f":[1],"t":"10:11:12.5"})", R"({"f":{},"t":"24:00:00"})"})),
              ElementsAre("FALSE|10:11:12", "FALSE|00:00:00"));
}

TEST(JsonDecoder, IgnoresParseErrorsAsFlink) {
  FormatSpec spec = SpecOf(
      "json", {{"id", DataType::Int()}, {"t1", DataType::TinyInt()}, {"i", DataType::Int()}, {"s", DataType::String()}},
      {{"ignore-parse-errors", "true"}});
  DecodedRows rows =
      DecodeLines(spec, {R"({"id":1,"t1":1,"i":1,"s":"a"} trailing)", R"({"id":2,"t1":1.9,"i":1.9,"s":"b"})",
                         R"({"id":3,"t1":"7","i":"8","s":9})", R"({"id":4,"id":5,"t1":2,"i":3,"s":"late"})",
                         R"({"id":6,})", R"({"id":7,"t1":128,"i":2147483648,"s":true})", "null", R"("text")", "[1,2]"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("1|1|1|a", "2|NULL|1|b", "3|7|8|9", "5|2|3|NULL", "7|NULL|NULL|true"));
  EXPECT_EQ(rows.skipped, 4u);
  EXPECT_THAT(rows.bad, IsEmpty());
}

TEST(JsonDecoder, KeepsTheFractionThatFlinkKeeps) {
  FormatSpec spec = SpecOf("json", {{"x0", DataType::Timestamp(0)},
                                    {"x3", DataType::Timestamp(3)},
                                    {"x6", DataType::Timestamp(6)},
                                    {"x9", DataType::Timestamp(9)},
                                    {"d", DataType::Date()},
                                    {"t1", DataType::Time()}});
  DecodedRows rows = DecodeLines(
      spec,
      {R"({"x0": "2024-03-05 10:11:12.987654321", "x3": "2024-03-05 10:11:12.987654321", "x6": "2024-03-05 10:11:12.987654321", "x9": "2024-03-05 10:11:12.987654321", "d": "2024-03-05", "t1": "10:11:12"})",
       R"({"x0": "1969-12-31 23:59:59.000000001", "x3": "1969-12-31 23:59:59.000000001", "x9": "1969-12-31 23:59:59.000000001"})"});
  EXPECT_EQ(rows.columns[0]->Values<int64_t>()[0], 1709633472987);
  EXPECT_EQ(rows.columns[1]->Values<int64_t>()[0], 1709633472987);
  EXPECT_EQ(static_cast<int64_t>(rows.columns[2]->Values<Int128>()[0]), 1709633472987654321);
  EXPECT_EQ(static_cast<int64_t>(rows.columns[3]->Values<Int128>()[0]), 1709633472987654321);
  EXPECT_EQ(rows.columns[4]->Values<int32_t>()[0], 19787);
  EXPECT_EQ(rows.columns[5]->Values<int32_t>()[0], (10 * 3600 + 11 * 60 + 12) * 1000);
  EXPECT_EQ(rows.columns[1]->Values<int64_t>()[1], -1000);
  EXPECT_EQ(static_cast<int64_t>(rows.columns[3]->Values<Int128>()[1]), -999999999);
}

TEST(JsonDecoder, ReadsNestedColumns) {
  DataType geo = DataType::Row({{"lat", DataType::Double()}, {"lon", DataType::Double()}});
  FormatSpec spec = SpecOf("json", {{"id", DataType::Int()},
                                    {"user_", DataType::Row({{"name", DataType::String()}, {"geo", geo}})},
                                    {"tags", DataType::Map(DataType::String(), DataType::Int())},
                                    {"xs", DataType::Array(DataType::Int())}});
  DecodedRows rows = DecodeLines(
      spec,
      {R"({"id": 1, "user_": {"name": "ann", "geo": {"lat": 1.25, "lon": 2}}, "tags": {"k1": 5, "k1": 6}, "xs": [1, null]})",
       R"({"id": 2, "user_": {"name": "bob", "geo": null}, "tags": {}, "xs": []})", R"({"id": 3, "user_": null})",
       R"({"id": 4, "user_": {"geo": {"lat": "north"}}})", R"({"id": 5, "xs": [1, {}]})"});
  EXPECT_THAT(RowsAsText(rows),
              ElementsAre("1|(ann, (1.25, 2.0))|{k1=6}|[1, NULL]", "2|(bob, NULL)|{}|[]", "3|NULL|NULL|NULL"));
  EXPECT_THAT(ReasonsOf(rows), ElementsAre("3 type: field user_.geo.lat: 'north' is not a DOUBLE",
                                           "4 type: field xs[1]: '{}' is not an INT"));
}

TEST(JsonDecoder, ReadsEscapesAndRefusesBadUtf8) {
  FormatSpec spec = SpecOf("json", {{"s", DataType::String()}});
  DecodedRows rows = DecodeLines(spec, {R"({"s":"a\"b\\c\/d"})", R"({"s":"\u00e9\u4e2d"})", R"({"s":"naïve 中文"})",
                                        R"({"s":"\ud83d\ude00"})", R"({"s":"\ud83d"})", "{\"s\":\"\xff\"}",
                                        "{\"other\":\"\xc0\x80\"}", R"({"\u0073":"named by an escape"})"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("a\"b\\c/d", "é中", "naïve 中文", "😀", "?", "named by an escape"));
  EXPECT_THAT(ReasonsOf(rows), ElementsAre("5 malformed: not JSON: a string is not valid UTF-8 (byte 5)",
                                           "6 malformed: not JSON: a string is not valid UTF-8 (byte 9)"));
}

TEST(JsonDecoder, ParsesOnlyProjectedFieldsInTheOrderAsked) {
  FormatSpec spec = Reference();
  spec.projection = {2, 0};
  DecodedRows rows = DecodeLines(spec, {R"({"client": 3, "amount": "no number", "ts": "2024-05-11 18:04:23"})"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("2024-05-11 18:04:23.000|3"));
  spec.projection = {};
  EXPECT_EQ(DecodeLines(spec, {"{}", "{", R"({"client": 1})"}).row_count, 2u);
}

TEST(JsonDecoder, FailsOnAMissingFieldWhenAsked) {
  DecodedRows rows = DecodeLines(Reference({{"fail-on-missing-field", "true"}}),
                                 {R"({"amount": 1, "ts": "2024-03-05 10:00:00"})",
                                  R"({"client": 1, "amount": null, "ts": "2024-03-05 10:00:00"})"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("1|NULL|2024-03-05 10:00:00.000"));
  EXPECT_THAT(ReasonsOf(rows), ElementsAre("0 type: field client is missing"));
}

TEST(JsonDecoder, ReadsBothTimestampStandards) {
  std::vector<Field> fields = {{"t", DataType::Timestamp(3)}, {"z", DataType::TimestampLtz(3)}};
  std::string sql = R"({"t": "2024-05-11 18:04:23", "z": "2024-05-11 18:04:23.25Z"})";
  std::string iso = R"({"t": "2024-05-11T18:04:23", "z": "2024-05-11T18:04:23.25Z"})";
  DecodedRows rows = DecodeLines(SpecOf("json", fields), {sql, iso, sql});
  EXPECT_EQ(rows.row_count, 2u);
  EXPECT_EQ(rows.columns[0]->Values<int64_t>()[0], 1715450663000);
  EXPECT_EQ(rows.columns[1]->Values<int64_t>()[0], 1715450663250);
  rows = DecodeLines(SpecOf("json", fields, {{"timestamp-format.standard", "ISO-8601"}}), {iso, sql});
  EXPECT_EQ(rows.row_count, 1u);
  EXPECT_EQ(rows.columns[1]->Values<int64_t>()[0], 1715450663250);
}

TEST(JsonDecoder, DecimalWithTooManyDigitsIsNull) {
  FormatSpec spec = SpecOf("json", {{"m", DataType::Decimal(5, 2)}});
  DecodedRows rows = DecodeLines(spec, {R"({"m": 999.99})", R"({"m": 1000})", R"({"m": "1e9"})", R"({"m": "x"})"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("999.99", "NULL", "NULL"));
  EXPECT_THAT(rows.bad, SizeIs(1));
}

TEST(JsonDecoder, ReadsAVeryLargeAndAVeryDeepRecord) {
  FormatSpec spec = SpecOf("json", {{"s", DataType::String()}, {"i", DataType::Int()}});
  std::string large(10'000'000, 'x');
  std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  DecodedRows rows = DecodeLines(spec, {"{\"s\":\"" + large + "\",\"i\":1}", "{\"deep\":" + deep + ",\"i\":2}",
                                        "{\"deep\":" + deep.substr(1) + ",\"i\":3}"});
  ASSERT_EQ(rows.row_count, 2u);
  EXPECT_EQ(rows.columns[0]->Values<std::string_view>()[0], large);
  EXPECT_EQ(rows.columns[1]->Values<int32_t>()[1], 2);
  EXPECT_THAT(rows.bad, SizeIs(1));
}

TEST(JsonDecoder, StringsOutliveTheRunThroughItsKeeper) {
  FormatSpec spec = SpecOf("json", {{"s", DataType::String()}});
  auto decoder = *MakeDecoder(spec);
  ColumnPtr column;
  {
    Records run = RunOf({R"({"s":"kept"})", R"({"s":"al\u0073o"})", R"({"s":"last"})"}, 0);
    column = decoder->Decode(run).columns[0];
  }
  decoder = nullptr;
  const auto* values = column->Values<std::string_view>();
  EXPECT_EQ(values[0], "kept");
  EXPECT_EQ(values[1], "also");
  EXPECT_EQ(values[2], "last");
}

}  // namespace
}  // namespace mullion
