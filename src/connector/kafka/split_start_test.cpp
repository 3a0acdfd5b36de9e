#include "connector/kafka/split_start.h"

#include <gtest/gtest.h>

namespace mullion::kafka {
namespace {

const Partition kPartition{"client_amount", 2};

ScanOptions With(StartMode start, ResetPolicy reset = ResetPolicy::kFail) {
  ScanOptions options;
  options.start = start;
  options.client.reset = reset;
  options.client.group_id = "test";
  return options;
}

PartitionFacts Facts(int64_t low, int64_t high, std::optional<int64_t> committed = {}) {
  return {low, high, committed, std::nullopt, std::nullopt};
}

TEST(DecideStart, EachModeStartsAtItsOffset) {
  PartitionFacts facts = Facts(10, 50, 20);
  facts.at_start_time = 30;
  EXPECT_EQ(DecideStart(With(StartMode::kEarliest), kPartition, facts, {}), 10);
  EXPECT_EQ(DecideStart(With(StartMode::kLatest), kPartition, facts, {}), 50);
  EXPECT_EQ(DecideStart(With(StartMode::kGroupOffsets), kPartition, facts, {}), 20);
  EXPECT_EQ(DecideStart(With(StartMode::kTimestamp), kPartition, facts, {}), 30);
  facts.at_start_time.reset();
  EXPECT_EQ(DecideStart(With(StartMode::kTimestamp), kPartition, facts, {}), 50);
  ScanOptions specific = With(StartMode::kSpecific);
  specific.start_offsets = {{2, 40}};
  EXPECT_EQ(DecideStart(specific, kPartition, facts, {}), 40);
  specific.start_offsets = {{0, 40}};
  EXPECT_EQ(DecideStart(specific, kPartition, facts, {}), 20);
  facts.committed.reset();
  EXPECT_EQ(DecideStart(specific, kPartition, facts, {}), 10);
}

TEST(DecideStart, AGroupWithoutOffsetFailsUnlessAResetPolicySaysWhere) {
  PartitionFacts facts = Facts(10, 50);
  auto start = DecideStart(With(StartMode::kGroupOffsets), kPartition, facts, {});
  ASSERT_FALSE(start);
  EXPECT_EQ(start.error().fault(), Fault::kUser);
  EXPECT_FALSE(start.error().retry());
  std::string text = start.error().ToString();
  for (const char* part : {"'test'", "client_amount partition 2", "'scan.startup.mode' = 'earliest-offset'",
                           "'properties.auto.offset.reset'"}) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
  EXPECT_EQ(DecideStart(With(StartMode::kGroupOffsets, ResetPolicy::kEarliest), kPartition, facts, {}), 10);
  EXPECT_EQ(DecideStart(With(StartMode::kGroupOffsets, ResetPolicy::kLatest), kPartition, facts, {}), 50);
}

TEST(DecideStart, ARestoredPositionWins) {
  EXPECT_EQ(DecideStart(With(StartMode::kLatest), kPartition, Facts(10, 50, 20), {.restored = 33}), 33);
}

TEST(DecideStart, APartitionFoundLaterIsReadFromItsFirstRecord) {
  EXPECT_EQ(DecideStart(With(StartMode::kLatest), kPartition, Facts(10, 50), {.found_later = true}), 10);
}

TEST(DecideStart, EverythingReadAndDeletedIsNoLoss) {
  EXPECT_EQ(DecideStart(With(StartMode::kLatest), kPartition, Facts(50, 50), {.restored = 50}), 50);
  EXPECT_EQ(DecideStart(With(StartMode::kLatest), kPartition, Facts(33, 50), {.restored = 33}), 33);
}

TEST(DecideStart, LostRecordsAreNamed) {
  auto start = DecideStart(With(StartMode::kLatest), kPartition, Facts(40, 50), {.restored = 33});
  ASSERT_FALSE(start);
  EXPECT_NE(start.error().ToString().find("offsets 33 to 39 are gone"), std::string::npos);
  EXPECT_EQ(DecideStart(With(StartMode::kLatest, ResetPolicy::kEarliest), kPartition, Facts(40, 50), {.restored = 33}),
            40);
  EXPECT_EQ(DecideStart(With(StartMode::kEarliest, ResetPolicy::kLatest), kPartition, Facts(40, 50), {.restored = 33}),
            50);
}

TEST(DecideStart, APositionBehindTheEndIsAnError) {
  auto start = DecideStart(With(StartMode::kLatest), kPartition, Facts(0, 5), {.restored = 33});
  ASSERT_FALSE(start);
  EXPECT_NE(start.error().ToString().find("33, lies behind the topic's end, 5"), std::string::npos);
}

TEST(DecideEnd, EachModeEndsAtItsOffset) {
  ScanOptions options = With(StartMode::kEarliest);
  PartitionFacts facts = Facts(10, 50, 20);
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), std::nullopt);
  options.bound = BoundMode::kLatest;
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), 50);
  options.bound = BoundMode::kGroupOffsets;
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), 20);
  EXPECT_FALSE(DecideEnd(options, kPartition, Facts(10, 50)));
  options.bound = BoundMode::kTimestamp;
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), 50);
  facts.at_bound_time = 17;
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), 17);
  options.bound = BoundMode::kSpecific;
  options.bound_offsets = {{2, 44}};
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), 44);
  options.bound_offsets = {{0, 44}};
  EXPECT_EQ(*DecideEnd(options, kPartition, facts), 0);
}

}  // namespace
}  // namespace mullion::kafka
