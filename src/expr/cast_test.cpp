#include <gmock/gmock.h>

#include <limits>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

std::string Cast(ExprPtr from, DataType to) {
  return Show(CastTo(std::move(from), std::move(to)));
}
std::string TryCast(ExprPtr from, DataType to) {
  return Show(TryCastTo(std::move(from), std::move(to)));
}

// conformance: cast, ids 0, 1 and 10.
TEST(CastTest, NumbersAsRecorded) {
  EXPECT_EQ(Cast(Int(-1), DataType::String()), "-1");
  EXPECT_EQ(Cast(Double(5.84375), DataType::Int()), "5");
  EXPECT_EQ(Cast(Double(-22.15625), DataType::Int()), "-22");
  EXPECT_EQ(Cast(Decimal("-89.495", 10), DataType::Int()), "-89");
  EXPECT_EQ(Cast(Int(19), DataType::Decimal(6, 1)), "19.0");
  EXPECT_EQ(Cast(Decimal("-89.495", 10), DataType::Decimal(6, 1)), "-89.5");
  EXPECT_EQ(Cast(Decimal("91.115", 10), DataType::Decimal(6, 1)), "91.1");
  EXPECT_EQ(Cast(Double(-22.15625), DataType::String()), "-22.15625");
  EXPECT_EQ(Cast(Bool(true), DataType::String()), "TRUE");
  EXPECT_EQ(Cast(Decimal("-89.495", 10), DataType::Double()), "-89.495");
}

