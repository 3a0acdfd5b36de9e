#include "connector/elasticsearch/index_name.h"

#include <gtest/gtest.h>

#include "connector/elasticsearch/test_rows.h"

namespace mullion::elasticsearch {
namespace {

const std::vector<Field> kFields = {
    {"id", DataType::Int()},
    {"item", DataType::String()},
    {"big", DataType::BigInt()},
    {"d", DataType::Date()},
    {"t", DataType::Time(3)},
    {"ts", DataType::Timestamp(9)},
    {"ltz", DataType::TimestampLtz(3)},
    {"b", DataType::Boolean()},
    {"n", DataType::String()},
    {"nt", DataType::Timestamp(3)},
};

/// id 7, item apple, big 12, d 2020-03-08, t 12:22:14.056, ts 2020-03-18 15:02:14.123456789,
/// ltz 2020-12-31 23:12:14.050 UTC, b true, n NULL, nt NULL.
Batch OneRow() {
  return MakeRows(kFields, {{Value::Int(7), Value::Text("apple"), Value::Int(12), Value::Int(18329),
                             Value::Int(44534056), Value::Wide(Int128{1584543734} * 1'000'000'000 + 123456789),
                             Value::Int(1609456334050), Value::Int(1), Value::Null(), Value::Null()}});
}

std::string NameOf(std::string pattern, std::string zone = "UTC", TimestampMs now_ms = 0) {
  TableDefinition table = MakeTable(kFields, {}, {{"index", std::move(pattern)}});
  table.session_zone = std::move(zone);
  Result<IndexNamer> namer = IndexNamer::Make(table);
  if (!namer) return "!! " + namer.error().what();
  std::string name;
  namer->Append(OneRow(), 0, now_ms, &name);
  return name;
}

// Expected names and messages: what IndexGeneratorFactory of Flink's connector 3.0.1-1.17 printed for this row.
TEST(IndexName, TakesAFieldAsItIs) {
  EXPECT_EQ(NameOf("plain"), "plain");
  EXPECT_EQ(NameOf("i-}x"), "i-}x");
  EXPECT_EQ(NameOf("i-{}"), "i-{}");
  EXPECT_EQ(NameOf("i-{item}"), "i-apple");
  EXPECT_EQ(NameOf("{id}_index"), "7_index");
  EXPECT_EQ(NameOf("i-{big}"), "i-12");
  EXPECT_EQ(NameOf("i-{d}"), "i-18329");
  EXPECT_EQ(NameOf("i-{t}"), "i-44534056");
  EXPECT_EQ(NameOf("i-{ts}"), "i-2020-03-18T15:02:14.123456789");
  EXPECT_EQ(NameOf("i-{ltz}"), "i-2020-12-31T23:12:14.050");
}

TEST(IndexName, WritesNullAsTheWord) {
  EXPECT_EQ(NameOf("i-{n}"), "i-null");
  EXPECT_EQ(NameOf("i-{nt|yyyy}"), "i-null");
}

TEST(IndexName, FormatsDatesByTheirPatternOrTheTypesDefault) {
  EXPECT_EQ(NameOf("i-{d|}"), "i-2020_03_08");
  EXPECT_EQ(NameOf("i-{t|}"), "i-12_22_14");
  EXPECT_EQ(NameOf("i-{ts|}"), "i-2020_03_18_15_02_14");
  EXPECT_EQ(NameOf("i-{ltz|}"), "i-2020_12_31_23_12_14Z");
  EXPECT_EQ(NameOf("i-{d|yyyy/MM/dd}"), "i-2020/03/08");
  EXPECT_EQ(NameOf("{ts|yyyy_MM_dd_HH-ss}_index"), "2020_03_18_15-14_index");
  EXPECT_EQ(NameOf("i-{ts|yyyy|MM}"), "i-2020|03");
}

TEST(IndexName, FormatsLocalTimestampsInTheSessionsZone) {
  EXPECT_EQ(NameOf("i-{ltz|}", "Asia/Kolkata"), "i-2021_01_01_04_42_14+0530");
  EXPECT_EQ(NameOf("i-{ltz|}", "Europe/Berlin"), "i-2021_01_01_00_12_14+01");
  EXPECT_EQ(NameOf("i-{ltz|yyyy-MM-dd-HH}", "Europe/Berlin"), "i-2021-01-01-00");
  EXPECT_EQ(NameOf("i-{ltz|XXX}", "Asia/Kolkata"), "i-+05:30");
  EXPECT_EQ(NameOf("i-{ltz|VV}", "Asia/Kolkata"), "i-Asia/Kolkata");
}

TEST(IndexName, FormatsTheClockInTheSessionsZone) {
  constexpr TimestampMs kNewYear = 1609459199000;  // 2020-12-31 23:59:59 UTC
  EXPECT_EQ(NameOf("i-{now()|yyyy-MM-dd}", "UTC", kNewYear), "i-2020-12-31");
  EXPECT_EQ(NameOf("i-{ NOW( ) \t|yyyy}", "Asia/Kolkata", kNewYear), "i-2021");
  EXPECT_EQ(NameOf("i-{current_timestamp|yyyy}", "UTC", kNewYear), "i-2020");
  EXPECT_EQ(NameOf("i-{ CURRENT_TIMESTAMP |yyyy}", "UTC", kNewYear), "i-2020");
  EXPECT_EQ(NameOf("i-{current_timestamp()|yyyy}"),
            "!! Unknown field 'current_timestamp()' in index pattern 'i-{current_timestamp()|yyyy}', please check the "
            "field name.");
  EXPECT_EQ(NameOf("i-{now()}"), "!! Unknown field 'now()' in index pattern 'i-{now()}', please check the field name.");
}

TEST(IndexName, RefusesWhatFlinkRefusesInItsWords) {
  EXPECT_EQ(
      NameOf("i-{item}-{id}"),
      "!! Chaining dynamic index pattern i-{item}-{id} is not supported, only support single dynamic index pattern.");
  EXPECT_EQ(NameOf("i-{nope|yyyy}"),
            "!! Unknown field 'nope' in index pattern 'i-{nope|yyyy}', please check the field name.");
  EXPECT_EQ(NameOf("i-{ts |yyyy}"),
            "!! Unknown field 'ts ' in index pattern 'i-{ts |yyyy}', please check the field name.");
  EXPECT_EQ(
      NameOf("i-{id|yyyy}"),
      "!! Unsupported type 'INT' found in Elasticsearch dynamic index field, time-related pattern only support types "
      "are: DATE,TIME,TIMESTAMP.");
  EXPECT_EQ(NameOf("i-{b}"),
            "!! Unsupported type BOOLEAN of index field, Supported types are: [DATE, TIME_WITHOUT_TIME_ZONE, "
            "TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE, VARCHAR, CHAR, "
            "TINYINT, INTEGER, BIGINT]");
  EXPECT_EQ(NameOf(""), "!! 'index' must not be empty");
}

TEST(IndexName, RefusesABraceThatIsNotClosed) {
  EXPECT_EQ(NameOf("i-{item"), "!! the index pattern 'i-{item' has no closing brace");
}

TEST(IndexName, RefusesFixedNamesThatElasticsearchWouldRefuse) {
  EXPECT_EQ(NameOf("Total"), "!! 'Total' cannot be the name of an index");
  EXPECT_EQ(NameOf("a b"), "!! 'a b' cannot be the name of an index");
  EXPECT_EQ(NameOf("-a"), "!! '-a' cannot be the name of an index");
}

TEST(IndexName, PointsAtTheOption) {
  TableDefinition table = MakeTable(kFields, {}, {{"index", "Total"}});
  table.option_positions["index"] = {4, 9, 7};
  Result<IndexNamer> namer = IndexNamer::Make(table);
  ASSERT_FALSE(namer);
  EXPECT_EQ(namer.error().position(), (TextPosition{4, 9, 7}));
  EXPECT_EQ(namer.error().where(), "table es_sink");
}

TEST(IndexName, KnowsElasticsearchsRules) {
  EXPECT_FALSE(WhyNotAnIndexName("total_amount"));
  EXPECT_FALSE(WhyNotAnIndexName("logs-2024.05.11"));
  for (const char* name : {"", ".", "..", "_a", "+a", "A", "a/b", "a*b", "a?b", "a\"b", "a<b", "a>b", "a|b", "a b",
                           "a,b", "a#b", "a:b", "a\\b", "a\nb"}) {
    EXPECT_TRUE(WhyNotAnIndexName(name)) << name;
  }
  EXPECT_FALSE(WhyNotAnIndexName(std::string(255, 'a')));
  EXPECT_TRUE(WhyNotAnIndexName(std::string(256, 'a')));
}

}  // namespace
}  // namespace mullion::elasticsearch
