#include "column/column.h"

#include <gmock/gmock.h>

#include "column/batch.h"
#include "column/value.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;

ColumnPtr ColumnOf(const DataType& type, const std::vector<Value>& values) {
  ColumnBuilder builder(type);
  for (const Value& value : values) builder.Append(value);
  return builder.Finish();
}

std::vector<Value> ValuesOf(const Column& column) {
  std::vector<Value> out;
  for (size_t i = 0; i < column.size(); ++i) out.push_back(ReadValue(column, i));
  return out;
}

/// One type of each layout, with three values each: two values and a NULL.
struct Sample {
  DataType type;
  std::vector<Value> values;
};
std::vector<Sample> Samples() {
  auto list = [](std::vector<Value> v) { return Value::List(std::move(v)); };
  return {
      {DataType::Boolean(), {Value::Int(1), Value::Int(0), Value::Null()}},
      {DataType::SmallInt(), {Value::Int(-5), Value::Int(7), Value::Null()}},
      {DataType::Date(), {Value::Int(-5), Value::Int(7), Value::Null()}},
      {DataType::Timestamp(3), {Value::Int(-5), Value::Int(7), Value::Null()}},
      {DataType::Timestamp(9), {Value::Wide(-5), Value::Wide(Int128{1} << 100), Value::Null()}},
      {DataType::Decimal(38, 2), {Value::Wide(-5), Value::Wide(Int128{1} << 100), Value::Null()}},
      {DataType::Float(), {Value::Real(0.5), Value::Real(-2), Value::Null()}},
      {DataType::Double(), {Value::Real(0.1), Value::Real(-2), Value::Null()}},
      {DataType::String(), {Value::Text("a"), Value::Text(""), Value::Null()}},
      {DataType::Array(DataType::Int()), {list({Value::Int(1), Value::Null()}), list({}), Value::Null()}},
      {DataType::Map(DataType::String(), DataType::Int()),
       {list({Value::Text("k"), Value::Int(1)}), list({}), Value::Null()}},
      {DataType::Multiset(DataType::String()), {list({Value::Text("k"), Value::Int(2)}), list({}), Value::Null()}},
      {DataType::Row({{"a", DataType::Int()}, {"b", DataType::Array(DataType::String())}}),
       {list({Value::Int(1), list({Value::Text("x")})}), list({Value::Null(), Value::Null()}), Value::Null()}},
  };
}

TEST(ColumnTest, GatherTakesTheChosenRowsOfEveryLayout) {
  for (const Sample& sample : Samples()) {
    ColumnPtr column = ColumnOf(sample.type, sample.values);
    const uint32_t rows[] = {2, 0, 0, 1};
    ColumnPtr gathered = Gather(*column, rows);
    EXPECT_THAT(ValuesOf(*gathered),
                ElementsAre(sample.values[2], sample.values[0], sample.values[0], sample.values[1]))
        << sample.type.ToString();
  }
}

TEST(ColumnTest, ConcatPutsColumnsOneAfterTheOther) {
  for (const Sample& sample : Samples()) {
    ColumnPtr a = ColumnOf(sample.type, {sample.values[0]});
    ColumnPtr b = ColumnOf(sample.type, sample.values);
    const ColumnPtr parts[] = {a, b, a};
    ColumnPtr all = Concat(sample.type, parts);
    EXPECT_THAT(ValuesOf(*all),
                ElementsAre(sample.values[0], sample.values[0], sample.values[1], sample.values[2], sample.values[0]))
        << sample.type.ToString();
  }
}

TEST(ColumnTest, ConcatOfGatheredNestedColumnsKeepsTheirElements) {
  DataType type = DataType::Array(DataType::Int());
  ColumnPtr column = ColumnOf(type, {Value::List({Value::Int(1)}), Value::List({Value::Int(2), Value::Int(3)})});
  const uint32_t last[] = {1};
  const ColumnPtr parts[] = {Gather(*column, last), column};
  EXPECT_THAT(ValuesOf(*Concat(type, parts)),
              ElementsAre(Value::List({Value::Int(2), Value::Int(3)}), Value::List({Value::Int(1)}),
                          Value::List({Value::Int(2), Value::Int(3)})));
}

