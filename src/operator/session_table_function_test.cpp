#include "operator/operator_testing.h"
#include "operator/window_aggregate.h"

namespace mullion {
namespace {

using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kRows{{{"k", DataType::String()}, {"v", DataType::Int()}, {"ts", DataType::Timestamp(3)}}};

WindowTableFunctionSpec Spec() {
  WindowTableFunctionSpec spec;
  spec.window = {WindowKind::kSession, 10, 0, 0};
  spec.time_column = 2;
  spec.time_type = DataType::Timestamp(3);
  spec.partition_by = {0};
  spec.input = kRows;
  return spec;
}

TEST(SessionTableFunction, RowsComeOutWithTheirSessionWhenItCloses) {
  OperatorRun run(MakeWindowTableFunction(Spec()), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 100", "+I a 2 110", "+I a 3 121", "+I b 4 100", "+I a 5 null"}}), Lines{});
  EXPECT_EQ(run.op().NextFiring(), 110);
  EXPECT_EQ(run.Take(Watermark{109}), (Lines{"+I b 4 100 100 110 109"}));
  EXPECT_EQ(run.Take(Watermark{119}), (Lines{"+I a 1 100 100 120 119", "+I a 2 110 100 120 119"}));
  EXPECT_EQ(run.Take(Watermark{kMaxWatermark}), (Lines{"+I a 3 121 121 131 130"}));
  EXPECT_EQ(run.op().state_bytes(), 0u);
}

TEST(SessionTableFunction, ARowBetweenJoinsTwoSessionsAndALateOneIsDropped) {
  OperatorRun run(MakeWindowTableFunction(Spec()), {kRows});
  run.Give(Rows{0, {"+I a 1 100", "+I a 2 118", "+I a 3 109"}});
  run.Give(Watermark{115});
  run.Give(Rows{0, {"+I a 4 105", "+I b 5 105"}});
  EXPECT_EQ(run.late(), 1u);
  EXPECT_EQ(run.Take(Watermark{127}), (Lines{"+I a 1 100 100 128 127", "+I a 2 118 100 128 127",
                                             "+I a 3 109 100 128 127", "+I a 4 105 100 128 127"}));
}

TEST(SessionTableFunction, ASnapshotGoesOnWhereItWasTaken) {
  testing::ExpectSnapshotsGoOn([] { return MakeWindowTableFunction(Spec()); }, {kRows},
                               {Rows{0, {"+I a 1 100", "+I b 2 101"}}, Rows{0, {"+I a 3 118", "+I a 4 109"}},
                                Watermark{112}, Rows{0, {"+I b 5 130", "+I b 6 90"}}, Watermark{kMaxWatermark}});
}

}  // namespace
}  // namespace mullion
