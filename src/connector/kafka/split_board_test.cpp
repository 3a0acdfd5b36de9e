#include "connector/kafka/split_board.h"

#include <gtest/gtest.h>

#include "column/value.h"

namespace mullion::kafka {
namespace {

/// Records "r<offset>" at these offsets.
FetchedRun RunAt(const std::vector<int64_t>& offsets) {
  auto text = std::make_shared<std::string>();
  FetchedRun run;
  for (int64_t offset : offsets) {
    auto begin = static_cast<uint32_t>(text->size());
    *text += "r" + std::to_string(offset);
    run.values.ranges.push_back({begin, static_cast<uint32_t>(text->size())});
  }
  run.values.bytes = *text;
  run.values.keeper = text;
  run.first_position = offsets.front();
  run.positions = offsets;
  run.next_position = offsets.back() + 1;
  return run;
}

class SplitBoardTest : public testing::Test {
 protected:
  const SplitStatus& Status(size_t split) {
    board_.Refresh(&statuses_);
    return statuses_[split];
  }
  FetchedRun Take(size_t split, size_t records_max) { return board_.Take(split, records_max, &more_room_); }

  int wakes_ = 0;
  SplitBoard board_{400 << 10, [this] { ++wakes_; }};
  std::vector<SplitStatus> statuses_;
  bool more_room_ = false;
};

TEST_F(SplitBoardTest, ASplitAtItsEndFromTheStart) {
  board_.AddSplits({{"t-0", 5, 5, false}, {"t-1", 3, 5, false}});
  EXPECT_TRUE(Status(0).at_end);
  EXPECT_EQ(Status(0).initial_end, 5);
  EXPECT_FALSE(Status(1).at_end);
  EXPECT_FALSE(Status(1).finished);
  EXPECT_EQ(wakes_, 1);
}

TEST_F(SplitBoardTest, RunsAreTakenInOrderAndMoveThePosition) {
  board_.AddSplits({{"t-0", 0, 4, false}});
  board_.Push(0, RunAt({0, 1}), 10, 4);
  board_.Push(0, RunAt({2, 3}), 10, 9);
  EXPECT_TRUE(Status(0).has_data);
  EXPECT_EQ(Status(0).end, 9);
  EXPECT_EQ(Status(0).initial_end, 4);
  EXPECT_EQ(Take(0, 100).first_position, 0);
  EXPECT_EQ(Status(0).position, 2);
  EXPECT_EQ(Take(0, 100).first_position, 2);
  EXPECT_FALSE(Status(0).has_data);
  EXPECT_FALSE(Status(0).at_end);
}

TEST_F(SplitBoardTest, ALargeRunIsTakenInParts) {
  board_.AddSplits({{"t-0", 0, 9, false}});
  FetchedRun run = RunAt({0, 2, 3, 7});
  run.values.absent = {0, 1, 0, 0};
  run.keys = run.values;
  run.metadata.push_back(MakeConstantColumn(DataType::Int(), Value::Int(8), 4));
  board_.Push(0, std::move(run), 10, 9);
  FetchedRun first = Take(0, 3);
  ASSERT_EQ(first.values.size(), 3u);
  EXPECT_EQ(first.PositionOf(1), 2);
  EXPECT_TRUE(first.values.IsAbsent(1));
  EXPECT_EQ(first.next_position, 7);
  EXPECT_EQ(first.metadata[0]->size(), 3u);
  EXPECT_EQ(Status(0).position, 7);
  FetchedRun second = Take(0, 3);
  ASSERT_EQ(second.values.size(), 1u);
  EXPECT_EQ(second.values[0], "r7");
  EXPECT_EQ((*second.keys)[0], "r7");
  EXPECT_FALSE(second.values.IsAbsent(0));
  EXPECT_EQ(second.PositionOf(0), 7);
  EXPECT_EQ(second.next_position, 8);
}

TEST_F(SplitBoardTest, TheEndIsReachedOnceAllIsTaken) {
  board_.AddSplits({{"t-0", 0, 4, false}});
  board_.Push(0, RunAt({0, 1}), 10, 4);
  board_.NoteEnd(0, 4);  // offsets 2 and 3 are markers
  EXPECT_FALSE(Status(0).at_end);
  Take(0, 100);
  EXPECT_TRUE(Status(0).at_end);
  EXPECT_EQ(Status(0).position, 4);
  board_.Push(0, RunAt({4}), 10, 5);
  EXPECT_FALSE(Status(0).at_end);
}

TEST_F(SplitBoardTest, ABoundedSplitFinishesOnceAllIsTaken) {
  board_.AddSplits({{"t-0", 0, 4, false}, {"t-1", 7, 7, true}});
  EXPECT_TRUE(Status(1).finished);
  board_.Push(0, RunAt({0}), 10, 4);
  board_.FinishSplit(0, 4);
  EXPECT_FALSE(Status(0).finished);
  Take(0, 100);
  EXPECT_TRUE(Status(0).finished);
  EXPECT_EQ(Status(0).position, 4);
}

TEST_F(SplitBoardTest, AFullSplitDoesNotHoldTheOthersBack) {
  board_.AddSplits({{"t-0", 0, 9, false}, {"t-1", 0, 9, false}});
  board_.Push(0, RunAt({0}), 150 << 10, 9);
  EXPECT_TRUE(board_.HasRoom(0));
  board_.Push(0, RunAt({1}), 150 << 10, 9);
  EXPECT_FALSE(board_.HasRoom(0));
  EXPECT_TRUE(board_.HasRoom(1));
  Take(0, 100);
  EXPECT_TRUE(more_room_);
  EXPECT_TRUE(board_.HasRoom(0));
  Take(0, 100);
  EXPECT_FALSE(more_room_);
}

TEST_F(SplitBoardTest, TheFirstFailureStays) {
  EXPECT_FALSE(board_.failure());
  board_.SetFailure(Error::Outside("first", true));
  board_.SetFailure(Error::Outside("second", true));
  EXPECT_EQ(board_.failure()->what(), "first");
}

}  // namespace
}  // namespace mullion::kafka
