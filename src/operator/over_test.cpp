#include "operator/relational.h"

#include "operator/operator_testing.h"

namespace mullion {
namespace {

using testing::Event;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kRows{{{"k", DataType::String()}, {"v", DataType::Int()}, {"ts", DataType::Timestamp(3)}}};

AggregateCall Call(const std::string& name) {
  AggregateCall call{.name = name, .args = {1}};
  DataType type = DataType::Int();
  call.function = *MakeAggregate(name, std::span(&type, 1), {}, false, false);
  call.type = call.function->result_type();
  return call;
}

OverSpec Spec(bool rows, std::optional<int64_t> preceding, std::vector<std::string> calls = {"SUM"}) {
  OverSpec spec;
  spec.partition_by = {0};
  spec.time_column = 2;
  spec.rows = rows;
  spec.preceding = preceding;
  for (const std::string& name : calls) spec.calls.push_back(Call(name));
  spec.input = kRows;
  return spec;
}

TEST(Over, RowsWaitForTheWatermarkAndComeOutInOrderOfTime) {
  OperatorRun run(MakeOver(Spec(false, std::nullopt)), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 3 30", "+I a 1 10", "+I b 5 20", "+I a 2 20"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{20}), (Lines{"+I a 1 10 1", "+I b 5 20 5", "+I a 2 20 3"}));
  EXPECT_EQ(run.Take(Watermark{30}), (Lines{"+I a 3 30 6"}));
}

TEST(Over, RangePeersShareAResultAndRowsDoNot) {
  Rows rows{0, {"+I a 1 10", "+I a 2 10", "+I a 3 10"}};
  OperatorRun range(MakeOver(Spec(false, std::nullopt)), {kRows});
  range.Give(rows);
  EXPECT_EQ(range.Take(Watermark{10}), (Lines{"+I a 1 10 6", "+I a 2 10 6", "+I a 3 10 6"}));
  OperatorRun by_row(MakeOver(Spec(true, std::nullopt)), {kRows});
  by_row.Give(rows);
  EXPECT_EQ(by_row.Take(Watermark{10}), (Lines{"+I a 1 10 1", "+I a 2 10 3", "+I a 3 10 6"}));
}

TEST(Over, ABoundedRangeLetsOldRowsGo) {
  OperatorRun run(MakeOver(Spec(false, 10)), {kRows});
  run.Give(Rows{0, {"+I a 1 10", "+I a 2 20", "+I a 4 21", "+I a 8 40"}});
  EXPECT_EQ(run.Take(Watermark{40}), (Lines{"+I a 1 10 1", "+I a 2 20 3", "+I a 4 21 6", "+I a 8 40 8"}));
}

TEST(Over, BoundedRowsCountTheCurrentOne) {
  OperatorRun run(MakeOver(Spec(true, 1)), {kRows});
  run.Give(Rows{0, {"+I a 1 10", "+I a 2 10", "+I a 4 20", "+I b 7 15"}});
  EXPECT_EQ(run.Take(Watermark{40}), (Lines{"+I a 1 10 1", "+I a 2 10 3", "+I b 7 15 7", "+I a 4 20 6"}));
}

TEST(Over, FunctionsThatTakeNothingBackAreComputedAnew) {
  OperatorRun run(MakeOver(Spec(true, 1, {"MAX", "SUM"})), {kRows});
  run.Give(Rows{0, {"+I a 9 10", "+I a 2 11", "+I a 4 12"}});
  EXPECT_EQ(run.Take(Watermark{40}), (Lines{"+I a 9 10 9 9", "+I a 2 11 9 11", "+I a 4 12 4 6"}));
}

TEST(Over, ARowUpToTheWatermarkIsLateForAnUnboundedFrame) {
  OperatorRun run(MakeOver(Spec(false, std::nullopt)), {kRows});
  run.Give(Rows{0, {"+I a 1 10"}});
  run.Take(Watermark{15});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 2 15", "+I a 4 16"}}), Lines{});
  EXPECT_EQ(run.late(), 1u);
  EXPECT_EQ(run.Take(Watermark{20}), (Lines{"+I a 4 16 5"}));
}

TEST(Over, ARowBehindTheLastFiredOfItsKeyIsInTimeForABoundedFrame) {
  OperatorRun run(MakeOver(Spec(false, 100)), {kRows});
  run.Give(Rows{0, {"+I a 1 10"}});
  run.Take(Watermark{15});
  run.Give(Rows{0, {"+I a 2 15", "+I a 4 10"}});
  EXPECT_EQ(run.late(), 1u);
  EXPECT_EQ(run.Take(Watermark{20}), (Lines{"+I a 2 15 3"}));
}

// The answers of Flink 1.18.1: the frame lives half as long again, for rows behind the watermark.
TEST(Over, ALateRowFindsTheRowsBeforeIt) {
  OperatorRun run(MakeOver(Spec(false, 20)), {kRows});
  run.Give(Rows{0, {"+I a 4 12"}});
  run.Take(Watermark{41});
  run.Give(Rows{0, {"+I a 512 26"}});
  EXPECT_EQ(run.Take(Watermark{42}), (Lines{"+I a 512 26 516"}));
  EXPECT_EQ(run.late(), 0u);
}

// The answers of Flink 1.18.1: 7 ms behind the first row it would have been forgotten, had the second not come.
TEST(Over, ARowBeforeAClearingThatWasPutOffIsLate) {
  OperatorRun run(MakeOver(Spec(false, 5)), {kRows});
  run.Give(Rows{0, {"+I a 1 0", "+I a 2 15"}});
  run.Take(Watermark{10});
  run.Give(Rows{0, {"+I a 4 1"}});
  EXPECT_EQ(run.late(), 1u);
}

TEST(Over, AFirstRowFarBehindTheWatermarkIsInTime) {
  OperatorRun run(MakeOver(Spec(false, 20)), {kRows});
  run.Give(Rows{0, {"+I a 4 500"}});
  run.Take(Watermark{500});
  run.Give(Rows{0, {"+I b 1 10", "+I b 2 11"}});
  EXPECT_EQ(run.Take(Watermark{501}), (Lines{"+I b 1 10 1", "+I b 2 11 3"}));
}

TEST(Over, EachRowIsJudgedByTheWatermarkBeforeIt) {
  OperatorRun run(MakeOver(Spec(false, std::nullopt)), {kRows});
  Batch batch = testing::RowsOf(kRows, {"+I a 1 10", "+I a 2 20", "+I a 4 10"});
  batch.row_watermarks = std::make_shared<std::vector<TimestampMs>>(std::vector<TimestampMs>{0, 10, 20});
  ASSERT_TRUE(run.op().Process(0, batch, run.out()).has_value());
  EXPECT_EQ(run.Take(), (Lines{"+I a 1 10 1", "+I a 2 20 3"}));
  EXPECT_EQ(run.late(), 1u);
}

TEST(Over, ByProcessingTimeRowsComeOutAtOnce) {
  OverSpec spec = Spec(true, std::nullopt);
  spec.time_column = -1;
  OperatorRun run(MakeOver(spec), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 99", "+I b 5 0", "+I a 2 0"}}),
            (Lines{"+I a 1 99 1", "+I b 5 0 5", "+I a 2 0 3"}));
}

TEST(Over, AProcessingTimeRangeWaitsForTheEndOfItsMillisecond) {
  OverSpec spec = Spec(false, 10);
  spec.time_column = -1;
  OperatorRun run(MakeOver(spec), {kRows});
  run.clock().Advance(100);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0", "+I a 2 0"}}), Lines{});
  ASSERT_TRUE(run.op().Tick(101, run.out()).has_value());
  EXPECT_EQ(run.Take(), (Lines{"+I a 1 0 3", "+I a 2 0 3"}));
}

TEST(Over, KeysOutsideOfTheirFrameAreForgotten) {
  OperatorRun run(MakeOver(Spec(false, 10)), {kRows});
  run.Give(Rows{0, {"+I a 1 10", "+I b 1 12"}});
  run.Give(Watermark{20});
  EXPECT_GT(run.op().state_bytes(), 0u);
  run.Give(Watermark{30});
  EXPECT_EQ(run.op().state_bytes(), 0u);
}

TEST(Over, ASnapshotGoesOnWhereItWasTaken) {
  std::vector<Event> events = {Rows{0, {"+I a 1 10", "+I a 2 12", "+I b 3 11"}},
                               Watermark{11},
                               Rows{0, {"+I a 4 13", "+I a 5 9", "+I b null 30"}},
                               Watermark{13},
                               Rows{0, {"+I a 6 22", "+I b 7 23"}},
                               Watermark{22},
                               Watermark{kMaxWatermark}};
  for (bool rows : {false, true}) {
    for (std::optional<int64_t> preceding : {std::optional<int64_t>(), std::optional<int64_t>(2)}) {
      for (const std::vector<std::string>& calls : {std::vector<std::string>{"SUM", "COUNT"}, {"MAX"}}) {
        OverSpec spec = Spec(rows, preceding, calls);
        testing::ExpectSnapshotsGoOn([&] { return MakeOver(spec); }, {kRows}, events);
      }
    }
  }
}

}  // namespace
}  // namespace mullion
