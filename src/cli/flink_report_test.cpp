#include "cli/flink_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/connectors.h"
#include "cli/flink_connectors.h"
#include "plan/session.h"

namespace mullion {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSource =
    "CREATE TABLE t (client INT, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'kafka', "
    "'topic' = 'x', 'properties.bootstrap.servers' = 'kafka:9092', 'format' = 'json');";
constexpr const char* kWindows =
    "INSERT INTO e SELECT client, window_end, SUM(amount) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' "
    "MINUTE)) GROUP BY client, window_start, window_end;";

std::string Sink(const std::string& options) {
  return "CREATE TABLE e (client INT PRIMARY KEY NOT ENFORCED, window_end TIMESTAMP(3), total INT) WITH (" + options +
         ");";
}
const std::string kElasticsearch = Sink("'connector' = 'elasticsearch-7', 'hosts' = 'http://es:9200', 'index' = 'e'");

std::string Report(const std::string& script) {
  ConnectorRegistry connectors = MakeConnectors();
  SystemClock clock;
  Session session(&connectors, {.strict = false, .settings = {}, .clock = &clock});
  FlinkReport report;
  auto results = session.ExecuteScript(script);
  EXPECT_TRUE(results) << results.error().Render("", script);
  for (const StatementResult& result : *results) {
    if (const auto* plan = std::get_if<JobPlan>(&result)) report.Add(*plan);
  }
  return report.Text();
}

TEST(FlinkReport, TheReferenceJobNeedsTwoJars) {
  std::string text = Report(kSource + kElasticsearch + kWindows);
  EXPECT_THAT(text, HasSubstr("nothing: it takes all statements"));
  EXPECT_THAT(text, HasSubstr("flink-sql-connector-kafka:3.0.1-1.18"));
  EXPECT_THAT(text, HasSubstr("flink-sql-connector-elasticsearch7:3.0.1-1.17"));
}

TEST(FlinkReport, NamesTheKinderDefaultsAndTheWayOut) {
  std::string text = Report(kSource + kElasticsearch + kWindows);
  EXPECT_THAT(text, HasSubstr("SET 'table.exec.source.idle-timeout' = '5 s'"));
  EXPECT_THAT(text, HasSubstr("'json.ignore-parse-errors' = 'true'"));
  EXPECT_THAT(text, HasSubstr("SET 'execution.checkpointing.interval' = '10 s'"));
  EXPECT_THAT(text, HasSubstr("Kibana"));
  EXPECT_THAT(text, HasSubstr("an older window never overwrites a newer one"));
}

TEST(FlinkReport, WhatTheJobSaysItselfIsNotMissed) {
  std::string text = Report(
      "SET 'table.exec.source.idle-timeout' = '1 s'; SET 'execution.checkpointing.interval' = "
      "'1 s';" +
      (kSource + kElasticsearch + kWindows));
  EXPECT_THAT(text, Not(HasSubstr("idle-timeout")));
  EXPECT_THAT(text, Not(HasSubstr("checkpointing")));
}

TEST(FlinkReport, ConnectorsAndOptionsThatFlinkHasNot) {
  std::string text = Report(kSource + Sink("'connector' = 'sqlite', 'path' = '/tmp/x.db'") + kWindows);
  EXPECT_THAT(text, HasSubstr("table e: Flink has no connector 'sqlite'"));
  text = Report(kSource +
                Sink("'connector' = 'elasticsearch-7', 'hosts' = 'http://es:9200', 'index' = 'e', 'api-key' = 'x'") +
                kWindows);
  EXPECT_THAT(text, HasSubstr("table e: Flink's connector 'elasticsearch-7' does not take the option 'api-key'"));
  text = Report("SET 'mullion.idle-close' = '30 s';" + (kSource + kElasticsearch + kWindows));
  EXPECT_THAT(text, HasSubstr("'mullion.idle-close' = '30 s' means nothing to Flink"));
}

TEST(FlinkReport, ATableThatIsLookedUpNeedsItsJarToo) {
  std::string text = Report(
      "CREATE TABLE g (a INT, p AS PROCTIME()) WITH ('connector' = 'datagen', 'number-of-rows' = '1'); CREATE TABLE c "
      "(id "
      "INT) WITH ('connector' = 'jdbc', 'url' = 'jdbc:postgresql://db/x', 'table-name' = 'c'); CREATE TABLE p (a INT) "
      "WITH "
      "('connector' = 'print'); INSERT INTO p SELECT a FROM g JOIN c FOR SYSTEM_TIME AS OF g.p ON g.a = c.id;");
  EXPECT_THAT(text, HasSubstr("flink-connector-jdbc"));
  EXPECT_THAT(text, HasSubstr("nothing: it takes all statements"));
}

TEST(FlinkReport, AJobOfTheDistributionAlone) {
  std::string text = Report(
      "CREATE TABLE g (a INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1'); CREATE TABLE p (a INT) WITH "
      "('connector' = 'print'); INSERT INTO p SELECT a FROM g;");
  EXPECT_THAT(text, HasSubstr("nothing: it takes all statements"));
  EXPECT_THAT(text, HasSubstr("nothing that this job relies on"));
  EXPECT_THAT(text, HasSubstr("none beside those of the distribution"));
}

TEST(FlinkConnectors, KnowsFormatOptionsOnlyWithTheirFormat) {
  EXPECT_TRUE(Knows(*FindFlinkConnector("kafka"), "properties.group.id"));
  EXPECT_TRUE(Knows(*FindFlinkConnector("kafka"), "connector"));
  EXPECT_FALSE(Knows(*FindFlinkConnector("kafka"), "json.ignore-parse-errors"));
  EXPECT_TRUE(Knows(*FindFlinkFormat("json"), "ignore-parse-errors"));
  EXPECT_FALSE(Knows(*FindFlinkFormat("json"), "encode.ignore-null-fields"));
  EXPECT_EQ(FindFlinkConnector("sqlite"), nullptr);
}

}  // namespace
}  // namespace mullion
