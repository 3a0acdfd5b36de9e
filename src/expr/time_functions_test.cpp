#include <gmock/gmock.h>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

ExprPtr Unit(std::string name) {
  return Text(std::move(name));
}

// conformance: time_functions, ids 0 and 1.
TEST(TimeFunctionsTest, AsRecorded) {
  ExprPtr x = Timestamp("2026-11-13 04:20:14.076");
  ExprPtr new_year = Timestamp("2024-01-01 00:00:00", 0);
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("YEAR"), x}), "2026");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("MONTH"), x}), "11");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("DAY"), x}), "13");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("HOUR"), x}), "4");
  EXPECT_EQ(ShowCall("DATE_FORMAT", {x, Text("yyyy/MM/dd HH:mm:ss")}), "2026/11/13 04:20:14");
  EXPECT_EQ(ShowCall("FLOOR", {x, Unit("MINUTE")}), "2026-11-13 04:20:00.000");
  EXPECT_EQ(ShowCall("CEIL", {x, Unit("HOUR")}), "2026-11-13 05:00:00.000");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("DAY"), x, new_year}), "-1047");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("MINUTE"), new_year, x}), "1507940");
  EXPECT_EQ(ShowCall("TIMESTAMPADD", {Unit("HOUR"), Int(30), x}), "2026-11-14 10:20:14.076");
  EXPECT_EQ(ShowCall("+", {x, Ms(86'400'000)}), "2026-11-14 04:20:14.076");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("DAY"), Timestamp("2022-04-15 09:56:58.452"), new_year}), "625");
}

// The recorded case quirk_pre_1970_date_parts.
TEST(TimeFunctionsTest, PartsBefore1970RoundTowardIt) {
  struct Row {
    const char* time;
    const char *day, *day_of_year, *hour, *floor_day, *floor_hour, *format;
  };
  const Row rows[] = {
      {"1969-12-31 23:59:59.999", "1", "1", "0", "1969-12-31 00:00:00.000", "1969-12-31 23:00:00.000", "1969-12-31 23"},
      {"1969-12-31 00:00:00", "31", "365", "0", "1969-12-31 00:00:00.000", "1969-12-31 00:00:00.000", "1969-12-31 00"},
      {"1964-06-29 21:31:03.001", "30", "182", "-2", "1964-06-29 00:00:00.000", "1964-06-29 21:00:00.000",
       "1964-06-29 21"},
      {"1960-01-01 12:00:00", "2", "2", "-12", "1960-01-01 00:00:00.000", "1960-01-01 12:00:00.000", "1960-01-01 12"},
  };
  for (const Row& row : rows) {
    ExprPtr x = Timestamp(row.time);
    EXPECT_EQ(ShowCall("EXTRACT", {Unit("DAY"), x}), row.day) << row.time;
    EXPECT_EQ(ShowCall("DAYOFYEAR", {x}), row.day_of_year) << row.time;
    EXPECT_EQ(ShowCall("HOUR", {x}), row.hour) << row.time;
    EXPECT_EQ(ShowCall("FLOOR", {x, Unit("DAY")}), row.floor_day) << row.time;
    EXPECT_EQ(ShowCall("FLOOR", {x, Unit("HOUR")}), row.floor_hour) << row.time;
    EXPECT_EQ(ShowCall("DATE_FORMAT", {x, Text("yyyy-MM-dd HH")}), row.format) << row.time;
  }
}

