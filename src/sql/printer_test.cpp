#include "sql/printer.h"

#include <gtest/gtest.h>

#include "sql/parser.h"

namespace mullion::sql {
namespace {

std::string Again(std::string_view text) {
  Result<ExprPtr> expr = ParseExpression(text);
  return expr ? Print(**expr) : expr.error().ToString();
}

TEST(PrinterTest, WritesOnlyTheParenthesesThatAreNeeded) {
  EXPECT_EQ(Again("((a)) + (b * c)"), "a + b * c");
  EXPECT_EQ(Again("(a + b) * c"), "(a + b) * c");
  EXPECT_EQ(Again("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(Again("NOT (a AND b) OR c"), "NOT (a AND b) OR c");
  EXPECT_EQ(Again("-(-a)"), "-(-a)");
  EXPECT_EQ(Again("(a).b"), "(a).b");
  EXPECT_EQ(Again("(a = b) IS NULL"), "(a = b) IS NULL");
}

TEST(PrinterTest, QuotesNamesThatWouldNotBeReadAsNames) {
  EXPECT_EQ(Print(Identifier{"order", false, {}}), "`order`");
  EXPECT_EQ(Print(Identifier{"a`b", false, {}}), "`a``b`");
  EXPECT_EQ(Print(Identifier{"1a", false, {}}), "`1a`");
  EXPECT_EQ(Print(Identifier{"client", false, {}}), "client");
  EXPECT_EQ(PrintString("it's"), "'it''s'");
}

TEST(PrinterTest, WritesKeywordsInCapitalsOnOneLine) {
  Result<Statement> statement =
      ParseStatement("insert into s\nselect client, sum(amount) from t -- all\nwhere amount > 1 group by client");
  ASSERT_TRUE(statement);
  EXPECT_EQ(Print(*statement), "INSERT INTO s SELECT client, sum(amount) FROM t WHERE amount > 1 GROUP BY client");
}

// Flink 1.18.1, DESCRIBE: "`ts` - INTERVAL '5' SECOND".
TEST(PrinterTest, QuotesEveryColumnWhereATableIsDescribed) {
  Result<Statement> statement = ParseStatement("SELECT ts - INTERVAL '5' SECOND, TO_TIMESTAMP(s) FROM t");
  ASSERT_TRUE(statement);
  const auto& query = *std::get<QueryStatement>(statement->node).query;
  const auto& select = std::get<Select>(query.body);
  EXPECT_EQ(PrintQuoted(*select.items[0].expr), "`ts` - INTERVAL '5' SECOND");
  EXPECT_EQ(PrintQuoted(*select.items[1].expr), "TO_TIMESTAMP(`s`)");
}

TEST(PrinterTest, WritesKeysBehindTheColumns) {
  Result<Statement> statement = ParseStatement("CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b AS a+1)");
  ASSERT_TRUE(statement);
  EXPECT_EQ(Print(*statement), "CREATE TABLE t (a INT, b AS a + 1, PRIMARY KEY (a) NOT ENFORCED)");
}

}  // namespace
}  // namespace mullion::sql
