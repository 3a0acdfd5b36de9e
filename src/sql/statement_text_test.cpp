#include "sql/statement_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> out;
  std::vector<StatementText> statements = *SplitScript(text);
  for (const StatementText& statement : statements) out.emplace_back(statement.range.Of(text));
  return out;
}

TEST(SplitScript, CutsAtSemicolonsOnly) {
  EXPECT_THAT(Split("SELECT 1; SELECT 2"), ElementsAre("SELECT 1", "SELECT 2"));
  EXPECT_THAT(Split("SELECT ';' AS `a;b` -- ; no\n FROM t /* ; */ ;\n\nSHOW TABLES;"),
              ElementsAre("SELECT ';' AS `a;b` -- ; no\n FROM t", "SHOW TABLES"));
}

TEST(SplitScript, LeavesOutWhatIsEmpty) {
  EXPECT_THAT(Split(""), IsEmpty());
  EXPECT_THAT(Split(" ;; -- nothing\n ; /* nothing */"), IsEmpty());
}

TEST(SplitScript, KeepsAStatementSetInOnePiece) {
  EXPECT_THAT(
      Split("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END; SHOW JOBS"),
      ElementsAre("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END", "SHOW JOBS"));
}

TEST(SplitScript, KeepsACaseExpressionInsideOfAStatementSet) {
  EXPECT_THAT(
      Split("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE WHEN x THEN 1 END FROM t; END; SHOW JOBS"),
      ElementsAre("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE WHEN x THEN 1 END FROM t; END", "SHOW JOBS"));
}

TEST(SplitScript, TheClientsStatementSetIsSeveralStatements) {
  EXPECT_THAT(Split("BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;"),
              ElementsAre("BEGIN STATEMENT SET", "INSERT INTO a SELECT 1", "END"));
}

TEST(SplitScript, TellsWhereEachBegins) {
  auto statements = *SplitScript("-- job\nSET 'a' = 'b';\n  select 1");
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].position.line, 2);
  EXPECT_EQ(statements[1].position.line, 3);
  EXPECT_EQ(statements[1].position.column, 3);
  EXPECT_THAT(statements[1].first_words, ElementsAre("SELECT"));
}

TEST(SplitScript, AStringThatDoesNotCloseIsAnError) {
  EXPECT_FALSE(SplitScript("SELECT 'a; SELECT 2"));
}

}  // namespace
}  // namespace mullion::sql
