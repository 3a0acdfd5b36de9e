// What a user gets to read for the usual mistakes: the message, the place, the way out.

#include "plan/testing.h"

namespace mullion::plan {
namespace {

class RejectionTest : public PlanTest {};

TEST_F(RejectionTest, UnknownColumnNamesTheNearest) {
  Refusal r = Refused("SELECT client, amuont FROM tx");
  EXPECT_EQ(r.what, "Column 'amuont' not found in any table");
  EXPECT_EQ(r.hint, "did you mean amount?");
  EXPECT_EQ(r.at, "amuont");
}

TEST_F(RejectionTest, UnknownTableNamesTheNearest) {
  Refusal r = Refused("SELECT * FROM txs");
  EXPECT_EQ(r.what, "Object 'txs' not found");
  EXPECT_EQ(r.hint, "did you mean tx?");
  EXPECT_EQ(r.at, "txs");
}

TEST_F(RejectionTest, ColumnNamesAreCaseSensitive) {
  Refusal r = Refused("SELECT Client FROM tx");
  EXPECT_EQ(r.what, "Column 'Client' not found in any table");
  EXPECT_EQ(r.hint, "did you mean client?");
}

TEST_F(RejectionTest, AmbiguousColumnAsksForTheTable) {
  Refusal r = Refused("SELECT client FROM tx AS a JOIN tx AS b ON a.amount = b.amount");
  EXPECT_EQ(r.what, "Column 'client' is ambiguous");
  EXPECT_EQ(r.hint, "write the table before it: t.client");
}

TEST_F(RejectionTest, AggregateInWhereBelongsToHaving) {
  Refusal r = Refused("SELECT client FROM tx WHERE SUM(amount) > 3 GROUP BY client");
  EXPECT_EQ(r.what, "Aggregate expression is illegal in WHERE clause");
  EXPECT_EQ(r.hint, "conditions on aggregates stand in HAVING");
  EXPECT_EQ(r.at, "SUM(amount)");
}

TEST_F(RejectionTest, UngroupedColumn) {
  Refusal r = Refused("SELECT client, amount, SUM(amount) FROM tx GROUP BY client");
  EXPECT_EQ(r.what, "Expression 'amount' is not being grouped");
  EXPECT_EQ(r.hint, "add amount to GROUP BY, or aggregate it: MAX(amount)");
}

TEST_F(RejectionTest, NestedAggregate) {
  EXPECT_EQ(Refused("SELECT SUM(MAX(amount)) FROM tx").what, "Aggregate expressions cannot be nested");
}

TEST_F(RejectionTest, WindowEndWithoutBeingGrouped) {
  Refusal r = Refused(
      "SELECT window_start, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) "
      "GROUP BY window_start");
  EXPECT_EQ(r.what, "Expression 'window_end' is not being grouped");
  EXPECT_EQ(r.hint, "GROUP BY both window_start and window_end (and window_time where it is selected)");
}

TEST_F(RejectionTest, MonthWindow) {
  Refusal r = Refused("SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MONTH))");
  EXPECT_EQ(
      r.what,
      "Window aggregate only support SECOND, MINUTE, HOUR, DAY as the time unit. MONTH and YEAR time unit are not "
      "supported yet");
  EXPECT_EQ(r.at, "INTERVAL '1' MONTH");
}

TEST_F(RejectionTest, WindowSizeFromAColumn) {
  Refusal r = Refused("SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), amount))");
  EXPECT_EQ(r.what, "Column 'amount' not found in any table");
  EXPECT_EQ(r.hint, "write a constant: INTERVAL '1' MINUTE");
}

TEST_F(RejectionTest, WindowOverAColumnWithoutWatermark) {
  Refusal r = Refused(
      "CREATE TABLE t (id INT, paid_at TIMESTAMP(3)) WITH ('connector' = 'test');"
      "SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(paid_at), INTERVAL '1' MINUTE))");
  EXPECT_EQ(r.what, "The window function requires the timecol is a time attribute type, but 'paid_at' is TIMESTAMP(3)");
  EXPECT_EQ(r.hint, "declare WATERMARK FOR paid_at AS paid_at - INTERVAL '5' SECOND in the table");
  EXPECT_EQ(r.at, "paid_at");
}

TEST_F(RejectionTest, HopWhoseSlideDoesNotDivideTheSize) {
  Refusal r = Refused(
      "SELECT COUNT(*) FROM TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '4' SECOND, INTERVAL '10' SECOND)) "
      "GROUP BY window_start, window_end");
  EXPECT_EQ(
      r.what,
      "HOP table function based aggregate requires size must be an integral multiple of slide, but got size 10000 "
      "ms and slide 4000 ms");
}

TEST_F(RejectionTest, TumbleWhoseOffsetExceedsTheSize) {
  Refusal r = Refused(
      "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '2' MINUTE)) "
      "GROUP BY window_start, window_end");
  EXPECT_EQ(r.what,
            "Tumbling Window parameters must satisfy abs(offset) < size, but got size 60000 ms and offset 120000 ms");
}

TEST_F(RejectionTest, DuplicateColumn) {
  Refusal r = Refused("CREATE TABLE t (client STRING, client INT) WITH ('connector' = 'test')");
  EXPECT_EQ(r.what, "A regular Column named 'client' already exists in the table");
}

TEST_F(RejectionTest, WatermarkOnText) {
  Refusal r = Refused("CREATE TABLE t (seen STRING, WATERMARK FOR seen AS seen) WITH ('connector' = 'test')");
  EXPECT_EQ(r.what, "Invalid data type of time field for watermark definition: 'seen' is STRING");
  EXPECT_EQ(r.why, "the field must be TIMESTAMP(p) or TIMESTAMP_LTZ(p) with a precision p from 0 to 3");
  EXPECT_EQ(r.hint, "make a computed column of it: event_time AS TO_TIMESTAMP(seen)");
}

TEST_F(RejectionTest, WatermarkOfTooFinePrecision) {
  Refusal r = Refused("CREATE TABLE t (at_ TIMESTAMP(6), WATERMARK FOR at_ AS at_) WITH ('connector' = 'test')");
  EXPECT_EQ(r.what, "Invalid data type of time field for watermark definition: 'at_' is TIMESTAMP(6)");
  EXPECT_EQ(r.hint, "declare it TIMESTAMP(3) or TIMESTAMP_LTZ(3)");
}

TEST_F(RejectionTest, EnforcedPrimaryKey) {
  Refusal r = Refused("CREATE TABLE t (id INT PRIMARY KEY) WITH ('connector' = 'test')");
  EXPECT_EQ(r.what, "ENFORCED mode of PRIMARY KEY is not supported");
  EXPECT_EQ(r.hint, "write PRIMARY KEY (…) NOT ENFORCED");
}

TEST_F(RejectionTest, UnknownConnectorListsTheKnownOnes) {
  Refusal r = Refused("CREATE TABLE t (id INT) WITH ('connector' = 'tset'); SELECT * FROM t");
  EXPECT_EQ(r.what, "unknown connector 'tset' of table 't'");
  EXPECT_EQ(r.hint, "did you mean test? known are: lookup, stream, test, upsert");
  EXPECT_EQ(r.at, "'connector'");
}

TEST_F(RejectionTest, UnknownOptionIsFoundWhenTheTableIsUsed) {
  EXPECT_TRUE(Run("CREATE TABLE t (id INT) WITH ('connector' = 'test', 'paht' = 'x')"));
  Refusal r = Refused("CREATE TABLE t (id INT) WITH ('connector' = 'test', 'paht' = 'x'); SELECT * FROM t");
  EXPECT_NE(r.what.find("paht"), std::string::npos);
  EXPECT_NE(r.hint.find("path"), std::string::npos);
}

TEST_F(RejectionTest, UpdatesIntoAnAppendOnlySink) {
  Refusal r = Refused("INSERT INTO out_append SELECT client, SUM(amount) FROM tx GROUP BY client");
  EXPECT_EQ(
      r.what,
      "Table sink 'default_catalog.default_database.out_append' doesn't support consuming update and delete changes "
      "which is produced by node Group Aggregate(groupBy=[client], select=[SUM(amount)])");
}

TEST_F(RejectionTest, InsertOfTooFewColumns) {
  Refusal r = Refused("INSERT INTO out_append SELECT client FROM tx");
  EXPECT_EQ(r.what,
            "Column types of query result and sink for 'default_catalog.default_database.out_append' do not match");
  EXPECT_EQ(r.why,
            "Different number of columns: the query gives 1, the table takes 2\n"
            "  Query schema: [client: STRING]\n"
            "  Sink schema:  [client: STRING, total: INT]");
}

TEST_F(RejectionTest, InsertOfAnotherType) {
  Refusal r = Refused("INSERT INTO out_append SELECT client, CAST(amount AS BIGINT) AS big FROM tx");
  EXPECT_EQ(r.why,
            "Incompatible types for sink column 'total' at position 1: BIGINT is not INT\n"
            "  Query schema: [client: STRING, big: BIGINT]\n"
            "  Sink schema:  [client: STRING, total: INT]");
  EXPECT_EQ(r.hint, "write CAST(big AS INT), or change the column of the table");
}

TEST_F(RejectionTest, UnknownSettingOfOurs) {
  Refusal r = Refused("SET 'mullion.max-futur' = '1 h'");
  EXPECT_EQ(r.what, "unknown setting 'mullion.max-futur'");
  EXPECT_EQ(r.hint, "did you mean mullion.max-future?");
}

TEST_F(RejectionTest, WrongValueOfAKnownSetting) {
  Refusal r = Refused("SET 'mullion.bad-records' = 'ignore'");
  EXPECT_EQ(r.what, "SET 'mullion.bad-records' = 'ignore': the value does not fit the key");
  EXPECT_EQ(r.hint, "write one of: dead-letter, skip, fail");
}

TEST_F(RejectionTest, FunctionsInJava) {
  Refusal r = Refused("CREATE FUNCTION f AS 'com.example.F'");
  EXPECT_EQ(r.what, "function 'f' cannot be created: functions written in Java, Scala or Python are not supported");
}

TEST_F(RejectionTest, StrictRefusesWhatFlinkDoes) {
  std::string bare = "SELECT * FROM TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE)";
  EXPECT_TRUE(Run(bare));
  EXPECT_EQ(Refused(bare, true).what, "TUMBLE(…) without TABLE( ) around it is a later Flink's");
  std::string session = "SELECT * FROM TABLE(SESSION(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE))";
  EXPECT_TRUE(Run(session));
  EXPECT_EQ(Refused(session, true).what, "SESSION as a table function is not in Flink 1.18");
}

TEST_F(RejectionTest, StrictRefusesArgumentsThatFlinkDoes) {
  auto strict = [&](std::string expression) { return Refused("SELECT " + expression + " FROM tx", true).what; };
  EXPECT_EQ(strict("UPPER(NULL)"), "Illegal use of 'NULL' as an argument of UPPER");
  EXPECT_EQ(strict("CAST(amount AS DOUBLE) % 2"), "Cannot apply '%' to arguments of type <DOUBLE>, <INT NOT NULL>");
  EXPECT_EQ(strict("ts = DATE '2024-01-01'"), "Cannot apply '=' to arguments of type <TIMESTAMP(3)>, <DATE NOT NULL>");
  EXPECT_EQ(strict("ts < CURRENT_TIMESTAMP"), "Incomparable types: TIMESTAMP(3) and TIMESTAMP_LTZ(3) NOT NULL");
  EXPECT_TRUE(Run("SELECT UPPER(NULL), amount = NULL, ts < CURRENT_TIMESTAMP FROM tx"));
  EXPECT_TRUE(Run("SELECT amount = NULL, COALESCE(NULL, amount), amount IN (1, NULL) FROM tx", true));
}

TEST_F(RejectionTest, StrictCountsTheDigitsOfIntervalsOutsideOfWindowFunctions) {
  EXPECT_EQ(Refused("SELECT ts + INTERVAL '100' SECOND FROM tx", true).what,
            "Interval field value 100 exceeds precision of SECOND(2) field");
  EXPECT_EQ(Refused("SELECT COUNT(*) FROM tx GROUP BY TUMBLE(ts, INTERVAL '100' SECOND)", true).what,
            "Interval field value 100 exceeds precision of SECOND(2) field");
  EXPECT_TRUE(Run("SELECT ts + INTERVAL '100' SECOND(3) FROM tx", true));
  EXPECT_TRUE(Run("SELECT * FROM TABLE(TUMBLE(TABLE tx, DESCRIPTOR(ts), INTERVAL '100' SECOND))", true));
}

TEST_F(RejectionTest, StrictRefusesAggregatesThatFlinkCannotMerge) {
  std::string query =
      "SELECT LAST_VALUE(amount) FROM TABLE(HOP(TABLE tx, DESCRIPTOR(ts), INTERVAL '1' MINUTE, "
      "INTERVAL '2' MINUTE)) GROUP BY window_start, window_end";
  EXPECT_TRUE(Run(query));
  EXPECT_EQ(Refused(query, true).what, "Could not find an implementation method 'merge' for function 'LAST_VALUE'");
}

TEST_F(RejectionTest, AFailedStatementLeavesTheSessionAsItWas) {
  Session session(&connectors_, {.strict = false, .settings = {}, .clock = &clock_});
  EXPECT_FALSE(session.Execute("CREATE TABLE t (id INT, id INT) WITH ('connector' = 'test')"));
  EXPECT_FALSE(session.Execute("SET 'execution.runtime-mode' = 'sometimes'"));
  EXPECT_TRUE(session.settings().empty());
  EXPECT_TRUE(session.Execute("CREATE TABLE t (id INT) WITH ('connector' = 'test')"));
}

}  // namespace
}  // namespace mullion::plan