// The examples of Flink's sql_functions.yml.
TEST(TimeFunctionsTest, DocumentedParts) {
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("DAY"), Date("2006-06-05")}), "5");
  EXPECT_EQ(ShowCall("YEAR", {Date("1994-09-27")}), "1994");
  EXPECT_EQ(ShowCall("QUARTER", {Date("1994-09-27")}), "3");
  EXPECT_EQ(ShowCall("MONTH", {Date("1994-09-27")}), "9");
  EXPECT_EQ(ShowCall("WEEK", {Date("1994-09-27")}), "39");
  EXPECT_EQ(ShowCall("DAYOFYEAR", {Date("1994-09-27")}), "270");
  EXPECT_EQ(ShowCall("DAYOFMONTH", {Date("1994-09-27")}), "27");
  EXPECT_EQ(ShowCall("DAYOFWEEK", {Date("1994-09-27")}), "3");
  EXPECT_EQ(ShowCall("HOUR", {Timestamp("1994-09-27 13:14:15")}), "13");
  EXPECT_EQ(ShowCall("MINUTE", {Timestamp("1994-09-27 13:14:15")}), "14");
  EXPECT_EQ(ShowCall("SECOND", {Timestamp("1994-09-27 13:14:15")}), "15");
  EXPECT_EQ(ShowCall("FLOOR", {Time("12:44:31"), Unit("MINUTE")}), "12:44:00");
  EXPECT_EQ(ShowCall("CEIL", {Time("12:44:31"), Unit("MINUTE")}), "12:45:00");
}

TEST(TimeFunctionsTest, ExtractFromOtherTypes) {
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("HOUR"), Time("12:44:31")}), "12");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("EPOCH"), Timestamp("1970-01-02 00:00:01")}), "86401");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("DAY"), Ms(93'784'005)}), "1");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("HOUR"), Ms(93'784'005)}), "2");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("YEAR"), Months(14)}), "1");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("MILLISECOND"), Timestamp("1970-01-02 00:00:01.123456", 6)}), "123");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("MICROSECOND"), Timestamp("1970-01-02 00:00:01.123456", 6)}), "123456");
  EvalContext shanghai{.session_zone = "Asia/Shanghai"};
  EXPECT_EQ(ShowCall("HOUR", {Ltz(0)}, shanghai), "8");
  // ISO 8601: 2021-01-03 is the Sunday of week 53 of 2020.
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("WEEK"), Date("2021-01-03")}), "53");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("ISOYEAR"), Date("2021-01-03")}), "2020");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("DOW"), Date("2021-01-03")}), "1");
  EXPECT_EQ(ShowCall("EXTRACT", {Unit("ISODOW"), Date("2021-01-03")}), "7");
  EXPECT_FALSE(MakeCall("EXTRACT", {Unit("YEAR"), Time("12:00:00")}).has_value());
  EXPECT_FALSE(MakeCall("EXTRACT", {Unit("FORTNIGHT"), Date("2021-01-03")}).has_value());
}

TEST(TimeFunctionsTest, FloorsToCalendarUnits) {
  ExprPtr x = Timestamp("2018-08-15 13:14:15.123");
  EXPECT_EQ(ShowCall("FLOOR", {x, Unit("YEAR")}), "2018-01-01 00:00:00.000");
  EXPECT_EQ(ShowCall("FLOOR", {x, Unit("QUARTER")}), "2018-07-01 00:00:00.000");
  EXPECT_EQ(ShowCall("FLOOR", {x, Unit("MONTH")}), "2018-08-01 00:00:00.000");
  EXPECT_EQ(ShowCall("FLOOR", {x, Unit("WEEK")}), "2018-08-12 00:00:00.000");  // the Sunday before
  EXPECT_EQ(ShowCall("CEIL", {x, Unit("MONTH")}), "2018-09-01 00:00:00.000");
  EXPECT_EQ(ShowCall("CEIL", {x, Unit("YEAR")}), "2019-01-01 00:00:00.000");
  EXPECT_EQ(ShowCall("CEIL", {Date("2018-12-15"), Unit("MONTH")}), "2019-01-01");
  EXPECT_EQ(ShowCall("FLOOR", {Date("2018-12-15"), Unit("MONTH")}), "2018-12-01");
  EXPECT_EQ(ShowCall("FLOOR", {x, Unit("CENTURY")}), "2001-01-01 00:00:00.000");
}

TEST(TimeFunctionsTest, InstantsFloorInTheSessionZone) {
  EvalContext shanghai{.session_zone = "Asia/Shanghai"};
  // 1970-01-01 08:00 there: the day began at 1969-12-31 16:00 UTC.
  EXPECT_EQ(ShowCall("FLOOR", {Ltz(0), Unit("DAY")}, shanghai), "1969-12-31 16:00:00.000");
}

