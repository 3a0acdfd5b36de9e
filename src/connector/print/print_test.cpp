#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/print/make_blackhole.h"
#include "connector/print/make_print.h"
#include "connector/print/print_sink.h"
#include "connector/print/row_text.h"

namespace mullion::print {
namespace {

std::string TextOf(const DataType& type, const Value& value) {
  std::string out;
  AppendValue(type, value, &out);
  return out;
}

// The expected texts are what java.time and java.util.Arrays print.
TEST(RowText, SpellsValuesAsJava) {
  EXPECT_EQ(TextOf(DataType::Int(), Value::Null()), "null");
  EXPECT_EQ(TextOf(DataType::Boolean(), Value::Int(1)), "true");
  EXPECT_EQ(TextOf(DataType::Double(), Value::Real(1e10)), "1.0E10");
  EXPECT_EQ(TextOf(DataType::Decimal(5, 2), Value::Wide(12300)), "123.00");
  EXPECT_EQ(TextOf(DataType::String(), Value::Text("as it is")), "as it is");
  EXPECT_EQ(TextOf(DataType::Bytes(), Value::Text("A\xff")), "[65, -1]");
  EXPECT_EQ(TextOf(DataType::Date(), Value::Int(0)), "1970-01-01");
  EXPECT_EQ(TextOf(DataType::Time(), Value::Int(36'000'000)), "10:00");
  EXPECT_EQ(TextOf(DataType::Time(), Value::Int(36'005'020)), "10:00:05.020");
  EXPECT_EQ(TextOf(DataType::Timestamp(3), Value::Int(1715450640000)), "2024-05-11T18:04");
  EXPECT_EQ(TextOf(DataType::Timestamp(3), Value::Int(1715450663000)), "2024-05-11T18:04:23");
  EXPECT_EQ(TextOf(DataType::Timestamp(3), Value::Int(1715450640500)), "2024-05-11T18:04:00.500");
  EXPECT_EQ(TextOf(DataType::Timestamp(9), Value::Wide(1)), "1970-01-01T00:00:00.000000001");
  EXPECT_EQ(TextOf(DataType::TimestampLtz(3), Value::Int(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(TextOf(DataType::Array(DataType::Int()), Value::List({Value::Int(1), Value::Null()})), "[1, null]");
  EXPECT_EQ(TextOf(DataType::Map(DataType::String(), DataType::Int()), Value::List({Value::Text("a"), Value::Int(1)})),
            "{a=1}");
  DataType row = DataType::Row({{"a", DataType::Int()}, {"b", DataType::String()}});
  EXPECT_EQ(TextOf(row, Value::List({Value::Int(1), Value::Text("x")})), "+I[1, x]");
}

Batch TwoChanges() {
  Batch batch;
  batch.row_count = 2;
  batch.columns = {MakeConstantColumn(DataType::Int(), Value::Int(1), 2),
                   MakeConstantColumn(DataType::Int(), Value::Int(7), 2)};
  batch.kinds = {ChangeKind::kUpdateBefore, ChangeKind::kUpdateAfter};
  return batch;
}

std::string PrintedBy(std::string identifier, size_t columns) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* stream = open_memstream(&text, &size);
  PrintSink sink(std::move(identifier), columns, stream);
  EXPECT_TRUE(sink.Write(TwoChanges()));
  EXPECT_EQ(sink.stats().rows_acknowledged, 2u);
  std::fclose(stream);
  std::string out(text, size);
  std::free(text);
  return out;
}

TEST(PrintSink, WritesALineARowWithItsKind) {
  EXPECT_EQ(PrintedBy("", 2), "-U[1, 7]\n+U[1, 7]\n");
  EXPECT_EQ(PrintedBy("raw", 2), "raw> -U[1, 7]\nraw> +U[1, 7]\n");
}

TEST(PrintSink, LeavesHiddenColumnsOut) {
  EXPECT_EQ(PrintedBy("", 1), "-U[1]\n+U[1]\n");
}

TEST(PrintSink, SaysWhyItCannotPrint) {
  std::FILE* full = std::fopen("/dev/full", "w");
  if (full == nullptr) GTEST_SKIP() << "no /dev/full here";
  PrintSink sink("", 2, full);
  Status status = sink.Write(TwoChanges());
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().ToString(), ::testing::HasSubstr("No space left on device"));
  std::fclose(full);
}

TEST(BlackholeSink, TakesEverythingAndCountsIt) {
  auto connector = MakeBlackholeConnector();
  EXPECT_TRUE(connector->CheckSink({})->accepts_updates);
  EXPECT_FALSE(connector->CheckSource({}));
  auto sink = *connector->MakeSink({});
  ASSERT_TRUE(sink->Write(TwoChanges()));
  EXPECT_EQ(sink->stats().rows_written, 2u);
}

}  // namespace
}  // namespace mullion::print
