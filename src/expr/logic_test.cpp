#include <gmock/gmock.h>

#include "expr/testing.h"

namespace mullion {
namespace {

using namespace mullion::testing;  // NOLINT
using ::testing::ElementsAre;

const DataType kBool = DataType::Boolean();

/// All nine pairs of TRUE, FALSE and NULL, in two columns.
Batch Pairs() {
  std::vector<Value> a, b;
  const Value truths[] = {Value::Int(1), Value::Int(0), Value::Null()};
  for (const Value& x : truths) {
    for (const Value& y : truths) {
      a.push_back(x);
      b.push_back(y);
    }
  }
  return {.row_count = 9, .columns = {ColumnOf(kBool, a), ColumnOf(kBool, b)}};
}

ExprPtr A() {
  return MakeInputRef(0, kBool);
}
ExprPtr B() {
  return MakeInputRef(1, kBool);
}

// The truth tables of SQL:2016 6.39.
TEST(LogicTest, AndFollowsTheTruthTable) {
  EXPECT_THAT(ShowRows(*MakeAnd({A(), B()}), Pairs()),
              ElementsAre("TRUE", "FALSE", "NULL", "FALSE", "FALSE", "FALSE", "NULL", "FALSE", "NULL"));
}

TEST(LogicTest, OrFollowsTheTruthTable) {
  EXPECT_THAT(ShowRows(*MakeOr({A(), B()}), Pairs()),
              ElementsAre("TRUE", "TRUE", "TRUE", "TRUE", "FALSE", "NULL", "TRUE", "NULL", "NULL"));
}

TEST(LogicTest, ThreeTermsAgreeWithNesting) {
  Batch pairs = Pairs();
  auto nested = ShowRows(*MakeOr({A(), Call("NOT", {MakeAnd({B(), A()})})}), pairs);
  auto flat = ShowRows(*MakeOr({A(), Call("NOT", {B()}), Call("NOT", {A()})}), pairs);
  EXPECT_EQ(nested, flat);
}

TEST(LogicTest, IsTestsAreNeverNull) {
  Batch one{.row_count = 3, .columns = {ColumnOf(kBool, {Value::Int(1), Value::Int(0), Value::Null()})}};
  EXPECT_THAT(ShowRows(*Call("IS TRUE", {A()}), one), ElementsAre("TRUE", "FALSE", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("IS NOT TRUE", {A()}), one), ElementsAre("FALSE", "TRUE", "TRUE"));
  EXPECT_THAT(ShowRows(*Call("IS FALSE", {A()}), one), ElementsAre("FALSE", "TRUE", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("IS NOT FALSE", {A()}), one), ElementsAre("TRUE", "FALSE", "TRUE"));
  EXPECT_THAT(ShowRows(*Call("IS UNKNOWN", {A()}), one), ElementsAre("FALSE", "FALSE", "TRUE"));
  EXPECT_THAT(ShowRows(*Call("IS NOT UNKNOWN", {A()}), one), ElementsAre("TRUE", "TRUE", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("IS NULL", {A()}), one), ElementsAre("FALSE", "FALSE", "TRUE"));
  EXPECT_THAT(ShowRows(*Call("IS NOT NULL", {A()}), one), ElementsAre("TRUE", "TRUE", "FALSE"));
  EXPECT_THAT(ShowRows(*Call("NOT", {A()}), one), ElementsAre("FALSE", "TRUE", "NULL"));
}

TEST(LogicTest, TheRightSideIsNotEvaluatedForDecidedRows) {
  Batch batch{.row_count = 2, .columns = {ColumnOf(DataType::Int(), {Value::Int(0), Value::Int(2)})}};
  ExprPtr x = MakeInputRef(0, DataType::Int());
  ExprPtr quotient_is_three = Call("=", {Call("/", {Int(6), x}), Int(3)});
  EXPECT_THAT(ShowRows(*MakeAnd({Call("<>", {x, Int(0)}), quotient_is_three}), batch), ElementsAre("FALSE", "TRUE"));
  EXPECT_THAT(ShowRows(*MakeOr({Call("=", {x, Int(0)}), quotient_is_three}), batch), ElementsAre("TRUE", "TRUE"));
  ExprPtr guarded = MakeCase({{Call("<>", {x, Int(0)}), Call("/", {Int(6), x})}}, nullptr, DataType::Int());
  EXPECT_THAT(ShowRows(*guarded, batch), ElementsAre("NULL", "3"));
}

TEST(LogicTest, FilterKeepsWhatIsTrue) {
  Batch pairs = Pairs();
  RowSpan all(pairs);
  EXPECT_THAT(*Filter(*A(), {}, pairs, all.rows()), ElementsAre(0, 1, 2));
  EXPECT_THAT(*Filter(*MakeAnd({A(), B()}), {}, pairs, all.rows()), ElementsAre(0));
  EXPECT_THAT(*Filter(*MakeOr({A(), B()}), {}, pairs, all.rows()), ElementsAre(0, 1, 2, 3, 6));
  const uint32_t some[] = {1, 3};
  EXPECT_THAT(*Filter(*A(), {}, pairs, some), ElementsAre(1));
}

// conformance: conditional, ids 0, 1 and 10.
TEST(ConditionalTest, CoalesceIfAndNullIf) {
  EXPECT_EQ(ShowCall("COALESCE", {Null(DataType::String()), Text("id=42;x=7"), Text("none")}), "id=42;x=7");
  EXPECT_EQ(ShowCall("COALESCE", {Text(""), Text("none")}), "");
  EXPECT_EQ(ShowCall("IFNULL", {Null(DataType::Int()), Int(5)}), "5");
  EXPECT_EQ(ShowCall("NULLIF", {Int(-1), Int(9)}), "-1");
  EXPECT_EQ(ShowCall("NULLIF", {Int(9), Int(9)}), "NULL");
  EXPECT_EQ(ShowCall("IF", {Bool(true), Int(1), Int(0)}), "1");
  EXPECT_EQ(ShowCall("IF", {Null(kBool), Int(1), Int(0)}), "0");
  EXPECT_EQ(ShowCall("IF", {Bool(true), Int(1), Double(0.5)}), "1.0");
}

// F118 docs, sql_functions.yml: GREATEST and LEAST return NULL if any argument is NULL.
TEST(ConditionalTest, GreatestAndLeast) {
  EXPECT_EQ(ShowCall("GREATEST", {Int(1), Int(3), Int(2)}), "3");
  EXPECT_EQ(ShowCall("LEAST", {Int(2), Double(0.5)}), "0.5");
  EXPECT_EQ(ShowCall("GREATEST", {Int(1), Null(DataType::Int())}), "NULL");
  EXPECT_EQ(ShowCall("GREATEST", {Text("a"), Text("b")}), "b");
}

TEST(ConditionalTest, CaseMergesNestedColumns) {
  DataType array = DataType::Array(DataType::Int());
  Batch batch{.row_count = 3,
              .columns = {ColumnOf(kBool, {Value::Int(1), Value::Int(0), Value::Null()}),
                          ColumnOf(array, {Value::List({Value::Int(1)}), Value::List({Value::Int(2)}),
                                           Value::List({Value::Int(3), Value::Null()})})}};
  ExprPtr pick = MakeCase({{A(), MakeInputRef(1, array)}}, nullptr, array);
  EXPECT_THAT(ShowRows(*pick, batch), ElementsAre("[1]", "NULL", "NULL"));
}

TEST(FoldTest, FoldsWhatHasNoInputs) {
  ExprPtr sum = Call("+", {Int(1), Int(2)});
  auto folded = FoldConstant(sum, {});
  ASSERT_TRUE(folded.has_value());
  ASSERT_NE(AsLiteral(**folded), nullptr);
  EXPECT_EQ(AsLiteral(**folded)->AsInt(), 3);
  EXPECT_FALSE(FoldConstant(Call("/", {Int(1), Int(0)}), {}).has_value());
  ExprPtr ref = Call("+", {MakeInputRef(0, DataType::Int()), Int(2)});
  EXPECT_EQ(*FoldConstant(ref, {}), ref);
}

TEST(ExprTest, RemapAndCollectInputs) {
  ExprPtr sum = Call("+", {MakeInputRef(3, DataType::Int()), MakeInputRef(1, DataType::Int())});
  std::vector<int> inputs;
  sum->CollectInputs(&inputs);
  EXPECT_THAT(inputs, ElementsAre(3, 1));
  const int mapping[] = {-1, 0, -1, 1};
  Schema schema{{{"x", DataType::Int()}, {"y", DataType::Int()}}};
  EXPECT_EQ(sum->Remap(mapping)->ToString(schema), "(y + x)");
}

TEST(LogicTest, AJunctionOfNullableTermsIsNullable) {
  auto both = MakeCall("AND", {Null(DataType::Boolean()), Bool(true)});
  ASSERT_TRUE(both.has_value());
  EXPECT_TRUE((*both)->type().nullable());
  auto like = MakeCall("LIKE", {MakeInputRef(0, DataType::String()), Text("a%c")});
  ASSERT_TRUE(like.has_value());
  EXPECT_TRUE((*like)->type().nullable());
}

}  // namespace
}  // namespace mullion
