#include "format/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/format_testing.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const FormatSpec& spec) {
  Status status = CheckFormat(spec);
  return status ? std::string() : status.error().ToString();
}

TEST(Format, ListsWhatIsKnown) {
  EXPECT_THAT(FormatNames(), ElementsAre("csv", "debezium-json", "json", "raw"));
  EXPECT_THAT(FormatOptions("raw"), ElementsAre("charset", "endianness"));
  EXPECT_TRUE(FormatOptions("yaml").empty());
}

TEST(Format, SuggestsNearMisses) {
  EXPECT_THAT(ErrorOf(SpecOf("jsn", {})), HasSubstr("did you mean json?"));
  std::string error = ErrorOf(SpecOf("json", {}, {{"ignore-parse-error", "true"}}));
  EXPECT_THAT(error, HasSubstr("unknown option 'json.ignore-parse-error'"));
  EXPECT_THAT(error, HasSubstr("did you mean ignore-parse-errors?"));
  EXPECT_THAT(error, HasSubstr("map-null-key.mode"));
}

TEST(Format, RefusesValuesThatDoNotFit) {
  EXPECT_THAT(ErrorOf(SpecOf("json", {}, {{"ignore-parse-errors", "yes"}})), HasSubstr("It takes true or false."));
  EXPECT_THAT(ErrorOf(SpecOf("json", {}, {{"timestamp-format.standard", "RFC"}})), HasSubstr("SQL, ISO-8601"));
  EXPECT_THAT(ErrorOf(SpecOf("csv", {}, {{"field-delimiter", "::"}})), HasSubstr("one character"));
  EXPECT_THAT(ErrorOf(SpecOf("json", {}, {{"ignore-parse-errors", "true"}, {"fail-on-missing-field", "true"}})),
              HasSubstr("can't both be true"));
  EXPECT_THAT(ErrorOf(SpecOf("csv", {{"m", DataType::Map(DataType::String(), DataType::Int())}})),
              HasSubstr("can't hold column m"));
  EXPECT_THAT(ErrorOf(SpecOf("raw", {{"a", DataType::Int()}, {"b", DataType::Int()}})), HasSubstr("one column"));
  EXPECT_EQ(ErrorOf(SpecOf("csv", {}, {{"field-delimiter", "\\t"}, {"quote-character", "'"}})), "");
}

TEST(RawFormat, ReadsTextAndNumbers) {
  EXPECT_THAT(RowsAsText(DecodeLines(SpecOf("raw", {{"s", DataType::String()}}), {"any text", "", "é"})),
              ElementsAre("any text", "", "é"));
  FormatSpec number = SpecOf("raw", {{"n", DataType::SmallInt()}});
  DecodedRows rows = DecodeLines(number, {std::string("\x01\x02", 2), "x"});
  EXPECT_THAT(RowsAsText(rows), ElementsAre("258"));
  EXPECT_THAT(ReasonsOf(rows), ElementsAre("1 type: field n: 1 bytes are not SMALLINT of 2 bytes"));
  number.options["endianness"] = "little-endian";
  EXPECT_THAT(RowsAsText(DecodeLines(number, {std::string("\x01\x02", 2)})), ElementsAre("513"));
  FormatSpec latin = SpecOf("raw", {{"s", DataType::String()}}, {{"charset", "ISO-8859-1"}});
  EXPECT_THAT(RowsAsText(DecodeLines(latin, {"\xe9"})), ElementsAre("é"));
}

}  // namespace
}  // namespace mullion
