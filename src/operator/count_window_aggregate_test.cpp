// Windows over numbers of rows. Which rows a window holds and when it comes out are as in Flink 1.18.1's Table API
// (row_interval): the first sliding window comes out full.

#include "operator/operator_testing.h"
#include "operator/window_aggregate.h"

namespace mullion {
namespace {

using testing::ExpectSnapshotsGoOn;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kInput{{{"k", DataType::String()}, {"v", DataType::Int()}, {"ts", DataType::Timestamp(3)}}};

WindowAggregateSpec RowsOf(WindowKind kind, int64_t size, int64_t slide) {
  WindowAggregateSpec spec;
  spec.window = {kind, size, slide, 0};
  spec.time_column = 2;
  spec.keys = {0};
  std::vector<DataType> types = {DataType::Int()};
  std::vector<const Value*> literals = {nullptr};
  spec.calls.push_back({.name = "SUM", .args = {1}, .function = *MakeAggregate("SUM", types, literals, false, false)});
  spec.properties = {WindowProperty::kStart, WindowProperty::kEnd};
  spec.input = kInput;
  spec.output = {{{"k", DataType::String()},
                  {"s", DataType::Int()},
                  {"start", DataType::Timestamp(3).NotNull()},
                  {"end", DataType::Timestamp(3).NotNull()}}};
  return spec;
}

TEST(CountWindowAggregate, TumblingWindowsFillPerKey) {
  OperatorRun run(MakeCountWindowAggregate(RowsOf(WindowKind::kTumble, 2, 2)), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 10", "+I b 2 20", "+I a 3 30", "+I a 4 40"}}), (Lines{"+I a 4 10 31"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 50", "+I b 6 60"}}), (Lines{"+I a 9 40 51", "+I b 8 20 61"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 7 70"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{kMaxWatermark}), Lines{});
}

TEST(CountWindowAggregate, TheFirstSlidingWindowComesOutFull) {
  OperatorRun run(MakeCountWindowAggregate(RowsOf(WindowKind::kHop, 3, 2)), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 1", "+I a 2 2"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 3 3", "+I a 4 4", "+I a 5 5"}}), (Lines{"+I a 6 1 4", "+I a 12 3 6"}));
}

TEST(CountWindowAggregate, ASlideAboveTheSizeSkipsRows) {
  OperatorRun run(MakeCountWindowAggregate(RowsOf(WindowKind::kHop, 1, 3)), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 1", "+I a 2 2", "+I a 3 3", "+I a 4 4"}}), (Lines{"+I a 1 1 2", "+I a 4 4 5"}));
}

TEST(CountWindowAggregate, GoesOnFromASnapshot) {
  ExpectSnapshotsGoOn([] { return MakeCountWindowAggregate(RowsOf(WindowKind::kHop, 3, 2)); }, {kInput},
                      {Rows{0, {"+I a 1 1", "+I b 2 2"}}, Rows{0, {"+I a 3 3", "+I a 4 4"}}, Rows{0, {"+I a 5 5"}},
                       Rows{0, {"+I b 5 6", "+I b 6 7"}}});
}

}  // namespace
}  // namespace mullion
