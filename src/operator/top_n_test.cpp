#include "operator/relational.h"

#include "operator/operator_testing.h"
#include "operator/row_order.h"
#include "operator/sort_key.h"

namespace mullion {
namespace {

using testing::Event;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kPrices{{{"shop", DataType::String()}, {"price", DataType::Int()}, {"end", DataType::Timestamp(3)}}};

TopNSpec Highest(int64_t count) {
  TopNSpec spec;
  spec.partition_by = {0};
  spec.order_by = {{.column = 1, .ascending = false, .nulls_first = false}};
  spec.last = count;
  spec.input = kPrices;
  return spec;
}

TEST(TopN, ABetterRowMovesTheOthersDown) {
  OperatorRun run(MakeTopN(Highest(2)), {kPrices});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 0"}}), (Lines{"+I a 5 0 1"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 9 0"}}), (Lines{"-U a 5 0 1", "+U a 9 0 1", "+I a 5 0 2"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 3 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 7 0"}}), (Lines{"-U a 5 0 2", "+U a 7 0 2"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I b 1 0"}}), (Lines{"+I b 1 0 1"}));
}

TEST(TopN, WithoutTheRankOneRowLeavesAndOneEnters) {
  TopNSpec spec = Highest(2);
  spec.emit_rank = false;
  OperatorRun run(MakeTopN(spec), {kPrices});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 0", "+I a 9 0"}}), (Lines{"+I a 5 0", "+I a 9 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 7 0"}}), (Lines{"-D a 5 0", "+I a 7 0"}));
}

TEST(TopN, ARetractedRowMakesRoomForTheNext) {
  TopNSpec spec = Highest(2);
  spec.input_updates = true;
  OperatorRun run(MakeTopN(spec), {kPrices});
  run.Take(Rows{0, {"+I a 5 0", "+I a 9 0", "+I a 7 0"}});
  EXPECT_EQ(run.Take(Rows{0, {"-D a 9 0"}}), (Lines{"-U a 9 0 1", "+U a 7 0 1", "-U a 7 0 2", "+U a 5 0 2"}));
  EXPECT_EQ(run.Take(Rows{0, {"-D a 5 0"}}), (Lines{"-D a 5 0 2"}));
  EXPECT_EQ(run.Take(Rows{0, {"-D a 5 0"}}), Lines{});
}

TEST(TopN, ARetractedRowMakesRoomWithoutTheRankToo) {
  TopNSpec spec = Highest(2);
  spec.input_updates = true;
  spec.emit_rank = false;
  OperatorRun run(MakeTopN(spec), {kPrices});
  run.Take(Rows{0, {"+I a 5 0", "+I a 9 0", "+I a 7 0"}});
  EXPECT_EQ(run.Take(Rows{0, {"-D a 9 0"}}), (Lines{"-D a 9 0", "+I a 5 0"}));
}

TEST(TopN, ARangeOfRanksLeavesTheFirstOut) {
  TopNSpec spec = Highest(3);
  spec.first = 2;
  OperatorRun run(MakeTopN(spec), {kPrices});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 9 0"}}), (Lines{"+I a 5 0 2"}));
  spec.emit_rank = false;
  OperatorRun plain(MakeTopN(spec), {kPrices});
  EXPECT_EQ(plain.Take(Rows{0, {"+I a 5 0", "+I a 9 0", "+I a 7 0"}}), (Lines{"+I a 5 0", "+I a 7 0"}));
  EXPECT_EQ(plain.Take(Rows{0, {"+I a 8 0"}}), (Lines{"-D a 5 0", "+I a 8 0"}));
}

TEST(TopN, EqualRowsStayInTheOrderTheyCame) {
  OperatorRun run(MakeTopN(Highest(2)), {kPrices});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 1", "+I a 5 2", "+I a 5 3"}}), (Lines{"+I a 5 1 1", "+I a 5 2 2"}));
}

