#include <gmock/gmock.h>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

TEST(ComparisonTest, NumbersOfDifferentTypesCompareByValue) {
  EXPECT_EQ(ShowCall("=", {Int(1), BigInt(1)}), "TRUE");
  EXPECT_EQ(ShowCall("<", {Int(1), Double(1.5)}), "TRUE");
  EXPECT_EQ(ShowCall(">", {Decimal("1.50"), Int(1)}), "TRUE");
  EXPECT_EQ(ShowCall("=", {Decimal("1.50"), Decimal("1.5")}), "TRUE");
  EXPECT_EQ(ShowCall(">=", {Decimal("1.4"), Decimal("1.50")}), "FALSE");
  EXPECT_EQ(ShowCall("=", {Decimal("0.5"), Double(0.5)}), "TRUE");
  EXPECT_EQ(ShowCall("<", {BigInt(INT64_MAX), Decimal("1.5")}), "FALSE");
  EXPECT_EQ(ShowCall(">", {Float(0.1F), Double(0.1)}), "TRUE");  // the recorded case quirk_float_arithmetic, id 1
}

TEST(ComparisonTest, NullGivesNull) {
  EXPECT_EQ(ShowCall("=", {Int(1), Null()}), "NULL");
  EXPECT_EQ(ShowCall("<>", {Null(), Null()}), "NULL");
  EXPECT_EQ(ShowCall("=", {Null(DataType::String()), Text("12")}), "NULL");
}

TEST(ComparisonTest, TextComparesByBytes) {
  EXPECT_EQ(ShowCall("<", {Text("Zebra"), Text("apple")}), "TRUE");  // FLINK-SURPRISES
  EXPECT_EQ(ShowCall("<", {Text("apple"), Text("éclair")}), "TRUE");
  EXPECT_EQ(ShowCall("=", {Text("a"), String("a")}), "TRUE");
}

TEST(ComparisonTest, ATextIsReadAsTheOtherSide) {
  EXPECT_EQ(ShowCall("<", {Timestamp("2024-01-01 00:00:00"), Text("2024-01-01 00:00:01")}), "TRUE");
  EXPECT_EQ(ShowCall("=", {Text("12"), Int(12)}), "TRUE");
  // FLINK-SURPRISES: text > BOOLEAN passes validation and fails at run time.
  EXPECT_EQ(ShowCall(">", {Text("pay"), Bool(true)}), "error: Cannot parse 'pay' as BOOLEAN.");
}

TEST(ComparisonTest, MomentsCompareAcrossPrecisions) {
  EXPECT_EQ(ShowCall("=", {Timestamp("2024-01-01 00:00:00"), Date("2024-01-01")}), "TRUE");
  EXPECT_EQ(ShowCall("<", {Timestamp("2024-01-01 00:00:00"), Timestamp("2024-01-01 00:00:00.0000001", 9)}), "TRUE");
}

TEST(ComparisonTest, ColumnsAgainstConstants) {
  Batch batch{
      .row_count = 4,
      .columns = {ColumnOf(DataType::TinyInt(), {Value::Int(-1), Value::Int(5), Value::Null(), Value::Int(7)}),
                  ColumnOf(DataType::String(), {Value::Text("a"), Value::Text("b"), Value::Null(), Value::Text("a")})}};
  ExprPtr n = MakeInputRef(0, DataType::TinyInt());
  ExprPtr s = MakeInputRef(1, DataType::String());
  EXPECT_THAT(ShowRows(*Call(">", {n, Int(4)}), batch), ElementsAre("FALSE", "TRUE", "NULL", "TRUE"));
  EXPECT_THAT(ShowRows(*Call(">", {Int(4), n}), batch), ElementsAre("TRUE", "FALSE", "NULL", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("<", {n, Int(300)}), batch), ElementsAre("TRUE", "TRUE", "NULL", "TRUE"));
  EXPECT_THAT(ShowRows(*Call("=", {s, Text("a")}), batch), ElementsAre("TRUE", "FALSE", "NULL", "TRUE"));
  EXPECT_THAT(ShowRows(*Call("<>", {s, Text("a")}), batch), ElementsAre("FALSE", "TRUE", "NULL", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("BETWEEN", {n, Int(5), Int(6)}), batch), ElementsAre("FALSE", "TRUE", "NULL", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("NOT BETWEEN", {n, Int(5), Int(6)}), batch), ElementsAre("TRUE", "FALSE", "NULL", "TRUE"));
}

// conformance: null_logic.
TEST(ComparisonTest, DistinctTreatsNullAsAValue) {
  EXPECT_EQ(ShowCall("IS DISTINCT FROM", {Null(DataType::String()), Text("id=42;x=7")}), "TRUE");
  EXPECT_EQ(ShowCall("IS NOT DISTINCT FROM", {Null(DataType::String()), Null(DataType::String())}), "TRUE");
  EXPECT_EQ(ShowCall("IS NOT DISTINCT FROM", {Text(""), Null(DataType::String())}), "FALSE");
  EXPECT_EQ(ShowCall("IS NOT DISTINCT FROM", {Int(3), BigInt(3)}), "TRUE");
}

TEST(ComparisonTest, InFollowsNullLogic) {
  EXPECT_EQ(ShowCall("IN", {Int(2), Int(1), Int(2)}), "TRUE");
  EXPECT_EQ(ShowCall("IN", {Int(3), Int(1), Int(2)}), "FALSE");
  EXPECT_EQ(ShowCall("IN", {Int(3), Int(1), Null()}), "NULL");
  EXPECT_EQ(ShowCall("IN", {Int(1), Int(1), Null()}), "TRUE");
  EXPECT_EQ(ShowCall("NOT IN", {Int(3), Int(1), Null()}), "NULL");
  EXPECT_EQ(ShowCall("NOT IN", {Int(3), Int(-7), Int(9)}), "TRUE");
  EXPECT_EQ(ShowCall("IN", {Text("b"), Text("a"), Text("b")}), "TRUE");
  EXPECT_EQ(ShowCall("IN", {Int(1), Double(1.0), Double(2.5)}), "TRUE");
  std::vector<ExprPtr> many{MakeInputRef(0, DataType::Int())};
  for (int i = 0; i < 40; i += 2) many.push_back(Int(i));
  Batch batch{.row_count = 3, .columns = {ColumnOf(DataType::Int(), {Value::Int(38), Value::Int(39), Value::Null()})}};
  EXPECT_THAT(ShowRows(*Call("IN", many), batch), ElementsAre("TRUE", "FALSE", "NULL"));
}

TEST(ComparisonTest, ArraysAreEqualByTheirElements) {
  DataType array = DataType::Array(DataType::Int());
  ExprPtr a = MakeLiteral(array, Value::List({Value::Int(1), Value::Int(2)}));
  ExprPtr b = MakeLiteral(array, Value::List({Value::Int(1), Value::Int(3)}));
  EXPECT_EQ(ShowCall("=", {a, a}), "TRUE");
  EXPECT_EQ(ShowCall("<>", {a, b}), "TRUE");
  EXPECT_FALSE(MakeCall("<", {a, b}).has_value());
}

TEST(ComparisonTest, WhatDoesNotCompareIsRefused) {
  auto call = MakeCall("=", {Int(1), Date("2024-01-01")});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().what(), "cannot compare INT NOT NULL with DATE NOT NULL (=)");
}

}  // namespace
}  // namespace mullion
