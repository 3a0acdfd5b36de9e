// Text that was made to break a parser: whatever comes in, an error or a tree comes out.

#include <random>

#include <gtest/gtest.h>

#include "sql/parser.h"
#include "sql/parser_impl.h"
#include "sql/printer.h"

namespace mullion::sql {
namespace {

std::string Repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

constexpr size_t kFar = 20'000;

TEST(HostileTextTest, RefusesDeepNesting) {
  for (std::string_view open : {"(", "- ", "NOT ", "a[", "CASE WHEN ", "f(", "ARRAY[", "(SELECT ", "1 + (", "INTERVAL ",
                                "CAST(", "EXISTS (SELECT ", "x IN (", "ROW(", "a.b(c => "}) {
    Result<ExprPtr> expr = ParseExpression(Repeated(open, kFar));
    ASSERT_FALSE(expr) << open;
    EXPECT_NE(expr.error().what().find("nested too deep"), std::string::npos) << open << expr.error().ToString();
  }
  for (std::string_view open : {"SELECT * FROM (", "(", "WITH a AS (", "SELECT * FROM LATERAL (", "SELECT 1 UNION ("}) {
    EXPECT_FALSE(ParseStatement(Repeated(open, kFar))) << open;
  }
  EXPECT_FALSE(ParseType(Repeated("ARRAY<", kFar)));
  EXPECT_FALSE(ParseType("INT" + Repeated(" ARRAY", kFar)));
  EXPECT_FALSE(ParseStatement("SELECT 1 FROM t GROUP BY " + Repeated("ROLLUP (", kFar)));
  EXPECT_FALSE(ParseStatement("SELECT 1 FROM " + Repeated("(", kFar)));
}

TEST(HostileTextTest, RefusesEndlessChains) {
  EXPECT_FALSE(ParseExpression("a" + Repeated(" + a", kFar)));
  EXPECT_FALSE(ParseExpression("a" + Repeated(" IS NULL", kFar)));
  EXPECT_FALSE(ParseExpression("a[1]" + Repeated("[1]", kFar)));
  EXPECT_FALSE(ParseExpression("f(a)" + Repeated(".b", kFar)));
  EXPECT_FALSE(ParseStatement("SELECT 1" + Repeated(" UNION ALL SELECT 1", kFar)));
  EXPECT_FALSE(ParseStatement("SELECT 1 FROM a" + Repeated(", a", kFar)));
  EXPECT_FALSE(ParseStatement("SELECT 1 FROM a" + Repeated(" JOIN a ON b", kFar)));
}

/// Each level adds a chain as long as allowed to what stands in the parentheses before it.
TEST(HostileTextTest, RefusesNestedChains) {
  std::string chain = Repeated(" + a", kMaxTreeHeight / 2);
  EXPECT_TRUE(ParseExpression("a" + chain));
  EXPECT_FALSE(ParseExpression(Repeated("(", 20) + "a" + Repeated(chain + ")", 20)));
}

TEST(HostileTextTest, ReadsWideText) {
  EXPECT_TRUE(ParseExpression("a IN (1" + Repeated(", 1", kFar) + ")"));
  EXPECT_TRUE(ParseStatement("VALUES (1)" + Repeated(", (-1)", kFar)));
  EXPECT_TRUE(ParseExpression(Repeated("(", kMaxNesting - 1) + "a" + Repeated(")", kMaxNesting - 1)));
}

/// Any prefix, and any text with one token replaced, gives a tree that prints and reads back, or an error.
TEST(HostileTextTest, SurvivesDamagedText) {
  constexpr std::string_view kText =
      "CREATE TABLE t (a INT COMMENT 'x', b ROW<c INT>, WATERMARK FOR a AS a - INTERVAL '1' DAY) WITH ('k' = 'v');"
      "INSERT INTO s WITH q AS (VALUES (1, U&'\\00e4')) SELECT CASE WHEN a IN (1, 2) THEN x[1].y ELSE CAST(b AS INT) "
      "END, SUM(DISTINCT a) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"
      " FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) w LEFT JOIN u /*+ OPTIONS('a'='b') */ ON "
      "w.a = u.a GROUP BY ROLLUP (a, (b)), () HAVING TRIM(BOTH ' ' FROM a) LIKE 'x' ESCAPE '!' UNION ALL SELECT 1 "
      "ORDER BY 1 DESC NULLS LAST LIMIT 3 OFFSET 4";
  auto check = [](const std::string& text) {
    Result<std::vector<Statement>> script = ParseScript(text);
    if (!script) {
      EXPECT_FALSE(script.error().Render("job.sql", text).empty());
      return;
    }
    for (const Statement& statement : *script) {
      Result<Statement> again = ParseStatement(Print(statement));
      ASSERT_TRUE(again) << text << "\n" << Print(statement) << "\n" << again.error().ToString();
      EXPECT_EQ(Print(*again), Print(statement));
    }
  };
  for (size_t end = 0; end <= kText.size(); ++end) check(std::string(kText.substr(0, end)));
  Tokens tokens = Tokenize(kText);
  std::mt19937 random(20240511);
  for (int round = 0; round < 2'000; ++round) {
    const Token& out = tokens.list[random() % tokens.list.size()];
    const Token& in = tokens.list[random() % tokens.list.size()];
    std::string text(kText);
    check(text.replace(out.range.begin, out.range.end - out.range.begin, in.range.Of(kText)));
  }
}

}  // namespace
}  // namespace mullion::sql
