#include <gmock/gmock.h>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

// conformance: numeric_functions, ids 0, 1 and 10.
TEST(NumberFunctionsTest, AsRecorded) {
  EXPECT_EQ(ShowCall("ABS", {Int(-1)}), "1");
  EXPECT_EQ(ShowCall("ABS", {Decimal("-89.495", 10)}), "89.495");
  EXPECT_EQ(ShowCall("ROUND", {Double(5.84375), Int(1)}), "5.8");
  EXPECT_EQ(ShowCall("ROUND", {Double(-22.15625), Int(1)}), "-22.2");
  EXPECT_EQ(ShowCall("ROUND", {Decimal("-89.495", 10), Int(1)}), "-89.5");
  EXPECT_EQ(ShowCall("FLOOR", {Double(-22.15625)}), "-23.0");
  EXPECT_EQ(ShowCall("CEIL", {Double(-22.15625)}), "-22.0");
  EXPECT_EQ(ShowCall("FLOOR", {Decimal("-89.495", 10)}), "-90");
  EXPECT_EQ(ShowCall("CEIL", {Decimal("-89.495", 10)}), "-89");
  EXPECT_EQ(ShowCall("CEIL", {Decimal("87.044", 10)}), "88");
  EXPECT_EQ(ShowCall("POWER", {Int(-20), Int(2)}), "400.0");
  EXPECT_EQ(ShowCall("SQRT", {Double(5.84375)}), "2.4173849507267144");
  EXPECT_EQ(ShowCall("SIGN", {Int(-20)}), "-1");
}

TEST(NumberFunctionsTest, ResultTypes) {
  EXPECT_EQ(TypeOf(Call("ROUND", {Decimal("87.044", 10), Int(1)})), "DECIMAL(9, 1)");
  EXPECT_EQ(TypeOf(Call("ROUND", {Decimal("87.044", 10), Int(-1)})), "DECIMAL(8, 0)");
  EXPECT_EQ(TypeOf(Call("FLOOR", {Decimal("87.044", 10)})), "DECIMAL(10, 0)");
  EXPECT_EQ(TypeOf(Call("ABS", {Float(1)})), "FLOAT");
  EXPECT_EQ(TypeOf(Call("SIGN", {Int(1)})), "INT");
}

TEST(NumberFunctionsTest, RoundsHalfUpAwayFromZeroAndTruncates) {
  EXPECT_EQ(ShowCall("ROUND", {Int(1255), Int(-1)}), "1260");
  EXPECT_EQ(ShowCall("ROUND", {Int(-1255), Int(-1)}), "-1260");
  EXPECT_EQ(ShowCall("ROUND", {Double(2.5)}), "3.0");
  EXPECT_EQ(ShowCall("ROUND", {Double(0.125), Int(2)}), "0.13");
  EXPECT_EQ(ShowCall("TRUNCATE", {Double(42.345), Int(2)}), "42.34");  // sql_functions.yml
  EXPECT_EQ(ShowCall("TRUNCATE", {Double(42.345)}), "42.0");
  EXPECT_EQ(ShowCall("TRUNCATE", {Decimal("42.345"), Int(2)}), "42.34");
  EXPECT_EQ(ShowCall("TRUNCATE", {Int(-42), Int(-1)}), "-40");
  EXPECT_EQ(ShowCall("ROUND", {Decimal("99.95"), Int(1)}), "100.0");
}

TEST(NumberFunctionsTest, AbsOfTheSmallestIntegerWraps) {
  EXPECT_EQ(ShowCall("ABS", {Int(-2147483648)}), "-2147483648");
}

TEST(NumberFunctionsTest, Logarithms) {
  EXPECT_EQ(ShowCall("LOG", {Int(2), Int(8)}), "3.0");
  EXPECT_EQ(ShowCall("LOG2", {Int(8)}), "3.0");
  EXPECT_EQ(ShowCall("LOG10", {Int(1000)}), "3.0");
  EXPECT_EQ(ShowCall("LN", {Int(1)}), "0.0");
  EXPECT_EQ(ShowCall("LN", {Int(-1)}), "NaN");
  EXPECT_EQ(ShowCall("DEGREES", {Call("PI", {})}), "180.0");
}

// java.util.Random(1).nextDouble() and nextInt(100), printed by a JVM: 0.7308781907032909, 0.41008081149220166; 85, 88.
TEST(NumberFunctionsTest, SeededRandomNumbersAreJavas) {
  EvalContext context;
  ExprPtr rand = Call("RAND", {Int(1)});
  Batch two{.row_count = 2};
  EXPECT_THAT(ShowRows(*rand, two, context), ElementsAre("0.7308781907032909", "0.41008081149220166"));
  EXPECT_THAT(ShowRows(*Call("RAND_INTEGER", {Int(1), Int(100)}), two), ElementsAre("85", "88"));
  EXPECT_FALSE(rand->deterministic());
}

TEST(NumberFunctionsTest, ASeededGeneratorGoesOnFromBatchToBatch) {
  EvalContext context;
  ExprPtr rand = Call("RAND", {Int(1)});
  Batch one{.row_count = 1};
  EXPECT_THAT(ShowRows(*rand, one, context), ElementsAre("0.7308781907032909"));
  EXPECT_THAT(ShowRows(*rand, one, context), ElementsAre("0.41008081149220166"));
}

TEST(NumberFunctionsTest, UuidsAreVersionFour) {
  EvalContext context{.random = [] { return ~uint64_t{0}; }};
  EXPECT_EQ(ShowCall("UUID", {}, context), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(FunctionTest, UnknownNamesSuggestNearOnes) {
  auto call = MakeCall("UPER", {Text("a")});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().fault(), Fault::kUser);
  EXPECT_NE(call.error().hint().find("UPPER"), std::string::npos);
}

TEST(FunctionTest, WrongCountsShowTheSignature) {
  auto call = MakeCall("LPAD", {Text("a")});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().what(), "LPAD takes 3 arguments, but got 1");
  EXPECT_EQ(call.error().hint(), "write LPAD(text, length, pad)");
}

TEST(FunctionTest, WrongTypesNameTheArgument) {
  auto call = MakeCall("SQRT", {Text("a")});
  ASSERT_FALSE(call.has_value());
  EXPECT_EQ(call.error().what(), "the 1st argument of SQRT is CHAR(1) NOT NULL, but must be a number");
}

TEST(FunctionTest, EveryNameIsFound) {
  auto names = ScalarFunctionNames();
  EXPECT_GT(names.size(), 150U);
  for (const std::string& name : names) EXPECT_TRUE(IsScalarFunction(name)) << name;
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace mullion
