#include "connector/elasticsearch/date_pattern.h"

#include <gtest/gtest.h>

#include <utility>

namespace mullion::elasticsearch {
namespace {

constexpr MomentFields kAll = {.date = true, .time = true, .offset = true};
// 2020-03-18T15:02:14.123456789
constexpr CalendarMoment kWednesday = {.days = 18339, .ns_of_day = 54134123456789, .offset_seconds = 0, .zone = "UTC"};

std::string Print(std::string_view pattern, CalendarMoment moment = kWednesday, MomentFields fields = kAll) {
  Result<DatePattern> parsed = DatePattern::Parse(pattern, fields);
  if (!parsed) return "!! " + parsed.error().what();
  std::string out;
  parsed->Append(moment, &out);
  return out;
}

// Expected texts: what Java 17's DateTimeFormatter printed in English.
TEST(DatePattern, PrintsDatesAsJava) {
  const std::pair<const char*, const char*> kCases[] = {
      {"y", "2020"},
      {"yy", "20"},
      {"yyy", "2020"},
      {"yyyy", "2020"},
      {"yyyyy", "02020"},
      {"yyyyyyyy", "00002020"},
      {"uu", "20"},
      {"uuuu-M-d", "2020-3-18"},
      {"MMM", "Mar"},
      {"MMMM", "March"},
      {"LLL", "Mar"},
      {"MMMMM", "M"},
      {"EEE", "Wed"},
      {"EEEE", "Wednesday"},
      {"EEEEE", "W"},
      {"e", "4"},
      {"ee", "04"},
      {"D", "78"},
      {"DD", "78"},
      {"DDD", "078"},
      {"Q", "1"},
      {"QQ", "01"},
      {"QQQ", "Q1"},
      {"QQQQ", "1st quarter"},
      {"w", "12"},
      {"ww", "12"},
      {"W", "3"},
      {"YYYY", "2020"},
      {"dd.MM.yyyy", "18.03.2020"},
  };
  for (const auto& [pattern, expected] : kCases) EXPECT_EQ(Print(pattern), expected) << pattern;
}

TEST(DatePattern, PrintsTimesAsJava) {
  const std::pair<const char*, const char*> kCases[] = {
      {"h", "3"},        {"hh a", "03 PM"},  {"K", "3"},
      {"k", "15"},       {"H", "15"},        {"m", "2"},
      {"mm", "02"},      {"s", "14"},        {"S", "1"},
      {"SS", "12"},      {"SSS", "123"},     {"SSSSSSSSS", "123456789"},
      {"A", "54134123"}, {"n", "123456789"}, {"N", "54134123456789"},
  };
  for (const auto& [pattern, expected] : kCases) EXPECT_EQ(Print(pattern), expected) << pattern;
}

TEST(DatePattern, PrintsOffsetsAsJava) {
  CalendarMoment kolkata = kWednesday;
  kolkata.offset_seconds = 19'800;
  CalendarMoment berlin = kWednesday;
  berlin.offset_seconds = 3'600;
  struct Case {
    const char* pattern;
    const char* utc;
    const char* kolkata;
    const char* berlin;
  };
  const Case kCases[] = {
      {"X", "Z", "+0530", "+01"},        {"XX", "Z", "+0530", "+0100"},
      {"XXX", "Z", "+05:30", "+01:00"},  {"x", "+00", "+0530", "+01"},
      {"xx", "+0000", "+0530", "+0100"}, {"xxx", "+00:00", "+05:30", "+01:00"},
      {"Z", "+0000", "+0530", "+0100"},  {"ZZZZ", "GMT", "GMT+05:30", "GMT+01:00"},
      {"O", "GMT", "GMT+5:30", "GMT+1"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Print(c.pattern, kWednesday), c.utc) << c.pattern;
    EXPECT_EQ(Print(c.pattern, kolkata), c.kolkata) << c.pattern;
    EXPECT_EQ(Print(c.pattern, berlin), c.berlin) << c.pattern;
  }
}

TEST(DatePattern, CountsTheLastDaysOfDecemberToTheNextWeekBasedYear) {
  CalendarMoment new_years_eve = {.days = 18627};  // 2020-12-31
  EXPECT_EQ(Print("YYYY-'w'ww", new_years_eve), "2021-w01");
}

TEST(DatePattern, TakesQuotedTextAsItIs) {
  EXPECT_EQ(Print("'it''s'yyyy"), "it's2020");
  EXPECT_EQ(Print("yyyy''MM"), "2020'03");
  EXPECT_EQ(Print("'''y'"), "'y");
  EXPECT_EQ(Print("yyyy'MM"), "!! Pattern ends with an incomplete string literal: yyyy'MM");
}

TEST(DatePattern, RefusesWhatTheColumnCannotTell) {
  EXPECT_EQ(Print("HH", kWednesday, {.date = true}),
            "!! the pattern letter 'H' needs a time of day, and a DATE has none");
  EXPECT_EQ(Print("yyyy", kWednesday, {.time = true}), "!! the pattern letter 'y' needs a date, and a TIME has none");
  EXPECT_EQ(Print("X", kWednesday, {.date = true, .time = true}),
            "!! the pattern letter 'X' needs a zone, which only a TIMESTAMP_LTZ has");
}

TEST(DatePattern, RefusesWhatJavaRefuses) {
  EXPECT_EQ(Print("ddd"), "!! Too many pattern letters: d");
  EXPECT_EQ(Print("HHH"), "!! Too many pattern letters: H");
  EXPECT_EQ(Print("MMMMMM"), "!! Too many pattern letters: M");
  EXPECT_EQ(Print("yyyy#MM"), "!! Pattern includes reserved character: '#'");
  EXPECT_EQ(Print("T"), "!! the pattern letter 'T' is not supported");
}

}  // namespace
}  // namespace mullion::elasticsearch
