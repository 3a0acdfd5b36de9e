// Statements that are no jobs: what they change and what they show.

#include "plan/testing.h"

namespace mullion::plan {
namespace {

class SessionTest : public PlanTest {};

using Lines = std::vector<std::string>;

TEST_F(SessionTest, ShowsTablesAndViews) {
  EXPECT_EQ(Rows("CREATE VIEW v AS SELECT client FROM tx; SHOW TABLES"),
            (Lines{"out_append", "out_upsert", "tx", "v"}));
  EXPECT_EQ(Rows("CREATE VIEW v AS SELECT client FROM tx; SHOW VIEWS"), (Lines{"v"}));
  EXPECT_EQ(Rows("SHOW TABLES LIKE 'out%'"), (Lines{"out_append", "out_upsert"}));
}

TEST_F(SessionTest, DescribesATable) {
  EXPECT_EQ(Rows("DESCRIBE tx"), (Lines{"client|STRING|TRUE|||", "amount|INT|TRUE|||",
                                        "ts|TIMESTAMP(3) *ROWTIME*|TRUE|||`ts` - INTERVAL '5' SECOND"}));
  EXPECT_EQ(Rows("DESCRIBE out_upsert"), (Lines{"client|STRING|FALSE|PRI(client)||", "total|INT|TRUE|||"}));
}

// Flink 1.18.1.
TEST_F(SessionTest, ShowCreateTableSpellsUnboundedTypesOut) {
  Lines rows = Rows(
      "CREATE TABLE t (s STRING NOT NULL, r ROW<`STRING` STRING, b BYTES>, a ARRAY<STRING>) WITH ('connector' = "
      "'test'); SHOW CREATE TABLE t");
  EXPECT_NE(rows[0].find("`s` VARCHAR(2147483647) NOT NULL,\n"), std::string::npos) << rows[0];
  EXPECT_NE(rows[0].find("`r` ROW<`STRING` VARCHAR(2147483647), `b` VARBINARY(2147483647)>,\n"), std::string::npos);
  EXPECT_NE(rows[0].find("`a` ARRAY<VARCHAR(2147483647)>\n"), std::string::npos);
}

TEST_F(SessionTest, CommentsOfColumnsAreShownAndKept) {
  std::string table = "CREATE TABLE t (id INT, name STRING COMMENT 'who') WITH ('connector' = 'test');";
  EXPECT_EQ(Rows(table + "DESCRIBE t"), (Lines{"id|INT|TRUE||||", "name|STRING|TRUE||||who"}));
  EXPECT_EQ(Rows(table + "ALTER TABLE t MODIFY name VARCHAR(9); SHOW COLUMNS FROM t LIKE 'n%'"),
            (Lines{"name|VARCHAR(9)|TRUE||||who"}));
}

TEST_F(SessionTest, ShowCreateTableHidesSecrets) {
  Lines rows = Rows("CREATE TABLE t (id INT) WITH ('connector' = 'test', 'password' = 'hunter2'); SHOW CREATE TABLE t");
  EXPECT_EQ(rows[0],
            "CREATE TABLE `default_catalog`.`default_database`.`t` (\n  `id` INT\n) WITH (\n  'connector' = 'test',\n  "
            "'password' = '******'\n)\n");
}

TEST_F(SessionTest, SetAndReset) {
  EXPECT_EQ(Rows("SET 'pipeline.name' = 'sums'; SET"), (Lines{"pipeline.name|sums"}));
  EXPECT_EQ(Rows("SET 'pipeline.name' = 'sums'; RESET 'pipeline.name'; SET"), Lines{});
  EXPECT_EQ(Plan("SET 'pipeline.name' = 'sums'; INSERT INTO out_append SELECT client, amount FROM tx").name, "sums");
  EXPECT_EQ(Plan("INSERT INTO out_append SELECT client, amount FROM tx").name,
            "insert-into_default_catalog.default_database.out_append");
}

TEST_F(SessionTest, CatalogsAndDatabasesAreNames) {
  EXPECT_EQ(Rows("CREATE DATABASE d; USE d; SHOW CURRENT DATABASE"), (Lines{"d"}));
  EXPECT_EQ(Rows("CREATE DATABASE d; USE d; SHOW TABLES"), Lines{});
  EXPECT_TRUE(Run("CREATE DATABASE d; USE d; SELECT client FROM default_catalog.default_database.tx"));
  EXPECT_EQ(Refused("USE nowhere").what, "Database 'nowhere' not found");
}

TEST_F(SessionTest, LikeTakesColumnsWatermarkAndOptions) {
  EXPECT_EQ(Rows("CREATE TABLE t (extra INT) WITH ('path' = '/x') LIKE tx; DESCRIBE t"),
            (Lines{"client|STRING|TRUE|||", "amount|INT|TRUE|||",
                   "ts|TIMESTAMP(3) *ROWTIME*|TRUE|||`ts` - INTERVAL '5' SECOND", "extra|INT|TRUE|||"}));
  EXPECT_EQ(Rows("CREATE TABLE t WITH ('connector' = 'test') LIKE tx (EXCLUDING WATERMARKS); DESCRIBE t").back(),
            "ts|TIMESTAMP(3)|TRUE|||");
}

TEST_F(SessionTest, AltersATable) {
  EXPECT_EQ(Rows("ALTER TABLE out_append ADD (note STRING FIRST); DESCRIBE out_append").front(), "note|STRING|TRUE|||");
  EXPECT_EQ(Rows("ALTER TABLE out_append RENAME total TO amount; DESCRIBE out_append").back(), "amount|INT|TRUE|||");
  EXPECT_EQ(Rows("ALTER TABLE out_append RENAME TO later; SHOW TABLES"), (Lines{"later", "out_upsert", "tx"}));
  EXPECT_EQ(Refused("ALTER TABLE tx DROP ts").what, "Column 'ts' is used by the watermark");
}

TEST_F(SessionTest, DropsWhatIsThere) {
  EXPECT_EQ(Rows("DROP TABLE out_append; SHOW TABLES"), (Lines{"out_upsert", "tx"}));
  EXPECT_TRUE(Run("DROP TABLE IF EXISTS nothing"));
  EXPECT_EQ(Refused("DROP VIEW tx").what, "'tx' is a TABLE, not a VIEW");
}

TEST_F(SessionTest, ExplainGivesThePlanWithItsChanges) {
  Lines rows = Rows("EXPLAIN CHANGELOG_MODE SELECT client, COUNT(*) AS n FROM tx GROUP BY client");
  EXPECT_NE(rows[0].find("Group Aggregate(groupBy=[client], select=[COUNT(*)], changelogMode=[I,UB,UA,D])"),
            std::string::npos)
      << rows[0];
  EXPECT_NE(rows[0].find("changelogMode=[I])"), std::string::npos);
}

TEST_F(SessionTest, AViewIsCheckedWhenItIsMade) {
  Refusal r = Refused("CREATE VIEW v AS SELECT nothing FROM tx");
  EXPECT_EQ(r.what, "Column 'nothing' not found in any table");
  EXPECT_EQ(r.at, "nothing");
}

TEST_F(SessionTest, WithNamesHideTables) {
  JobPlan plan = Plan("WITH tx AS (SELECT 1 AS uno), b AS (SELECT uno + 1 AS two FROM tx) SELECT two FROM b");
  EXPECT_EQ(plan.nodes.back().output[0].name, "two");
}

}  // namespace
}  // namespace mullion::plan
