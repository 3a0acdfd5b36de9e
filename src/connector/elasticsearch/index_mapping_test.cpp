#include "connector/elasticsearch/index_mapping.h"

#include <gtest/gtest.h>

#include "connector/elasticsearch/test_rows.h"

namespace mullion::elasticsearch {
namespace {

TEST(IndexMapping, MakesDatesOfTheReferenceTablesWindow) {
  TableDefinition table = MakeTable(
      {{"client", DataType::Int()}, {"window_start", DataType::Timestamp(3)}, {"total_amount", DataType::Int()}}, {0});
  EXPECT_EQ(IndexBody(table),
            R"({"mappings":{"properties":{"client":{"type":"integer"},"window_start":{"type":"date","format":)"
            R"("uuuu-MM-dd HH:mm:ss||uuuu-MM-dd HH:mm:ss.SSS||uuuu-MM-dd HH:mm:ss.SS||uuuu-MM-dd HH:mm:ss.S||)"
            R"(strict_date_optional_time||epoch_millis"},"total_amount":{"type":"integer"}}}})");
}

TEST(IndexMapping, HasAFormatForEveryLengthOfFraction) {
  EXPECT_EQ(DateFormats(4, true),
            "uuuu-MM-dd HH:mm:ssX||uuuu-MM-dd HH:mm:ss.SSSSX||uuuu-MM-dd HH:mm:ss.SSSX||uuuu-MM-dd HH:mm:ss.SSX||"
            "uuuu-MM-dd HH:mm:ss.SX||strict_date_optional_time||epoch_millis");
}

TEST(IndexMapping, NestsRowsAndLooksThroughArrays) {
  TableDefinition table = MakeTable({{"r", DataType::Row({{"x", DataType::Double()}, {"y", DataType::String()}})},
                                     {"a", DataType::Array(DataType::BigInt())},
                                     {"m", DataType::Map(DataType::String(), DataType::Int())},
                                     {"d", DataType::Decimal(20, 2)},
                                     {"b", DataType::Bytes()}},
                                    {});
  EXPECT_EQ(IndexBody(table),
            R"({"mappings":{"properties":{"r":{"properties":{"x":{"type":"double"},)"
            R"("y":{"type":"keyword","ignore_above":8191}}},"a":{"type":"long"},"m":{"type":"object"},)"
            R"("d":{"type":"double"},"b":{"type":"binary"}}}})");
}

}  // namespace
}  // namespace mullion::elasticsearch