TEST(ColumnTest, NullColumnsAndConstantColumns) {
  for (const Sample& sample : Samples()) {
    EXPECT_THAT(ValuesOf(*MakeNullColumn(sample.type, 2)), ElementsAre(Value::Null(), Value::Null()));
    EXPECT_THAT(ValuesOf(*MakeConstantColumn(sample.type, sample.values[0], 2)),
                ElementsAre(sample.values[0], sample.values[0]));
    EXPECT_EQ(MakeConstantColumn(sample.type, sample.values[0], 0)->size(), 0U);
  }
}

TEST(ColumnTest, TruncateKeepsTheFirstRows) {
  for (const Sample& sample : Samples()) {
    ColumnPtr built = ColumnOf(sample.type, sample.values);
    const uint32_t all[] = {0, 1, 2};
    auto column = std::const_pointer_cast<Column>(Gather(*built, all));
    column->Truncate(2);
    EXPECT_THAT(ValuesOf(*column), ElementsAre(sample.values[0], sample.values[1])) << sample.type.ToString();
  }
}

TEST(ColumnTest, AColumnWithoutNullsHasNoNullBytes) {
  ColumnPtr column = ColumnOf(DataType::Int(), {Value::Int(1)});
  EXPECT_FALSE(column->has_nulls());
  EXPECT_EQ(column->nulls(), nullptr);
  EXPECT_FALSE(column->IsNull(0));
}

TEST(ColumnTest, GatheredTextsOutliveTheirSource) {
  ColumnPtr gathered;
  {
    ColumnPtr column = ColumnOf(DataType::String(), {Value::Text(std::string(5000, 'x'))});
    const uint32_t first[] = {0};
    gathered = Gather(*column, first);
  }
  EXPECT_EQ(gathered->Values<std::string_view>()[0], std::string(5000, 'x'));
}

TEST(BatchTest, CompactMakesTheSelectionDense) {
  Batch batch{.row_count = 3,
              .columns = {ColumnOf(DataType::Int(), {Value::Int(1), Value::Int(2), Value::Int(3)})},
              .selection = std::make_shared<const Selection>(Selection{0, 2}),
              .kinds = {ChangeKind::kInsert, ChangeKind::kDelete, ChangeKind::kUpdateAfter},
              .watermark = 5};
  Batch dense = Compact(batch);
  EXPECT_EQ(dense.row_count, 2U);
  EXPECT_EQ(dense.selection, nullptr);
  EXPECT_THAT(ValuesOf(*dense.columns[0]), ElementsAre(Value::Int(1), Value::Int(3)));
  EXPECT_THAT(dense.kinds, ElementsAre(ChangeKind::kInsert, ChangeKind::kUpdateAfter));
  EXPECT_EQ(dense.watermark, 5);
}

TEST(BatchTest, SliceSelectsARangeOfPositions) {
  Batch batch{.row_count = 4, .columns = {}, .selection = std::make_shared<const Selection>(Selection{0, 1, 3})};
  EXPECT_THAT(*Slice(batch, 1, 4).selection, ElementsAre(1, 3));
  EXPECT_TRUE(Slice(batch, 2, 3).empty());
  RowSpan rows(batch);
  EXPECT_THAT(rows.rows(), ElementsAre(0, 1, 3));
}

TEST(TypeTest, PrintsAsFlinkDoes) {
  EXPECT_EQ(DataType::Timestamp(3).NotNull().ToString(), "TIMESTAMP(3) NOT NULL");
  EXPECT_EQ(DataType::String().ToString(), "STRING");
  EXPECT_EQ(DataType::Row({{"a", DataType::Int()}}).ToString(), "ROW<`a` INT>");
  EXPECT_EQ(DataType::Map(DataType::String(), DataType::Decimal(10, 2)).ToString(), "MAP<STRING, DECIMAL(10, 2)>");
}

TEST(TypeTest, EqualityLooksInside) {
  EXPECT_EQ(DataType::Array(DataType::Int()), DataType::Array(DataType::Int()));
  EXPECT_FALSE(DataType::Array(DataType::Int()) == DataType::Array(DataType::BigInt()));
  EXPECT_FALSE(DataType::Int() == DataType::Int().NotNull());
  EXPECT_TRUE(DataType::Int().SameExceptNull(DataType::Int().NotNull()));
}

}  // namespace
}  // namespace mullion
