#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/testing.h"

namespace mullion::plan {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kLookup = R"sql(
CREATE TABLE orders (client INT, item BIGINT, ts TIMESTAMP(3), proc AS PROCTIME(), WATERMARK FOR ts AS ts)
  WITH ('connector' = 'test');
CREATE TABLE clients (id INT, name STRING, city STRING) WITH ('connector' = 'lookup');
CREATE VIEW names AS SELECT id, name FROM clients;
)sql";

class LookupPlanTest : public PlanTest {
 protected:
  std::string ExplainJoin(const std::string& query) { return Explain(std::string(kLookup) + query); }
  Refusal RefusedJoin(const std::string& query) { return Refused(std::string(kLookup) + query); }
};

TEST_F(LookupPlanTest, ATableIsLookedUpByItsKeys) {
  std::string text = ExplainJoin(
      "SELECT o.item, c.name FROM orders AS o JOIN clients FOR SYSTEM_TIME AS OF o.proc AS c ON o.client = c.id");
  EXPECT_THAT(text, HasSubstr("Lookup Join(table=[default_catalog.default_database.clients], joinType=[InnerJoin], "
                              "lookup=[id=client])"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("Source: clients")));
}

TEST_F(LookupPlanTest, WhatIsNoKeyIsACondition) {
  std::string text = ExplainJoin(
      "SELECT o.item, c.name FROM orders AS o LEFT JOIN clients FOR SYSTEM_TIME AS OF o.proc AS c ON o.client = c.id "
      "AND "
      "c.city <> 'x' AND o.item > 5");
  EXPECT_THAT(text, HasSubstr("joinType=[LeftOuterJoin], lookup=[id=client], where=["));
}

TEST_F(LookupPlanTest, AKeyOfAnotherTypeIsTried) {
  EXPECT_THAT(ExplainJoin("SELECT o.item, c.name FROM orders AS o JOIN clients FOR SYSTEM_TIME AS OF o.proc AS c ON "
                          "c.id = o.item"),
              HasSubstr("TRY_CAST"));
}

TEST_F(LookupPlanTest, EventTimeStaysForWindowsBehindIt) {
  std::string text = ExplainJoin(
      "CREATE VIEW joined AS SELECT o.ts, c.city FROM orders AS o JOIN clients FOR SYSTEM_TIME AS OF o.proc AS c ON "
      "o.client = c.id; SELECT city, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE joined, DESCRIPTOR(ts), INTERVAL '1' "
      "MINUTE)) GROUP BY city, window_start, window_end");
  EXPECT_THAT(text, HasSubstr("Lookup Join"));
}

TEST_F(LookupPlanTest, RefusesWhatCannotBe) {
  EXPECT_THAT(
      RefusedJoin("SELECT 1 FROM orders AS o JOIN clients FOR SYSTEM_TIME AS OF o.ts AS c ON o.client = c.id").what,
      HasSubstr("event time"));
  EXPECT_THAT(
      RefusedJoin("SELECT 1 FROM orders AS o JOIN clients FOR SYSTEM_TIME AS OF PROCTIME() AS c ON o.client = c.id")
          .what,
      HasSubstr("left table's time attribute"));
  EXPECT_THAT(
      RefusedJoin("SELECT 1 FROM orders AS o JOIN tx FOR SYSTEM_TIME AS OF o.proc AS c ON o.item = c.amount").what,
      HasSubstr("cannot look rows up"));
  EXPECT_THAT(
      RefusedJoin("SELECT 1 FROM orders AS o JOIN names FOR SYSTEM_TIME AS OF o.proc AS c ON o.client = c.id").what,
      HasSubstr("not on a view"));
  EXPECT_THAT(
      RefusedJoin("SELECT 1 FROM orders AS o JOIN clients FOR SYSTEM_TIME AS OF o.proc AS c ON o.client > c.id").what,
      HasSubstr("requires an equality condition"));
  EXPECT_THAT(
      RefusedJoin("SELECT 1 FROM orders AS o RIGHT JOIN clients FOR SYSTEM_TIME AS OF o.proc AS c ON o.client = c.id")
          .what,
      HasSubstr("INNER JOIN or LEFT JOIN"));
}

}  // namespace
}  // namespace mullion::plan
