#include "operator/relational.h"

#include "operator/operator_testing.h"

namespace mullion {
namespace {

using testing::Event;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kRows{{{"k", DataType::String()},
                    {"v", DataType::Int()},
                    {"ts", DataType::Timestamp(3)},
                    {"end", DataType::Timestamp(3)}}};

DeduplicateSpec Spec(int time_column, bool keep_last) {
  DeduplicateSpec spec;
  spec.partition_by = {0};
  spec.time_column = time_column;
  spec.keep_last = keep_last;
  spec.input = kRows;
  return spec;
}

TEST(Deduplicate, FirstInArrivalOrderIsFinal) {
  OperatorRun run(MakeDeduplicate(Spec(-1, false)), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 5 0", "+I a 2 4 0", "+I b 3 1 0"}}), (Lines{"+I a 1 5 0", "+I b 3 1 0"}));
}

TEST(Deduplicate, LastInArrivalOrderUpdatesUnlessNothingChanged) {
  OperatorRun run(MakeDeduplicate(Spec(-1, true)), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 5 0", "+I a 2 4 0", "+I a 2 4 0"}}),
            (Lines{"+I a 1 5 0", "-U a 1 5 0", "+U a 2 4 0"}));
}

TEST(Deduplicate, FirstByEventTimeIsReplacedByAnEarlierRow) {
  OperatorRun run(MakeDeduplicate(Spec(2, false)), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 5 0", "+I a 2 4 0", "+I a 3 4 0", "+I a 4 9 0"}}),
            (Lines{"+I a 1 5 0", "-U a 1 5 0", "+U a 2 4 0"}));
}

TEST(Deduplicate, LastByEventTimeTakesTheLaterOfEqualTimes) {
  DeduplicateSpec spec = Spec(2, true);
  spec.emit_update_before = false;
  OperatorRun run(MakeDeduplicate(spec), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 5 0", "+I a 2 4 0", "+I a 3 5 0"}}), (Lines{"+I a 1 5 0", "+U a 3 5 0"}));
}

TEST(WindowDeduplicate, GivesOneRowAKeyWhenTheWindowCloses) {
  DeduplicateSpec spec = Spec(2, true);
  spec.window_end_column = 3;
  OperatorRun run(MakeDeduplicate(spec), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 5 10", "+I a 2 7 10", "+I a 3 6 10", "+I b 4 1 10", "+I a 5 15 20"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{9}), (Lines{"+I a 2 7 10", "+I b 4 1 10"}));
  run.Give(Rows{0, {"+I a 9 9 10"}});
  EXPECT_EQ(run.late(), 1u);
}

TEST(Deduplicate, ASnapshotGoesOnWhereItWasTaken) {
  std::vector<Event> events = {Rows{0, {"+I a 1 5 10", "+I a 2 4 10"}}, Rows{0, {"+I b 3 9 10", "+I a 4 6 20"}},
                               Watermark{9}, Rows{0, {"+I a 2 4 10", "+I b 5 2 20"}}, Watermark{kMaxWatermark}};
  for (int time_column : {-1, 2}) {
    for (bool keep_last : {false, true}) {
      for (int window_end : {-1, 3}) {
        DeduplicateSpec spec = Spec(time_column, keep_last);
        spec.window_end_column = window_end;
        testing::ExpectSnapshotsGoOn([&] { return MakeDeduplicate(spec); }, {kRows}, events);
      }
    }
  }
}

TEST(ChangelogNormalize, TurnsUpsertsIntoAFullChangeLog) {
  ChangelogNormalizeSpec spec{.keys = {0}, .input = kRows};
  OperatorRun run(MakeChangelogNormalize(spec), {kRows});
  EXPECT_EQ(run.Take(Rows{0, {"+U a 1 0 0", "+U a 1 0 0", "+U a 2 0 0"}}),
            (Lines{"+I a 1 0 0", "-U a 1 0 0", "+U a 2 0 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"-D a null null null", "-D b null null null"}}), (Lines{"-D a 2 0 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"+U a 2 0 0"}}), (Lines{"+I a 2 0 0"}));
}

TEST(ChangelogNormalize, ASnapshotGoesOnWhereItWasTaken) {
  ChangelogNormalizeSpec spec{.keys = {0}, .emit_update_before = false, .input = kRows};
  testing::ExpectSnapshotsGoOn(
      [&] { return MakeChangelogNormalize(spec); }, {kRows},
      {Rows{0, {"+U a 1 0 0"}}, Rows{0, {"+U a 2 0 0", "+U b 1 0 0"}}, Rows{0, {"-D a null null null", "+U b 1 0 0"}}});
}

}  // namespace
}  // namespace mullion
