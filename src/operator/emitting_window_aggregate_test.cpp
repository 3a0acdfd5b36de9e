// Early and late firing. The change log of EveryRow… is that of Flink 1.18.1 for GROUP BY k, TUMBLE(ts, INTERVAL '10'
// SECOND) over the same rows, watermark = ts, pipeline.auto-watermark-interval = 0.

#include "operator/emitting_window_aggregate.h"

#include "aggregate/basic_aggregates.h"
#include "operator/operator_testing.h"

namespace mullion {
namespace {

using testing::Event;
using testing::ExpectSnapshotsGoOn;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kInput{{{"k", DataType::String()}, {"v", DataType::Int()}, {"ts", DataType::Timestamp(3)}}};

WindowAggregateSpec Tumble(EmitStrategy emit) {
  WindowAggregateSpec spec;
  spec.window = {WindowKind::kTumble, 10'000, 10'000, 0};
  spec.time_column = 2;
  spec.legacy_window = true;
  spec.keys = {0};
  std::vector<DataType> types = {DataType::Int()};
  std::vector<const Value*> literals = {nullptr};
  spec.calls.push_back({.name = "COUNT", .function = MakeCount(true), .type = DataType::BigInt().NotNull()});
  spec.calls.push_back({.name = "SUM", .args = {1}, .function = *MakeAggregate("SUM", types, literals, false, true)});
  spec.properties = {WindowProperty::kStart};
  spec.input = kInput;
  spec.output = {{{"k", DataType::String()},
                  {"n", DataType::BigInt().NotNull()},
                  {"s", DataType::Int()},
                  {"start", DataType::Timestamp(3).NotNull()}}};
  spec.name = "windows";
  spec.emit = emit;
  return spec;
}

Lines Row(OperatorRun& run, const std::string& key, int value, int64_t second) {
  Lines out = run.Take(Rows{0, {"+I " + key + " " + std::to_string(value) + " " + std::to_string(second * 1000)}});
  Lines fired = run.Take(Watermark{std::max(second * 1000, run.watermark())});
  out.insert(out.end(), fired.begin(), fired.end());
  return out;
}

TEST(EmittingWindowAggregate, EveryRowComesOutBeforeAndAfterTheEnd) {
  OperatorRun run(MakeWindowAggregate(Tumble({.early_delay_ms = 0, .late_delay_ms = 0, .allowed_lateness_ms = 10'000})),
                  {kInput});
  EXPECT_EQ(Row(run, "a", 1, 1), (Lines{"+I a 1 1 0"}));
  EXPECT_EQ(Row(run, "b", 2, 2), (Lines{"+I b 1 2 0"}));
  EXPECT_EQ(Row(run, "a", 3, 7), (Lines{"-U a 1 1 0", "+U a 2 4 0"}));
  EXPECT_EQ(Row(run, "a", 0, 8), (Lines{"-U a 2 4 0", "+U a 3 4 0"}));
  EXPECT_EQ(Row(run, "a", 4, 12), (Lines{"+I a 1 4 10000"}));
  EXPECT_EQ(Row(run, "a", 5, 3), (Lines{"-U a 3 4 0", "+U a 4 9 0"}));
  EXPECT_EQ(Row(run, "c", 6, 4), (Lines{"+I c 1 6 0"}));
  EXPECT_EQ(Row(run, "a", 7, 18), (Lines{"-U a 1 4 10000", "+U a 2 11 10000"}));
  EXPECT_EQ(Row(run, "c", 8, 5), (Lines{"-U c 1 6 0", "+U c 2 14 0"}));
  EXPECT_EQ(Row(run, "b", 9, 25), (Lines{"+I b 1 9 20000"}));
  EXPECT_EQ(Row(run, "b", 10, 6), Lines{});
  EXPECT_EQ(run.late(), 1u);
  EXPECT_EQ(Row(run, "b", 11, 16), (Lines{"+I b 1 11 10000"}));
}

TEST(EmittingWindowAggregate, ADelayFiresWhatChangedEverySoOften) {
  OperatorRun run(MakeWindowAggregate(Tumble({.early_delay_ms = 1000})), {kInput});
  auto tick = [&](int64_t ms) {
    run.clock().Advance(ms);
    EXPECT_TRUE(run.op().Tick(run.clock().NowMs(), run.out()).has_value());
    return run.Take();
  };
  EXPECT_EQ(Row(run, "a", 1, 1), Lines{});
  EXPECT_EQ(tick(999), Lines{});
  EXPECT_EQ(tick(1), (Lines{"+I a 1 1 0"}));
  EXPECT_EQ(tick(1500), Lines{});
  EXPECT_EQ(Row(run, "a", 2, 2), Lines{});
  // The beat is that of the first row: 1000, 2000, 3000.
  EXPECT_EQ(tick(499), Lines{});
  EXPECT_EQ(tick(1), (Lines{"-U a 1 1 0", "+U a 2 3 0"}));
  EXPECT_EQ(Row(run, "a", 3, 3), Lines{});
  EXPECT_EQ(run.Take(Watermark{9'999}), (Lines{"-U a 2 3 0", "+U a 3 6 0"}));
  EXPECT_EQ(run.op().state_bytes(), 0u);
}

TEST(EmittingWindowAggregate, WhatALateDelayHoldsBackComesOutBeforeTheWindowGoes) {
  OperatorRun run(MakeWindowAggregate(Tumble({.late_delay_ms = 5000, .allowed_lateness_ms = 10'000})), {kInput});
  EXPECT_EQ(Row(run, "a", 1, 1), Lines{});
  EXPECT_EQ(run.Take(Watermark{12'000}), (Lines{"+I a 1 1 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 2000"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{19'998}), Lines{});
  EXPECT_EQ(run.Take(Watermark{19'999}), (Lines{"-U a 1 1 0", "+U a 2 6 0"}));
}

TEST(EmittingWindowAggregate, AWindowWithoutRowsLeftGivesNothing) {
  WindowAggregateSpec spec = Tumble({});
  spec.input_updates = true;
  OperatorRun run(MakeWindowAggregate(spec), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 1000", "+I b 2 2000", "-D a 1 1000"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{9'999}), (Lines{"+I b 1 2 0"}));
}

TEST(EmittingWindowAggregate, ATakenBackResultIsDeleted) {
  WindowAggregateSpec spec = Tumble({.early_delay_ms = 0});
  spec.input_updates = true;
  OperatorRun run(MakeWindowAggregate(spec), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 1000", "-U a 1 1000", "+U a 1 2000"}}),
            (Lines{"+I a 1 1 0", "-D a 1 1 0", "+I a 1 1 0"}));
}

TEST(EmittingWindowAggregate, GoesOnFromASnapshot) {
  auto make = [] {
    return MakeWindowAggregate(Tumble({.early_delay_ms = 0, .late_delay_ms = 0, .allowed_lateness_ms = 10'000}));
  };
  ExpectSnapshotsGoOn(make, {kInput},
                      {Rows{0, {"+I a 1 1000", "+I b 2 2000"}}, Rows{0, {"+I a 3 7000"}}, Watermark{12'000},
                       Rows{0, {"+I a 5 3000", "+I c 1 4000", "+I a 1 15000"}}, Watermark{19'999}, Watermark{40'000}});
}

}  // namespace
}  // namespace mullion
