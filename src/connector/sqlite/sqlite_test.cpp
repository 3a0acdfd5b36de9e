#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "column/value.h"
#include "connector/sqlite/make_sqlite.h"
#include "connector/sqlite/result_store.h"

namespace mullion {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SqliteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "mullion_sqlite_XXXXXX";
    folder_ = mkdtemp(name.data());
    path_ = folder_ + "/results.db";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  TableDefinition Totals(bool keyed = true) const {
    TableDefinition table;
    table.name = "total_amount";
    table.physical.fields = {{"client", DataType::Int()},
                             {"window_start", DataType::Timestamp(3)},
                             {"window_end", DataType::Timestamp(3)},
                             {"total_amount", DataType::Int()}};
    if (keyed) table.primary_key = {0};
    table.options = {{"connector", "sqlite"}, {"path", path_}};
    return table;
  }

  std::unique_ptr<Sink> OpenSink(const TableDefinition& table, SinkContext context) const {
    auto sink = MakeSqliteConnector()->MakeSink(table);
    EXPECT_TRUE(sink) << sink.error().ToString();
    EXPECT_TRUE((*sink)->Open(context));
    return *std::move(sink);
  }
  SinkContext Windowed() {
    SinkContext context;
    context.clock = &clock_;
    context.window_end_column = 2;
    return context;
  }

  std::string JsonOf(ResultStore* store, const std::string& id) {
    auto document = *store->Get("total_amount", id);
    return document ? document->json : "none";
  }

  std::string folder_;
  std::string path_;
  ManualClock clock_{0};
};

constexpr int64_t kMinute = 60'000;
constexpr int64_t kStart = 1715450640000;  // 2024-05-11 18:04

/// One result: the window that begins `minute` minutes after kStart.
Batch Row(int client, int64_t minute, int total, ChangeKind kind = ChangeKind::kInsert) {
  Batch batch;
  batch.row_count = 1;
  batch.columns = {MakeConstantColumn(DataType::Int(), Value::Int(client), 1),
                   MakeConstantColumn(DataType::Timestamp(3), Value::Int(kStart + minute * kMinute), 1),
                   MakeConstantColumn(DataType::Timestamp(3), Value::Int(kStart + (minute + 1) * kMinute), 1),
                   MakeConstantColumn(DataType::Int(), Value::Int(total), 1)};
  batch.kinds = {kind};
  return batch;
}

TEST_F(SqliteTest, KeepsTheNewestWindowOfEachClient) {
  auto sink = OpenSink(Totals(), Windowed());
  auto store = MakeResultStore(path_);
  EXPECT_THAT(*store->Tables(), SizeIs(0));
  EXPECT_FALSE(std::filesystem::exists(path_)) << "nothing is made before the first row";
  ASSERT_TRUE(sink->Write(Row(4, 0, 414)));
  ASSERT_TRUE(sink->Write(Row(1, 0, 10)));
  EXPECT_FALSE(sink->drained());
  clock_.Advance(100);
  ASSERT_TRUE(sink->Poll());
  EXPECT_TRUE(sink->drained());
  EXPECT_EQ(JsonOf(store.get(), "4"), R"({"client":4,"window_start":"2024-05-11 18:04:00",)"
                                      R"("window_end":"2024-05-11 18:05:00","total_amount":414})");
  ASSERT_TRUE(sink->Write(Row(4, 1, 500)));
  ASSERT_TRUE(sink->Write(Row(4, 0, 414)));  // again, by a replay: it must not come back
  ASSERT_TRUE(sink->Close(true));
  EXPECT_THAT(JsonOf(store.get(), "4"), HasSubstr("\"total_amount\":500"));
  EXPECT_EQ((*store->Get("total_amount", "4"))->version, kStart + 2 * kMinute);
  EXPECT_EQ(*store->Count("total_amount"), 2u);
  EXPECT_EQ(sink->stats().rows_acknowledged, 4u);
}