TEST(TimeFunctionsTest, IntervalsAddByTheCalendar) {
  EXPECT_EQ(ShowCall("+", {Date("2024-01-31"), Months(1)}), "2024-02-29");
  EXPECT_EQ(ShowCall("-", {Date("2024-03-31"), Months(1)}), "2024-02-29");
  EXPECT_EQ(ShowCall("+", {Months(14), Date("2023-12-15")}), "2025-02-15");
  EXPECT_EQ(ShowCall("+", {Timestamp("2023-12-31 23:59:59.999"), Months(2)}), "2024-02-29 23:59:59.999");
  EXPECT_EQ(ShowCall("-", {Timestamp("1970-01-01 00:00:00"), Ms(1)}), "1969-12-31 23:59:59.999");
  EXPECT_EQ(ShowCall("+", {Timestamp("1970-01-01 00:00:00.000000001", 9), Ms(1)}), "1970-01-01 00:00:00.001000001");
  EXPECT_EQ(ShowCall("+", {Time("23:00:00"), Ms(7'200'000)}), "01:00:00");
  EXPECT_EQ(ShowCall("-", {Time("01:00:00"), Ms(7'200'000)}), "23:00:00");
  EXPECT_EQ(ShowCall("+", {Date("2024-01-31"), Ms(86'400'000)}), "2024-02-01");
  EXPECT_EQ(ShowCall("+", {Date("2024-01-31"), Ms(3'600'000)}), "2024-01-31");  // a DATE stays one
  EXPECT_EQ(ShowCall("-", {Ms(5000), Ms(2000)}), "+0 00:00:03.000");
  EXPECT_EQ(ShowCall("*", {Int(3), Ms(2000)}), "+0 00:00:06.000");
  EXPECT_EQ(ShowCall("*", {Months(2), Int(7)}), "+1-02");
  EXPECT_EQ(ShowCall("-", {Ms(5000)}), "-0 00:00:05.000");
  EXPECT_EQ(ShowCall("+", {Null(), Ms(5000)}), "NULL");
}

TEST(TimeFunctionsTest, WatermarkExpressionsRunOverColumns) {
  DataType ts = DataType::Timestamp(3);
  Batch batch{.row_count = 2, .columns = {ColumnOf(ts, {Value::Int(10'000), Value::Null()})}};
  ExprPtr watermark = Call("-", {MakeInputRef(0, ts), Ms(5'000)});
  EXPECT_EQ(watermark->type().ToString(), "TIMESTAMP(3)");
  EXPECT_THAT(ShowRows(*watermark, batch), ElementsAre("1970-01-01 00:00:05.000", "NULL"));
}

TEST(TimeFunctionsTest, TheDifferenceOfTimesPointsToTimestampdiff) {
  auto call = MakeCall("-", {Date("2024-01-31"), Date("2024-01-30")});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().hint(), "the time between two moments is TIMESTAMPDIFF(unit, from, to)");
}

TEST(TimeFunctionsTest, DifferencesInMonthsCountWholeOnes) {
  ExprPtr a = Timestamp("2024-01-31 10:00:00");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("MONTH"), a, Timestamp("2024-03-31 09:59:59")}), "1");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("MONTH"), a, Timestamp("2024-03-31 10:00:00")}), "2");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("YEAR"), Date("2024-03-01"), Date("2020-03-02")}), "-3");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("QUARTER"), Date("2024-01-01"), Date("2024-12-31")}), "3");
  EXPECT_EQ(ShowCall("TIMESTAMPDIFF", {Unit("SECOND"), Date("1970-01-01"), Timestamp("1969-12-31 23:59:58.500")}),
            "-1");
}

// conformance: to_timestamp_pattern.
// The answers of Flink 1.18.1.
TEST(TimeFunctionsTest, DifferencesInMonthsBackwardsTakeOneMore) {
  ExprPtr from = Timestamp("2024-01-15 10:00:00");
  auto months = [&](std::string_view to) { return ShowCall("TIMESTAMPDIFF", {Unit("MONTH"), from, Timestamp(to)}); };
  EXPECT_EQ(months("2023-12-15 11:00:00"), "-1");
  EXPECT_EQ(months("2023-12-15 09:00:00"), "-2");
  EXPECT_EQ(months("2023-12-16 09:00:00"), "0");
}

