#include "server/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr TimestampMs kStart = 1'715'450'640'000;  // 2024-05-11 18:04:00
constexpr TimestampMs kEnd = kStart + 60'000;
constexpr TimestampMs kNow = 1'715'460'000'000;

SplitView Split(std::string name, TimestampMs watermark_ms) {
  SplitView split{.name = std::move(name), .position = 10, .end_position = 10, .watermark_ms = watermark_ms};
  if (watermark_ms != kMinWatermark) split.rows = 10, split.last_row_at_ms = kNow - 100;
  return split;
}

/// A job that waits for the window of 18:04, on these splits.
JobView Job(std::vector<SplitView> splits) {
  JobView job{.name = "j", .state = JobState::kRunning, .now_ms = kNow};
  job.sources.push_back({.name = "t", .connector = "kafka", .idle_timeout_ms = 5'000, .splits = std::move(splits)});
  job.next_window_start_ms = kStart;
  job.next_window_end_ms = kEnd;
  job.watermark_ms = kMaxWatermark;
  for (const SplitView& split : job.sources[0].splits) {
    if (!split.idle) job.watermark_ms = std::min(job.watermark_ms, split.watermark_ms);
  }
  if (job.watermark_ms == kMaxWatermark) job.watermark_ms = kStart + 30'000;
  return job;
}

TEST(Why, NamesTheSplitThatIsFurthestBehindAndHowFarToGo) {
  const Why why = ExplainWhy(Job({Split("c-0", kStart + 50'000), Split("c-1", kStart + 48'000)}));
  EXPECT_EQ(why.headline,
            "The window 2024-05-11 18:04:00 to 18:05:00 fires when event time reaches its end: 12 s to go.");
  EXPECT_EQ(why.holding_split, "c-1");
  EXPECT_EQ(why.to_go_ms, 12'000);
  EXPECT_FALSE(why.stuck);
  EXPECT_THAT(why.lines,
              Contains(HasSubstr("c-1 holds time back: it stands at 2024-05-11 18:04:48, the furthest one 2 s ahead")));
}

TEST(Why, TellsHowMuchASplitThatLagsHasStillToRead) {
  auto behind = Split("c-1", kStart);
  behind.end_position = 1'010;
  EXPECT_THAT(ExplainWhy(Job({Split("c-0", kStart + 50'000), behind})).lines,
              Contains(HasSubstr("It has 1000 rows still to read.")));
}

TEST(Why, ASplitWithoutARowIsNamedWithWhatEndsTheWait) {
  const Why why = ExplainWhy(Job({Split("c-0", kStart + 50'000), Split("c-1", kMinWatermark)}));
  EXPECT_THAT(why.headline, HasSubstr("c-1 has not had a row yet"));
  EXPECT_EQ(why.holding_split, "c-1");
  EXPECT_EQ(why.to_go_ms, std::nullopt);
  EXPECT_FALSE(why.stuck);
  EXPECT_THAT(why.lines,
              Contains(HasSubstr("After 5 s of silence it stops counting (table.exec.source.idle-timeout)")));
}

TEST(Why, WithoutAnIdleTimeoutAnEmptySplitIsStuckAndTheOptionIsNamed) {
  auto job = Job({Split("c-0", kStart + 50'000), Split("c-1", kMinWatermark)});
  job.sources[0].idle_timeout_ms = 0;
  const Why why = ExplainWhy(job);
  EXPECT_TRUE(why.stuck);
  EXPECT_THAT(why.lines, Contains(HasSubstr("SET 'table.exec.source.idle-timeout' = '5 s'")));
}

TEST(Why, AnIdleSplitIsNamedAsNotWaitedFor) {
  auto idle = Split("c-2", kMinWatermark);
  idle.idle = true;
  const Why why = ExplainWhy(Job({Split("c-0", kStart + 50'000), idle}));
  EXPECT_EQ(why.holding_split, "c-0");
  EXPECT_THAT(why.lines, Contains("c-2 is silent and does not hold time back."));
}

TEST(Why, WhenAllInputStoppedIdleCloseIsTheWayOut) {
  auto a = Split("c-0", kStart + 30'000), b = Split("c-1", kStart + 40'000);
  a.idle = b.idle = true;
  a.last_row_at_ms = b.last_row_at_ms = kNow - 40'000;
  Why why = ExplainWhy(Job({a, b}));
  EXPECT_THAT(why.headline, HasSubstr("All input stopped 40 s ago: event time stands at 2024-05-11 18:04:30"));
  EXPECT_TRUE(why.stuck);
  EXPECT_EQ(why.to_go_ms, 30'000);
  EXPECT_THAT(why.lines, Contains(HasSubstr("mullion.idle-close")));

  auto closing = Job({a, b});
  closing.idle_close_ms = 60'000;
  why = ExplainWhy(closing);
  EXPECT_FALSE(why.stuck);
  EXPECT_THAT(why.lines, Contains("mullion.idle-close closes it in 20 s."));
}

TEST(Why, NoRowsYetTellsWhatEachSourceWaitsFor) {
  auto job = Job({});
  job.next_window_start_ms = job.next_window_end_ms = std::nullopt;
  job.watermark_ms = kMinWatermark;
  job.sources[0].state_text = "waiting for broker kafka:9092: connection refused";
  const Why why = ExplainWhy(job);
  EXPECT_THAT(why.headline, HasSubstr("No rows yet"));
  EXPECT_THAT(why.lines, Contains("Source t: waiting for broker kafka:9092: connection refused"));
}

TEST(Why, RowsThatWereAllSetAsideAreTheReasonForNoRows) {
  auto job = Job({Split("c-0", kMinWatermark)});
  job.next_window_start_ms = job.next_window_end_ms = std::nullopt;
  job.watermark_ms = kMinWatermark;
  job.set_aside.rows = 7;
  EXPECT_THAT(ExplainWhy(job).lines, Contains(HasSubstr("7 rows were read, but set aside")));
}

TEST(Why, WithoutAnOpenWindowNothingIsWaitedFor) {
  auto job = Job({Split("c-0", kStart)});
  job.next_window_start_ms = job.next_window_end_ms = std::nullopt;
  const Why why = ExplainWhy(job);
  EXPECT_EQ(why.headline, "No window is open: everything up to 2024-05-11 18:04:00 has fired.");
  EXPECT_EQ(why.to_go_ms, std::nullopt);
}

TEST(Why, AWatermarkAtTheEndOfTheWindowIsFiringIt) {
  EXPECT_THAT(ExplainWhy(Job({Split("c-0", kEnd - 2)})).headline, HasSubstr("2 ms to go"));
  // A window fires when the watermark reaches its end - 1 ms (Flink's TimeWindow.maxTimestamp).
  const Why why = ExplainWhy(Job({Split("c-0", kEnd - 1)}));
  EXPECT_THAT(why.headline, HasSubstr("is firing now"));
  EXPECT_EQ(why.to_go_ms, 0);
}

TEST(Why, RowsTooFarAheadAndATroubledSinkAreNamed) {
  auto job = Job({Split("c-0", kStart)});
  job.set_aside.rows = job.set_aside.too_far_ahead_rows = 1;
  job.max_future_ms = 86'400'000;
  job.sinks.push_back(
      {.name = "es", .rows_written = 10, .rows_acknowledged = 4, .last_error = "429 Too Many Requests"});
  const Why why = ExplainWhy(job);
  EXPECT_THAT(why.lines, Contains(HasSubstr("1 row with a time more than 1 day ahead of the clock was set aside")));
  EXPECT_THAT(why.lines, Contains(HasSubstr("(6 rows not acknowledged): 429 Too Many Requests")));
}

TEST(Why, TheWatermarkDelayIsNamed) {
  auto job = Job({Split("c-0", kStart)});
  job.sources[0].watermark_delay_ms = 5'000;
  EXPECT_THAT(ExplainWhy(job).lines, Contains(HasSubstr("t waits 5 s for rows out of order")));
}

TEST(Why, AJobThatIsOverOrHasNoWindowsSaysSo) {
  auto job = Job({Split("c-0", kStart)});
  job.state = JobState::kFinished;
  EXPECT_THAT(ExplainWhy(job).headline, HasSubstr("finished"));
  job.state = JobState::kFailed;
  job.error = "disk full";
  EXPECT_THAT(ExplainWhy(job).headline, HasSubstr("disk full"));
  EXPECT_TRUE(ExplainWhy(job).stuck);
  job.state = JobState::kStopping;
  EXPECT_THAT(ExplainWhy(job).headline, HasSubstr("stopping"));
  job.state = JobState::kRunning;
  job.windowed = false;
  EXPECT_THAT(ExplainWhy(job).headline, HasSubstr("no windows"));
  EXPECT_THAT(ExplainWhy(job).lines, IsEmpty());
}

TEST(Why, ASourceWithoutEventTimeHoldsNothingBack) {
  auto job = Job({Split("c-0", kStart)});
  job.sources.push_back({.name = "lookup", .event_time = false, .splits = {Split("l-0", kMinWatermark)}});
  EXPECT_EQ(ExplainWhy(job).holding_split, "c-0");
}

TEST(TimeText, PrintsTimesAsSqlDoes) {
  EXPECT_EQ(TimeText(0), "1970-01-01 00:00:00");
  EXPECT_EQ(TimeText(-1), "1969-12-31 23:59:59.999");
  EXPECT_EQ(TimeText(1'709'164'800'000), "2024-02-29 00:00:00");
  EXPECT_EQ(TimeText(kMinWatermark), "before all time");
  EXPECT_EQ(TimeText(kMaxWatermark), "the end of time");
}

TEST(DurationText, NamesAtMostTwoUnits) {
  EXPECT_EQ(DurationText(0), "0 ms");
  EXPECT_EQ(DurationText(999), "999 ms");
  EXPECT_EQ(DurationText(1'500), "1.5 s");
  EXPECT_EQ(DurationText(12'000), "12 s");
  EXPECT_EQ(DurationText(60'000), "1 min");
  EXPECT_EQ(DurationText(200'000), "3 min 20 s");
  EXPECT_EQ(DurationText(7'500'000), "2 h 5 min");
  EXPECT_EQ(DurationText(86'400'000), "1 day");
  EXPECT_EQ(DurationText(-273'600'000), "3 days 4 h");
}

}  // namespace
}  // namespace mullion
