// table.exec.state.ttl: what was not written for that long is as if it never was.

#include "operator/group_aggregate.h"
#include "operator/operator_testing.h"
#include "operator/relational.h"

namespace mullion {
namespace {

using testing::Lines;
using testing::OperatorRun;
using testing::Rows;

constexpr int64_t kTtlMs = 1000;
const Schema kInput{{{"k", DataType::String()}, {"v", DataType::Int()}}};

std::unique_ptr<Operator> SumPerKey(int64_t ttl_ms = kTtlMs) {
  GroupAggregateSpec spec;
  spec.keys = {0};
  std::vector<DataType> types = {DataType::Int()};
  std::vector<const Value*> literals = {nullptr};
  spec.calls.push_back({.name = "SUM", .args = {1}, .function = *MakeAggregate("SUM", types, literals, false, false)});
  spec.state_ttl_ms = ttl_ms;
  spec.input = kInput;
  spec.output = {{{"k", DataType::String()}, {"s", DataType::Int()}}};
  return MakeGroupAggregate(std::move(spec));
}

TEST(StateTtl, AnIdleGroupBeginsAnew) {
  OperatorRun run(SumPerKey(), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1"}}), (Lines{"+I a 1"}));
  run.clock().Advance(kTtlMs - 1);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 2"}}), (Lines{"-U a 1", "+U a 3"}));
  run.clock().Advance(kTtlMs);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 4"}}), (Lines{"+I a 4"}));
}

TEST(StateTtl, EqualResultsComeOutToKeepWhatStandsBehindAlive) {
  OperatorRun run(SumPerKey(), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1", "+I a 0"}}), (Lines{"+I a 1", "-U a 1", "+U a 1"}));
  OperatorRun without(SumPerKey(0), {kInput});
  EXPECT_EQ(without.Take(Rows{0, {"+I a 1", "+I a 0"}}), (Lines{"+I a 1"}));
}

TEST(StateTtl, ManyIdleGroupsGiveTheirMemoryBack) {
  OperatorRun run(SumPerKey(), {kInput});
  Lines rows;
  for (int i = 0; i < 20'000; ++i) rows.push_back("+I key" + std::to_string(i) + " 1");
  run.Take(Rows{0, rows});
  run.clock().Advance(kTtlMs / 2);
  run.Take(Rows{0, {"+I key7 5"}});
  size_t before = run.op().state_bytes();
  run.clock().Advance(kTtlMs / 2);
  ASSERT_TRUE(run.op().Tick(run.clock().NowMs(), run.out()).has_value());
  EXPECT_LT(run.op().state_bytes() * 10, before);
  EXPECT_EQ(run.Take(Rows{0, {"+I key7 1", "+I key8 1"}}), (Lines{"-U key7 6", "+U key7 7", "+I key8 1"}));
}

TEST(StateTtl, AJoinForgetsRowByRow) {
  JoinSpec spec;
  spec.left_keys = {0};
  spec.right_keys = {0};
  spec.left = kInput;
  spec.right = kInput;
  spec.state_ttl_ms = kTtlMs;
  OperatorRun run(MakeJoin(std::move(spec)), {kInput, kInput});
  run.Take(Rows{0, {"+I a 1"}});
  run.clock().Advance(kTtlMs / 2);
  run.Take(Rows{0, {"+I a 2"}});
  run.clock().Advance(kTtlMs / 2);
  EXPECT_EQ(run.Take(Rows{1, {"+I a 9"}}), (Lines{"+I a 2 a 9"}));
  run.clock().Advance(kTtlMs);
  ASSERT_TRUE(run.op().Tick(run.clock().NowMs(), run.out()).has_value());
  EXPECT_EQ(run.op().state_bytes(), 0u);
}

TEST(StateTtl, ATopNForgetsIdlePartitions) {
  TopNSpec spec;
  spec.partition_by = {0};
  spec.order_by = {{.column = 1, .ascending = false, .nulls_first = false}};
  spec.last = 1;
  spec.state_ttl_ms = kTtlMs;
  spec.input = kInput;
  OperatorRun run(MakeTopN(spec), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5"}}), (Lines{"+I a 5 1"}));
  run.clock().Advance(kTtlMs);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 3"}}), (Lines{"+I a 3 1"}));
}

TEST(StateTtl, AFirstRowIsFirstAgain) {
  DeduplicateSpec spec{.partition_by = {0}, .state_ttl_ms = kTtlMs, .input = kInput};
  OperatorRun run(MakeDeduplicate(spec), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5", "+I a 6"}}), (Lines{"+I a 5"}));
  run.clock().Advance(kTtlMs);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 7"}}), (Lines{"+I a 7"}));
}

TEST(StateTtl, AnOverAggregationForgetsIdleKeys) {
  OverSpec spec{.partition_by = {0}, .rows = true, .calls = {}, .state_ttl_ms = kTtlMs, .input = kInput};
  std::vector<DataType> types = {DataType::Int()};
  std::vector<const Value*> literals = {nullptr};
  spec.calls.push_back({.name = "SUM",
                        .args = {1},
                        .function = *MakeAggregate("SUM", types, literals, false, false),
                        .type = DataType::Int()});
  OperatorRun run(MakeOver(std::move(spec)), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5", "+I a 6"}}), (Lines{"+I a 5 5", "+I a 6 11"}));
  run.clock().Advance(kTtlMs);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 7"}}), (Lines{"+I a 7 7"}));
}

}  // namespace
}  // namespace mullion
