#include "column/text.h"

#include <gtest/gtest.h>

#include <limits>

namespace mullion {
namespace {

template <typename F, typename... Args>
std::string Appended(F append, Args... args) {
  std::string out;
  append(args..., &out);
  return out;
}

std::string Java(double v) {
  return Appended(AppendJavaDouble, v);
}
std::string JavaFloat(float v) {
  return Appended(AppendJavaFloat, v);
}
std::string Json(double v) {
  return Appended(AppendDouble, v);
}
std::string Decimal(Int128 v, int scale) {
  return Appended(AppendDecimal, v, scale);
}
std::string Ms(int64_t ms, int digits) {
  return Appended(AppendTimestampMs, ms, ' ', digits);
}

TEST(TextTest, DaysAndCivilDatesAreInverse) {
  EXPECT_EQ(DaysFromCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DaysFromCivil({1969, 12, 31}), -1);
  EXPECT_EQ(DaysFromCivil({2000, 2, 29}), 11016);  // date -d 2000-02-29 +%s / 86400
  EXPECT_EQ(DaysFromCivil({1, 1, 1}), -719162);    // Java's LocalDate.of(1, 1, 1).toEpochDay()
  for (int64_t day = -800'000; day < 3'000'000; day += 17) EXPECT_EQ(DaysFromCivil(CivilFromDays(day)), day);
}

TEST(TextTest, DatesPrintWithFourDigitsOfYear) {
  EXPECT_EQ(Appended(AppendDate, 0), "1970-01-01");
  EXPECT_EQ(Appended(AppendDate, -719162), "0001-01-01");
}

TEST(TextTest, TimestampsPrintTheAskedFraction) {
  EXPECT_EQ(Ms(0, 3), "1970-01-01 00:00:00.000");
  EXPECT_EQ(Ms(-1, 3), "1969-12-31 23:59:59.999");
  EXPECT_EQ(Ms(1'618'495'260'120, -1), "2021-04-15 14:01:00.12");
  EXPECT_EQ(Ms(1'618'495'260'000, -1), "2021-04-15 14:01:00");
  EXPECT_EQ(Ms(1'618'495'260'129, 0), "2021-04-15 14:01:00");
  EXPECT_EQ((Appended(AppendTimestampNs, -1, 'T', 9)), "1969-12-31T23:59:59.999999999");
}

TEST(TextTest, TimesCutTrailingZeros) {
  EXPECT_EQ(Appended(AppendTime, 45'296'000), "12:34:56");
  EXPECT_EQ(Appended(AppendTime, 45'296'120), "12:34:56.12");
}

TEST(TextTest, DecimalsPrintTheirFullScale) {
  EXPECT_EQ(Decimal(12345, 2), "123.45");
  EXPECT_EQ(Decimal(-5, 3), "-0.005");
  EXPECT_EQ(Decimal(0, 0), "0");
  EXPECT_EQ(Decimal(0, 2), "0.00");
  EXPECT_EQ(Decimal(-7, 0), "-7");
  EXPECT_EQ(Decimal(static_cast<Int128>(10'000'000'000'000'000'000ULL), 0), "10000000000000000000");
  EXPECT_EQ(Decimal(static_cast<Int128>(12'345'678'901'234'567ULL) * 1'000'000'000'000'000'000, 20),
            "123456789012345.67000000000000000000");
}

// The examples of java.lang.Double.toString's and Float.toString's documentation and its bounds 10^-3 and 10^7.
TEST(TextTest, JavaDoublesUseJavasLayout) {
  EXPECT_EQ(Java(1), "1.0");
  EXPECT_EQ(Java(0.001), "0.001");
  EXPECT_EQ(Java(0.00099), "9.9E-4");
  EXPECT_EQ(Java(9999999.5), "9999999.5");
  EXPECT_EQ(Java(1e7), "1.0E7");
  EXPECT_EQ(Java(12345678.9), "1.23456789E7");
  EXPECT_EQ(Java(-0.0), "-0.0");
  EXPECT_EQ(Java(1e22), "1.0E22");
  EXPECT_EQ(Java(100), "100.0");
  EXPECT_EQ(Java(std::numeric_limits<double>::max()), "1.7976931348623157E308");
  EXPECT_EQ(Java(std::numeric_limits<double>::denorm_min()), "4.9E-324");
  EXPECT_EQ(Java(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(Java(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(JavaFloat(0.1F), "0.1");
  EXPECT_EQ(JavaFloat(16777216.0F), "1.6777216E7");
}

TEST(TextTest, JsonDoublesAreShortAndReadBack) {
  EXPECT_EQ(Json(100'000'000'000.0), "100000000000");
  EXPECT_EQ(Json(1e22), "1e+22");
  EXPECT_EQ(Json(0.1), "0.1");
}

TEST(TextTest, ParsersTakeTheWholeTextOrNothing) {
  EXPECT_EQ(ParseDate("1970-01-02"), 1);
  EXPECT_EQ(ParseDate("2023-02-29"), std::nullopt);
  EXPECT_EQ(ParseDate("2024-02-29"), 19782);
  EXPECT_EQ(ParseDate("2024-2-9"), std::nullopt);
  EXPECT_EQ(ParseDate("1970-01-02 "), std::nullopt);
  EXPECT_EQ(ParseDate("0000-01-01"), std::nullopt);
  EXPECT_EQ(ParseTimeOfDay("12:34"), 45'240'000);
  EXPECT_EQ(ParseTimeOfDay("12:34:56.7"), 45'296'700);
  EXPECT_EQ(ParseTimeOfDay("24:00:00"), std::nullopt);
  EXPECT_EQ(ParseTimeOfDay("12:34:56."), std::nullopt);
  EXPECT_TRUE(ParseTimestampNs("1970-01-01 00:00:00.000000001", ' ') == Int128{1});
  EXPECT_TRUE(ParseTimestampNs("1969-12-31T23:59:59.999", 'T') == Int128{-1'000'000});
  EXPECT_EQ(ParseTimestampNs("1969-12-31T23:59:59.999", ' '), std::nullopt);
  EXPECT_EQ(ParseTimestampNs("1969-12-31 23:59:59.9999999999", ' '), std::nullopt);
}

TEST(TextTest, DecimalsParseHalfUp) {
  EXPECT_TRUE(ParseDecimal("123.455", 10, 2) == Int128{12346});
  EXPECT_TRUE(ParseDecimal("-123.455", 10, 2) == Int128{-12346});
  EXPECT_TRUE(ParseDecimal("1.5e2", 10, 0) == Int128{150});
  EXPECT_TRUE(ParseDecimal("15E-1", 10, 0) == Int128{2});
  EXPECT_TRUE(ParseDecimal("0.4", 10, 0) == Int128{0});
  EXPECT_TRUE(ParseDecimal("0.05", 10, 1) == Int128{1});
  EXPECT_TRUE(ParseDecimal(".5", 3, 1) == Int128{5});
  EXPECT_TRUE(ParseDecimal("5.", 3, 1) == Int128{50});
  EXPECT_TRUE(ParseDecimal("00000000000000000000000000000000000000000001", 2, 1) == Int128{10});
  EXPECT_EQ(ParseDecimal("9.96", 2, 1), std::nullopt);
  EXPECT_EQ(ParseDecimal("100", 2, 0), std::nullopt);
  EXPECT_EQ(ParseDecimal("1e999999999", 38, 0), std::nullopt);
  EXPECT_TRUE(ParseDecimal("0e999999999", 38, 0) == Int128{0});
  for (const char* bad : {"", ".", "-", "1e", "1,5", " 1", "1 ", "0x1", "NaN"}) {
    EXPECT_EQ(ParseDecimal(bad, 38, 10), std::nullopt) << bad;
  }
}

TEST(TextTest, DecimalsRescaleHalfUpAwayFromZero) {
  EXPECT_TRUE(RescaleDecimal(125, 2, 5, 1) == Int128{13});
  EXPECT_TRUE(RescaleDecimal(-125, 2, 5, 1) == Int128{-13});
  EXPECT_TRUE(RescaleDecimal(-124, 2, 5, 1) == Int128{-12});
  EXPECT_TRUE(RescaleDecimal(5, 0, 5, 3) == Int128{5000});
  EXPECT_EQ(RescaleDecimal(100, 0, 4, 2), std::nullopt);
  EXPECT_EQ(RescaleDecimal(995, 1, 2, 0), std::nullopt);
}

TEST(TextTest, ValuesPrintAsFlinkCastsThemToString) {
  EXPECT_EQ(ToText(DataType::Boolean(), Value::Int(1)), "TRUE");
  EXPECT_EQ(ToText(DataType::Timestamp(3), Value::Int(0)), "1970-01-01 00:00:00.000");
  EXPECT_EQ(ToText(DataType::Timestamp(0), Value::Int(0)), "1970-01-01 00:00:00");
  EXPECT_EQ(ToText(DataType::Timestamp(6), Value::Wide(1'000)), "1970-01-01 00:00:00.000001");
  EXPECT_EQ(ToText(DataType::Int(), Value::Null()), "NULL");
  EXPECT_EQ(ToText(DataType::IntervalMonth(), Value::Int(-14)), "-1-02");
  EXPECT_EQ(ToText(DataType::IntervalDay(), Value::Int(93'784'005)), "+1 02:03:04.005");
  EXPECT_EQ(ToText(DataType::Array(DataType::Int()), Value::List({Value::Int(1), Value::Null()})), "[1, NULL]");
  EXPECT_EQ(ToText(DataType::Map(DataType::String(), DataType::Int()), Value::List({Value::Text("a"), Value::Int(1)})),
            "{a=1}");
  EXPECT_EQ(ToText(DataType::Row({{"a", DataType::Int()}, {"b", DataType::Double()}}),
                   Value::List({Value::Int(1), Value::Real(2)})),
            "(1, 2.0)");
}

}  // namespace
}  // namespace mullion
