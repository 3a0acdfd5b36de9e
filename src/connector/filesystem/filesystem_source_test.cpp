#include "connector/filesystem/filesystem_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "column/value.h"
#include "connector/filesystem/line_framer.h"
#include "connector/filesystem/make_filesystem.h"
#include "connector/filesystem/temp_folder.h"

namespace mullion::filesystem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TableDefinition Table(std::map<std::string, std::string> options) {
  TableDefinition table;
  table.name = "t";
  table.physical.fields = {{"a", DataType::Int()}};
  options.emplace("connector", "filesystem");
  options.emplace("format", "json");
  table.options = std::move(options);
  return table;
}

struct ReadLine {
  std::string split;
  int64_t position;
  std::string text;
};

/// Reads on until the source has finished or `lines_max` lines came.
std::vector<ReadLine> ReadAll(Source* source, Waker* waker, size_t records_max = 16384, size_t lines_max = SIZE_MAX) {
  std::vector<ReadLine> lines;
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline && lines.size() < lines_max) {
    EXPECT_TRUE(source->Poll());
    auto splits = source->splits();
    if (std::ranges::all_of(splits, &SplitStatus::finished)) return lines;
    auto ready = std::ranges::find_if(splits, &SplitStatus::has_data);
    if (ready == splits.end()) {
      waker->WaitFor(100);
      continue;
    }
    FetchedRun run = *source->Take(static_cast<size_t>(ready - splits.begin()), records_max);
    for (size_t i = 0; i < run.values.size(); ++i) {
      lines.push_back({ready->id, run.PositionOf(i), std::string(run.values[i])});
    }
  }
  return lines;
}

std::vector<std::string> Texts(const std::vector<ReadLine>& lines) {
  std::vector<std::string> out;
  for (const ReadLine& line : lines) out.push_back(line.text);
  return out;
}

TEST(LineFramer, FramesEveryKindOfLineEnd) {
  std::vector<ByteRange> ranges;
  std::vector<int64_t> positions;
  std::string text = "one\ntwo\r\n\nlast";
  Framed framed = FrameLines(text, false, std::nullopt, 100, 1000, &ranges, &positions);
  EXPECT_EQ(framed.used, 10u);
  EXPECT_THAT(positions, ElementsAre(1000, 1004, 1009));
  ASSERT_EQ(ranges.size(), 3u);
  EXPECT_EQ(text.substr(ranges[1].begin, ranges[1].end - ranges[1].begin), "two");
  EXPECT_EQ(ranges[2].begin, ranges[2].end);
  EXPECT_EQ(FrameLines(text, true, std::nullopt, 100, 0, &ranges, &positions).used, text.size());
  EXPECT_EQ(ranges.size(), 7u);
  Framed first = FrameLines(text, true, std::nullopt, 1, 0, &ranges, &positions);
  EXPECT_TRUE(first.full);
  EXPECT_EQ(first.used, 4u);
}

TEST(LineFramer, LineBreaksBetweenQuotesBelongToTheLine) {
  std::vector<ByteRange> ranges;
  std::vector<int64_t> positions;
  FrameLines("a,\"x\ny\"\nb,\"\"\n", false, '"', 100, 0, &ranges, &positions);
  EXPECT_THAT(positions, ElementsAre(0, 8));

  ranges.clear();
  positions.clear();
  std::string_view escaped = "'it\\'s'\nb\n";
  FrameLines(escaped, false, Quoting('\'', '\\'), 100, 0, &ranges, &positions);
  EXPECT_EQ(ranges.size(), 2u);
}

TEST(FileListing, TakesUrlsAndRefusesOtherSchemes) {
  EXPECT_EQ(*LocalPath("/a/b"), "/a/b");
  EXPECT_EQ(*LocalPath("file:///a/b"), "/a/b");
  EXPECT_EQ(*LocalPath("file:/a/b"), "/a/b");
  EXPECT_EQ(*LocalPath("relative/b"), "relative/b");
  EXPECT_FALSE(LocalPath("s3://bucket/key"));
}

