#include "format/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/format_testing.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;

std::vector<Field> Orders() {
  return {{"client", DataType::String()}, {"amount", DataType::Int()}, {"note", DataType::String()}};
}

TEST(CsvDecoder, ReadsQuotedFieldsWithAnotherDelimiter) {
  FormatSpec spec = SpecOf("csv", Orders(), {{"field-delimiter", ";"}});
  EXPECT_THAT(
      RowsAsText(DecodeLines(spec, {"a;1;plain", "b;2;\"with ; inside\"", "c; 3 ;\"say \"\"hi\"\"\"", "\"d\";4;"})),
      ElementsAre("a|1|plain", "b|2|with ; inside", "c|3|say \"hi\"", "d|4|"));
}

TEST(CsvDecoder, NullLiteralAndComments) {
  FormatSpec spec = SpecOf("csv", Orders(), {{"null-literal", "N/A"}, {"allow-comments", "true"}});
  DecodedRows rows = DecodeLines(spec, {"N/A,N/A,N/A", "# a comment", "b,1,", ""});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("NULL|NULL|NULL", "b|1|"));
  EXPECT_EQ(rows.skipped, 2u);
}

TEST(CsvDecoder, SaysWhatIsWrong) {
  DecodedRows rows = DecodeLines(SpecOf("csv", Orders()), {"a,1", "a,1,x,y", "a,one,x", "a,1,\"open", "a,1,\"x\"y"});
  EXPECT_EQ(rows.row_count, 0u);
  EXPECT_THAT(
      ReasonsOf(rows),
      ElementsAre("0 malformed: the line has 2 fields, the table 3", "1 malformed: the line has 4 fields, the table 3",
                  "2 type: field amount: 'one' is not an INT", "3 malformed: not csv: a quote is not closed",
                  "4 malformed: not csv: a delimiter must follow the closing quote"));
}

// As recorded from Flink: a short line is padded with NULL, a long one dropped, an empty text stays a text.
TEST(CsvDecoder, IgnoresParseErrorsAsFlink) {
  FormatSpec spec = SpecOf("csv", Orders(), {{"ignore-parse-errors", "true"}});
  DecodedRows rows = DecodeLines(spec, {"a,1", "a,1,x,y", "a,one,", "ok,2,z"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("a|1|NULL", "a|NULL|", "ok|2|z"));
  EXPECT_EQ(rows.skipped, 1u);
}

// As recorded from Flink.
TEST(CsvDecoder, ReadsDatesTimesAndBytesAsFlink) {
  std::vector<Field> fields = {
      {"dt", DataType::Date()}, {"t", DataType::Time(0)}, {"m", DataType::Decimal(5, 2)}, {"b", DataType::Bytes()}};
  FormatSpec spec = SpecOf("csv", fields, {{"ignore-parse-errors", "true"}});
  EXPECT_THAT(RowsAsText(DecodeLines(
                  spec, {"2024-2-9,10:11,1.5,aGk=", "2023-02-29,10:11:12.5, 1 ,aGk", "24-02-29,24:00:00,1e2,"})),
              ElementsAre("2024-02-09|10:11:00|1.50|hi", "2023-03-01|10:11:12|NULL|NULL", "NULL|NULL|100.00|"));
}

TEST(CsvDecoder, EscapesTabsAndArrays) {
  std::vector<Field> fields = {{"s", DataType::String()}, {"xs", DataType::Array(DataType::Int())}};
  FormatSpec spec =
      SpecOf("csv", fields, {{"field-delimiter", "\\t"}, {"escape-character", "\\"}, {"array-element-delimiter", "|"}});
  EXPECT_THAT(RowsAsText(DecodeLines(spec, {"a\\\tb\t1|2|3", "c\t"})), ElementsAre("a\tb|[1, 2, 3]", "c|[]"));
}

std::string EncodeOne(const FormatSpec& spec, const std::vector<Value>& values) {
  Batch batch;
  batch.row_count = 1;
  for (size_t i = 0; i < values.size(); ++i) {
    ColumnBuilder builder(spec.schema[i].type);
    builder.Append(values[i]);
    batch.columns.push_back(builder.Finish());
  }
  std::string out;
  std::vector<ByteRange> ranges;
  EXPECT_TRUE((*MakeEncoder(spec))->Encode(batch, &out, &ranges));
  return out;
}

// Jackson quotes what holds a character up to the delimiter or the quote, the space included, and long text.
TEST(CsvEncoder, QuotesAsJackson) {
  FormatSpec spec = SpecOf("csv", {{"s", DataType::String()},
                                   {"i", DataType::Int()},
                                   {"t", DataType::Timestamp(3)},
                                   {"m", DataType::Decimal(8, 2)},
                                   {"n", DataType::Int()}});
  EXPECT_EQ(EncodeOne(spec, {Value::Text("plain"), Value::Int(-1), Value::Int(500), Value::Wide(10000), Value::Null()}),
            "plain,-1,\"1970-01-01 00:00:00.5\",1E+2,");
  EXPECT_EQ(EncodeOne(spec, {Value::Text("a\"b"), Value::Int(1), Value::Int(0), Value::Wide(1250), Value::Int(2)}),
            "\"a\"\"b\",1,\"1970-01-01 00:00:00\",12.5,2");
}

TEST(CsvEncoder, PlainDecimalsAndNullLiteral) {
  FormatSpec spec = SpecOf("csv", {{"m", DataType::Decimal(8, 2)}, {"n", DataType::Int()}},
                           {{"write-bigdecimal-in-scientific-notation", "false"}, {"null-literal", "null"}});
  EXPECT_EQ(EncodeOne(spec, {Value::Wide(10000), Value::Null()}), "100,null");
}

}  // namespace
}  // namespace mullion
