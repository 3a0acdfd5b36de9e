#include "operator/relational.h"

#include "operator/operator_testing.h"

namespace mullion {
namespace {

using testing::Event;
using testing::Lines;
using testing::OperatorRun;
using testing::Rows;
using testing::Watermark;

const Schema kLeft{{{"k", DataType::String()}, {"id", DataType::Int()}, {"ts", DataType::Timestamp(3)}}};
const Schema kRight{{{"k", DataType::String()}, {"id", DataType::Int()}, {"ts", DataType::Timestamp(3)}}};
const std::vector<Schema> kBoth = {kLeft, kRight};

JoinSpec Spec(JoinKind kind) {
  JoinSpec spec;
  spec.kind = kind;
  spec.left_keys = {0};
  spec.right_keys = {0};
  spec.left = kLeft;
  spec.right = kRight;
  return spec;
}

/// TRUE where left.id = right.id, which is no key then.
class SameId final : public Expr {
 public:
  SameId() : Expr(DataType::Boolean()) {}
  Result<ColumnPtr> Evaluate(const EvalContext&, const Batch& batch, std::span<const uint32_t> rows) const override {
    auto out = std::make_shared<Column>(type(), batch.row_count);
    for (uint32_t row : rows) {
      out->MutableValues<int8_t>()[row] =
          batch.columns[1]->Values<int32_t>()[row] == batch.columns[4]->Values<int32_t>()[row];
    }
    return out;
  }
  std::string ToString(const Schema&) const override { return "same id"; }
  void CollectInputs(std::vector<int>* columns) const override { columns->insert(columns->end(), {1, 4}); }
  ExprPtr Remap(std::span<const int>) const override { return nullptr; }
};

TEST(RegularJoin, InnerPairsEveryMatchAndTakesPairsBack) {
  OperatorRun run(MakeJoin(Spec(JoinKind::kInner)), kBoth);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0", "+I null 2 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 0", "+I b 11 0", "+I null 12 0"}}), (Lines{"+I a 1 0 a 10 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 3 0"}}), (Lines{"+I a 3 0 a 10 0"}));
  EXPECT_EQ(run.Take(Rows{1, {"-U a 10 0", "+U a 12 0"}}),
            (Lines{"-U a 1 0 a 10 0", "-U a 3 0 a 10 0", "+U a 1 0 a 12 0", "+U a 3 0 a 12 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"-D a 1 0"}}), (Lines{"-D a 1 0 a 12 0"}));
}

TEST(RegularJoin, LeftRowsComeOutAloneUntilTheyMeet) {
  OperatorRun run(MakeJoin(Spec(JoinKind::kLeft)), kBoth);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0", "+I null 2 0"}}),
            (Lines{"+I a 1 0 null null null", "+I null 2 0 null null null"}));
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 0"}}), (Lines{"-D a 1 0 null null null", "+I a 1 0 a 10 0"}));
  EXPECT_EQ(run.Take(Rows{1, {"+I a 11 0"}}), (Lines{"+I a 1 0 a 11 0"}));
  EXPECT_EQ(run.Take(Rows{1, {"-D a 10 0"}}), (Lines{"-D a 1 0 a 10 0"}));
  EXPECT_EQ(run.Take(Rows{1, {"-D a 11 0"}}), (Lines{"-D a 1 0 a 11 0", "+I a 1 0 null null null"}));
  EXPECT_EQ(run.Take(Rows{0, {"-D a 1 0"}}), (Lines{"-D a 1 0 null null null"}));
}

TEST(RegularJoin, FullPadsBothSides) {
  OperatorRun run(MakeJoin(Spec(JoinKind::kFull)), kBoth);
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 0"}}), (Lines{"+I null null null a 10 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0"}}), (Lines{"-D null null null a 10 0", "+I a 1 0 a 10 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"-D a 1 0"}}), (Lines{"-D a 1 0 a 10 0", "+I null null null a 10 0"}));
}

