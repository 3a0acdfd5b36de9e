#include "runtime/source_time.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

TEST(SourceTime, IsTheMinimumOverSplits) {
  SourceTime time(false, 0);
  time.AddSplit(0);
  time.AddSplit(0);
  time.Observe(0, 100, 1, 0);
  EXPECT_EQ(time.watermark(), kMinWatermark);
  EXPECT_EQ(time.Slowest(), 1);
  time.Observe(1, 50, 1, 0);
  EXPECT_EQ(time.watermark(), 50);
}

TEST(SourceTime, AnIdleSplitStopsHoldingTimeBackAndCountsAgainWithItsNextRow) {
  SourceTime time(false, 0);
  time.AddSplit(0);
  time.AddSplit(0);
  time.Observe(0, 100, 1, 0);
  time.SetIdle(1, true);
  EXPECT_EQ(time.watermark(), 100);
  // The row that wakes it is judged against the time reached meanwhile; time does not go back.
  time.Observe(1, 60, 1, 0);
  EXPECT_EQ(time.watermark(), 100);
  EXPECT_EQ(time.Slowest(), 1);
  time.Observe(0, 200, 1, 0);
  EXPECT_EQ(time.watermark(), 100);
  time.Observe(1, 150, 1, 0);
  EXPECT_EQ(time.watermark(), 150);
}

TEST(SourceTime, AllIdleGoesToTheLargestSeenAndStops) {
  SourceTime time(false, 0);
  time.AddSplit(0);
  time.AddSplit(0);
  time.Observe(0, 100, 1, 0);
  time.Observe(1, 70, 1, 0);
  time.SetIdle(0, true);
  EXPECT_EQ(time.watermark(), 70);
  time.SetIdle(1, true);
  EXPECT_EQ(time.watermark(), 100);
}

TEST(SourceTime, ASharedWatermarkFollowsTheReadingOrder) {
  SourceTime time(true, 0);
  time.AddSplit(0);
  time.AddSplit(0);
  time.Observe(1, 80, 1, 0);
  EXPECT_EQ(time.watermark(), 80);
  time.Observe(0, 30, 1, 0);
  EXPECT_EQ(time.watermark(), 80);
}

// Flink's assigner (flink-semantics 1.5, path 2): nothing at or below 0, and at once only what is more than 200 ms
// further.
TEST(SourceTime, StrictEmitsOnlyStepsAboveTheInterval) {
  SourceTime time(true, 200);
  time.AddSplit(0);
  time.Observe(0, -5'000, 1, 0);
  EXPECT_EQ(time.watermark(), kMinWatermark);
  time.Observe(0, 200, 1, 0);
  EXPECT_EQ(time.watermark(), kMinWatermark);
  time.Observe(0, 201, 1, 0);
  EXPECT_EQ(time.watermark(), 201);
  time.Observe(0, 401, 1, 0);
  EXPECT_EQ(time.watermark(), 201);
  time.Observe(0, 402, 1, 0);
  EXPECT_EQ(time.watermark(), 402);
}

TEST(SourceTime, FollowingRowsEndsWhereObservingThemTogetherDoes) {
  SourceTime time(false, 0);
  time.AddSplit(0);
  time.AddSplit(0);
  time.Observe(1, 75, 1, 0);
  RowWatermarks rows = time.Follow(0);
  for (TimestampMs w : {10, 30, 20, 90}) rows.Observe(w);
  time.Observe(0, 90, 4, 0);
  EXPECT_EQ(rows.watermark(), 75);
  EXPECT_EQ(time.watermark(), rows.watermark());
}

}  // namespace
}  // namespace mullion