TEST(TopN, NullComesFirstAscendingAndLastDescending) {
  TopNSpec spec = Highest(1);
  spec.input_updates = true;
  OperatorRun descending(MakeTopN(spec), {kPrices});
  EXPECT_EQ(descending.Take(Rows{0, {"+I a null 0", "+I a -5 0"}}),
            (Lines{"+I a null 0 1", "-U a null 0 1", "+U a -5 0 1"}));
  spec.order_by = {{.column = 1}};
  OperatorRun ascending(MakeTopN(spec), {kPrices});
  EXPECT_EQ(ascending.Take(Rows{0, {"+I a -5 0", "+I a null 0"}}),
            (Lines{"+I a -5 0 1", "-U a -5 0 1", "+U a null 0 1"}));
}

TEST(TopN, ASnapshotGoesOnWhereItWasTaken) {
  std::vector<Event> events = {Rows{0, {"+I a 5 0", "+I a 9 0"}}, Rows{0, {"+I b 2 0", "+I a 7 0"}},
                               Rows{0, {"-D a 9 0", "+I a null 0"}}, Rows{0, {"+I b 3 0", "-D a 7 0", "+I a 6 0"}}};
  for (bool rank : {true, false}) {
    TopNSpec spec = Highest(2);
    spec.input_updates = true;
    spec.emit_rank = rank;
    testing::ExpectSnapshotsGoOn([&] { return MakeTopN(spec); }, {kPrices}, events);
  }
}

TEST(WindowTopN, GivesFinalRowsWhenTheWindowCloses) {
  TopNSpec spec = Highest(2);
  spec.partition_by = {};
  spec.window_end_column = 2;
  OperatorRun run(MakeTopN(spec), {kPrices});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 5 10", "+I b 9 10", "+I c 7 10", "+I a 1 20"}}), Lines{});
  EXPECT_EQ(run.Take(Watermark{8}), Lines{});
  EXPECT_EQ(run.op().NextFiring(), 10);
  EXPECT_EQ(run.Take(Watermark{9}), (Lines{"+I b 9 10 1", "+I c 7 10 2"}));
  run.Give(Rows{0, {"+I d 100 10"}});
  EXPECT_EQ(run.late(), 1u);
  EXPECT_EQ(run.Take(Watermark{kMaxWatermark}), (Lines{"+I a 1 20 1"}));
}

TEST(WindowTopN, ASnapshotGoesOnWhereItWasTaken) {
  TopNSpec spec = Highest(2);
  spec.window_end_column = 2;
  testing::ExpectSnapshotsGoOn([&] { return MakeTopN(spec); }, {kPrices},
                               {Rows{0, {"+I a 5 10", "+I a 7 10", "+I b 1 20"}}, Rows{0, {"+I a 6 10", "+I a 5 10"}},
                                Watermark{9}, Rows{0, {"+I b 3 20", "+I a 9 10"}}, Watermark{kMaxWatermark}});
}

TEST(SortKey, OrdersAsComparingTheValuesDoes) {
  Schema schema{{{"i", DataType::Int()}, {"s", DataType::String()}, {"d", DataType::Double()}}};
  Batch batch = testing::RowsOf(schema, {"+I -5 a 1.5", "+I 7 ab -2.5", "+I null b null", "+I 0 null 0", "+I -5 a -0.0",
                                         "+I 2147483647 aa nan", "+I -2147483648 z inf", "+I 7 null -inf"});
  for (int column : {0, 1, 2}) {
    for (bool ascending : {true, false}) {
      for (bool nulls_first : {true, false}) {
        std::vector<SortKey> keys = {{column, ascending, nulls_first}, {0, true, true}};
        for (uint32_t i = 0; i < batch.row_count; ++i) {
          for (uint32_t j = 0; j < batch.row_count; ++j) {
            std::string a, b;
            AppendSortKey(keys, batch.columns, i, &a);
            AppendSortKey(keys, batch.columns, j, &b);
            int expected = CompareRows(keys, batch.columns, i, batch.columns, j);
            EXPECT_EQ((a > b) - (a < b), (expected > 0) - (expected < 0)) << column << " " << i << " " << j;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace mullion