TEST(RegularJoin, SemiGivesALeftRowOnceHoweverManyMatch) {
  OperatorRun run(MakeJoin(Spec(JoinKind::kSemi)), kBoth);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 0", "+I a 11 0"}}), (Lines{"+I a 1 0"}));
  EXPECT_EQ(run.Take(Rows{1, {"-D a 10 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{1, {"-D a 11 0"}}), (Lines{"-D a 1 0"}));
}

TEST(RegularJoin, AntiGivesLeftRowsWhileNothingMatches) {
  OperatorRun run(MakeJoin(Spec(JoinKind::kAnti)), kBoth);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0", "+I null 2 0"}}), (Lines{"+I a 1 0", "+I null 2 0"}));
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 0"}}), (Lines{"-D a 1 0"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 3 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{1, {"-D a 10 0"}}), (Lines{"+I a 1 0", "+I a 3 0"}));
}

TEST(RegularJoin, AConditionDecidesBesideTheKeys) {
  JoinSpec spec = Spec(JoinKind::kLeft);
  spec.condition = std::make_shared<SameId>();
  OperatorRun run(MakeJoin(spec), kBoth);
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0"}}), (Lines{"+I a 1 0 null null null"}));
  EXPECT_EQ(run.Take(Rows{1, {"+I a 2 0"}}), Lines{});
  EXPECT_EQ(run.Take(Rows{1, {"+I a 1 5"}}), (Lines{"-D a 1 0 null null null", "+I a 1 0 a 1 5"}));
}

TEST(RegularJoin, NullSafeKeysMeetNull) {
  JoinSpec spec = Spec(JoinKind::kInner);
  spec.null_safe = {true};
  OperatorRun run(MakeJoin(spec), kBoth);
  run.Give(Rows{0, {"+I null 1 0"}});
  EXPECT_EQ(run.Take(Rows{1, {"+I null 2 0"}}), (Lines{"+I null 1 0 null 2 0"}));
}

/// right.ts between left.ts - 5 and left.ts + 10
JoinSpec Interval(JoinKind kind) {
  JoinSpec spec = Spec(kind);
  spec.left_time = 2;
  spec.right_time = 2;
  spec.lower_ms = -5;
  spec.upper_ms = 10;
  return spec;
}

TEST(IntervalJoin, PairsRowsInsideTheBoundsOnly) {
  OperatorRun run(MakeJoin(Interval(JoinKind::kInner)), kBoth);
  run.Give(Rows{0, {"+I a 1 100"}});
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 94", "+I a 11 95", "+I a 12 110", "+I a 13 111", "+I b 14 100"}}),
            (Lines{"+I a 1 100 a 11 95", "+I a 1 100 a 12 110"}));
  EXPECT_EQ(run.Take(Rows{0, {"+I a 2 101"}}), (Lines{"+I a 2 101 a 12 110", "+I a 2 101 a 13 111"}));
}

TEST(IntervalJoin, OuterRowsComeOutAloneOnceNothingOnTimeCanMeetThem) {
  OperatorRun run(MakeJoin(Interval(JoinKind::kFull)), kBoth);
  run.Give(Rows{0, {"+I a 1 100", "+I null 2 100"}});
  EXPECT_EQ(run.Take(), (Lines{"+I null 2 100 null null null"}));
  run.Give(Rows{1, {"+I b 10 100"}});
  EXPECT_EQ(run.Take(Watermark{104}), Lines{});
  EXPECT_EQ(run.Take(Watermark{105}), (Lines{"+I null null null b 10 100"}));
  EXPECT_EQ(run.Take(Watermark{109}), Lines{});
  EXPECT_EQ(run.Take(Watermark{110}), (Lines{"+I a 1 100 null null null"}));
  EXPECT_EQ(run.op().state_bytes(), 0u);
}

TEST(IntervalJoin, ALateRowMeetsWhatStillWaits) {
  OperatorRun run(MakeJoin(Interval(JoinKind::kLeft)), kBoth);
  run.Give(Rows{1, {"+I a 10 104"}});
  run.Give(Watermark{105});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 95", "+I a 2 90"}}), (Lines{"+I a 1 95 a 10 104", "+I a 2 90 null null null"}));
}

TEST(IntervalJoin, HoldsTheWatermarkBackByTheLargerBound) {
  auto op = MakeJoin(Interval(JoinKind::kInner));
  EXPECT_EQ(op->OutputWatermark(100), 90);
  EXPECT_EQ(op->OutputWatermark(kMaxWatermark), kMaxWatermark);
}

JoinSpec Window(JoinKind kind) {
  JoinSpec spec = Spec(kind);
  spec.left_window_end = 2;
  spec.right_window_end = 2;
  return spec;
}

Lines WindowResult(JoinSpec spec) {
  OperatorRun run(MakeJoin(std::move(spec)), kBoth);
  run.Give(Rows{0, {"+I a 1 10", "+I b 2 10", "+I null 3 10", "+I a 4 20"}});
  run.Give(Rows{1, {"+I a 1 10", "+I a 6 10", "+I c 7 10", "+I null 8 10", "+I b 9 20"}});
  EXPECT_EQ(run.Take(Watermark{8}), Lines{});
  Lines lines = run.Take(Watermark{9});
  run.Give(Rows{1, {"+I b 2 10"}});
  EXPECT_EQ(run.late(), 1u);
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(WindowJoin, PairsRowsOfOneWindowWhenItCloses) {
  EXPECT_EQ(WindowResult(Window(JoinKind::kInner)), (Lines{"+I a 1 10 a 1 10", "+I a 1 10 a 6 10"}));
}

TEST(WindowJoin, OuterKindsPadWhatMetNothing) {
  Lines pairs = {"+I a 1 10 a 1 10", "+I a 1 10 a 6 10"};
  Lines left = {"+I b 2 10 null null null", "+I null 3 10 null null null"};
  Lines right = {"+I null null null c 7 10", "+I null null null null 8 10"};
  auto together = [](std::vector<Lines> parts) {
    Lines all;
    for (const Lines& part : parts) all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end());
    return all;
  };
  EXPECT_EQ(WindowResult(Window(JoinKind::kLeft)), together({pairs, left}));
  EXPECT_EQ(WindowResult(Window(JoinKind::kRight)), together({pairs, right}));
  EXPECT_EQ(WindowResult(Window(JoinKind::kFull)), together({pairs, left, right}));
}

TEST(WindowJoin, SemiAndAntiGiveLeftRowsOnce) {
  EXPECT_EQ(WindowResult(Window(JoinKind::kSemi)), (Lines{"+I a 1 10"}));
  EXPECT_EQ(WindowResult(Window(JoinKind::kAnti)), (Lines{"+I b 2 10", "+I null 3 10"}));
}

TEST(WindowJoin, AConditionDecidesBesideTheKeys) {
  JoinSpec spec = Window(JoinKind::kFull);
  spec.condition = std::make_shared<SameId>();
  EXPECT_EQ(WindowResult(spec),
            (Lines{"+I a 1 10 a 1 10", "+I b 2 10 null null null", "+I null 3 10 null null null",
                   "+I null null null a 6 10", "+I null null null c 7 10", "+I null null null null 8 10"}));
}

TEST(Join, ASnapshotGoesOnWhereItWasTaken) {
  std::vector<Event> events = {Rows{0, {"+I a 1 10", "+I b 2 10"}},
                               Rows{1, {"+I a 5 10", "+I c 6 10"}},
                               Watermark{9},
                               Rows{0, {"+I a 3 20", "+I null 4 20"}},
                               Rows{1, {"+I a 7 20", "+I b 8 20"}},
                               Watermark{12},
                               Watermark{kMaxWatermark}};
  for (JoinKind kind :
       {JoinKind::kInner, JoinKind::kLeft, JoinKind::kRight, JoinKind::kFull, JoinKind::kSemi, JoinKind::kAnti}) {
    for (JoinSpec spec : {Spec(kind), Window(kind), Interval(kind)}) {
      if (spec.left_time >= 0 && (kind == JoinKind::kSemi || kind == JoinKind::kAnti)) continue;
      testing::ExpectSnapshotsGoOn([&] { return MakeJoin(spec); }, kBoth, events);
    }
  }
}

TEST(IntervalJoin, OnProcessingTimeRowsMeetByTheirArrival) {
  JoinSpec spec = Spec(JoinKind::kLeft);
  spec.left_time = spec.right_time = 2;
  spec.processing_time = true;
  spec.lower_ms = -1000;
  spec.upper_ms = 2000;
  OperatorRun run(MakeJoin(spec), kBoth);
  auto tick = [&](int64_t ms) {
    run.clock().Advance(ms);
    EXPECT_TRUE(run.op().Tick(run.clock().NowMs(), run.out()).has_value());
    return run.Take();
  };
  run.clock().Advance(10'000);
  EXPECT_EQ(run.Take(Rows{1, {"+I a 10 0", "+I b 11 0"}}), Lines{});
  EXPECT_EQ(tick(1000), Lines{});
  EXPECT_EQ(run.Take(Rows{0, {"+I a 1 0"}}), (Lines{"+I a 1 0 a 10 0"}));
  EXPECT_EQ(tick(1), Lines{});
  EXPECT_EQ(run.Take(Rows{0, {"+I b 2 0"}}), Lines{});
  EXPECT_EQ(tick(2000), Lines{});
  EXPECT_EQ(tick(1), (Lines{"+I b 2 0 null null null"}));
  EXPECT_EQ(run.op().state_bytes(), 0u);
}

}  // namespace
}  // namespace mullion