TEST_F(SqliteTest, AppliesAChangelog) {
  SinkContext context;
  context.clock = &clock_;
  context.updating = true;
  auto sink = OpenSink(Totals(), context);
  ASSERT_TRUE(sink->Write(Row(1, 0, 10)));
  ASSERT_TRUE(sink->Write(Row(1, 0, 10, ChangeKind::kUpdateBefore)));
  ASSERT_TRUE(sink->Write(Row(1, 0, 20, ChangeKind::kUpdateAfter)));
  ASSERT_TRUE(sink->Write(Row(2, 0, 5)));
  ASSERT_TRUE(sink->Write(Row(2, 0, 5, ChangeKind::kDelete)));
  sink->Flush();
  EXPECT_TRUE(sink->drained());
  auto store = MakeResultStore(path_);
  EXPECT_THAT(JsonOf(store.get(), "1"), HasSubstr("\"total_amount\":20"));
  EXPECT_EQ((*store->Get("total_amount", "1"))->version, 2);
  EXPECT_EQ(JsonOf(store.get(), "2"), "none");
}

TEST_F(SqliteTest, WithoutAKeyARestartWritesNothingTwice) {
  SinkContext context;
  context.clock = &clock_;
  std::string snapshot;
  {
    auto sink = OpenSink(Totals(false), context);
    ASSERT_TRUE(sink->Write(Row(1, 0, 1)));
    snapshot = *sink->Snapshot();
    ASSERT_TRUE(sink->Write(Row(1, 0, 2)));
    sink->Flush();
    ASSERT_TRUE(sink->Close(false));
  }
  auto sink = OpenSink(Totals(false), context);
  ASSERT_TRUE(sink->Restore(snapshot));
  ASSERT_TRUE(sink->Write(Row(1, 0, 2)));
  ASSERT_TRUE(sink->Close(true));
  auto store = MakeResultStore(path_);
  EXPECT_EQ(*store->Count("total_amount"), 2u);
  EXPECT_THAT((*store->Newest("total_amount", 1))[0].json, HasSubstr("\"total_amount\":2"));
  EXPECT_FALSE(OpenSink(Totals(false), context)->Restore("damaged"));
}

TEST_F(SqliteTest, SearchesAsTheAddressAsks) {
  auto sink = OpenSink(Totals(), Windowed());
  for (int client = 1; client <= 20; ++client) ASSERT_TRUE(sink->Write(Row(client, 0, 100 - client)));
  ASSERT_TRUE(sink->Close(true));
  auto store = MakeResultStore(path_);
  std::vector<StoredTable> tables = *store->Tables();
  ASSERT_THAT(tables, SizeIs(1));
  EXPECT_EQ(tables[0].name, "total_amount");
  EXPECT_EQ(tables[0].rows, 20u);
  EXPECT_GT(tables[0].file_bytes, 0u);

  StoredQuery query{.table = "total_amount", .from = 1, .size = 2};
  query.sort = {{"total_amount", false}};
  StoredHits hits = *store->Search(query);
  EXPECT_EQ(hits.total, 20u);
  ASSERT_THAT(hits.documents, SizeIs(2));
  EXPECT_EQ(hits.documents[0].id, "19");
  EXPECT_THAT(hits.documents[0].sort_values_json, ElementsAre("81"));

  query = {.table = "total_amount"};
  query.terms = {{"client", "7"}, {"window_end", R"("2024-05-11 18:05:00")"}};
  EXPECT_EQ(store->Search(query)->documents.at(0).id, "7");
  query.terms = {{"client", "[1]"}};
  EXPECT_EQ(store->Search(query)->total, 0u);
  query.terms = {{"no such field", "1"}};
  EXPECT_EQ(store->Search(query)->total, 0u);
  query = {.table = "total_amount"};
  query.ids = {"3", "5", "99"};
  EXPECT_EQ(store->Search(query)->total, 2u);
  query.table = "none";
  EXPECT_FALSE(store->Search(query));
}

