#include <gmock/gmock.h>

#include "expr/decimal_math.h"
#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

// conformance: arithmetic, ids 0, 1 and 10.
TEST(ArithmeticTest, IntegersKeepTheirWidthAndTruncate) {
  EXPECT_EQ(ShowCall("+", {Int(-1), Int(9)}), "8");
  EXPECT_EQ(ShowCall("/", {Int(19), Int(2)}), "9");
  EXPECT_EQ(ShowCall("/", {Int(-20), Int(3)}), "-6");
  EXPECT_EQ(ShowCall("%", {Int(-20), Int(3)}), "-2");
  EXPECT_EQ(ShowCall("MOD", {Int(-1), Int(9)}), "-1");
  EXPECT_EQ(ShowCall("-", {Int(19)}), "-19");
  EXPECT_EQ(ShowCall("+", {Int(-1), BigInt(3949037839)}), "3949037838");
  EXPECT_EQ(ShowCall("/", {Double(5.84375), Int(4)}), "1.4609375");
  EXPECT_EQ(ShowCall("*", {Int(-20), Double(-22.15625)}), "443.125");
}

// FLINK-SURPRISES: integer + - * wrap.
TEST(ArithmeticTest, IntegersWrap) {
  EXPECT_EQ(ShowCall("+", {Int(2147483647), Int(1)}), "-2147483648");
  EXPECT_EQ(ShowCall("*", {BigInt(INT64_MAX), BigInt(2)}), "-2");
  EXPECT_EQ(ShowCall("-", {Int(-2147483648)}), "-2147483648");
  EXPECT_EQ(ShowCall("/", {Int(-2147483648), Int(-1)}), "-2147483648");
  ExprPtr tiny = MakeLiteral(DataType::TinyInt(), Value::Int(127));
  EXPECT_EQ(ShowCall("+", {tiny, tiny}), "-2");
  EXPECT_EQ(TypeOf(Call("+", {tiny, tiny})), "TINYINT");
}

TEST(ArithmeticTest, DivisionByZeroFailsForIntegersAndDecimals) {
  EXPECT_EQ(ShowCall("/", {Int(1), Int(0)}), "error: / by zero");
  EXPECT_EQ(ShowCall("%", {Int(1), Int(0)}), "error: / by zero");
  EXPECT_EQ(ShowCall("/", {Decimal("1.5"), Int(0)}), "error: / by zero");
  EXPECT_EQ(ShowCall("/", {Double(1), Int(0)}), "Infinity");
  EXPECT_EQ(ShowCall("/", {Null(DataType::Int()), Int(0)}), "NULL");
}

TEST(ArithmeticTest, ADivisionFailsOnlyForAskedRows) {
  Batch batch{.row_count = 2, .columns = {ColumnOf(DataType::Int(), {Value::Int(0), Value::Int(2)})}};
  ExprPtr quotient = Call("/", {Int(6), MakeInputRef(0, DataType::Int())});
  const uint32_t second[] = {1};
  auto column = quotient->Evaluate(EvalContext{}, batch, second);
  ASSERT_TRUE(column.has_value());
  EXPECT_EQ((*column)->Values<int32_t>()[1], 3);
  EXPECT_FALSE(Evaluate(*quotient, batch).has_value());
}

TEST(ArithmeticTest, ColumnsAndConstantsOnBothSides) {
  Batch batch{.row_count = 3,
              .columns = {ColumnOf(DataType::Int(), {Value::Int(1), Value::Null(), Value::Int(3)}),
                          ColumnOf(DataType::Int(), {Value::Int(10), Value::Int(20), Value::Int(30)})}};
  ExprPtr a = MakeInputRef(0, DataType::Int());
  ExprPtr b = MakeInputRef(1, DataType::Int());
  EXPECT_THAT(ShowRows(*Call("+", {a, b}), batch), ElementsAre("11", "NULL", "33"));
  EXPECT_THAT(ShowRows(*Call("-", {a, Int(1)}), batch), ElementsAre("0", "NULL", "2"));
  EXPECT_THAT(ShowRows(*Call("-", {Int(1), b}), batch), ElementsAre("-9", "-19", "-29"));
  EXPECT_THAT(ShowRows(*Call("+", {b, Null()}), batch), ElementsAre("NULL", "NULL", "NULL"));
  const uint32_t some[] = {0, 2};
  auto column = Call("*", {a, b})->Evaluate(EvalContext{}, batch, some);
  EXPECT_EQ((*column)->Values<int32_t>()[2], 90);
}

