#include "column/value.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

TEST(ColumnBuilderTest, AppendFromCopiesRowsOfAnotherColumn) {
  DataType type = DataType::Row({{"a", DataType::String()}, {"b", DataType::Map(DataType::Int(), DataType::Double())}});
  Value row = Value::List({Value::Text("x"), Value::List({Value::Int(1), Value::Real(0.5)})});
  ColumnBuilder source(type);
  source.Append(row);
  source.AppendNull();
  ColumnPtr column = source.Finish();
  ColumnBuilder copy(type);
  copy.AppendFrom(*column, 1);
  copy.AppendFrom(*column, 0);
  ColumnPtr copied = copy.Finish();
  EXPECT_TRUE(ReadValue(*copied, 0).is_null());
  EXPECT_TRUE(ReadValue(*copied, 1) == row);
}

TEST(ColumnBuilderTest, StartsAnewAfterFinish) {
  ColumnBuilder builder(DataType::Array(DataType::String()));
  builder.Append(Value::List({Value::Text("a")}));
  EXPECT_EQ(builder.Finish()->size(), 1U);
  EXPECT_EQ(builder.size(), 0U);
  builder.Append(Value::List({Value::Text("b"), Value::Text("c")}));
  ColumnPtr second = builder.Finish();
  EXPECT_EQ(ReadValue(*second, 0).AsList().size(), 2U);
}

TEST(ColumnBuilderTest, BuildsEmptyColumns) {
  for (const DataType& type : {DataType::Int(), DataType::String(), DataType::Array(DataType::Int()),
                               DataType::Row({{"a", DataType::Int()}})}) {
    EXPECT_EQ(ColumnBuilder(type).Finish()->size(), 0U) << type.ToString();
  }
}

TEST(ValueTest, KnowsItsAlternative) {
  EXPECT_TRUE(Value::Null().is_null());
  EXPECT_EQ(Value::Int(5).AsInt(), 5);
  EXPECT_EQ(Value::Text("x").AsText(), "x");
  EXPECT_TRUE(Value::Wide(Int128{1} << 90).AsWide() == Int128{1} << 90);
  EXPECT_FALSE(Value::Int(1) == Value::Real(1));
  EXPECT_TRUE(Value::List({Value::Int(1)}) == Value::List({Value::Int(1)}));
}

}  // namespace
}  // namespace mullion