TEST_F(SqliteTest, EveryTypeComesBackAsTheJsonFormatWritesIt) {
  TableDefinition table;
  table.name = "wide \"name\"";
  table.options = {{"connector", "sqlite"}, {"path", path_}};
  struct Case {
    DataType type;
    Value value;
    std::string json;
  };
  std::vector<Case> cases = {
      {DataType::Boolean(), Value::Int(1), "true"},
      {DataType::BigInt(), Value::Int(std::numeric_limits<int64_t>::min()), "-9223372036854775808"},
      {DataType::Double(), Value::Real(0.1 + 0.2), "0.30000000000000004"},
      {DataType::Double(), Value::Real(std::nan("")), "\"NaN\""},
      {DataType::Float(), Value::Real(0.5), "0.5"},
      {DataType::Decimal(38, 2), Value::Wide(12340), "123.40"},
      {DataType::String(), Value::Text("00123"), "\"00123\""},
      {DataType::String(), Value::Text("a\"b\nc"), "\"a\\\"b\\nc\""},
      {DataType::Bytes(), Value::Text(std::string("\0\x01", 2)), "\"AAE=\""},
      {DataType::Date(), Value::Int(1), "\"1970-01-02\""},
      {DataType::Time(), Value::Int(1000), "\"00:00:01\""},
      {DataType::TimestampLtz(3), Value::Int(1500), "\"1970-01-01 00:00:01.5Z\""},
      {DataType::Timestamp(9), Value::Wide(1), "\"1970-01-01 00:00:00.000000001\""},
      {DataType::Array(DataType::Int()), Value::List({Value::Int(1), Value::Null()}), "[1,null]"},
      {DataType::Row({{"x", DataType::Int()}}), Value::List({Value::Int(1)}), "{\"x\":1}"},
      {DataType::Int(), Value::Null(), "null"},
  };
  Batch batch;
  batch.row_count = 1;
  std::string expected = "{";
  for (size_t i = 0; i < cases.size(); ++i) {
    std::string name = "c" + std::to_string(i);
    table.physical.fields.push_back({name, cases[i].type});
    batch.columns.push_back(MakeConstantColumn(cases[i].type, cases[i].value, 1));
    expected += (i > 0 ? ",\"" : "\"") + name + "\":" + cases[i].json;
  }
  auto sink = OpenSink(table, {});
  ASSERT_TRUE(sink->Write(batch));
  ASSERT_TRUE(sink->Close(true));
  auto store = MakeResultStore(path_);
  EXPECT_EQ((*store->Newest(table.name, 5)).at(0).json, expected + "}");
}

TEST_F(SqliteTest, TwoSinksShareOneFileOnOneThread) {
  TableDefinition other = Totals();
  other.options["table"] = "other";
  auto first = OpenSink(Totals(), Windowed());
  auto second = OpenSink(other, Windowed());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(first->Write(Row(i, 0, 1)));
    ASSERT_TRUE(second->Write(Row(i, 0, 1)));
    clock_.Advance(100);
    ASSERT_TRUE(first->Poll());
    ASSERT_TRUE(second->Poll());
  }
  EXPECT_THAT(*MakeResultStore(path_)->Tables(), SizeIs(2));
}

TEST_F(SqliteTest, SaysWhatIsInTheWay) {
  auto write = [this](const TableDefinition& table) {
    auto sink = OpenSink(table, {});
    Status status = sink->Write(Row(1, 0, 1));
    return status ? std::string() : status.error().ToString();
  };
  TableDefinition nowhere = Totals();
  nowhere.options["path"] = folder_ + "/no/such/folder.db";
  EXPECT_THAT(write(nowhere), HasSubstr("folder.db can't be used: unable to open database file"));
  std::ofstream(folder_ + "/text") << std::string(5000, 'x');
  TableDefinition text = Totals();
  text.options["path"] = folder_ + "/text";
  EXPECT_THAT(write(text), HasSubstr("file is not a database"));
  EXPECT_EQ(write(Totals()), "");
  EXPECT_THAT(write(Totals(false)), HasSubstr("has other columns than total_amount"));
}

TEST_F(SqliteTest, RefusesNamesThatClash) {
  TableDefinition table = Totals();
  table.physical.fields.push_back({"CLIENT", DataType::Int()});
  EXPECT_THAT(MakeSqliteConnector()->CheckSink(table).error().what(), HasSubstr("the column CLIENT"));
  table = Totals();
  table.options["table"] = "sqlite_master";
  EXPECT_FALSE(MakeSqliteConnector()->CheckSink(table));
  EXPECT_FALSE(MakeSqliteConnector()->CheckSource(Totals()));
}

}  // namespace
}  // namespace mullion
