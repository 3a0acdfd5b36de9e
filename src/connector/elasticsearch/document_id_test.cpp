#include "connector/elasticsearch/document_id.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "connector/elasticsearch/test_rows.h"

namespace mullion::elasticsearch {
namespace {

std::string IdOf(const DataType& type, const Value& value) {
  std::vector<Field> fields = {{"k", type}};
  std::string id;
  DocumentIdMaker(MakeTable(fields, {0}), "_").Append(MakeRows(fields, {{value}}), 0, &id);
  return id;
}

// Expected ids: what KeyExtractor of Flink's connector 3.0.1-1.17 printed for these values.
TEST(DocumentId, SpellsNumbersAndTextsAsFlink) {
  EXPECT_EQ(IdOf(DataType::Int(), Value::Int(4)), "4");
  EXPECT_EQ(IdOf(DataType::TinyInt(), Value::Int(-1)), "-1");
  EXPECT_EQ(IdOf(DataType::BigInt(), Value::Int(std::numeric_limits<int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(IdOf(DataType::Boolean(), Value::Int(1)), "true");
  EXPECT_EQ(IdOf(DataType::Float(), Value::Real(1.0)), "1.0");
  EXPECT_EQ(IdOf(DataType::Float(), Value::Real(1e10)), "1.0E10");
  EXPECT_EQ(IdOf(DataType::Float(), Value::Real(0.1f)), "0.1");
  EXPECT_EQ(IdOf(DataType::Double(), Value::Real(1e-5)), "1.0E-5");
  EXPECT_EQ(IdOf(DataType::Double(), Value::Real(std::nan(""))), "NaN");
  EXPECT_EQ(IdOf(DataType::Double(), Value::Real(-0.0)), "-0.0");
  EXPECT_EQ(IdOf(DataType::Decimal(10, 2), Value::Wide(12340)), "123.40");
  EXPECT_EQ(IdOf(DataType::Decimal(38, 10), Value::Wide(-1)), "-0.0000000001");
  EXPECT_EQ(IdOf(DataType::Decimal(20, 10), Value::Wide(0)), "0.0000000000");
  EXPECT_EQ(IdOf(DataType::String(), Value::Text("a b\"ü")), "a b\"ü");
  EXPECT_EQ(IdOf(DataType::Char(5), Value::Text("ab   ")), "ab   ");
}

TEST(DocumentId, SpellsDatesAndTimesAsJavaPrintsThem) {
  EXPECT_EQ(IdOf(DataType::Date(), Value::Int(0)), "1970-01-01");
  EXPECT_EQ(IdOf(DataType::Date(), Value::Int(-719529)), "-0001-12-31");
  EXPECT_EQ(IdOf(DataType::Date(), Value::Int(2932897)), "+10000-01-01");
  EXPECT_EQ(IdOf(DataType::Time(0), Value::Int(0)), "00:00");
  EXPECT_EQ(IdOf(DataType::Time(0), Value::Int(51254000)), "14:14:14");
  EXPECT_EQ(IdOf(DataType::Time(3), Value::Int(51254120)), "14:14:14.120");
  EXPECT_EQ(IdOf(DataType::Time(0), Value::Int(51240000)), "14:14");
  EXPECT_EQ(IdOf(DataType::Timestamp(3), Value::Int(0)), "1970-01-01T00:00");
  EXPECT_EQ(IdOf(DataType::Timestamp(3), Value::Int(1000)), "1970-01-01T00:00:01");
  EXPECT_EQ(IdOf(DataType::Timestamp(3), Value::Int(60100)), "1970-01-01T00:01:00.100");
  EXPECT_EQ(IdOf(DataType::Timestamp(3), Value::Int(-1)), "1969-12-31T23:59:59.999");
  EXPECT_EQ(IdOf(DataType::Timestamp(6), Value::Wide(1500000)), "1970-01-01T00:00:00.001500");
  EXPECT_EQ(IdOf(DataType::Timestamp(9), Value::Wide(1000001)), "1970-01-01T00:00:00.001000001");
  EXPECT_EQ(IdOf(DataType::Timestamp(9), Value::Wide(0)), "1970-01-01T00:00");
  EXPECT_EQ(IdOf(DataType::Timestamp(3), Value::Int(253402300800000)), "+10000-01-01T00:00");
  EXPECT_EQ(IdOf(DataType::Timestamp(3), Value::Int(-62167219200001)), "-0001-12-31T23:59:59.999");
  EXPECT_EQ(IdOf(DataType::TimestampLtz(3), Value::Int(1715450640000)), "2024-05-11T18:04");
}

TEST(DocumentId, SpellsIntervalsAsFlink) {
  EXPECT_EQ(IdOf(DataType::IntervalMonth(), Value::Int(14)), "P14D");
  EXPECT_EQ(IdOf(DataType::IntervalMonth(), Value::Int(-3)), "P-3D");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(90061001)), "PT25H1M1.001S");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(0)), "PT0S");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(-1500)), "PT-1.5S");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(3600000)), "PT1H");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(-60000)), "PT-1M");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(-500)), "PT-0.5S");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(120500)), "PT2M0.5S");
  EXPECT_EQ(IdOf(DataType::IntervalDay(), Value::Int(-3661500)), "PT-1H-1M-1.5S");
}

TEST(DocumentId, JoinsKeyColumnsInKeyOrderWithTheDelimiter) {
  std::vector<Field> fields = {{"a", DataType::BigInt()}, {"b", DataType::String()}, {"c", DataType::Timestamp(3)}};
  Batch rows = MakeRows(fields, {{Value::Int(12), Value::Text("ABCD"), Value::Int(1355314332000)}});
  std::string id;
  DocumentIdMaker(MakeTable(fields, {2, 0}), "$").Append(rows, 0, &id);
  EXPECT_EQ(id, "2012-12-12T12:12:12$12");
}

TEST(DocumentId, NamesTheKeyColumnThatIsNull) {
  std::vector<Field> fields = {{"a", DataType::Int()}, {"b", DataType::Int()}};
  Batch rows = MakeRows(fields, {{Value::Int(1), Value::Null()}});
  std::string id;
  EXPECT_EQ(DocumentIdMaker(MakeTable(fields, {0, 1}), "_").Append(rows, 0, &id), 1);
}

TEST(DocumentId, RefusesKeysWithoutAText) {
  std::vector<Field> fields = {{"a", DataType::Bytes()}, {"b", DataType::Array(DataType::Int())}};
  Status status = CheckKeyTypes(MakeTable(fields, {0, 1}));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().what(), "The table has a primary key on columns of illegal types: [VARBINARY, ARRAY]");
  EXPECT_TRUE(CheckKeyTypes(MakeTable({{"a", DataType::Int()}}, {0})));
}

}  // namespace
}  // namespace mullion::elasticsearch