TEST(FilesystemSource, ReadsAFolderInTheOrderOfItsNames) {
  TempFolder folder;
  folder.Put("b.json", "3\n4\n");
  folder.Put("a.json", "1\n2");
  folder.Put("sub/c.json", "5\r\n");
  folder.Put(".hidden", "no\n");
  folder.Put("_SUCCESS", "no\n");
  folder.Put("empty.json", "");
  Waker waker;  // outlives the source, whose thread wakes it
  auto source = *MakeFilesystemConnector()->MakeSource(Table({{"path", "file://" + folder.path()}}));
  ASSERT_TRUE(source->Open({.waker = &waker}, {}));
  EXPECT_TRUE(source->bounded());
  EXPECT_EQ(source->splits().size(), 4u);
  std::vector<ReadLine> lines = ReadAll(source.get(), &waker);
  EXPECT_THAT(Texts(lines), ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_EQ(lines[1].position, 2);
  EXPECT_EQ(lines[4].split, folder.path() + "/sub/c.json");
}

TEST(FilesystemSource, GoesOnFromEveryPosition) {
  TempFolder folder;
  std::string all;
  for (int i = 0; i < 50; ++i) all += "line " + std::to_string(i) + "\n";
  std::string first = folder.Put("a", all);
  std::string second = folder.Put("b", all);
  auto connector = MakeFilesystemConnector();
  TableDefinition table = Table({{"path", folder.path()}});
  Waker waker;  // outlives the source, whose thread wakes it
  auto whole = *connector->MakeSource(table);
  ASSERT_TRUE(whole->Open({.waker = &waker}, {}));
  std::vector<ReadLine> lines = ReadAll(whole.get(), &waker, 7);
  ASSERT_EQ(lines.size(), 100u);
  for (size_t from : {size_t{0}, size_t{13}, size_t{49}, size_t{50}, size_t{99}}) {
    std::vector<SplitPosition> restored = {{first, from < 50 ? lines[from].position : 0, from >= 50},
                                           {second, from < 50 ? 0 : lines[from].position, false}};
    auto source = *connector->MakeSource(table);
    ASSERT_TRUE(source->Open({.waker = &waker}, restored));
    std::vector<std::string> rest = Texts(ReadAll(source.get(), &waker));
    std::vector<std::string> expected = Texts({lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end()});
    EXPECT_EQ(rest, expected) << from;
  }
}

TEST(FilesystemSource, SaysWhenAFileItStoodInIsGone) {
  TempFolder folder;
  folder.Put("a", "1\n");
  auto source = *MakeFilesystemConnector()->MakeSource(Table({{"path", folder.path()}}));
  std::vector<SplitPosition> restored = {{folder.path() + "/gone", 5, false}};
  Status open = source->Open({}, restored);
  ASSERT_FALSE(open);
  EXPECT_THAT(open.error().ToString(), HasSubstr("/gone is gone"));
  auto missing = *MakeFilesystemConnector()->MakeSource(Table({{"path", folder.path() + "/none"}}));
  EXPECT_THAT(missing->Open({}, {}).error().ToString(), HasSubstr("No such file"));
}

TEST(FilesystemSource, GivesMetadataOfTheFile) {
  TempFolder folder;
  std::string path = folder.Put("a.json", "{}\n{}\n");
  auto connector = MakeFilesystemConnector();
  TableDefinition table = Table({{"path", path}});
  for (MetadataColumn column : connector->metadata()) table.metadata.push_back(column);
  Waker waker;  // outlives the source, whose thread wakes it
  auto source = *connector->MakeSource(table);
  ASSERT_TRUE(source->Open({.waker = &waker, .metadata = {1, 2}}, {}));
  while (!source->splits()[0].has_data) {
    waker.WaitFor(1000);
    ASSERT_TRUE(source->Poll());
  }
  FetchedRun run = *source->Take(0, 100);
  ASSERT_EQ(run.metadata.size(), 2u);
  EXPECT_EQ(ReadValue(*run.metadata[0], 1), Value::Text("a.json"));
  EXPECT_EQ(ReadValue(*run.metadata[1], 0), Value::Int(6));
}

/// Blocks smaller than lines, a queue smaller than a block: every line comes whole, and the thread waits for room.
TEST(FileFetcher, LinesCrossBlocksAndTheQueueIsBounded) {
  TempFolder folder;
  std::string all;
  std::vector<std::string> expected;
  for (size_t i = 0; i < 300; ++i) {
    expected.push_back(std::string(i * 7 % 113, static_cast<char>('a' + i % 26)));
    all += expected.back() + "\n";
  }
  FetchLimits limits{.queue_bytes_max = 64, .run_lines_max = 3, .block_bytes = 32};
  Waker waker;
  FileFetcher fetcher({{0, folder.Put("a", all), 0}}, limits, std::nullopt, &waker);
  std::vector<std::string> lines;
  for (;;) {
    FileRun* front = fetcher.Front();
    if (front == nullptr) {
      waker.WaitFor(1000);
      continue;
    }
    if (front->file_end) break;
    FileRun run = fetcher.Pop();
    EXPECT_LE(run.run.values.size(), 3u);
    for (size_t i = 0; i < run.run.values.size(); ++i) lines.emplace_back(run.run.values[i]);
  }
  EXPECT_EQ(lines, expected);
}

TEST(FileFetcher, RefusesALineWithoutEnd) {
  TempFolder folder;
  FetchLimits limits{.block_bytes = 1024, .line_bytes_max = 4096};
  Waker waker;
  FileFetcher fetcher({{0, folder.Put("a", std::string(100'000, 'x')), 0}}, limits, std::nullopt, &waker);
  std::optional<Error> error;
  while (!(error = fetcher.TakeError())) waker.WaitFor(1000);
  EXPECT_THAT(error->ToString(), HasSubstr("a line of more than 4096 bytes"));
}

TEST(FilesystemConnector, RefusesWhatItCannotDo) {
  auto connector = MakeFilesystemConnector();
  EXPECT_FALSE(connector->CheckSource(Table({{"path", "hdfs://x/y"}})));
  Result<SourceTraits> monitor = connector->CheckSource(Table({{"path", "/x"}, {"source.monitor-interval", "1 s"}}));
  ASSERT_FALSE(monitor);
  EXPECT_THAT(monitor.error().what(), HasSubstr("'source.monitor-interval' is not supported"));
  TempFolder folder;
  folder.Put("a", "1\n");
  TableDefinition pattern = Table({{"path", folder.path()}, {"source.path.regex-pattern", "("}});
  EXPECT_FALSE((*connector->MakeSource(pattern))->Open({}, {}));
}

}  // namespace
}  // namespace mullion::filesystem