// The recorded case quirk_float_arithmetic: the left operand's type wins.
TEST(ArithmeticTest, FloatWithDoubleTakesTheTypeOfTheLeft) {
  EXPECT_EQ(ShowCall("+", {Float(0.1F), Double(0.1)}), "0.2");
  EXPECT_EQ(TypeOf(Call("+", {Float(0.1F), Double(0.1)})), "FLOAT");
  EXPECT_EQ(ShowCall("*", {Double(0.1), Float(0.1F)}), "0.010000000149011612");
  EXPECT_EQ(ShowCall("*", {Float(0.1F), Float(0.1F)}), "0.010000001");
  EXPECT_EQ(ShowCall("/", {Float(0.1F), Int(3)}), "0.033333335");
  EXPECT_EQ(ShowCall("-", {Float(0.1F), Decimal("1.25")}), "-1.1499999985098839");
  EXPECT_EQ(TypeOf(Call("-", {Float(0.1F), Decimal("1.25")})), "DOUBLE");
  EXPECT_EQ(ShowCall("+", {Float(-2.75F), Double(3.3)}), "0.54999995");
}

// conformance: decimal_arithmetic, ids 0 and 10; m is DECIMAL(10, 3).
TEST(ArithmeticTest, DecimalsHaveFlinksScales) {
  ExprPtr m = Decimal("87.044", 10);
  EXPECT_EQ(ShowCall("+", {m, Decimal("1.5")}), "88.544");
  EXPECT_EQ(ShowCall("*", {m, Decimal("2.25")}), "195.84900");
  EXPECT_EQ(ShowCall("/", {m, Int(3)}), "29.01466666666667");
  EXPECT_EQ(ShowCall("*", {m, m}), "7576.657936");
  EXPECT_EQ(ShowCall("-", {m, Int(-1)}), "88.044");
  EXPECT_EQ(ShowCall("/", {Decimal("-89.495", 10), Int(3)}), "-29.83166666666667");
  EXPECT_EQ(TypeOf(Call("+", {m, Decimal("1.5")})), "DECIMAL(11, 3)");
  EXPECT_EQ(TypeOf(Call("*", {m, m})), "DECIMAL(21, 6)");
  EXPECT_EQ(TypeOf(Call("/", {m, Int(3)})), "DECIMAL(21, 14)");
  EXPECT_EQ(ShowCall("%", {Decimal("-7.5"), Decimal("2.25")}), "-0.75");
}

TEST(ArithmeticTest, DecimalsTooWideForTheirTypeAreNull) {
  ExprPtr nines = Decimal(std::string(38, '9'));
  EXPECT_EQ(ShowCall("+", {nines, nines}), "NULL");
  EXPECT_EQ(ShowCall("*", {nines, nines}), "NULL");
  EXPECT_EQ(ShowCall("-", {nines, nines}), "0");
}

TEST(DecimalMathTest, ProductsOf256BitsRoundHalfUp) {
  // 10^37 + 5 at scale 20, times 0.5 at scale 20, kept at scale 20: half of it, rounded up.
  Int128 a = PowerOfTen(37) + 5;
  DecimalShape shape{20, 20, 38, 20};
  EXPECT_TRUE(DecimalMultiply(shape, a, PowerOfTen(20) / 2) == PowerOfTen(37) / 2 + 3);
  EXPECT_TRUE(DecimalMultiply(shape, -a, PowerOfTen(20) / 2) == -(PowerOfTen(37) / 2 + 3));
}

TEST(DecimalMathTest, SumsThatOverflowTheirScaleMayFitASmallerOne) {
  // 10^15 at scale 0 plus 0.5 at scale 37, kept at scale 6.
  DecimalShape shape{0, 37, 38, 6};
  EXPECT_TRUE(DecimalAdd(shape, PowerOfTen(15), PowerOfTen(37) / 2) == PowerOfTen(21) + 500'000);
  EXPECT_TRUE(DecimalSubtract(shape, -PowerOfTen(15), PowerOfTen(37) / 2) == -PowerOfTen(21) - 500'000);
}

TEST(DecimalMathTest, ComparesAcrossScales) {
  EXPECT_EQ(DecimalCompare(15, 1, 150, 2), 0);
  EXPECT_EQ(DecimalCompare(PowerOfTen(37), 0, 1, 38), 1);
  EXPECT_EQ(DecimalCompare(-PowerOfTen(37), 0, 1, 38), -1);
}

TEST(ArithmeticTest, TextIsNoNumber) {
  auto call = MakeCall("+", {Text("a"), Int(1)});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().what(), "the 1st argument of + is CHAR(1) NOT NULL, but must be a number");
}

TEST(ArithmeticTest, ExplainsItself) {
  Schema schema{{{"amount", DataType::Int()}}};
  ExprPtr call = Call("+", {MakeInputRef(0, DataType::Int()), Call("-", {Int(1)})});
  EXPECT_EQ(call->ToString(schema), "(amount + -1)");
}

}  // namespace
}  // namespace mullion
