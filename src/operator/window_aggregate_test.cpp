#include "operator/window_aggregate.h"

#include <algorithm>
#include <map>
#include <random>

#include <fmt/format.h>

#include <gtest/gtest.h>

#include "column/text.h"
#include "column/value.h"

namespace mullion {
namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 60 * kMinute;

struct Bid {
  int64_t minute;  ///< after 08:00
  int64_t price;
  std::string supplier;
};

/// The Bid table of Flink's window documentation.
const std::vector<Bid> kBids = {{5, 4, "supplier1"},  {7, 2, "supplier1"},  {9, 5, "supplier2"},
                                {11, 3, "supplier2"}, {13, 1, "supplier1"}, {17, 6, "supplier2"}};

const Schema kInput{
    {{"bidtime", DataType::Timestamp(3)}, {"price", DataType::BigInt()}, {"supplier", DataType::String()}}};

Batch BatchOf(const std::vector<Bid>& bids) {
  ColumnBuilder time(kInput[0].type), price(kInput[1].type), supplier(kInput[2].type);
  for (const Bid& bid : bids) {
    time.Append(Value::Int(8 * kHour + bid.minute * kMinute));
    price.Append(Value::Int(bid.price));
    supplier.Append(Value::Text(bid.supplier));
  }
  Batch batch;
  batch.row_count = bids.size();
  batch.columns = {time.Finish(), price.Finish(), supplier.Finish()};
  return batch;
}

class Collector final : public Output {
 public:
  Status Emit(Batch batch) override {
    for (size_t row = 0; row < batch.row_count; ++row) {
      std::string line;
      for (const ColumnPtr& column : batch.columns) {
        std::string text = ToText(column->type(), ReadValue(*column, row));
        if (column->type().IsTimestamp()) text = text.substr(11, 5);
        line += (line.empty() ? "" : " ") + text;
      }
      lines.push_back(line);
    }
    return Ok();
  }
  std::vector<std::string> Sorted() {
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  std::vector<std::string> lines;
};

class LateCounter final : public LateOutput {
 public:
  void Add(const LateRows& rows) override { count += rows.count; }
  uint64_t count = 0;
};

WindowAggregateSpec SpecOf(WindowSpec window, std::vector<int> keys) {
  WindowAggregateSpec spec;
  spec.window = window;
  spec.time_column = 0;
  spec.keys = keys;
  DataType price = kInput[1].type;
  AggregateCall sum{.name = "SUM", .args = {1}};
  sum.function = *MakeAggregate("SUM", std::span(&price, 1), {}, false, false);
  sum.type = sum.function->result_type();
  spec.calls = {sum};
  spec.properties = {WindowProperty::kStart, WindowProperty::kEnd};
  spec.input = kInput;
  for (int key : keys) spec.output.fields.push_back(kInput[static_cast<size_t>(key)]);
  spec.output.fields.push_back({"total", sum.type});
  spec.output.fields.push_back({"window_start", DataType::Timestamp(3)});
  spec.output.fields.push_back({"window_end", DataType::Timestamp(3)});
  spec.name = "test";
  return spec;
}

class WindowAggregateTest : public ::testing::Test {
 protected:
  std::vector<std::string> Run(WindowAggregateSpec spec) {
    auto op = spec.window.kind == WindowKind::kSession ? MakeSessionAggregate(spec) : MakeWindowAggregate(spec);
    op->Open({.eval = &eval_, .late = &late_, .clock = &clock_});
    EXPECT_TRUE(op->Process(0, BatchOf(kBids), out_).has_value());
    EXPECT_TRUE(op->AdvanceWatermark(kMaxWatermark, out_).has_value());
    return out_.Sorted();
  }

