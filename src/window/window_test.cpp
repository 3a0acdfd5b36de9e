#include "window/window.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

constexpr int64_t kMinute = 60'000;

// Flink's documentation, "Window Offset": TUMBLE 10 min, a record at 2021-06-30 00:00:04.
constexpr TimestampMs kDocRecord = 1'625'011'204'000;
constexpr TimestampMs kDocMidnight = 1'625'011'200'000;

TEST(CellStart, FollowsTheOffsetsOfFlinksDocumentation) {
  for (int64_t offset : {-16, -6, 4}) {
    EXPECT_EQ(CellStart(kDocRecord, 10 * kMinute, offset * kMinute), kDocMidnight - 6 * kMinute) << offset;
  }
  for (int64_t offset : {-4, 6, 16}) {
    EXPECT_EQ(CellStart(kDocRecord, 10 * kMinute, offset * kMinute), kDocMidnight - 4 * kMinute) << offset;
  }
  EXPECT_EQ(CellStart(kDocRecord, 10 * kMinute, 0), kDocMidnight);
}

TEST(CellStart, TilesTimeBefore1970) {
  EXPECT_EQ(CellStart(-1, 10, 0), -10);
  EXPECT_EQ(CellStart(-10, 10, 0), -10);
  EXPECT_EQ(CellStart(-11, 10, 0), -20);
  EXPECT_EQ(CellStart(-1, 10, 3), -7);
  EXPECT_EQ(CellStart(0, 10, 0), 0);
}

std::vector<TimeWindow> WindowsOf(const WindowSpec& spec, TimestampMs t) {
  std::vector<TimeWindow> out;
  SliceAssigner(spec).Windows(t, &out);
  return out;
}

TEST(Windows, HopGivesEveryWindowThatHoldsTheRow) {
  WindowSpec hop{WindowKind::kHop, 10, 5, 0};
  EXPECT_EQ(WindowsOf(hop, 12), (std::vector<TimeWindow>{{5, 15}, {10, 20}}));
  EXPECT_EQ(WindowsOf(hop, -1), (std::vector<TimeWindow>{{-10, 0}, {-5, 5}}));
}

TEST(Windows, HopThatLeavesGapsHoldsSomeRowsInNoWindow) {
  WindowSpec hop{WindowKind::kHop, 4, 10, 0};
  EXPECT_EQ(WindowsOf(hop, 13), (std::vector<TimeWindow>{{10, 14}}));
  EXPECT_TRUE(WindowsOf(hop, 15).empty());
}

TEST(Windows, CumulateGivesTheStepsAfterTheRow) {
  WindowSpec cumulate{WindowKind::kCumulate, 10, 2, 0};
  EXPECT_EQ(WindowsOf(cumulate, 5), (std::vector<TimeWindow>{{0, 6}, {0, 8}, {0, 10}}));
}

// A slice belongs to exactly the windows that Windows() gives for any time in it.
TEST(Slices, AgreeWithTheWindowsOfTheirRows) {
  const WindowSpec specs[] = {{WindowKind::kTumble, 10, 10, 3},
                              {WindowKind::kHop, 10, 5, 0},
                              {WindowKind::kHop, 9, 6, 1},
                              {WindowKind::kHop, 5, 4, 0},
                              {WindowKind::kCumulate, 12, 3, 2}};
  for (const WindowSpec& spec : specs) {
    SliceAssigner slices(spec);
    for (TimestampMs t = -60; t < 60; ++t) {
      auto windows = WindowsOf(spec, t);
      ASSERT_FALSE(windows.empty());
      TimestampMs slice = slices.SliceEnd(t);
      EXPECT_GT(slice, t);
      EXPECT_LE(slice - slices.slice_ms(), t);
      EXPECT_EQ(slices.FirstWindowEnd(slice), windows.front().end) << ToString(spec) << " t=" << t;
      EXPECT_EQ(slices.LastWindowEnd(slice), windows.back().end) << ToString(spec) << " t=" << t;
      for (const TimeWindow& window : windows) EXPECT_EQ(slices.WindowStart(window.end), window.start);
    }
  }
}

TEST(ToString, NamesTheWindowAsExplainDoes) {
  EXPECT_EQ(ToString({WindowKind::kTumble, kMinute, kMinute, 0}), "TUMBLE(size=[1 min])");
  EXPECT_EQ(ToString({WindowKind::kHop, 10 * kMinute, 5'000, 500}), "HOP(size=[10 min], slide=[5 s], offset=[500 ms])");
}

}  // namespace
}  // namespace mullion
