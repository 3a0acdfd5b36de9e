#include "server/job_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/job_json.h"
#include "server/metrics_text.h"

namespace mullion {
namespace {

using testing::HasSubstr;
using testing::Not;

JobView Job() {
  JobView job{.name = "total_amount", .state = JobState::kRunning, .started_at_ms = 1'000, .now_ms = 91'000};
  job.rows_in = 1'200;
  job.rows_in_per_s = 20;
  job.sources.push_back(
      {.name = "t", .connector = "kafka", .splits = {{.name = "c-0", .position = 5, .end_position = 9}}});
  job.sinks.push_back({.name = "es", .connector = "elasticsearch-7", .rows_written = 8, .rows_acknowledged = 7});
  job.set_aside = {.rows = 3, .by_reason = {{"not JSON", 2}, {"say \"hi\"\n", 1}}, .file = "dead"};
  job.set_aside.samples = {{"c-0", "offset 3", "not JSON", "{\x1b[2J\r\n", kMinWatermark, 90'000}};
  return job;
}

TEST(StatusText, NamesWhatAReaderAtNightNeeds) {
  const std::string text = StatusText(Job());
  EXPECT_THAT(text, HasSubstr("state        RUNNING for 1 min 30 s\n"));
  EXPECT_THAT(text, HasSubstr("rows in      1200, 20/s\n"));
  EXPECT_THAT(text, HasSubstr("set aside    3, in the dead letters: mullion dlq shows them\n"));
  EXPECT_THAT(text, HasSubstr("sink         es (elasticsearch-7): 8 written, 7 acknowledged\n"));
  EXPECT_THAT(text, HasSubstr("  c-0                      no row yet, 4 to read\n"));
  EXPECT_THAT(text, HasSubstr("checkpoints  off\n"));
}

TEST(DlqText, ShowsRecordsWithoutLettingThemSteerTheTerminal) {
  const std::string text = DlqText(Job());
  EXPECT_THAT(text, HasSubstr("3 rows set aside, kept in dead\n"));
  EXPECT_THAT(text, HasSubstr("         2  not JSON\n"));
  EXPECT_THAT(text, HasSubstr("c-0 offset 3: not JSON\n    {\\x1b[2J\\x0d\\n\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_EQ(DlqText(JobView{}), "No row was set aside.\n");
}

TEST(BytesText, CountsInThousands) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(999), "999 B");
  EXPECT_EQ(BytesText(1'500), "1.5 KB");
  EXPECT_EQ(BytesText(31'457'280), "31 MB");
  EXPECT_EQ(BytesText(999'999), "1.0 MB");
  EXPECT_EQ(BytesText(UINT64_MAX), "18 EB");
}

TEST(MetricsText, EscapesLabelsAndNamesEveryFamilyOnce) {
  const std::string text = MetricsText(Job());
  EXPECT_THAT(text, HasSubstr("mullion_rows_in_total{job=\"total_amount\"} 1200\n"));
  EXPECT_THAT(text, HasSubstr("mullion_set_aside_rows_total{job=\"total_amount\",reason=\"say \\\"hi\\\"\\n\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mullion_split_lag{job=\"total_amount\",source=\"t\",split=\"c-0\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("mullion_job_state{job=\"total_amount\",state=\"RUNNING\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("mullion_watermark_seconds{"))) << "there is none yet";
  const std::string type = "# TYPE mullion_split_lag gauge";
  EXPECT_EQ(text.find(type), text.rfind(type));
}

TEST(JobJson, HasNoNumberForTheEndsOfTimeAndReplacesBytesThatAreNoText) {
  auto job = Job();
  job.watermark_ms = kMaxWatermark;
  job.set_aside.samples[0].raw = "\xff\xfe";
  const std::string json = JobJson(job);
  EXPECT_THAT(json, HasSubstr("\"watermark_ms\":null,\"time_ended\":true"));
  EXPECT_THAT(json, HasSubstr("\"raw\":\"\xEF\xBF\xBD\xEF\xBF\xBD\""));
  EXPECT_THAT(json, Not(HasSubstr("\n"))) << "one event is one line";
}

TEST(JobJson, SendsTheSplitsThatHoldTimeBackFirstWhenThereAreTooMany) {
  auto job = Job();
  auto& splits = job.sources[0].splits;
  splits.clear();
  for (int i = 0; i < 500; ++i) splits.push_back({.name = "s" + std::to_string(i), .watermark_ms = 10'000 - i});
  splits[499].idle = true;
  const std::string json = JobJson(job, 2);
  EXPECT_THAT(json, HasSubstr("\"split_count\":500"));
  EXPECT_THAT(json, HasSubstr("\"name\":\"s498\""));
  EXPECT_THAT(json, HasSubstr("\"name\":\"s497\""));
  EXPECT_THAT(json, Not(HasSubstr("\"name\":\"s499\"")));
}

}  // namespace
}  // namespace mullion
