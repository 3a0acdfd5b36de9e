#include "operator/operator_testing.h"
#include "operator/relational.h"

namespace mullion {
namespace {

using testing::ExpectSnapshotsGoOn;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kInput{{{"k", DataType::String()}, {"ts", DataType::Timestamp(3)}}};

std::unique_ptr<Operator> ByTimeThenKey() {
  return MakeTimeSort({.order_by = {{.column = 1}, {.column = 0, .ascending = false}}, .input = kInput});
}

TEST(TimeSort, RowsComeInOrderOnceTheWatermarkHasPassedThem) {
  OperatorRun run(ByTimeThenKey(), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I c 3", "+I a 1", "+I b 1", "+I d 2"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{2}), (Lines{"+I b 1", "+I a 1", "+I d 2"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I e 2", "+I f 4"}}), Lines{});
  EXPECT_EQ(run.late(), 1u);
  EXPECT_EQ(run.Take(Watermark{kMaxWatermark}), (Lines{"+I c 3", "+I f 4"}));
}

TEST(TimeSort, GoesOnFromASnapshot) {
  ExpectSnapshotsGoOn(ByTimeThenKey, {kInput},
                      {Rows{0, {"+I c 3", "+I a 1"}}, Watermark{1}, Rows{0, {"+I a 1", "+I b 2"}}, Watermark{9}});
}

}  // namespace
}  // namespace mullion
