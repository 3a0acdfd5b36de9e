#include "connector/filesystem/filesystem_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "column/value.h"
#include "connector/filesystem/make_filesystem.h"
#include "connector/filesystem/temp_folder.h"

namespace mullion::filesystem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TableDefinition Table(const std::string& path, std::map<std::string, std::string> options = {}) {
  TableDefinition table;
  table.name = "t";
  table.physical.fields = {{"client", DataType::Int()}, {"day", DataType::String()}};
  options.emplace("connector", "filesystem");
  options.emplace("format", "json");
  options["path"] = path;
  table.options = std::move(options);
  return table;
}

Batch Rows(const std::vector<std::pair<int, std::string>>& rows) {
  ColumnBuilder client(DataType::Int());
  ColumnBuilder day(DataType::String());
  for (const auto& [number, text] : rows) {
    client.Append(Value::Int(number));
    day.Append(text.empty() ? Value::Null() : Value::Text(text));
  }
  Batch batch;
  batch.row_count = rows.size();
  batch.columns = {client.Finish(), day.Finish()};
  return batch;
}

std::unique_ptr<Sink> OpenSink(const TableDefinition& table, const Clock* clock = nullptr) {
  auto sink = *MakeFilesystemConnector()->MakeSink(table);
  EXPECT_TRUE(sink->Open({.clock = clock, .job_name = "job"}));
  return sink;
}

TEST(FilesystemSink, NothingIsVisibleBeforeTheCheckpointIsDurable) {
  TempFolder folder;
  auto sink = OpenSink(Table(folder.path()));
  ASSERT_TRUE(sink->Write(Rows({{1, "x"}, {2, ""}})));
  EXPECT_THAT(folder.Visible(), IsEmpty());
  ASSERT_TRUE(sink->Snapshot());
  EXPECT_THAT(folder.Visible(), IsEmpty());
  ASSERT_TRUE(sink->Write(Rows({{3, "later"}})));
  ASSERT_TRUE(sink->CheckpointDurable());
  EXPECT_THAT(folder.Visible(), ElementsAre("{\"client\":1,\"day\":\"x\"}\n{\"client\":2,\"day\":null}\n"));
  EXPECT_EQ(sink->stats().rows_acknowledged, 2u);
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(folder.Visible().size(), 2u);
  EXPECT_EQ(sink->stats().rows_acknowledged, 3u);
}

TEST(FilesystemSink, ARestartCommitsWhatWasDurableAndDropsTheRest) {
  TempFolder folder;
  std::string snapshot;
  {
    auto sink = OpenSink(Table(folder.path()));
    ASSERT_TRUE(sink->Write(Rows({{1, "in the checkpoint"}})));
    snapshot = *sink->Snapshot();
    ASSERT_TRUE(sink->Write(Rows({{2, "written twice"}})));
    ASSERT_TRUE(sink->Close(false));  // killed: neither made visible
  }
  auto sink = OpenSink(Table(folder.path()));
  ASSERT_TRUE(sink->Restore(snapshot));
  EXPECT_THAT(folder.Visible(), ElementsAre(HasSubstr("in the checkpoint")));
  ASSERT_TRUE(sink->Write(Rows({{2, "written twice"}})));
  ASSERT_TRUE(sink->Close(true));
  EXPECT_THAT(folder.Visible(), ElementsAre(HasSubstr("in the checkpoint"), HasSubstr("written twice")));
  // The same checkpoint again, its files visible already.
  EXPECT_TRUE(OpenSink(Table(folder.path()))->Restore(snapshot));
  EXPECT_FALSE(OpenSink(Table(folder.path()))->Restore("damaged"));
}

TEST(FilesystemSink, RollsBySizeAndAge) {
  TempFolder folder;
  ManualClock clock(1000);
  TableDefinition by_size = Table(folder.path() + "/size", {{"sink.rolling-policy.file-size", "10 b"}});
  auto sink = OpenSink(by_size, &clock);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(sink->Write(Rows({{i, "a row of more than ten bytes"}})));
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(folder.Visible().size(), 3u);
  TableDefinition by_age = Table(folder.path() + "/age", {{"sink.rolling-policy.rollover-interval", "1 min"}});
  sink = OpenSink(by_age, &clock);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(sink->Write(Rows({{i, "x"}})));
    clock.Advance(31'000);
  }
  ASSERT_TRUE(sink->Close(true));
  EXPECT_EQ(folder.Visible().size(), 3u + 2u);
}

TEST(FilesystemSink, PartitionColumnsBecomeFolders) {
  TempFolder folder;
  TableDefinition table = Table(folder.path());
  table.partition_by = {1};
  auto sink = OpenSink(table);
  ASSERT_TRUE(sink->Write(Rows({{1, "2024-05-11"}, {2, ""}, {3, "a/b"}, {4, "2024-05-11"}})));
  ASSERT_TRUE(sink->Close(true));
  EXPECT_THAT(folder.Visible(),
              ElementsAre("{\"client\":1}\n{\"client\":4}\n", "{\"client\":2}\n", "{\"client\":3}\n"));
  for (const char* name : {"day=2024-05-11", "day=__DEFAULT_PARTITION__", "day=a%2Fb"}) {
    EXPECT_TRUE(std::filesystem::is_directory(folder.path() + "/" + name)) << name;
  }
}

TEST(FilesystemSink, SaysWhyItCannotWrite) {
  TempFolder folder;
  std::string file = folder.Put("file", "in the way");
  auto blocked = OpenSink(Table(file + "/below"));
  Status status = blocked->Write(Rows({{1, "x"}}));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().ToString(), HasSubstr("can't make the folder " + file));
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full here";
  // A disk without room, as /dev/full plays it: the hidden name of the first part points there.
  auto sink = OpenSink(Table(folder.path() + "/full"));
  ASSERT_TRUE(sink->Restore("feed\n7\n"));
  std::filesystem::create_directories(folder.path() + "/full");
  std::filesystem::create_symlink("/dev/full", folder.path() + "/full/.part-feed-0-7.inprogress");
  status = sink->Write(Rows({{1, "x"}}));
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().ToString(), HasSubstr("No space left on device"));
  EXPECT_TRUE(status.error().retry());
}

}  // namespace
}  // namespace mullion::filesystem