// The answers of Flink 1.18.1: January 1 is in week 1 of the new year with all days of its week.
TEST(TimeFunctionsTest, WeeksOfPatternsAreTheUsCalendars) {
  ExprPtr eve = Timestamp("2024-12-31 12:30:45.500");
  EXPECT_EQ(ShowCall("DATE_FORMAT", {eve, Text("YYYY-ww")}), "2025-01");
  EXPECT_EQ(ShowCall("DATE_FORMAT", {eve, Text("F")}), "3");
}

TEST(TimeFunctionsTest, TimestampsOfTextAsRecorded) {
  ExprPtr pattern = Text("dd/MM/yyyy HH:mm");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP", {Text("2024-02-29 23:59:59.123")}), "2024-02-29 23:59:59.123");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP", {Text("29/02/2024 07:05"), pattern}), "2024-02-29 07:05:00.000");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP", {Text("2024-01-01"), pattern}), "2024-01-01 00:00:00.000");  // falls back
  EXPECT_EQ(ShowCall("TO_TIMESTAMP", {Text("no time"), pattern}), "NULL");
  EXPECT_EQ(ShowCall("TO_DATE", {Text("2024-02-29 23:59:59")}), "2024-02-29");
  EXPECT_EQ(ShowCall("TO_DATE", {Text("bad")}), "NULL");
}

