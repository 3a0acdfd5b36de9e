#include "operator/operator_testing.h"
#include "operator/relational.h"

namespace mullion {
namespace {

using testing::Lines;
using testing::OperatorRun;
using testing::Rows;

const Schema kInput{{{"k", DataType::String()}, {"v", DataType::Int()}}};

TEST(FinalRows, OnlyWhatIsLeftComesOutAtTheEnd) {
  OperatorRun run(MakeFinalRows(kInput), {kInput});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1", "+I b 1", "-U a 1", "+U a 2", "+I c 3", "+I c 3", "-D c 3"}}), Lines{});
  ASSERT_TRUE(run.op().Finish(run.out()).has_value());
  EXPECT_EQ(run.Take(), (Lines{"+I b 1", "+I a 2", "+I c 3"}));
}

}  // namespace
}  // namespace mullion
