// What the functions give, and how they refuse. Expected values: Flink's documentation and its answers on the
// conformance cases; arithmetic by hand where a comment says so.

#include "aggregate/aggregate.h"

#include "aggregate/aggregate_testing.h"

namespace mullion {
namespace {

using testing::Accumulator;
using testing::Make;
using testing::ResultOf;

const DataType kInt = DataType::Int();
const DataType kText = DataType::String();
const DataType kReal = DataType::Double();

std::string ErrorOf(const Result<AggregatePtr>& result) {
  return result ? "no error" : result.error().ToString();
}

TEST(FirstLast, SkipNulls) {
  EXPECT_EQ(ResultOf("FIRST_VALUE", kText, {"null", "b", "a", "null"}), "b");
  EXPECT_EQ(ResultOf("LAST_VALUE", kText, {"null", "b", "a", "null"}), "a");
  EXPECT_EQ(ResultOf("LAST_VALUE", kInt, {"7", "3", "null"}), "3");
  EXPECT_EQ(ResultOf("FIRST_VALUE", kInt, {"null"}), "NULL");
}

TEST(ListAgg, JoinsInOrderWithACommaOrTheSeparator) {
  EXPECT_EQ(ResultOf("LISTAGG", kText, {"a", "null", "b", "a"}), "a,b,a");
  EXPECT_EQ(ResultOf("LISTAGG", kText, {"null"}), "NULL");
  auto piped = Make("LISTAGG", {kText, DataType::Char(1)}, {Value::Text("|")});
  EXPECT_EQ(Accumulator(*piped, {kText, kText}).Add({{"a", "b"}, {"|", "|"}}).Result(), "a|b");
}

TEST(ListAgg, DistinctKeepsTheOrderOfFirstSight) {
  EXPECT_EQ(ResultOf("LISTAGG", kText, {"b", "a", "b", "c", "a"}, true), "b,a,c");
}

TEST(ListAgg, ARetractedTextGoesOnce) {
  auto function = Make("LISTAGG", {kText}, {}, false, true);
  Accumulator all(*function, {kText});
  EXPECT_EQ(all.Add({{"a", "b", "a"}}).Retract({{"a"}}).Result(), "b,a");
  EXPECT_EQ(all.Retract({{"b", "a"}}).Result(), "NULL");
}

// Flink 1.18.1: in OVER the sum has the width of the column, elsewhere 64 bits.
TEST(Sum, TheAverageOfOverWrapsAtTheWidthOfItsColumn) {
  EXPECT_EQ(ResultOf("AVG NARROW", kInt, {"2147483647", "101"}), "-1073741774");
  EXPECT_EQ(ResultOf("AVG", kInt, {"2147483647", "101"}), "1073741874");
}

// Flink 1.18.1: LAG(v), LAG(v, 2) over 1, 2, NULL, 6 ends with NULL and 2.
TEST(Lag, GivesTheValueSoManyRowsBefore) {
  EXPECT_EQ(ResultOf("LAG", kInt, {"1", "2", "null", "6"}), "NULL");
  EXPECT_EQ(ResultOf("LAG", kText, {"x", "y"}), "x");
  EXPECT_EQ(ResultOf("LAG", kText, {"x"}), "NULL");
  auto two = Make("LAG", {kInt, kInt}, {Value::Int(2)});
  EXPECT_EQ(Accumulator(*two, {kInt, kInt}).Add({{"1", "2", "null", "6"}, {"2", "2", "2", "2"}}).Result(), "2");
  auto otherwise = Make("LAG", {kInt, kInt, kInt}, {Value::Int(1), Value::Int(-9)});
  EXPECT_EQ(Accumulator(*otherwise, {kInt, kInt, kInt}).Add({{"1"}, {"1"}, {"-9"}}).Result(), "-9");
}

TEST(Distinct, CountsAndSumsEachValueOnce) {
  EXPECT_EQ(ResultOf("COUNT", kInt, {"5", "5", "null", "7", "5"}, true), "2");
  EXPECT_EQ(ResultOf("COUNT", kText, {"a", "b", "a", "null"}, true), "2");
  EXPECT_EQ(ResultOf("SUM", kInt, {"5", "5", "null", "7"}, true), "12");
  EXPECT_EQ(ResultOf("AVG", kInt, {"5", "5", "5", "8"}, true), "6");
  EXPECT_EQ(ResultOf("MAX", kInt, {"5", "8", "8"}, true), "8");
  EXPECT_EQ(ResultOf("COUNT", DataType::BigInt(), {"-9223372036854775808", "0", "-9223372036854775808"}, true), "2");
}

TEST(Distinct, AValueGoesWithTheLastRowThatHasIt) {
  auto function = Make("COUNT", {kInt}, {}, true, true);
  Accumulator count(*function, {kInt});
  EXPECT_EQ(count.Add({{"5", "5", "7"}}).Retract({{"5"}}).Result(), "2");
  EXPECT_EQ(count.Retract({{"5"}}).Result(), "1");
}

TEST(Extreme, WithRetractionTheNextOneTakesThePlace) {
  for (const DataType& type : {kInt, kReal, kText, DataType::Decimal(10, 0)}) {
    auto function = Make("MAX", {type}, {}, false, true);
    Accumulator max(*function, {type});
    max.Add({{"3", "8", "8", "null"}});
    EXPECT_EQ(max.Retract({{"8"}}).Result().substr(0, 1), "8");
    EXPECT_EQ(max.Retract({{"8"}}).Result().substr(0, 1), "3");
    EXPECT_EQ(max.Retract({{"3"}}).Result(), "NULL");
  }
}

TEST(Extreme, TextIsOrderedByItsBytes) {
  EXPECT_EQ(ResultOf("MIN", kText, {"apple", "éclair", "Zebra"}), "Zebra");
  EXPECT_EQ(ResultOf("MAX", kText, {"apple", "éclair", "Zebra"}), "éclair");
}

TEST(Variance, OfDoublesIsWhatTheFormulaGives) {
  // (4 + 16 + 36 + 64 - 20 * 20 / 4) / 4 = 5 and / 3 = 6.67
  testing::Words values = {"2", "4", "6", "8", "null"};
  EXPECT_EQ(ResultOf("VAR_POP", kReal, values), "5.0");
  EXPECT_EQ(ResultOf("VAR_SAMP", kReal, values), "6.666666666666667");
  EXPECT_EQ(ResultOf("VARIANCE", kReal, values), "6.666666666666667");
  EXPECT_EQ(ResultOf("STDDEV_POP", kReal, values), "2.23606797749979");
}

TEST(Variance, OfOneRowIsZeroForThePopulationAndNullForASample) {
  for (const DataType& type : {kInt, kReal}) {
    EXPECT_EQ(std::stod(ResultOf("VAR_POP", type, {"7"})), 0);
    EXPECT_EQ(ResultOf("VAR_SAMP", type, {"7"}), "NULL");
    EXPECT_EQ(ResultOf("STDDEV_SAMP", type, {"7"}), "NULL");
    EXPECT_EQ(ResultOf("STDDEV_POP", type, {"null"}), "NULL");
  }
}

TEST(Variance, OfIntegersTruncatesAndWrapsInTheirWidth) {
  EXPECT_EQ(ResultOf("VAR_SAMP", kInt, {"2", "4", "6", "8"}), "6");
  EXPECT_EQ(ResultOf("STDDEV_SAMP", kInt, {"2", "4", "6", "8"}), "2");
  // TINYINT: 100 * 100 = 16 and 50 * 50 = -60 (mod 256), together -44; 150 = -106, squared -28, / 2 = -14;
  // (-44 + 14) / 2 = -15, and the root of a negative number is NaN, which casts to 0.
  EXPECT_EQ(ResultOf("VAR_POP", DataType::TinyInt(), {"100", "50"}), "-15");
  EXPECT_EQ(ResultOf("VAR_SAMP", DataType::TinyInt(), {"100", "50"}), "-30");
  EXPECT_EQ(ResultOf("STDDEV_POP", DataType::TinyInt(), {"100", "50"}), "0");
}

TEST(Variance, OfDecimalsHasTheScaleOfAvg) {
  DataType money = DataType::Decimal(10, 2);
  EXPECT_EQ(ResultOf("VAR_POP", money, {"2.00", "4.00", "6.00", "8.00"}), "5.000000");
  EXPECT_EQ(ResultOf("VAR_SAMP", money, {"2.00", "4.00", "6.00", "8.00"}), "6.666667");
  EXPECT_EQ(ResultOf("STDDEV_POP", money, {"2.00", "4.00", "6.00", "8.00"}), "2.236068");
  EXPECT_EQ((*Make("VAR_POP", {money}))->result_type().ToString(), "DECIMAL(38, 6)");
}

TEST(Collect, CountsValuesAndLeavesNullsOut) {
  auto function = Make("COLLECT", {kText});
  EXPECT_EQ((*function)->result_type().ToString(), "MULTISET<STRING> NOT NULL");
  Accumulator all(*function, {kText});
  EXPECT_EQ(all.Add({{"a", "b", "a", "null"}}).Result(), "{a=2, b=1}");
}

TEST(JsonAgg, ArraysLeaveNullsOutUnlessAsked) {
  EXPECT_EQ(ResultOf("JSON_ARRAYAGG", kText, {"a", "null", "b\"c"}), R"(["a","b\"c"])");
  EXPECT_EQ(ResultOf("JSON_ARRAYAGG_NULL_ON_NULL", kInt, {"1", "null", "3"}), "[1,null,3]");
  EXPECT_EQ(ResultOf("JSON_ARRAYAGG", kInt, {"null"}), "[]");
}

TEST(JsonAgg, ObjectsKeepNullsUnlessAsked) {
  std::vector<DataType> types = {kText, kInt};
  testing::Arguments rows = {{"x", "y", "null"}, {"1", "null", "3"}};
  EXPECT_EQ(Accumulator(*Make("JSON_OBJECTAGG", types), types).Add(rows).Result(), R"({"x":1,"y":null})");
  EXPECT_EQ(Accumulator(*Make("JSON_OBJECTAGG_ABSENT_ON_NULL", types), types).Add(rows).Result(), R"({"x":1})");
  Accumulator replaced(*Make("JSON_OBJECTAGG", types), types);
  EXPECT_EQ(replaced.Add({{"x", "y", "x"}, {"1", "2", "3"}}).Result(), R"({"x":3,"y":2})");
}

TEST(Percentile, InterpolatesBetweenNeighbours) {
  auto at = [](double fraction, const testing::Words& words) {
    std::vector<DataType> types = {kInt, kReal};
    auto function = Make("PERCENTILE", types, {Value::Real(fraction)});
    return Accumulator(*function, types).Add({words, testing::Words(words.size(), "0")}).Result();
  };
  EXPECT_EQ(at(0.5, {"4", "1", "3", "null", "2"}), "2.5");
  EXPECT_EQ(at(0, {"4", "1"}), "1.0");
  EXPECT_EQ(at(1, {"4", "1"}), "4.0");
  EXPECT_EQ(at(0.25, {"10", "20", "30", "40", "50"}), "20.0");
  EXPECT_EQ(at(0.5, {"null"}), "NULL");
}

TEST(ArgExtreme, GivesTheValueOfTheExtremeRow) {
  std::vector<DataType> types = {kText, kReal};
  testing::Arguments rows = {{"a", "b", "c", "null", "d"}, {"2", "9", "null", "1", "9"}};
  EXPECT_EQ(Accumulator(*Make("ARG_MAX", types), types).Add(rows).Result(), "b");
  EXPECT_EQ(Accumulator(*Make("ARG_MIN", types), types).Add(rows).Result(), "NULL");
}

TEST(Registry, AnUnknownNameGetsTheNearOnes) {
  EXPECT_EQ(ErrorOf(Make("LISTAG", {kText})), "unknown aggregate function LISTAG. did you mean LISTAGG?");
}

TEST(Registry, WrongTypesAreRefusedInFlinksWords) {
  EXPECT_EQ(ErrorOf(Make("LAST_VALUE", {DataType::Date()})),
            "LAST_VALUE aggregate function does not support type: ''DATE''. Please re-check the data type.");
  EXPECT_EQ(
      ErrorOf(Make("MAX", {DataType::Array(kInt)}, {}, false, true)),
      "Max with retract aggregate function does not support type: ''ARRAY<INT>''. Please re-check the data type.");
  EXPECT_EQ(ErrorOf(Make("SUM", {kText})),
            "Cannot apply 'SUM' to arguments of type 'SUM(<STRING>)'. Supported form(s): 'SUM(<NUMERIC>)'");
  EXPECT_EQ(ErrorOf(Make("COUNT", {kInt, kInt})), "We now only support the count of one field.");
  EXPECT_EQ(ErrorOf(Make("SUM", {})),
            "Invalid number of arguments to function 'SUM'. Was expecting 1 arguments: 0 are given");
}

TEST(Registry, ConstantArgumentsAreChecked) {
  EXPECT_FALSE(Make("LISTAGG", {kText, kText}).has_value());
  EXPECT_FALSE(Make("PERCENTILE", {kInt, kReal}, {Value::Real(1.5)}).has_value());
  EXPECT_TRUE(Make("PERCENTILE", {kInt, DataType::Decimal(2, 1)}, {Value::Wide(5)}).has_value());
}

TEST(Registry, ExtensionsAreKnownAsSuch) {
  EXPECT_TRUE(IsFlinkAggregate("LISTAGG"));
  EXPECT_FALSE(IsFlinkAggregate("ARG_MAX"));
  EXPECT_TRUE(IsAggregateFunction("ARG_MAX"));
  EXPECT_FALSE(IsAggregateFunction("UPPER"));
}

}  // namespace
}  // namespace mullion