// conformance: unix_timestamp.
TEST(TimeFunctionsTest, UnixTimesInTheSessionZoneAsRecorded) {
  EvalContext berlin{.session_zone = "Europe/Berlin"};
  EXPECT_EQ(ShowCall("UNIX_TIMESTAMP", {Text("2024-01-15 12:00:00")}, berlin), "1705316400");
  EXPECT_EQ(ShowCall("UNIX_TIMESTAMP", {Text("2024-07-15 12:00:00")}, berlin), "1721037600");
  EXPECT_EQ(ShowCall("FROM_UNIXTIME", {BigInt(0)}, berlin), "1970-01-01 01:00:00");
  EXPECT_EQ(ShowCall("FROM_UNIXTIME", {BigInt(1'720'000'000)}, berlin), "2024-07-03 11:46:40");
  EXPECT_EQ(ShowCall("FROM_UNIXTIME", {BigInt(1'720'000'000), Text("yyyy-MM-dd")}, berlin), "2024-07-03");
}

// What a JVM (17) prints and reads with DateTimeFormatter and SimpleDateFormat.
TEST(TimeFunctionsTest, JavaPatterns) {
  ExprPtr x = Timestamp("2024-02-09 15:04:05.678901234", 9);
  auto format = [&](std::string pattern) { return ShowCall("DATE_FORMAT", {x, Text(pattern)}); };
  EXPECT_EQ(format("yyyy-MM-dd'T'HH:mm:ss.SSS"), "2024-02-09T15:04:05.678");
  EXPECT_EQ(format("yy M d H"), "24 2 9 15");
  EXPECT_EQ(format("SSSSSSSSS"), "678901234");
  EXPECT_EQ(format("hh:mm a"), "03:04 PM");
  EXPECT_EQ(format("EEE EEEE"), "Fri Friday");
  EXPECT_EQ(format("MMM MMMM"), "Feb February");
  EXPECT_EQ(format("DDD"), "040");
  EXPECT_EQ(format("Q"), "1");
  EXPECT_EQ(format("''yyyy''"), "'2024'");
  EXPECT_EQ(format("k K h"), "15 3 3");
  EXPECT_EQ(format("yyyyy w W F e"), "02024 6 2 2 6");
  EXPECT_EQ(format("n N"), "678901234 54245678901234");
  EXPECT_FALSE(MakeCall("DATE_FORMAT", {x, Text("yyyy b")}).has_value());
}

TEST(TimeFunctionsTest, JavaPatternsRead) {
  auto read = [](std::string text, std::string pattern) {
    return ShowCall("TO_TIMESTAMP", {Text(text), Text(pattern)});
  };
  EXPECT_EQ(read("20240209150405", "yyyyMMddHHmmss"), "2024-02-09 15:04:05.000");
  EXPECT_EQ(read("09-Feb-24 03:04 PM", "dd-MMM-yy hh:mm a"), "2024-02-09 15:04:00.000");
  EXPECT_EQ(read("2024-02-09T15:04:05.678", "yyyy-MM-dd'T'HH:mm:ss.SSS"), "2024-02-09 15:04:05.678");
  EXPECT_EQ(read("2024-02-31", "yyyy-MM-dd"), "2024-02-29 00:00:00.000");
  EXPECT_EQ(read("2024-13-01", "yyyy-MM-dd"), "NULL");
  EXPECT_EQ(read("2024-2-9", "yyyy-MM-dd"), "2024-02-09 00:00:00.000");  // by the fall-back
  EXPECT_EQ(read("15:04", "HH:mm"), "1970-01-01 15:04:00.000");
  EXPECT_EQ(read("2024-02-09 15", "yyyy-MM-dd[ HH]"), "2024-02-09 15:00:00.000");
  EXPECT_EQ(read("2024-02-09x", "yyyy-MM-dd"), "NULL");
  EXPECT_EQ(ShowCall("TO_DATE", {Text("13/2024/40"), Text("MM/yyyy/dd")}), "2025-02-09");  // lenient: runs over
  EXPECT_EQ(ShowCall("TO_DATE", {Text("20240209"), Text("yyyyMMdd")}), "2024-02-09");
  EXPECT_EQ(ShowCall("TO_DATE", {Text("x"), Text("yyyyMMdd")}), "NULL");
  EXPECT_EQ(read("2024040", "yyyyDDD"), "2024-02-09 00:00:00.000");
  EXPECT_EQ(read("12345", "HHmmss"), "NULL");
  EXPECT_EQ(read("99-02-09", "yy-MM-dd"), "2099-02-09 00:00:00.000");
}

TEST(TimeFunctionsTest, SimpleDateFormatIsLenient) {
  auto seconds = [](std::string text, std::string pattern) {
    return ShowCall("UNIX_TIMESTAMP", {Text(text), Text(pattern)});
  };
  EXPECT_EQ(seconds("  2024-2-9 1:2:3 tail", "yyyy-MM-dd HH:mm:ss"), "1707440523");
  EXPECT_EQ(seconds("70-2-9", "yy-MM-dd"), "3369600");
  EXPECT_EQ(seconds("feb 9 2024", "MMM d yyyy"), "1707436800");
  EXPECT_EQ(seconds("2024-02-09T10:11:12+0200", "yyyy-MM-dd'T'HH:mm:ssZ"), "1707466272");
  EXPECT_EQ(seconds("2024-02-09 10:11", "yyyy-MM-dd HH:mm:ss"), "-9223372036854775808");
  EvalContext berlin{.session_zone = "Europe/Berlin"};
  auto format = [&](std::string pattern) {
    return ShowCall("FROM_UNIXTIME", {BigInt(1'720'000'000), Text(pattern)}, berlin);
  };
  EXPECT_EQ(format("Z X XXX u w W F"), "+0200 +02 +02:00 3 27 1 1");
}

TEST(TimeFunctionsTest, InstantsOfNumbers) {
  EXPECT_EQ(ShowCall("TO_TIMESTAMP_LTZ", {BigInt(100), Int(0)}), "1970-01-01 00:01:40.000");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP_LTZ", {BigInt(1'618'495'260'123), Int(3)}), "2021-04-15 14:01:00.123");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP_LTZ", {Double(1.5), Int(0)}), "1970-01-01 00:00:01.500");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP_LTZ", {Decimal("1.9"), Int(0)}), "1970-01-01 00:00:01.000");
  EXPECT_EQ(ShowCall("TO_TIMESTAMP_LTZ", {BigInt(INT64_MAX), Int(3)}), "NULL");
  EXPECT_FALSE(MakeCall("TO_TIMESTAMP_LTZ", {BigInt(1), Int(6)}).has_value());
}

// sql_functions.yml: CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'America/Los_Angeles') returns '1969-12-31 16:00:00'.
TEST(TimeFunctionsTest, ConvertsZones) {
  EXPECT_EQ(ShowCall("CONVERT_TZ", {Text("1970-01-01 00:00:00"), Text("UTC"), Text("America/Los_Angeles")}),
            "1969-12-31 16:00:00");
  EXPECT_FALSE(MakeCall("CONVERT_TZ", {Text("1970-01-01 00:00:00"), Text("UTC"), Text("Nowhere")}).has_value());
}

// The examples of Flink's sql_functions.yml.
// The answers of Flink 1.18.1: of the hour that comes twice the second one.
TEST(TimeFunctionsTest, TextsInTheRepeatedHourAreTheSecondPass) {
  ExprPtr text = Text("2024-10-27 02:30:00");
  EXPECT_EQ(ShowCall("CONVERT_TZ", {text, Text("Europe/Berlin"), Text("UTC")}), "2024-10-27 01:30:00");
  EvalContext berlin{.session_zone = "Europe/Berlin"};
  EXPECT_EQ(ShowCall("UNIX_TIMESTAMP", {text}, berlin), "1729992600");
}

TEST(TimeFunctionsTest, Overlaps) {
  EXPECT_EQ(ShowCall("OVERLAPS", {Time("02:55:00"), Ms(3'600'000), Time("03:30:00"), Ms(7'200'000)}), "TRUE");
  EXPECT_EQ(ShowCall("OVERLAPS", {Time("09:00:00"), Time("10:00:00"), Time("10:15:00"), Ms(10'800'000)}), "FALSE");
}

TEST(ClockFunctionsTest, TellTheClocksTimeInTheSessionZone) {
  ManualClock clock(1'720'000'000'123);
  EvalContext berlin{.clock = &clock, .session_zone = "Europe/Berlin"};
  EXPECT_EQ(ShowCall("CURRENT_TIMESTAMP", {}, berlin), "2024-07-03 09:46:40.123");
  EXPECT_EQ(ShowCall("LOCALTIMESTAMP", {}, berlin), "2024-07-03 11:46:40.123");
  EXPECT_EQ(ShowCall("CURRENT_DATE", {}, berlin), "2024-07-03");
  EXPECT_EQ(ShowCall("LOCALTIME", {}, berlin), "11:46:40");
  EXPECT_EQ(ShowCall("UNIX_TIMESTAMP", {}, berlin), "1720000000");
  EXPECT_EQ(Call("PROCTIME", {})->type().ToString(), "TIMESTAMP_LTZ(3) NOT NULL");
  EXPECT_FALSE(Call("NOW", {})->deterministic());
  EvalContext batch{.clock = &clock, .query_start_ms = 5, .streaming = false};
  EXPECT_EQ(ShowCall("NOW", {}, batch), "1970-01-01 00:00:00.005");
  EXPECT_EQ(ShowCall("PROCTIME", {}, batch), "2024-07-03 09:46:40.123");
}

TEST(ClockFunctionsTest, CurrentWatermarkIsTheOneBeforeTheRow) {
  DataType ts = DataType::Timestamp(3);
  Batch batch{.row_count = 2, .columns = {ColumnOf(ts, {Value::Int(1), Value::Int(2)})}};
  ExprPtr current = Call("CURRENT_WATERMARK", {MakeInputRef(0, ts)});
  EXPECT_THAT(ShowRows(*current, batch), ElementsAre("NULL", "NULL"));
  batch.row_watermarks =
      std::make_shared<const std::vector<TimestampMs>>(std::vector<TimestampMs>{kMinWatermark, 1'000});
  EXPECT_THAT(ShowRows(*current, batch), ElementsAre("NULL", "1970-01-01 00:00:01.000"));
}

}  // namespace
}  // namespace mullion
