#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "column/value.h"
#include "connector/datagen/make_datagen.h"

namespace mullion {
namespace {

using ::testing::HasSubstr;

TableDefinition Table(std::vector<Field> fields, std::map<std::string, std::string> options) {
  TableDefinition table;
  table.name = "made";
  table.physical.fields = std::move(fields);
  table.options = std::move(options);
  return table;
}

std::vector<Field> Reference() {
  return {{"client", DataType::Int()}, {"amount", DataType::Int()}, {"ts", DataType::Timestamp(3)}};
}

const std::map<std::string, std::string> kReferenceOptions = {
    {"fields.client.min", "1"},   {"fields.client.max", "4"},   {"fields.amount.min", "1"},
    {"fields.amount.max", "200"}, {"number-of-rows", "100000"}, {"rows-per-second", "1000000000"}};

std::unique_ptr<Source> Open(const TableDefinition& table, const Clock& clock,
                             std::vector<SplitPosition> restored = {}) {
  auto source = MakeDatagenConnector()->MakeSource(table);
  EXPECT_TRUE(source) << source.error().ToString();
  EXPECT_TRUE((*source)->Open({.clock = &clock}, restored));
  return *std::move(source);
}

/// Every row as values, from where the source stands until it has none for now.
std::vector<ValueList> TakeAll(Source* source, size_t records_max = 777) {
  std::vector<ValueList> rows;
  EXPECT_TRUE(source->Poll());
  while (source->splits()[0].has_data) {
    Batch batch = *source->Take(0, records_max)->rows;
    EXPECT_LE(batch.row_count, records_max);
    for (size_t i = 0; i < batch.row_count; ++i) {
      ValueList& row = rows.emplace_back();
      for (const ColumnPtr& column : batch.columns) row.push_back(ReadValue(*column, i));
    }
  }
  return rows;
}

TEST(Datagen, MakesTheReferenceRowsWithinTheirBounds) {
  ManualClock clock(1715450640000);
  auto source = Open(Table(Reference(), kReferenceOptions), clock);
  EXPECT_TRUE(source->bounded());
  clock.Advance(1000);
  std::vector<ValueList> rows = TakeAll(source.get());
  ASSERT_EQ(rows.size(), 100'000u);
  EXPECT_TRUE(source->splits()[0].finished);
  std::map<int64_t, int> clients;
  double sum = 0;
  for (const ValueList& row : rows) {
    ++clients[row[0].AsInt()];
    ASSERT_GE(row[1].AsInt(), 1);
    ASSERT_LE(row[1].AsInt(), 200);
    sum += static_cast<double>(row[1].AsInt());
    ASSERT_EQ(row[2].AsInt(), 1715450641000);
  }
  ASSERT_EQ(clients.size(), 4u);
  for (const auto& [client, count] : clients) EXPECT_NEAR(count, 25'000, 1'000) << client;
  EXPECT_NEAR(sum / 100'000, 100.5, 1.0);
}

TEST(Datagen, ARowIsTheSameWhereverTheSourceStarted) {
  ManualClock clock(1000);
  TableDefinition table = Table(Reference(), kReferenceOptions);
  auto whole = Open(table, clock);
  clock.Advance(1000);
  std::vector<ValueList> rows = TakeAll(whole.get());
  auto later = Open(table, clock, {{whole->splits()[0].id, 99'000, false}});
  clock.Advance(1000);
  std::vector<ValueList> rest = TakeAll(later.get(), 10);
  ASSERT_EQ(rest.size(), 1000u);
  for (size_t i = 0; i < rest.size(); ++i) {
    ASSERT_EQ(rest[i][0], rows[99'000 + i][0]);
    ASSERT_EQ(rest[i][1], rows[99'000 + i][1]);
  }
  table.options["mullion.seed"] = "7";
  auto other = Open(table, clock);
  clock.Advance(1000);
  EXPECT_NE(TakeAll(other.get())[0], rows[0]);
}

TEST(Datagen, KeepsItsRate) {
  ManualClock clock(0);
  auto source = Open(Table(Reference(), {{"rows-per-second", "10"}}), clock);
  EXPECT_FALSE(source->bounded());
  EXPECT_EQ(TakeAll(source.get()).size(), 1u);
  EXPECT_FALSE(source->splits()[0].has_data);
  clock.Advance(1000);
  EXPECT_EQ(TakeAll(source.get()).size(), 10u);
  clock.Advance(50);
  EXPECT_EQ(TakeAll(source.get()).size(), 0u);
  clock.Advance(3'600'000);  // held up for an hour: no more than about a second's rows at once
  EXPECT_LE(TakeAll(source.get()).size(), 11u);
}

TEST(Datagen, SequencesEndTheSource) {
  ManualClock clock(0);
  auto source = Open(Table({{"id", DataType::Int()}, {"name", DataType::String()}, {"m", DataType::Decimal(5, 2)}},
                           {{"fields.id.kind", "sequence"},
                            {"fields.id.start", "1"},
                            {"fields.id.end", "12"},
                            {"fields.name.kind", "sequence"},
                            {"fields.name.start", "100"},
                            {"fields.name.end", "1000"},
                            {"fields.m.kind", "sequence"},
                            {"fields.m.start", "-3"},
                            {"fields.m.end", "1000"}}),
                     clock);
  clock.Advance(1000);
  std::vector<ValueList> rows = TakeAll(source.get(), 5);
  ASSERT_EQ(rows.size(), 12u);
  EXPECT_TRUE(source->bounded());
  EXPECT_EQ(rows[0], (ValueList{Value::Int(1), Value::Text("100"), Value::Wide(-300)}));
  EXPECT_EQ(rows[11], (ValueList{Value::Int(12), Value::Text("111"), Value::Wide(800)}));
}

TEST(Datagen, EventTimeRunsFasterAndSurvivesARestart) {
  ManualClock clock(1'000'000);
  TableDefinition table = Table(Reference(), {{"rows-per-second", "10"}, {"mullion.speed", "60"}});
  auto source = Open(table, clock);
  clock.Advance(1000);
  std::vector<ValueList> rows = TakeAll(source.get());
  ASSERT_EQ(rows.size(), 11u);
  EXPECT_EQ(rows[0][2].AsInt(), 1'000'000);
  EXPECT_EQ(rows[10][2].AsInt(), 1'060'000);
  clock.Advance(60'000);
  auto again = Open(table, clock, {{source->splits()[0].id, 11, false}});
  EXPECT_EQ(TakeAll(again.get())[0][2].AsInt(), 1'066'000);
}

TEST(Datagen, EveryTypeHasValues) {
  DataType row = DataType::Row({{"a", DataType::Int()}, {"b", DataType::String()}});
  std::vector<Field> fields = {{"b", DataType::Boolean()},
                               {"t", DataType::TinyInt()},
                               {"s", DataType::SmallInt()},
                               {"l", DataType::BigInt()},
                               {"f", DataType::Float()},
                               {"d", DataType::Double()},
                               {"m", DataType::Decimal(38, 10)},
                               {"c", DataType::Char(3)},
                               {"v", DataType::String()},
                               {"y", DataType::Bytes()},
                               {"day", DataType::Date()},
                               {"at", DataType::Time()},
                               {"z", DataType::TimestampLtz(9)},
                               {"xs", DataType::Array(DataType::Int())},
                               {"kv", DataType::Map(DataType::Boolean(), DataType::Int())},
                               {"bag", DataType::Multiset(DataType::Boolean())},
                               {"r", row}};
  ManualClock clock(1715450640000);
  auto source = Open(Table(fields, {{"number-of-rows", "50"},
                                    {"fields.r.b.length", "5"},
                                    {"fields.xs.length", "2"},
                                    {"fields.kv.value.max", "9"},
                                    {"fields.t.null-rate", "0.5"},
                                    {"fields.z.max-past", "1 min"}}),
                     clock);
  clock.Advance(1000);
  std::vector<ValueList> rows = TakeAll(source.get());
  ASSERT_EQ(rows.size(), 50u);
  size_t nulls = 0;
  std::set<int64_t> pasts;
  for (const ValueList& values : rows) {
    nulls += values[1].is_null();
    EXPECT_EQ(values[7].AsText().size(), 3u);
    EXPECT_EQ(values[8].AsText().size(), 100u);
    EXPECT_EQ(values[13].AsList().size(), 2u);
    EXPECT_LE(values[14].AsList().size(), 4u);  // two booleans at most
    EXPECT_EQ(values[16].AsList()[1].AsText().size(), 5u);
    auto past = static_cast<int64_t>(1715450641000 - values[12].AsWide() / 1'000'000);
    EXPECT_GE(past, 0);
    EXPECT_LE(past, 60'000);
    pasts.insert(past);
  }
  EXPECT_GT(nulls, 10u);
  EXPECT_LT(nulls, 40u);
  EXPECT_GT(pasts.size(), 40u);
}

TEST(Datagen, RefusesWhatMakesNoSense) {
  auto refusal = [](std::map<std::string, std::string> options) {
    Result<SourceTraits> traits = MakeDatagenConnector()->CheckSource(Table(Reference(), std::move(options)));
    return traits ? std::string() : traits.error().ToString();
  };
  EXPECT_EQ(refusal({}), "");
  EXPECT_THAT(refusal({{"fields.clint.min", "1"}}), HasSubstr("did you mean fields.client.min"));
  EXPECT_THAT(refusal({{"fields.client.length", "1"}}), HasSubstr("unknown option 'fields.client.length'"));
  EXPECT_THAT(refusal({{"fields.client.min", "x"}}), HasSubstr("a whole number"));
  EXPECT_THAT(refusal({{"fields.client.min", "5"}, {"fields.client.max", "4"}}), HasSubstr("at most what max says, 4"));
  EXPECT_THAT(refusal({{"fields.client.max", "3000000000"}}), HasSubstr("a value of the type INT"));
  EXPECT_THAT(refusal({{"fields.client.kind", "sequence"}}), HasSubstr("'fields.client.start'"));
  EXPECT_THAT(refusal({{"fields.ts.kind", "sequence"}}), HasSubstr("has no sequence"));
  EXPECT_THAT(refusal({{"fields.client.null-rate", "2"}}), HasSubstr("a part from 0 to 1"));
  EXPECT_THAT(refusal({{"rows-per-second", "0"}}), HasSubstr("at least 1"));
  EXPECT_THAT(refusal({{"mullion.speed", "-1"}}), HasSubstr("above 0"));
  EXPECT_FALSE(MakeDatagenConnector()->CheckSink(Table(Reference(), {})));
}

}  // namespace
}  // namespace mullion
