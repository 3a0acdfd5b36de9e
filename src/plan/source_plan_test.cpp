// What a job reads of its sources, and how statements that share them become one job.

#include <algorithm>

#include "plan/testing.h"

namespace mullion::plan {
namespace {

class SourcePlanTest : public PlanTest {
 protected:
  static const SourceNode& OnlySource(const JobPlan& plan) {
    auto is_source = [](const PlanNode& node) { return node.source.has_value(); };
    EXPECT_EQ(std::ranges::count_if(plan.nodes, is_source), 1);
    return *std::ranges::find_if(plan.nodes, is_source)->source;
  }
  static constexpr std::string_view kStream =
      "CREATE TABLE s (a STRING, b INT, c DOUBLE, ts TIMESTAMP(3), part INT METADATA FROM 'partition' VIRTUAL, "
      "twice AS b * 2, WATERMARK FOR ts AS ts - INTERVAL '2' SECOND) WITH ('connector' = 'stream', 'format' = 'json');";
  std::string Stream(std::string_view query) { return std::string(kStream) + std::string(query); }
};

TEST_F(SourcePlanTest, OnlyTheFieldsThatArePlannedAreDecoded) {
  JobPlan plan = Plan(Stream("SELECT twice FROM s WHERE a = 'x'"));
  const SourceNode& source = OnlySource(plan);
  EXPECT_EQ(source.value_format->projection, (std::vector<int>{0, 1, 3}));  // a, b, and ts for the watermark
  EXPECT_TRUE(source.metadata.empty());
  EXPECT_EQ(source.output_columns.size(), 3u);
}

TEST_F(SourcePlanTest, MetadataIsAskedForWhenItIsRead) {
  JobPlan plan = Plan(Stream("SELECT part FROM s"));
  const SourceNode& source = OnlySource(plan);
  EXPECT_EQ(source.value_format->projection, (std::vector<int>{3}));
  EXPECT_EQ(source.metadata, (std::vector<int>{0}));
  EXPECT_EQ(source.table.metadata[0].key, "partition");
}

TEST_F(SourcePlanTest, UnknownMetadataNamesTheKnownKeys) {
  Refusal r = Refused(
      "CREATE TABLE m (a INT, p INT METADATA FROM 'partitoin') WITH ('connector' = 'stream', 'format' = 'json');"
      "SELECT * FROM m");
  EXPECT_EQ(r.what, "Invalid metadata key 'partitoin' in column 'p'");
  EXPECT_EQ(r.hint, "did you mean partition?");
}

TEST_F(SourcePlanTest, AConstantDelayNeedsNoEvaluation) {
  EXPECT_EQ(OnlySource(Plan(Stream("SELECT a FROM s"))).watermark->delay_ms, 2000);
  JobPlan same = Plan(
      "CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'test');"
      "SELECT * FROM t");
  EXPECT_EQ(OnlySource(same).watermark->delay_ms, 0);
  EXPECT_TRUE(OnlySource(same).watermark->local_time);
}

TEST_F(SourcePlanTest, KindDefaultsAndStrictOnes) {
  JobPlan kind = Plan(Stream("SELECT a FROM s"));
  EXPECT_EQ(OnlySource(kind).idle_timeout_ms, 5000);
  EXPECT_EQ(OnlySource(kind).max_future_ms, 86'400'000);
  EXPECT_TRUE(OnlySource(kind).watermark_per_row);
  JobPlan strict = Plan(Stream("SELECT a FROM s"), true);
  EXPECT_EQ(OnlySource(strict).idle_timeout_ms, 0);
  EXPECT_EQ(OnlySource(strict).max_future_ms, 0);
  EXPECT_TRUE(OnlySource(strict).watermark_per_row);  // the source takes watermarks itself
  EXPECT_FALSE(OnlySource(Plan("SELECT * FROM tx", true)).watermark_per_row);
  EXPECT_TRUE(
      OnlySource(Plan("SET 'pipeline.auto-watermark-interval' = '0 ms'; SELECT * FROM tx", true)).watermark_per_row);
  EXPECT_EQ(OnlySource(Plan("SELECT * FROM tx")).max_future_ms, 0);  // bounded
}

TEST_F(SourcePlanTest, HintsOverrideOptionsForOneUse) {
  JobPlan plan = Plan("SELECT client FROM tx /*+ OPTIONS('path' = '/elsewhere') */");
  EXPECT_EQ(*OnlySource(plan).table.Option("path"), "/elsewhere");
}

TEST_F(SourcePlanTest, AStatementSetSharesItsScan) {
  JobPlan plan = Plan(
      "EXECUTE STATEMENT SET BEGIN "
      "INSERT INTO out_append SELECT client, amount FROM tx;"
      "INSERT INTO out_append SELECT client, 1 FROM tx; END");
  OnlySource(plan);
  EXPECT_EQ(std::ranges::count_if(plan.nodes, [](const PlanNode& n) { return n.sink.has_value(); }), 2);
  EXPECT_EQ(plan.name,
            "insert-into_default_catalog.default_database.out_append,default_catalog.default_database.out_append");
}

TEST_F(SourcePlanTest, NodesStandBehindTheirInputs) {
  JobPlan plan = Plan("SELECT a.client FROM tx a JOIN tx b ON a.client = b.client UNION ALL SELECT client FROM tx");
  for (size_t i = 0; i < plan.nodes.size(); ++i) {
    for (int input : plan.nodes[i].inputs) EXPECT_LT(input, static_cast<int>(i));
  }
}

TEST_F(SourcePlanTest, TheFingerprintSeesThePlanAndNotTheLayout) {
  std::string one = Plan("SELECT client, SUM(amount) FROM tx GROUP BY client").fingerprint;
  EXPECT_EQ(one, Plan("select client,\n  sum(amount)\nfrom tx -- all\ngroup by client").fingerprint);
  EXPECT_NE(one, Plan("SELECT client, MIN(amount) FROM tx GROUP BY client").fingerprint);
  EXPECT_EQ(one.size(), 16u);
}

TEST_F(SourcePlanTest, ValuesAreConstantRows) {
  JobPlan plan = Plan("SELECT * FROM (VALUES (1, 'a'), (NULL, 'bcd')) AS v (n, s)");
  const SourceNode& source = OnlySource(plan);
  ASSERT_TRUE(source.values);
  EXPECT_EQ(source.values->row_count, 2u);
  EXPECT_TRUE(source.values->columns[0]->IsNull(1));
  EXPECT_EQ(source.values->columns[1]->Values<std::string_view>()[1], "bcd");
  EXPECT_EQ(plan.nodes.back().output[0].name, "n");
  EXPECT_TRUE(plan.bounded);
}

TEST_F(SourcePlanTest, EqualResultNamesAreNumbered) {
  JobPlan plan = Plan("SELECT client, client, amount + 1 FROM tx");
  EXPECT_EQ(plan.nodes.back().output[0].name, "client");
  EXPECT_EQ(plan.nodes.back().output[1].name, "client0");
  EXPECT_EQ(plan.nodes.back().output[2].name, "EXPR$2");
}

TEST_F(SourcePlanTest, BatchModeNeedsAnEnd) {
  EXPECT_FALSE(Plan("SET 'execution.runtime-mode' = 'batch'; SELECT client FROM tx ORDER BY client").streaming);
  EXPECT_EQ(Refused("SET 'execution.runtime-mode' = 'batch';" + Stream("SELECT a FROM s")).what,
            "Querying the unbounded table 's' in batch mode is not allowed");
}

TEST_F(SourcePlanTest, PrimaryKeyAndNotNullAreEnforcedAtTheSink) {
  EXPECT_EQ(Plan("INSERT INTO out_upsert SELECT client, amount FROM tx").nodes.back().sink->not_null,
            (std::vector<int>{0}));
  EXPECT_TRUE(Plan("INSERT INTO out_upsert SELECT 'a', amount FROM tx").nodes.back().sink->not_null.empty());
}

TEST_F(SourcePlanTest, AColumnListFillsTheRestWithNull) {
  JobPlan plan = Plan("INSERT INTO out_append (total) SELECT amount FROM tx");
  EXPECT_NE(plan.explain.find("select=[NULL AS client, amount AS total]"), std::string::npos) << plan.explain;
}

}  // namespace
}  // namespace mullion::plan
