// How windowed queries are planned: what becomes a window aggregate, what an ordinary one, what is read.

#include "plan/testing.h"

namespace mullion::plan {
namespace {

class WindowPlanTest : public PlanTest {};

TEST_F(WindowPlanTest, ReferenceJobIsOneAggregateOverTheScan) {
  EXPECT_EQ(Explain("INSERT INTO out_upsert SELECT client, SUM(amount) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), "
                    "INTERVAL '1' MINUTE)) GROUP BY client, window_start, window_end"),
            "Sink: out_upsert(fields=[client, total, window_end])\n"
            "+- Calc(select=[client, SUM AS total, window_end])\n"
            "   +- Window Aggregate(groupBy=[client], window=[TUMBLE(time_col=[ts], size=[1 min])], "
            "select=[SUM(amount)])\n"
            "      +- Source: tx(table=[default_catalog.default_database.tx], fields=[client, amount, ts], "
            "watermark=[(ts - INTERVAL '5' SECOND)])\n");
}

TEST_F(WindowPlanTest, TheSinkKnowsTheHiddenWindowEnd) {
  JobPlan plan = Plan(
      "INSERT INTO out_upsert SELECT client, SUM(amount) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' "
      "MINUTE)) GROUP BY client, window_start, window_end");
  const PlanNode& sink = plan.nodes.back();
  ASSERT_TRUE(sink.sink && sink.sink->window_end_column);
  EXPECT_EQ(*sink.sink->window_end_column, 2);
  EXPECT_EQ(sink.output[2].type, DataType::Timestamp(3).NotNull());
}

TEST_F(WindowPlanTest, AnUpdatingResultHasNoWindowEnd) {
  JobPlan plan = Plan("INSERT INTO out_upsert SELECT client, SUM(amount) FROM tx GROUP BY client");
  EXPECT_FALSE(plan.nodes.back().sink->window_end_column);
  EXPECT_TRUE(plan.nodes.back().updates);
}

TEST_F(WindowPlanTest, WindowColumnsHaveTheirTypes) {
  JobPlan plan = Plan(
      "CREATE TABLE l (ms BIGINT, ts AS TO_TIMESTAMP_LTZ(ms, 3), WATERMARK FOR ts AS ts) WITH ('connector' = 'test');"
      "SELECT window_start, window_end, window_time, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE l, DESCRIPTOR(ts), INTERVAL "
      "'1' HOUR)) GROUP BY window_start, window_end, window_time");
  const Schema& schema = plan.nodes.back().output;
  EXPECT_EQ(schema[0].type, DataType::Timestamp(3).NotNull());
  EXPECT_EQ(schema[1].type, DataType::Timestamp(3).NotNull());
  EXPECT_EQ(schema[2].type, DataType::TimestampLtz(3).NotNull());
  EXPECT_EQ(schema[3].type, DataType::BigInt().NotNull());
}

TEST_F(WindowPlanTest, OnlyOneWindowColumnIsAnOrdinaryAggregate) {
  std::string explain = Explain(
      "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY "
      "window_start");
  EXPECT_NE(explain.find("Group Aggregate(groupBy=[window_start], select=[COUNT(*)])"), std::string::npos) << explain;
  EXPECT_NE(explain.find("Window Table Function(window=[TUMBLE(time_col=[ts], size=[1 min])])"), std::string::npos);
}

TEST_F(WindowPlanTest, RenamedThroughSubqueryAndView) {
  std::string explain = Explain(
      "CREATE VIEW w AS SELECT UPPER(client) AS who, amount AS a, window_start AS b, window_end AS e FROM "
      "TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND)) WHERE amount > 3;"
      "SELECT who, b, e, SUM(a) FROM (SELECT * FROM w) GROUP BY who, b, e");
  EXPECT_NE(explain.find("Window Aggregate(groupBy=[who], window=[HOP(time_col=[ts], size=[10 s], slide=[5 s])], "
                         "select=[SUM(a)])"),
            std::string::npos)
      << explain;
  EXPECT_EQ(explain.find("Window Table Function"), std::string::npos) << explain;
}

TEST_F(WindowPlanTest, AConditionOnTheWindowKeepsTheTableFunction) {
  std::string explain = Explain(
      "SELECT window_start, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) "
      "WHERE window_start > TIMESTAMP '2024-01-01 00:00:00' GROUP BY window_start, window_end");
  EXPECT_NE(explain.find("window=[TUMBLE(win_start=[window_start], win_end=[window_end], size=[1 min])]"),
            std::string::npos)
      << explain;
  EXPECT_NE(explain.find("Window Table Function"), std::string::npos);
}

TEST_F(WindowPlanTest, CascadeOverTheSameWindow) {
  std::string explain = Explain(
      "SELECT window_start, window_end, MAX(total) FROM (SELECT client, window_start, window_end, SUM(amount) AS total "
      "FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY client, window_start, window_end) "
      "GROUP BY window_start, window_end");
  EXPECT_NE(explain.find("win_start=[window_start]"), std::string::npos) << explain;
  EXPECT_NE(explain.find("time_col=[ts]"), std::string::npos) << explain;
}

TEST_F(WindowPlanTest, CascadeOverWindowTime) {
  std::string explain = Explain(
      "CREATE VIEW w10 AS SELECT client, window_start AS ws, window_end AS we, window_time AS rt, SUM(amount) AS part "
      "FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY client, window_start, window_end, "
      "window_time;"
      "SELECT client, window_start, SUM(part) FROM TABLE(TUMBLE(TABLE w10, DESCRIPTOR(rt), INTERVAL '1' MINUTE)) GROUP "
      "BY client, window_start, window_end");
  EXPECT_NE(explain.find("window=[TUMBLE(time_col=[rt], size=[1 min])]"), std::string::npos) << explain;
  EXPECT_NE(explain.find("window=[TUMBLE(time_col=[ts], size=[10 s])]"), std::string::npos) << explain;
}

TEST_F(WindowPlanTest, NamedArgumentsInAnyOrder) {
  std::string explain = Explain(
      "SELECT COUNT(*) FROM TABLE(TUMBLE(DATA => TABLE tx, SIZE => INTERVAL '5' MINUTE, TIMECOL => DESCRIPTOR(ts), "
      "`OFFSET` => INTERVAL '2' MINUTE)) GROUP BY window_start, window_end");
  EXPECT_NE(explain.find("TUMBLE(time_col=[ts], size=[5 min], offset=[2 min])"), std::string::npos) << explain;
}

TEST_F(WindowPlanTest, GroupWindowWithHelpers) {
  std::string explain = Explain(
      "SELECT client, TUMBLE_START(ts, INTERVAL '1' MINUTE) AS s, TUMBLE_ROWTIME(ts, INTERVAL '1' MINUTE) AS rt, "
      "SUM(amount) FROM tx GROUP BY client, TUMBLE(ts, INTERVAL '1' MINUTE)");
  EXPECT_NE(explain.find("Group Window Aggregate(groupBy=[client], window=[TUMBLE(time_col=[ts], size=[1 min])], "
                         "select=[SUM(amount)])"),
            std::string::npos)
      << explain;
  EXPECT_EQ(
      Refused("SELECT TUMBLE_START(ts, INTERVAL '2' MINUTE) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)").what,
      "Call to auxiliary group function 'TUMBLE_START' must have matching call to group function 'TUMBLE' in GROUP "
      "BY clause");
}

TEST_F(WindowPlanTest, SessionPartitionedByItsKeysIsOneAggregate) {
  std::string explain = Explain(
      "SELECT client, COUNT(*) FROM TABLE(SESSION(TABLE tx PARTITION BY client, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) "
      "GROUP BY client, window_start, window_end");
  EXPECT_NE(explain.find("Window Aggregate(groupBy=[client], window=[SESSION(time_col=[ts], gap=[1 min])]"),
            std::string::npos)
      << explain;
}

TEST_F(WindowPlanTest, TopNInsideOfWindows) {
  std::string explain = Explain(
      "SELECT client, total FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY total "
      "DESC) "
      "AS rn FROM (SELECT client, window_start, window_end, SUM(amount) AS total FROM TABLE(TUMBLE(TABLE tx, "
      "DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY client, window_start, window_end)) WHERE rn <= 2");
  EXPECT_NE(explain.find("Window Rank(partitionBy=[window_start, window_end], orderBy=[total DESC], "
                         "rankRange=[rankStart=1, rankEnd=2])"),
            std::string::npos)
      << explain;
  EXPECT_EQ(Refused("SELECT client FROM (SELECT client, ROW_NUMBER() OVER (PARTITION BY client ORDER BY amount) AS rn "
                    "FROM tx) WHERE rn > 2")
                .what,
            "ROW_NUMBER() without a bound is not supported yet");
}

TEST_F(WindowPlanTest, DeduplicationByEventTime) {
  std::string explain = Explain(
      "SELECT client, amount FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY client ORDER BY ts DESC) AS rn FROM tx) "
      "WHERE rn = 1");
  EXPECT_NE(explain.find("Deduplicate(partitionBy=[client], orderBy=[ts DESC], keep=[LastRow])"), std::string::npos)
      << explain;
}

TEST_F(WindowPlanTest, WindowJoinIntervalJoinRegularJoin) {
  constexpr std::string_view kWindowed = "(SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)))";
  std::string window =
      Explain(fmt::format("SELECT a.client FROM {0} a JOIN {0} b ON a.client = b.client AND a.window_start = "
                          "b.window_start AND a.window_end "
                          "= b.window_end",
                          kWindowed));
  EXPECT_NE(window.find("Window Join(joinType=[InnerJoin]"), std::string::npos) << window;
  std::string interval = Explain(
      "SELECT a.client FROM tx a, tx b WHERE a.client = b.client AND b.ts BETWEEN a.ts - INTERVAL '1' MINUTE AND a.ts "
      "+ "
      "INTERVAL '5' SECOND");
  EXPECT_NE(interval.find("Interval Join(joinType=[InnerJoin], where=[client = client], ts between ts -1 min and 5 s)"),
            std::string::npos)
      << interval;
  std::string regular = Explain("SELECT a.client FROM tx a JOIN tx b ON a.client = b.client");
  EXPECT_NE(regular.find("+- Join(joinType=[InnerJoin]"), std::string::npos) << regular;
}

TEST_F(WindowPlanTest, ExistsIsASemiJoinAndNotExistsAnAntiJoin) {
  constexpr std::string_view kQuery =
      "SELECT client FROM tx a WHERE {}EXISTS (SELECT 1 FROM tx b WHERE a.client = b.client)";
  EXPECT_NE(Explain(fmt::format(kQuery, "")).find("joinType=[LeftSemiJoin], where=[client = client]"),
            std::string::npos);
  EXPECT_NE(Explain(fmt::format(kQuery, "NOT ")).find("joinType=[LeftAntiJoin], where=[client = client]"),
            std::string::npos);
}

TEST_F(WindowPlanTest, GroupingSetsExpandTheKeys) {
  std::string explain = Explain(
      "SELECT client, GROUPING(client) AS g, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' "
      "MINUTE)) "
      "GROUP BY window_start, window_end, GROUPING SETS ((client), ())");
  EXPECT_NE(explain.find("Expand(sets=[{client}, {}])"), std::string::npos) << explain;
  EXPECT_NE(explain.find("Window Aggregate(groupBy=[client, $e]"), std::string::npos) << explain;
}

TEST_F(WindowPlanTest, ProcessingTimeWindows) {
  std::string explain = Explain(
      "CREATE TABLE p (id INT, pt AS PROCTIME()) WITH ('connector' = 'test');"
      "SELECT id, COUNT(*) FROM TABLE(TUMBLE(TABLE p, DESCRIPTOR(pt), INTERVAL '1' MINUTE)) GROUP BY id, window_start, "
      "window_end");
  EXPECT_NE(explain.find("Window Aggregate(groupBy=[id], window=[TUMBLE(time_col=[pt], size=[1 min])]"),
            std::string::npos)
      << explain;
}

TEST_F(WindowPlanTest, SettingsMakeAWindowEmitEarlyAndLate) {
  std::string settings =
      "SET 'table.exec.emit.early-fire.enabled' = 'true'; SET 'table.exec.emit.early-fire.delay' = '0 s'; SET "
      "'table.exec.emit.late-fire.enabled' = 'true'; SET 'table.exec.emit.late-fire.delay' = '1 s'; SET "
      "'table.exec.emit.allow-lateness' = '1 min';";
  std::string group = "SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)";
  std::string function =
      "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, "
      "window_end";
  for (const std::string& query : {group, function}) {
    std::string explain = Explain(settings + query);
    EXPECT_NE(explain.find("emit=[early no delay, late delay 1000 millisecond]"), std::string::npos) << explain;
    EXPECT_TRUE(Plan(settings + query).nodes[1].updates);
  }
  EXPECT_TRUE(Run(settings + group, true));
  EXPECT_NE(Refused(settings + function, true).what.find("doesn't support early-fire and late-fire"),
            std::string::npos);
  EXPECT_EQ(Refused(settings + "SELECT COUNT(*) FROM tx GROUP BY SESSION(ts, INTERVAL '1' MINUTE)").what,
            "Session window doesn't support EMIT strategy currently");
  EXPECT_EQ(Refused(settings + "RESET 'table.exec.emit.allow-lateness';" + group).what,
            "The 'AFTER WATERMARK' emit strategy requires set 'allow-lateness' or 'minIdleStateRetentionTime' in table "
            "config");
  EXPECT_EQ(Refused(settings + "SET 'table.exec.emit.allow-lateness' = '500 ms';" + group).what,
            "Allow-lateness [500ms] should not be smaller than Late-fire delay [1000ms] when enable late-fire emit "
            "strategy");
  EXPECT_EQ(Refused(settings + "RESET 'table.exec.emit.early-fire.delay';" + group).what,
            "Early-fire delay should not be null or negative value when enable early-fire emit strategy");
}

TEST_F(WindowPlanTest, WindowsCountRows) {
  std::string explain = Explain(
      "SELECT client, HOP_START(ts, 2 ROWS, 10 ROWS), COUNT(*) FROM tx GROUP BY client, HOP(ts, 2 ROWS, 10 ROWS)");
  EXPECT_NE(explain.find("Group Window Aggregate(groupBy=[client], window=[HOP(time_col=[ts], size=[10 rows], slide=[2 "
                         "rows])], select=[COUNT(*)])\n      +- Temporal Sort(orderBy=[ts ASC])"),
            std::string::npos)
      << explain;
  std::string function =
      "SELECT client, COUNT(*) FROM TUMBLE(TABLE tx PARTITION BY client, DESCRIPTOR(ts), 10 ROWS) GROUP BY ";
  EXPECT_TRUE(Run(function + "client, window_start, window_end"));
  EXPECT_EQ(Refused(function + "client, amount, window_start, window_end").what,
            "windows that count rows are aggregated by exactly the keys of their PARTITION BY");
  std::string query = "SELECT COUNT(*) FROM tx GROUP BY ";
  EXPECT_EQ(Refused(query + "TUMBLE(ts, 10 ROWS)", true).what,
            "TUMBLE over a number of rows is not in the SQL of Flink");
  EXPECT_EQ(Refused(query + "TUMBLE(ts, 0 ROWS)").what, "the size of TUMBLE is a whole number of rows, at least 1");
  EXPECT_EQ(Refused(query + "HOP(ts, INTERVAL '1' SECOND, 10 ROWS)").what,
            "HOP takes all its lengths in the same kind: intervals or ROWS");
  EXPECT_EQ(Refused(query + "SESSION(ts, 10 ROWS)").what, "SESSION takes lengths of time, no numbers of rows");
  EXPECT_EQ(Refused("SELECT ABS(10 ROWS) FROM tx").what, "a number of ROWS is the size of a window");
}

}  // namespace
}  // namespace mullion::plan
