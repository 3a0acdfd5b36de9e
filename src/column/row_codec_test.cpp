#include "column/row_codec.h"

#include <gtest/gtest.h>

#include <limits>

namespace mullion {
namespace {

std::string Encoded(const DataType& type, const Value& value) {
  std::string bytes;
  EncodeValue(type, value, &bytes);
  return bytes;
}

std::vector<std::pair<DataType, Value>> Samples() {
  return {
      {DataType::Boolean(), Value::Int(1)},
      {DataType::TinyInt(), Value::Int(-128)},
      {DataType::SmallInt(), Value::Int(-5)},
      {DataType::Int(), Value::Int(std::numeric_limits<int32_t>::min())},
      {DataType::BigInt(), Value::Int(std::numeric_limits<int64_t>::max())},
      {DataType::Timestamp(9), Value::Wide(-(Int128{1} << 100))},
      {DataType::Decimal(38, 2), Value::Wide(Int128{1} << 100)},
      {DataType::Float(), Value::Real(0.5)},
      {DataType::Double(), Value::Real(0.1)},
      {DataType::String(), Value::Text(std::string("a\0b", 3))},
      {DataType::Bytes(), Value::Text("")},
      {DataType::Array(DataType::Int()), Value::List({Value::Int(1), Value::Null()})},
      {DataType::Map(DataType::String(), DataType::Double()), Value::List({Value::Text("k"), Value::Real(2)})},
      {DataType::Multiset(DataType::String()), Value::List({Value::Text("k"), Value::Int(3)})},
      {DataType::Row({{"a", DataType::Int()}, {"b", DataType::Array(DataType::String())}}),
       Value::List({Value::Null(), Value::List({Value::Text("x")})})},
  };
}

TEST(RowCodecTest, DecodesWhatItEncoded) {
  for (const auto& [type, value] : Samples()) {
    std::string bytes = Encoded(type, value);
    std::string_view rest = bytes;
    auto decoded = DecodeValue(type, &rest);
    ASSERT_TRUE(decoded.has_value()) << type.ToString();
    EXPECT_TRUE(*decoded == value) << type.ToString();
    EXPECT_TRUE(rest.empty());
  }
}

TEST(RowCodecTest, AColumnsRowAndItsValueGiveTheSameBytes) {
  for (const auto& [type, value] : Samples()) {
    ColumnBuilder builder(type);
    builder.AppendNull();
    builder.Append(value);
    ColumnPtr column = builder.Finish();
    std::string bytes;
    EncodeValue(*column, 1, &bytes);
    EXPECT_EQ(bytes, Encoded(type, value)) << type.ToString();
    bytes.clear();
    EncodeValue(*column, 0, &bytes);
    EXPECT_EQ(bytes, Encoded(type, Value::Null())) << type.ToString();
  }
}

TEST(RowCodecTest, EqualNumbersGiveEqualBytes) {
  DataType real = DataType::Double();
  EXPECT_EQ(Encoded(real, Value::Real(0.0)), Encoded(real, Value::Real(-0.0)));
  double quiet = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Encoded(real, Value::Real(quiet)), Encoded(real, Value::Real(-quiet)));
  EXPECT_NE(Encoded(real, Value::Real(1)), Encoded(real, Value::Real(2)));
}

TEST(RowCodecTest, TextsDoNotRunIntoOneAnother) {
  DataType text = DataType::String();
  std::string ab_c = Encoded(text, Value::Text("ab")) + Encoded(text, Value::Text("c"));
  std::string a_bc = Encoded(text, Value::Text("a")) + Encoded(text, Value::Text("bc"));
  EXPECT_NE(ab_c, a_bc);
}

TEST(RowCodecTest, RowsGoThroughBuilders) {
  ColumnBuilder ids(DataType::Int());
  ids.Append(Value::Int(7));
  ColumnBuilder names(DataType::String());
  names.AppendNull();
  const ColumnPtr columns[] = {ids.Finish(), names.Finish()};
  std::string bytes;
  EncodeRow(columns, 0, &bytes);
  std::vector<ColumnBuilder> builders;
  builders.emplace_back(DataType::Int());
  builders.emplace_back(DataType::String());
  ASSERT_TRUE(DecodeRow(bytes, builders).has_value());
  EXPECT_EQ(ReadValue(*builders[0].Finish(), 0).AsInt(), 7);
  EXPECT_TRUE(ReadValue(*builders[1].Finish(), 0).is_null());
}

TEST(RowCodecTest, EveryCutOfTheBytesIsAnError) {
  for (const auto& [type, value] : Samples()) {
    std::string bytes = Encoded(type, value);
    for (size_t size = 0; size < bytes.size(); ++size) {
      std::string_view cut(bytes.data(), size);
      EXPECT_FALSE(DecodeValue(type, &cut).has_value()) << type.ToString() << " " << size;
    }
  }
}

TEST(RowCodecTest, BytesLeftOverAreAnError) {
  std::string bytes = Encoded(DataType::Int(), Value::Int(1)) + "x";
  std::vector<ColumnBuilder> builders;
  builders.emplace_back(DataType::Int());
  EXPECT_FALSE(DecodeRow(bytes, builders).has_value());
}

}  // namespace
}  // namespace mullion
