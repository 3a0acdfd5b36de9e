// How EXCEPT and INTERSECT are planned, and what becomes one projection.

#include "plan/testing.h"

namespace mullion::plan {
namespace {

class SetPlanTest : public PlanTest {};

TEST_F(SetPlanTest, IntersectIsASemiJoinOfDistinctRows) {
  EXPECT_EQ(
      Explain("SELECT client, amount FROM tx INTERSECT SELECT client, total FROM out_append"),
      "Sink: result(fields=[client, amount])\n"
      "+- Join(joinType=[LeftSemiJoin], where=[client IS NOT DISTINCT FROM client AND amount IS NOT DISTINCT FROM "
      "total])\n"
      "   +- Group Aggregate(groupBy=[client, amount], select=[])\n"
      "   :  +- Calc(select=[client, amount])\n"
      "   :     +- Source: tx(table=[default_catalog.default_database.tx], fields=[client, amount, ts], "
      "watermark=[(ts - INTERVAL '5' SECOND)])\n"
      "   +- Source: out_append(table=[default_catalog.default_database.out_append], fields=[client, total])\n");
}

TEST_F(SetPlanTest, ExceptAllCountsBothSides) {
  std::string explain = Explain("SELECT client FROM tx EXCEPT ALL SELECT client FROM out_append");
  EXPECT_NE(explain.find("Replicate(count=[$copies])"), std::string::npos) << explain;
  EXPECT_NE(explain.find("Group Aggregate(groupBy=[client], select=[SUM($left), SUM($right)])"), std::string::npos)
      << explain;
}

TEST_F(SetPlanTest, SidesOfDifferentWidthAreRefused) {
  EXPECT_EQ(Refused("SELECT client, amount FROM tx EXCEPT SELECT client FROM out_append").what,
            "Column count mismatch in EXCEPT");
}

TEST_F(SetPlanTest, ProjectionsAndFiltersAreOneCalc) {
  EXPECT_EQ(Explain("SELECT who, n FROM (SELECT client AS who, amount + 1 AS n FROM tx WHERE amount > 1) WHERE n < 9"),
            "Sink: result(fields=[who, n])\n"
            "+- Calc(select=[who, n], where=[(n < 9)])\n"
            "   +- Calc(select=[client AS who, (amount + 1) AS n], where=[(amount > 1)])\n"
            "      +- Source: tx(table=[default_catalog.default_database.tx], fields=[client, amount, ts], "
            "watermark=[(ts - INTERVAL '5' SECOND)])\n");
  EXPECT_EQ(Explain("SELECT who FROM (SELECT client AS who, amount + 1 AS n FROM tx WHERE amount > 1) WHERE n < 9"),
            "Sink: result(fields=[who])\n"
            "+- Calc(select=[client AS who], where=[((amount > 1) AND ((amount + 1) < 9))])\n"
            "   +- Source: tx(table=[default_catalog.default_database.tx], fields=[client, amount, ts], "
            "watermark=[(ts - INTERVAL '5' SECOND)])\n");
}

TEST_F(SetPlanTest, ARandomNumberIsDrawnOnce) {
  std::string explain = Explain("SELECT r + r FROM (SELECT RAND() AS r FROM tx)");
  EXPECT_NE(explain.find("Calc(select=[(r + r) AS EXPR$0])\n   +- Calc(select=[RAND() AS r])"), std::string::npos)
      << explain;
}

TEST_F(SetPlanTest, RowsAreOrderedByWhatIsNotSelected) {
  std::string explain = Explain("SELECT UPPER(client) AS c FROM tx ORDER BY amount + 1 DESC, c LIMIT 3");
  EXPECT_NE(explain.find("Sink: result(fields=[c])\n+- Calc(select=[c])\n   +- Rank(orderBy=[$sort0 DESC, c ASC]"),
            std::string::npos)
      << explain;
  explain = Explain("SELECT client FROM tx GROUP BY client ORDER BY SUM(amount) LIMIT 1");
  EXPECT_NE(explain.find("Rank(orderBy=[$sort0 ASC]"), std::string::npos) << explain;
}

TEST_F(SetPlanTest, AnEventTimeSortsAStream) {
  std::string explain = Explain("SELECT client FROM tx ORDER BY ts, amount");
  EXPECT_NE(explain.find("Temporal Sort(orderBy=[ts ASC, amount ASC])"), std::string::npos) << explain;
}

TEST_F(SetPlanTest, ASubqueryOfOneRowIsAValue) {
  std::string explain = Explain("SELECT client FROM tx WHERE amount > (SELECT AVG(total) FROM out_append)");
  EXPECT_NE(explain.find("Calc(select=[client], where=[(amount > EXPR$0)])\n   +- Join(joinType=[LeftOuterJoin]"),
            std::string::npos)
      << explain;
  EXPECT_EQ(Plan("SELECT *, (SELECT MAX(total) FROM out_append) AS m FROM tx").nodes.back().output.size(), 4u);
  EXPECT_EQ(Refused("SELECT client FROM tx WHERE amount > (SELECT total FROM out_append)").what,
            "a subquery as a value that may give more than one row is not supported yet");
}

TEST_F(SetPlanTest, AggregatesThatDifferInTheirNullsAreTwo) {
  std::string explain = Explain(
      "SELECT JSON_ARRAYAGG(amount NULL ON NULL), JSON_ARRAYAGG(amount), JSON_ARRAYAGG(amount NULL ON NULL) FROM tx");
  EXPECT_NE(explain.find("select=[JSON_ARRAYAGG(amount), JSON_ARRAYAGG(amount)]"), std::string::npos) << explain;
}

TEST_F(SetPlanTest, AnUnknownFunctionMayHaveMeantAnAggregate) {
  EXPECT_EQ(Refused("SELECT SUMM(amount) FROM tx").hint, "did you mean SUM?");
}

}  // namespace
}  // namespace mullion::plan
