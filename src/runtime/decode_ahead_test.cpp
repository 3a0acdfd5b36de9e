#include "runtime/decode_ahead.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace mullion {
namespace {

FormatSpec Numbers() {
  FormatSpec format;
  format.name = "json";
  format.schema.fields = {{"n", DataType::Int()}};
  format.projection = {0};
  return format;
}

/// {"n":first}, {"n":first+1}, …; the run stands at position `first`.
FetchedRun RunOf(int first, int count) {
  auto bytes = std::make_shared<std::string>();
  FetchedRun run;
  for (int n = first; n < first + count; ++n) {
    auto begin = static_cast<uint32_t>(bytes->size());
    *bytes += fmt::format("{{\"n\":{}}}", n);
    run.values.ranges.push_back({begin, static_cast<uint32_t>(bytes->size())});
  }
  run.values.bytes = *bytes;
  run.values.keeper = bytes;
  run.first_position = first;
  run.next_position = first + count;
  return run;
}

class DecodeAheadTest : public testing::TestWithParam<int> {};

TEST_P(DecodeAheadTest, GivesTheRunsOfEachSplitInTheirOrderWithTheirOwnRows) {
  auto ahead = DecodeAhead::Make(Numbers(), GetParam());
  ASSERT_TRUE(ahead);
  constexpr int kRuns = 200, kRows = 50;
  for (int run = 0; run < kRuns; ++run) (*ahead)->Add(static_cast<size_t>(run % 3), RunOf(run * kRows, kRows));
  for (int run = 0; run < kRuns; ++run) {
    auto split = static_cast<size_t>(run % 3);
    ASSERT_TRUE((*ahead)->HasRun(split));
    EXPECT_EQ((*ahead)->FirstPosition(split), run * kRows);
    DecodeAhead::DecodedRun taken = (*ahead)->Take(split);
    ASSERT_EQ(taken.rows.row_count, static_cast<size_t>(kRows));
    EXPECT_EQ(taken.rows.columns[0]->Values<int32_t>()[kRows - 1], run * kRows + kRows - 1);
  }
  EXPECT_EQ((*ahead)->runs(), 0u);
  EXPECT_FALSE((*ahead)->HasRun(0));
}

TEST_P(DecodeAheadTest, EndsWithRunsThatNobodyTook) {
  auto ahead = DecodeAhead::Make(Numbers(), GetParam());
  ASSERT_TRUE(ahead);
  for (int run = 0; run < 20; ++run) (*ahead)->Add(0, RunOf(run, 1));
}

INSTANTIATE_TEST_SUITE_P(Threads, DecodeAheadTest, testing::Values(0, 1, 3));

}  // namespace
}  // namespace mullion
