// The messages, word for word: they are what a user reads.

#include <gtest/gtest.h>

#include "sql/parser.h"

namespace mullion::sql {
namespace {

struct Mistake {
  std::string_view text;
  std::string_view message;
};

// clang-format off
constexpr Mistake kMistakes[] = {
    {"SELECT client FROM WHERE amount > 1",
     "found 'WHERE', expected a table's name (line 1, column 20)"},
    {"SELECT client, SUM(amount) FROM t GROPU BY client",
     "'GROPU' means nothing here (line 1, column 35). did you mean GROUP BY?"},
    {"SELECT client FORM t",
     "'FORM' means nothing here (line 1, column 15). did you mean FROM?"},
    {"SELECT a FROM t WHERE a = 1 ADN b = 2",
     "found 'ADN', expected GROUP BY, HAVING, WINDOW, UNION, … or the end of the statement (line 1, column 29). "
     "did you mean AND?"},
    {"SELECT a FROM t GROUP client",
     "found 'client', expected BY after GROUP (line 1, column 23)"},
    {"SELCT a FROM t",
     "found 'SELCT', expected a statement such as CREATE TABLE, INSERT INTO, SELECT or SET (line 1, column 1). "
     "did you mean SELECT?"},
    {"SELECT a, FROM t",
     "found 'FROM', expected an expression (line 1, column 11). remove the comma before it (line 1, column 9)"},
    {"SELECT * FROM tx tx2 tx3",
     "found 'tx3', expected JOIN, WHERE, GROUP BY, HAVING, … or the end of the statement (line 1, column 22). "
     "is a comma missing before tx3? Only one alias can follow"},
    {"SELECT a FROM t WHERE a == 1",
     "Flink SQL has no '==' here (line 1, column 25). equality is written ="},
    {"SELECT a FROM t WHERE a != 1",
     "Flink SQL has no '!=' here (line 1, column 25). \"not equal\" is written <>"},
    {"SELECT a FROM t WHERE name = \"x\"",
     "found \"x\" in double quotes, expected an expression (line 1, column 30). "
     "names are quoted like this: `x`, strings like this: 'x'"},
    {"CREATE TABLE t (at TIMESTAMP(3))",
     "found 'at', expected a column's name, WATERMARK or PRIMARY KEY (line 1, column 17). "
     "AT is a reserved word: as a name it is written `at`"},
    {"SELECT COUNT(*) AS count FROM t",
     "found 'count', expected a name after AS (line 1, column 20). "
     "COUNT is a reserved word: as a name it is written `count`"},
    {"CREATE TABLE t (a INT,)",
     "found ')', expected a column's name, WATERMARK or PRIMARY KEY (line 1, column 23). "
     "remove the comma before it (line 1, column 22)"},
    {"CREATE TABLE t (a INT\n  b STRING)",
     "a comma is missing before 'b' (line 2, column 3)"},
    {"CREATE TABLE t (a INT) WITH (connector = 'kafka')",
     "the table option connector must stand in quotes (line 1, column 30). "
     "both sides of an option are strings: 'key' = 'value'"},
    {"CREATE TABLE t (a INT) WITH ('connector' = 'kafka' 'topic' = 'x')",
     "a comma is missing before 'topic' (line 1, column 52)"},
    {"CREATE TABLE t (a INT) WITH ('partitions' = 4)",
     "the value of 'partitions' must stand in quotes (line 1, column 45). write 'partitions' = '4'"},
    {"CREATE TABLE t (a INT, WATERMARK ts AS ts)",
     "found 'ts', expected FOR, as in WATERMARK FOR ts AS ts - INTERVAL '5' SECOND (line 1, column 34)"},
    {"CREATE TABLE t (a TIMESTAMP(3) WITH TIME ZONE)",
     "a type WITH TIME ZONE is not supported (line 1, column 32). "
     "write TIMESTAMP(3) WITH LOCAL TIME ZONE, or TIMESTAMP_LTZ(3) for short"},
    {"SELECT a FROM t WHERE b = 'abc",
     "this string is not closed (line 1, column 27). "
     "write ' where the string ends; a quote inside a string is written twice: 'it''s'"},
    {"SELECT a /* c FROM t",
     "this comment is not closed (line 1, column 10). write */ where the comment ends"},
    {"SELECT \xE2\x80\x98" "a\xE2\x80\x99",
     "this is a typographic quote, not the plain character (line 1, column 8). write ' instead"},
    {"SELECT SUM(a FROM t",
     "found 'FROM', expected ')' to close the '(' of line 1, column 11 (line 1, column 14)"},
    {"SELECT a FROM TABLE(f(1)))",
     "found ')', expected JOIN, WHERE, GROUP BY, HAVING, … or the end of the statement (line 1, column 26). "
     "this ')' has no '('"},
    {"SELECT INTERVAL '5' MINUTS",
     "found 'MINUTS', expected a unit: YEAR, MONTH, DAY, HOUR, MINUTE or SECOND (line 1, column 21). "
     "did you mean MINUTE?"},
    {"SELECT CASE WHEN a THEN b FROM t",
     "found 'FROM', expected WHEN, ELSE or END to close the CASE of line 1, column 8 (line 1, column 27)"},
    {"SELECT a::INT FROM t",
     "Flink SQL has no '::' here (line 1, column 9). a conversion is written CAST(x AS type)"},
    {"SELECT a FROM t MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS TRUE)",
     "MATCH_RECOGNIZE is not supported (line 1, column 17). "
     "patterns over rows need a Flink cluster: `mullion submit` takes the job there"},
    {"SELECT a FROM t LEFT SEMI JOIN u ON TRUE",
     "Flink SQL writes semi and anti joins as conditions (line 1, column 22). "
     "write WHERE EXISTS (SELECT …) or WHERE NOT EXISTS (SELECT …)"},
    {"INSERT t SELECT 1",
     "found 't', expected INTO or OVERWRITE (line 1, column 8)"},
    {"SET 'a' 'b'",
     "found the string 'b', expected '=' (line 1, column 9)"},
    {"SELECT 1; SELECT 2",
     "found 'SELECT', expected the end of the statement (line 1, column 11)"},
};
// clang-format on

TEST(ParseErrorTest, SaysWhatIsWrongAndWhatToWrite) {
  for (const Mistake& mistake : kMistakes) {
    Result<Statement> statement = ParseStatement(mistake.text);
    ASSERT_FALSE(statement) << mistake.text;
    EXPECT_EQ(statement.error().ToString(), mistake.message);
    EXPECT_EQ(statement.error().fault(), Fault::kUser);
  }
}

TEST(ParseErrorTest, NamesAMissingSemicolon) {
  Result<std::vector<Statement>> script = ParseScript("SET 'a' = 'b'\nSELECT 1;");
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().ToString(),
            "a ';' is missing before 'SELECT' (line 2, column 1). every statement of a job file ends with ';'");
}

TEST(ParseErrorTest, UnderlinesTheWholeWord) {
  Result<std::vector<Statement>> script = ParseScript("SELECT a\nFROM t\nGROPU BY a;");
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().position(), (TextPosition{3, 1, 5}));
}

}  // namespace
}  // namespace mullion::sql