  EvalContext eval_;
  ManualClock clock_;
  LateCounter late_;
  Collector out_;
};

using Lines = std::vector<std::string>;

TEST_F(WindowAggregateTest, TumbleGivesTheDocumentedSums) {
  EXPECT_EQ(Run(SpecOf({WindowKind::kTumble, 10 * kMinute, 10 * kMinute, 0}, {})),
            (Lines{"10 08:10 08:20", "11 08:00 08:10"}));
}

TEST_F(WindowAggregateTest, TumbleWithOffsetGivesTheDocumentedSums) {
  EXPECT_EQ(Run(SpecOf({WindowKind::kTumble, 10 * kMinute, 10 * kMinute, kMinute}, {})),
            (Lines{"10 08:11 08:21", "11 08:01 08:11"}));
}

TEST_F(WindowAggregateTest, HopGivesTheDocumentedSums) {
  EXPECT_EQ(Run(SpecOf({WindowKind::kHop, 10 * kMinute, 5 * kMinute, 0}, {})),
            (Lines{"10 08:10 08:20", "11 08:00 08:10", "15 08:05 08:15", "6 08:15 08:25"}));
}

TEST_F(WindowAggregateTest, CumulateGivesTheDocumentedSums) {
  Lines expected{"4 08:00 08:06", "6 08:00 08:08", "11 08:00 08:10", "3 08:10 08:12",
                 "4 08:10 08:14", "4 08:10 08:16", "10 08:10 08:18", "10 08:10 08:20"};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(Run(SpecOf({WindowKind::kCumulate, 10 * kMinute, 2 * kMinute, 0}, {})), expected);
}

TEST_F(WindowAggregateTest, SessionsPerKeyMergeWhenOneGapApart) {
  EXPECT_EQ(Run(SpecOf({WindowKind::kSession, 2 * kMinute, 0, 0}, {2})),
            (Lines{"supplier1 1 08:13 08:15", "supplier1 6 08:05 08:09", "supplier2 6 08:17 08:19",
                   "supplier2 8 08:09 08:13"}));
}

TEST_F(WindowAggregateTest, SessionsWithoutKeyJoinAllRows) {
  EXPECT_EQ(Run(SpecOf({WindowKind::kSession, 2 * kMinute, 0, 0}, {})), (Lines{"15 08:05 08:15", "6 08:17 08:19"}));
}

TEST_F(WindowAggregateTest, AWindowFiresWhenTheWatermarkReachesItsLastMillisecond) {
  auto op = MakeWindowAggregate(SpecOf({WindowKind::kTumble, 10 * kMinute, 10 * kMinute, 0}, {}));
  op->Open({.eval = &eval_, .late = &late_, .clock = &clock_});
  ASSERT_TRUE(op->Process(0, BatchOf(kBids), out_).has_value());
  TimestampMs end = 8 * kHour + 10 * kMinute;
  ASSERT_TRUE(op->AdvanceWatermark(end - 2, out_).has_value());
  EXPECT_TRUE(out_.lines.empty());
  EXPECT_EQ(op->NextCut(end - 2), end - 1);
  ASSERT_TRUE(op->AdvanceWatermark(end - 1, out_).has_value());
  EXPECT_EQ(out_.lines, (Lines{"11 08:00 08:10"}));
}

TEST_F(WindowAggregateTest, ARowLateForSomeHopWindowsCountsInTheOthers) {
  auto op = MakeWindowAggregate(SpecOf({WindowKind::kHop, 10 * kMinute, 5 * kMinute, 0}, {}));
  op->Open({.eval = &eval_, .late = &late_, .clock = &clock_});
  ASSERT_TRUE(op->AdvanceWatermark(8 * kHour + 10 * kMinute - 1, out_).has_value());
  // 08:07 is in [08:00,08:10), which has fired, and in [08:05,08:15); 08:02 only in windows that have fired.
  ASSERT_TRUE(op->Process(0, BatchOf({{7, 2, "a"}, {2, 100, "a"}}), out_).has_value());
  ASSERT_TRUE(op->AdvanceWatermark(kMaxWatermark, out_).has_value());
  EXPECT_EQ(out_.lines, (Lines{"2 08:05 08:15"}));
  EXPECT_EQ(late_.count, 1u);
}

// Each HOP window must hold what the rows themselves say, also when rows come late for windows that were merged
// already.
TEST_F(WindowAggregateTest, HopWindowsEqualTheSumOfTheirRowsWhateverTheOrder) {
  std::mt19937 random(20240511);
  for (int round = 0; round < 50; ++round) {
    int64_t slide = 1 + static_cast<int64_t>(random() % 4);
    int64_t size = slide * (1 + static_cast<int64_t>(random() % 9));
    WindowSpec window{WindowKind::kHop, size * kMinute, slide * kMinute, 0};
    auto op = MakeWindowAggregate(SpecOf(window, {}));
    op->Open({.eval = &eval_, .late = &late_, .clock = &clock_});
    std::map<int64_t, int64_t> totals;  // by window end, in minutes
    Collector out;
    int64_t watermark = 0;
    for (int step = 0; step < 60; ++step) {
      int64_t minute = std::max<int64_t>(0, watermark - 12 + static_cast<int64_t>(random() % 20));
      ASSERT_TRUE(op->Process(0, BatchOf({{minute, 1 + step, "a"}}), out).has_value());
      for (int64_t end = (minute / slide + 1) * slide; end <= minute + size; end += slide) {
        if (end > minute && end - size <= minute && (end % slide == size % slide) && end > watermark) {
          totals[end] += 1 + step;
        }
      }
      watermark += static_cast<int64_t>(random() % 3);
      ASSERT_TRUE(op->AdvanceWatermark(8 * kHour + watermark * kMinute - 1, out).has_value());
    }
    ASSERT_TRUE(op->AdvanceWatermark(kMaxWatermark, out).has_value());
    Lines expected;
    for (auto [end, total] : totals) {
      auto text = [](int64_t m) { return fmt::format("{:02}:{:02}", 8 + (m < 0 ? -1 : m / 60), (m + 60) % 60); };
      expected.push_back(fmt::format("{} {} {}", total, text(end - size), text(end)));
    }
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(out.Sorted(), expected) << ToString(window);
  }
}

TEST_F(WindowAggregateTest, ASnapshotGoesOnWhereItWasTaken) {
  WindowSpec windows[] = {{WindowKind::kTumble, 10 * kMinute, 10 * kMinute, 0},
                          {WindowKind::kHop, 10 * kMinute, 5 * kMinute, 0},
                          {WindowKind::kCumulate, 10 * kMinute, 2 * kMinute, 0},
                          {WindowKind::kSession, 2 * kMinute, 0, 0}};
  for (const WindowSpec& window : windows) {
    Lines whole = Run(SpecOf(window, {2}));
    for (size_t split = 0; split <= kBids.size(); ++split) {
      WindowAggregateSpec spec = SpecOf(window, {2});
      auto make = [&] {
        auto op = window.kind == WindowKind::kSession ? MakeSessionAggregate(spec) : MakeWindowAggregate(spec);
        op->Open({.eval = &eval_, .late = &late_, .clock = &clock_});
        return op;
      };
      Collector out;
      auto before = make();
      auto middle = kBids.begin() + static_cast<std::ptrdiff_t>(split);
      ASSERT_TRUE(before->Process(0, BatchOf({kBids.begin(), middle}), out).has_value());
      if (split > 0) {
        ASSERT_TRUE(before->AdvanceWatermark(8 * kHour + kBids[split - 1].minute * kMinute, out).has_value());
      }
      std::string state;
      before->Snapshot(&state);
      auto after = make();
      ASSERT_TRUE(after->Restore(state).has_value());
      ASSERT_TRUE(after->Process(0, BatchOf({middle, kBids.end()}), out).has_value());
      ASSERT_TRUE(after->AdvanceWatermark(kMaxWatermark, out).has_value());
      EXPECT_EQ(out.Sorted(), whole) << ToString(window) << " split at " << split;
    }
    out_.lines.clear();
  }
}

}  // namespace
}  // namespace mullion