// FLINK-SURPRISES, and Flink's CastFunctionITCase.
TEST(CastTest, NarrowingTakesTheLowBitsAndRealsSaturate) {
  EXPECT_EQ(Cast(BigInt(3'755'744'309), DataType::Int()), "-539222987");
  EXPECT_EQ(Cast(Int(32780), DataType::SmallInt()), "-32756");
  EXPECT_EQ(Cast(Double(1e30), DataType::Int()), "2147483647");
  EXPECT_EQ(Cast(Double(-1e30), DataType::BigInt()), "-9223372036854775808");
  EXPECT_EQ(Cast(Double(1e30), DataType::SmallInt()), "-1");
  EXPECT_EQ(Cast(Double(123456.789), DataType::SmallInt()), "-7616");
  EXPECT_EQ(Cast(Double(std::numeric_limits<double>::quiet_NaN()), DataType::Int()), "0");
  EXPECT_EQ(Cast(Decimal("9123.87"), DataType::TinyInt()), "-93");
  EXPECT_EQ(Cast(Decimal("3276913443134.87"), DataType::Int()), "-146603714");
  EXPECT_EQ(Cast(Decimal("3276913443134.87"), DataType::Float()), Show(Float(3.27691351E12F)));
  EXPECT_EQ(Cast(Decimal("123456789.123456789123456789"), DataType::Double()), "1.2345678912345679E8");
}

TEST(CastTest, DecimalsThatDoNotFitAreNull) {
  EXPECT_EQ(Cast(Int(1000), DataType::Decimal(5, 3)), "NULL");
  EXPECT_EQ(Cast(Double(12.678), DataType::Decimal(5, 3)), "12.678");
  EXPECT_EQ(Cast(Float(-12.345F), DataType::Decimal(5, 3)), "-12.345");
  EXPECT_EQ(Cast(Text("1234.5"), DataType::Decimal(5, 3)), "NULL");
  EXPECT_EQ(Cast(Text(" 1.2 "), DataType::Decimal(5, 3)), "1.200");
  EXPECT_EQ(Cast(Bool(true), DataType::Decimal(5, 3)), "1.000");
}

// conformance: try_cast.
TEST(CastTest, TryCastOfTextAsRecorded) {
  const DataType decimal = DataType::Decimal(5, 1);
  for (const char* bad : {"", "abc"}) {
    EXPECT_EQ(TryCast(Text(bad), DataType::Int()), "NULL");
    EXPECT_EQ(TryCast(Text(bad), DataType::Double()), "NULL");
    EXPECT_EQ(TryCast(Text(bad), decimal), "NULL");
  }
  EXPECT_EQ(TryCast(Text("-7"), DataType::Int()), "-7");
  EXPECT_EQ(TryCast(Text("3.5"), DataType::Int()), "3");
  EXPECT_EQ(TryCast(Text("3.5"), DataType::Double()), "3.5");
  EXPECT_EQ(TryCast(Text("12"), decimal), "12.0");
}

// Flink's CastFunctionITCase.
TEST(CastTest, TextToIntegers) {
  EXPECT_EQ(Cast(Text("1.234"), DataType::TinyInt()), "1");
  EXPECT_EQ(Cast(Text("-130"), DataType::TinyInt()), "error: Cannot parse '-130' as TINYINT.");
  EXPECT_EQ(Cast(Text("-9223372036854775808"), DataType::BigInt()), "-9223372036854775808");
  EXPECT_EQ(Cast(Text("9223372036854775808"), DataType::BigInt()),
            "error: Cannot parse '9223372036854775808' as BIGINT.");
  for (const char* bad : {"foo", "-", "+", "1.2x", " ", "1 2", "\t1", "1e3"}) {
    EXPECT_EQ(TryCast(Text(bad), DataType::Int()), "NULL") << bad;
  }
  EXPECT_EQ(TryCast(Text("+5"), DataType::Int()), "5");
  EXPECT_EQ(TryCast(Text(" 8 "), DataType::Int()), "8");
}

TEST(CastTest, TextToRealsAsJavaReadsThem) {
  EXPECT_EQ(Cast(Text("-3276913443134"), DataType::Float()), Show(Float(-3.27691351E12F)));
  EXPECT_EQ(Cast(Text(" 1.5e3d "), DataType::Double()), "1500.0");
  EXPECT_EQ(Cast(Text("-Infinity"), DataType::Double()), "-Infinity");
  EXPECT_EQ(Cast(Text("NaN"), DataType::Double()), "NaN");
  EXPECT_EQ(Cast(Text("1e999"), DataType::Double()), "Infinity");
  EXPECT_EQ(TryCast(Text("inf"), DataType::Double()), "NULL");
}

TEST(CastTest, TextToBoolean) {
  for (const char* yes : {"t", "TRUE", "y", "Yes", "1"}) EXPECT_EQ(Cast(Text(yes), DataType::Boolean()), "TRUE") << yes;
  for (const char* no : {"f", "false", "N", "no", "0"}) EXPECT_EQ(Cast(Text(no), DataType::Boolean()), "FALSE") << no;
  EXPECT_EQ(Cast(Text("pay"), DataType::Boolean()), "error: Cannot parse 'pay' as BOOLEAN.");
}

// Flink's CastFunctionITCase.
TEST(CastTest, TextToTimes) {
  EXPECT_EQ(Cast(Text("123"), DataType::Date()), "0123-01-01");
  EXPECT_EQ(Cast(Text("2021-09-27 12:34:56.123456789"), DataType::Date()), "2021-09-27");
  EXPECT_EQ(Cast(Text("2021-9-7"), DataType::Date()), "2021-09-07");
  EXPECT_EQ(TryCast(Text("2021/09/27"), DataType::Date()), "NULL");
  EXPECT_EQ(TryCast(Text("2021-02-29"), DataType::Date()), "NULL");
  EXPECT_EQ(Cast(Text("12:34:56"), DataType::Time()), "12:34:56");
  EXPECT_EQ(TryCast(Text("2021-09-27"), DataType::Time()), "NULL");
  EXPECT_EQ(Cast(Text("2021-09-27"), DataType::Timestamp(9)), "2021-09-27 00:00:00.000000000");
  EXPECT_EQ(Cast(Text("2021-09-27 12:34:56.123456789"), DataType::Timestamp(9)), "2021-09-27 12:34:56.123456789");
  EXPECT_EQ(Cast(Text("2021-09-27 12:34:56.123456789"), DataType::Timestamp(3)), "2021-09-27 12:34:56.123");
  EXPECT_EQ(Cast(Text("2021-9-7 1:2:3"), DataType::Timestamp(0)), "2021-09-07 01:02:03");
  EXPECT_EQ(TryCast(Text("123"), DataType::Timestamp(3)), "NULL");
  EXPECT_EQ(TryCast(Text("2021/09/27"), DataType::Timestamp(3)), "NULL");
}

// java.time resolves in the SMART style: the last day of the month, and 24:00 as the next midnight.
TEST(CastTest, TimestampsOfTextResolveSmartly) {
  EXPECT_EQ(Cast(Text("2023-02-31 10:00:00"), DataType::Timestamp(0)), "2023-02-28 10:00:00");
  EXPECT_EQ(Cast(Text("2023-02-27 24:00:00"), DataType::Timestamp(0)), "2023-02-28 00:00:00");
  EXPECT_EQ(TryCast(Text("2023-02-32 10:00:00"), DataType::Timestamp(0)), "NULL");
}

// FLINK-SURPRISES: always three fraction digits; right before 1970.
TEST(CastTest, TimestampsToText) {
  EXPECT_EQ(Cast(Timestamp("1969-12-31 23:59:59.999"), DataType::String()), "1969-12-31 23:59:59.999");
  EXPECT_EQ(Cast(Timestamp("2024-01-01 00:00:00"), DataType::String()), "2024-01-01 00:00:00.000");
  EXPECT_EQ(Cast(Time("12:00:00"), DataType::String()), "12:00:00");
}

// The recorded case quirk_pre_1970_date_parts.
TEST(CastTest, DatesOfTimestampsBefore1970RoundTowardIt) {
  EXPECT_EQ(Cast(Timestamp("1969-12-31 23:59:59.999"), DataType::Date()), "1970-01-01");
  EXPECT_EQ(Cast(Timestamp("1969-12-31 00:00:00"), DataType::Date()), "1969-12-31");
  EXPECT_EQ(Cast(Timestamp("1964-06-29 21:31:03.001"), DataType::Date()), "1964-06-30");
  EXPECT_EQ(Cast(Timestamp("1960-01-01 12:00:00"), DataType::Date()), "1960-01-02");
}

TEST(CastTest, TimesAmongThemselves) {
  EXPECT_EQ(Cast(Date("2021-09-24"), DataType::Timestamp(3)), "2021-09-24 00:00:00.000");
  EXPECT_EQ(Cast(Time("12:34:56"), DataType::Timestamp(3)), "1970-01-01 12:34:56.000");
  EXPECT_EQ(Cast(Timestamp("2021-09-24 12:34:56.123456", 6), DataType::Timestamp(4)), "2021-09-24 12:34:56.1234");
  EXPECT_EQ(Cast(Timestamp("2021-09-24 12:34:56.123456", 6), DataType::Timestamp(1)), "2021-09-24 12:34:56.1");
  EXPECT_EQ(Cast(Timestamp("2021-09-24 12:34:56.123"), DataType::Timestamp(9)), "2021-09-24 12:34:56.123000000");
  EXPECT_EQ(Cast(Timestamp("2021-09-24 12:34:56.123"), DataType::Time(0)), "12:34:56.123");  // as in Flink
}

TEST(CastTest, InstantsUseTheSessionZone) {
  EvalContext berlin{.session_zone = "Europe/Berlin"};
  ExprPtr noon = Timestamp("2024-07-15 12:00:00");
  ExprPtr instant = CastTo(noon, DataType::TimestampLtz(3));
  EXPECT_EQ(Show(CastTo(instant, DataType::String()), berlin), "2024-07-15 12:00:00.000");
  EXPECT_EQ(Show(instant, berlin), "2024-07-15 10:00:00.000");
  EXPECT_EQ(Show(CastTo(Ltz(-1), DataType::Date()), berlin), "1970-01-01");
  EXPECT_EQ(Show(CastTo(Ltz(-1), DataType::Date())), "1969-12-31");
  EXPECT_EQ(Show(CastTo(Date("2024-07-15"), DataType::TimestampLtz(3)), berlin), "2024-07-14 22:00:00.000");
  EXPECT_EQ(Show(CastTo(Text("2024-07-15 12:00:00"), DataType::TimestampLtz(3)), berlin), "2024-07-15 10:00:00.000");
}

TEST(CastTest, ALiteralWhoseCastNeedsTheSessionZoneStaysACast) {
  EXPECT_EQ(AsLiteral(*CastTo(Timestamp("2024-07-15 12:00:00"), DataType::TimestampLtz(3))), nullptr);
  EXPECT_NE(AsLiteral(*CastTo(Int(5), DataType::BigInt())), nullptr);
}

// Flink's CastFunctionITCase: BINARY(2), VARBINARY(4), and CHAR and VARCHAR by length.
TEST(CastTest, LengthsCutAndPad) {
  EXPECT_EQ(Cast(Text("abcd"), DataType::Char(2)), "ab");
  EXPECT_EQ(Cast(Text("ab"), DataType::Char(4)), "ab  ");
  EXPECT_EQ(Cast(String("abcd"), DataType::VarChar(2)), "ab");
  EXPECT_EQ(Cast(String("éè"), DataType::VarChar(1)), "é");
  EXPECT_EQ(Cast(Int(12345), DataType::VarChar(3)), "123");
  EXPECT_EQ(Cast(String("a"), DataType::Binary(2)), std::string("a\0", 2));
  EXPECT_EQ(Cast(String("foobar"), DataType::VarBinary(4)), "foob");
  EXPECT_EQ(Cast(MakeLiteral(DataType::Bytes(), Value::Text("a\xFF")), DataType::String()), "a\xEF\xBF\xBD");
}

TEST(CastTest, NestedValuesToTextAndAmongThemselves) {
  DataType ints = DataType::Array(DataType::Int());
  ExprPtr array = MakeLiteral(ints, Value::List({Value::Int(1), Value::Null(), Value::Int(3)}));
  EXPECT_EQ(Cast(array, DataType::String()), "[1, NULL, 3]");
  EXPECT_EQ(Cast(array, DataType::Array(DataType::String())), "[1, NULL, 3]");
  EXPECT_EQ(Cast(array, DataType::Array(DataType::Double())), "[1.0, NULL, 3.0]");
  DataType row = DataType::Row({{"a", DataType::Int()}, {"b", DataType::String()}});
  ExprPtr value = MakeLiteral(row, Value::List({Value::Int(1), Value::Text("x")}));
  EXPECT_EQ(Cast(value, DataType::Row({{"a", DataType::BigInt()}, {"c", DataType::String()}})), "(1, x)");
  EXPECT_FALSE(MakeCast(array, row, false).has_value());
}

// The answers of Flink 1.18.1.
TEST(CastTest, EveryNumberButZeroIsTrue) {
  EXPECT_EQ(Cast(Double(-0.5), DataType::Boolean()), "TRUE");
  EXPECT_EQ(Cast(Double(-0.0), DataType::Boolean()), "FALSE");
  EXPECT_EQ(Cast(Decimal("0.001", 10), DataType::Boolean()), "TRUE");
  EXPECT_EQ(Cast(Decimal("0.000", 10), DataType::Boolean()), "FALSE");
}

TEST(CastTest, CastsThatFlinkDoesNotHaveAreRefused) {
  EXPECT_FALSE(MakeCast(Int(1), DataType::Date(), false).has_value());
  EXPECT_FALSE(MakeCast(Time("12:00:00"), DataType::Date(), false).has_value());
  EXPECT_FALSE(MakeCast(Date("2024-01-01"), DataType::Int(), false).has_value());
  EXPECT_FALSE(MakeCast(Bool(true), DataType::Binary(1), false).has_value());
  auto cast = MakeCast(Int(1), DataType::Timestamp(3), false);
  ASSERT_FALSE(cast.has_value());
  EXPECT_EQ(cast.error().what(), "there is no cast from INT to TIMESTAMP(3)");
  EXPECT_EQ(cast.error().hint(), "use TO_TIMESTAMP_LTZ(number, 0 or 3)");
}

TEST(CastTest, ColumnsKeepTheirNulls) {
  Batch batch{.row_count = 2, .columns = {ColumnOf(DataType::Int(), {Value::Int(7), Value::Null()})}};
  ExprPtr ref = MakeInputRef(0, DataType::Int());
  EXPECT_THAT(ShowRows(*CastTo(ref, DataType::String()), batch), ElementsAre("7", "NULL"));
  EXPECT_THAT(ShowRows(*CastTo(ref, DataType::BigInt()), batch), ElementsAre("7", "NULL"));
  EXPECT_EQ(CastTo(ref, DataType::Int().NotNull()), ref);
}

TEST(CoerceTest, WidensButDoesNotNarrow) {
  EXPECT_TRUE(Coerce(Int(1), DataType::BigInt()).has_value());
  EXPECT_TRUE(Coerce(Int(1), DataType::Double()).has_value());
  EXPECT_TRUE(Coerce(Text("a"), DataType::String()).has_value());
  EXPECT_TRUE(Coerce(Null(), DataType::Date()).has_value());
  EXPECT_FALSE(Coerce(BigInt(1), DataType::Int()).has_value());
  EXPECT_FALSE(Coerce(Text("1"), DataType::Int()).has_value());
}

std::string Common(std::vector<DataType> types) {
  auto common = CommonType(types);
  return common ? common->ToString() : "error";
}

TEST(CommonTypeTest, FollowsFlinksLeastRestrictiveType) {
  EXPECT_EQ(Common({DataType::Int(), DataType::BigInt()}), "BIGINT");
  EXPECT_EQ(Common({DataType::Int().NotNull(), DataType::Int()}), "INT");
  EXPECT_EQ(Common({DataType::Int(), DataType::Decimal(5, 2)}), "DECIMAL(12, 2)");
  EXPECT_EQ(Common({DataType::Decimal(10, 0), DataType::Double()}), "DOUBLE");
  EXPECT_EQ(Common({DataType::Char(3), DataType::Char(5)}), "VARCHAR(5)");
  EXPECT_EQ(Common({DataType::Char(3), DataType::String()}), "STRING");
  EXPECT_EQ(Common({DataType::Null(), DataType::Date().NotNull()}), "DATE");
  EXPECT_EQ(Common({DataType::Timestamp(3), DataType::Timestamp(6)}), "TIMESTAMP(6)");
  EXPECT_EQ(Common({DataType::Array(DataType::Int()), DataType::Array(DataType::Double())}), "ARRAY<DOUBLE>");
  EXPECT_EQ(Common({DataType::Int(), DataType::String()}), "error");
}

}  // namespace
}  // namespace mullion
