#include "sql/parser.h"

#include <gtest/gtest.h>

#include "sql/printer.h"

namespace mullion::sql {
namespace {

Statement Parsed(std::string_view text) {
  Result<Statement> statement = ParseStatement(text);
  EXPECT_TRUE(statement) << text << "\n" << (statement ? "" : statement.error().ToString());
  return statement ? *std::move(statement) : Statement{};
}

template <typename T>
const T& As(const Statement& statement) {
  const T* node = statement.As<T>();
  MULLION_CHECK(node != nullptr);
  return *node;
}

const Select& SelectOf(const Statement& statement) {
  return *As<QueryStatement>(statement).query->As<Select>();
}

constexpr std::string_view kReferenceTable =
    "CREATE TABLE transaction_msg (client INT, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)\n"
    "  WITH ('connector'='kafka', 'topic'='client_amount', 'format'='json')";

TEST(ParserTest, ReadsTheReferenceTable) {
  Statement statement = Parsed(kReferenceTable);
  const auto& create = As<CreateTable>(statement);
  ASSERT_EQ(create.elements.columns.size(), 3u);
  EXPECT_EQ(create.elements.columns[0].name.name, "client");
  EXPECT_EQ(create.elements.columns[0].position, (TextPosition{1, 31, 10}));
  const auto& type = std::get<PhysicalColumn>(create.elements.columns[2].kind).type;
  EXPECT_EQ(type.kind, TypeKind::kTimestamp);
  EXPECT_EQ(type.precision, 3);
  ASSERT_EQ(create.elements.watermarks.size(), 1u);
  EXPECT_EQ(create.elements.watermarks[0].column.ToString(), "ts");
  ASSERT_EQ(create.options.size(), 3u);
  EXPECT_EQ(create.options[1].key, "topic");
  EXPECT_EQ(create.options[1].value, "client_amount");
  EXPECT_EQ(create.options[1].value_position, (TextPosition{2, 38, 15}));
}

TEST(ParserTest, ReadsEveryKindOfColumn) {
  Statement statement = Parsed(
      "CREATE TABLE t (k INT PRIMARY KEY NOT ENFORCED COMMENT 'key', c AS k + 1, m STRING METADATA FROM 'x' VIRTUAL)");
  const auto& elements = As<CreateTable>(statement).elements;
  ASSERT_EQ(elements.keys.size(), 1u);
  EXPECT_EQ(elements.keys[0].columns[0].name, "k");
  EXPECT_EQ(elements.keys[0].enforced, false);
  EXPECT_EQ(elements.columns[0].comment, "key");
  EXPECT_TRUE(std::holds_alternative<ComputedColumn>(elements.columns[1].kind));
  const auto& metadata = std::get<MetadataColumn>(elements.columns[2].kind);
  EXPECT_EQ(metadata.key, "x");
  EXPECT_TRUE(metadata.is_virtual);
}

TEST(ParserTest, ReadsAWindowTableFunctionWithAndWithoutTheWrapper) {
  for (std::string_view text : {"SELECT * FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), SIZE => INTERVAL '1' HOUR)) AS w",
                                "SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), SIZE => INTERVAL '1' HOUR) AS w"}) {
    Statement statement = Parsed(text);
    const TableRef& from = *SelectOf(statement).from;
    const auto* function = from.As<TableFunction>();
    ASSERT_NE(function, nullptr) << text;
    EXPECT_EQ(function->wrapped, text.find("TABLE(HOP") != std::string_view::npos);
    EXPECT_EQ(from.alias->name.name, "w");
    const auto* call = function->call->As<FunctionCall>();
    ASSERT_EQ(call->arguments.size(), 3u);
    EXPECT_EQ(call->arguments[0].value->As<TableArgument>()->table.ToString(), "t");
    EXPECT_EQ(call->arguments[1].value->As<Descriptor>()->columns[0].name, "ts");
    EXPECT_EQ(call->arguments[2].name->name, "SIZE");
  }
}

TEST(ParserTest, ReadsTheKeysOfASessionWindow) {
  for (std::string_view keys : {"(k1, k2)", "k1, k2"}) {
    Statement statement = Parsed("SELECT * FROM TABLE(SESSION(TABLE t PARTITION BY " + std::string(keys) +
                                 ", DESCRIPTOR(ts), INTERVAL '1' HOUR))");
    const auto* call = SelectOf(statement).from->As<TableFunction>()->call->As<FunctionCall>();
    ASSERT_EQ(call->arguments.size(), 3u) << keys;
    EXPECT_EQ(call->arguments[0].value->As<TableArgument>()->partition_by.size(), 2u) << keys;
  }
}

TEST(ParserTest, WritesSpecialFormsAsPlainArguments) {
  Result<ExprPtr> expr = ParseExpression("extract(DAY FROM ts)");
  ASSERT_TRUE(expr);
  const auto* call = (*expr)->As<FunctionCall>();
  EXPECT_EQ(call->name.ToString(), "EXTRACT");
  EXPECT_EQ(call->arguments[0].value->As<TimeUnitArgument>()->unit, TimeUnit::kDay);
  EXPECT_EQ(call->arguments[1].value->As<ColumnReference>()->path.ToString(), "ts");
}

TEST(ParserTest, ReadsFilterWithinGroupNullsAndOver) {
  Result<ExprPtr> expr =
      ParseExpression("LAST_VALUE(DISTINCT a) IGNORE NULLS FILTER (WHERE b) OVER (w ORDER BY c ROWS 3 PRECEDING)");
  ASSERT_TRUE(expr);
  const auto* call = (*expr)->As<FunctionCall>();
  EXPECT_TRUE(call->distinct);
  EXPECT_EQ(call->ignore_nulls, true);
  EXPECT_NE(call->filter, nullptr);
  EXPECT_EQ(call->over->base->name, "w");
  EXPECT_EQ(call->over->frame->start.kind, FrameBoundKind::kPreceding);
  EXPECT_FALSE(call->over->frame->end);
}

TEST(ParserTest, TheCommaBindsLooserThanJoin) {
  Statement statement = Parsed("SELECT 1 FROM a, b JOIN c ON TRUE");
  const auto* comma = SelectOf(statement).from->As<Join>();
  EXPECT_EQ(comma->kind, JoinKind::kComma);
  EXPECT_NE(comma->right->As<Join>(), nullptr);
}

TEST(ParserTest, IntersectBindsTighterThanUnion) {
  Statement statement = Parsed("SELECT 1 UNION SELECT 2 INTERSECT SELECT 3");
  const auto* operation = As<QueryStatement>(statement).query->As<SetOperation>();
  EXPECT_EQ(operation->op, SetOperator::kUnion);
  EXPECT_EQ(operation->right->As<SetOperation>()->op, SetOperator::kIntersect);
}

TEST(ParserTest, ALimitInParenthesesStaysInside) {
  EXPECT_EQ(Print(Parsed("(SELECT a FROM t LIMIT 3) ORDER BY a LIMIT 1")),
            "SELECT * FROM (SELECT a FROM t LIMIT 3) ORDER BY a LIMIT 1");
}

TEST(ParserTest, KeepsThePlaceAndTheTextOfExpressions) {
  constexpr std::string_view kText = "SELECT a,\n  (b + 1) * 2 AS c FROM t";
  Statement statement = Parsed(kText);
  const Expr& expr = *SelectOf(statement).items[1].expr;
  EXPECT_EQ(expr.range.Of(kText), "(b + 1) * 2");
  EXPECT_EQ(expr.position, (TextPosition{2, 3, 11}));
}

TEST(ParserTest, SplitsAScript) {
  Result<std::vector<Statement>> script =
      ParseScript("SET 'a' = 'b';\n-- a; comment\nCREATE VIEW v AS SELECT ';' AS x;;\nINSERT INTO s SELECT * FROM v");
  ASSERT_TRUE(script) << script.error().ToString();
  ASSERT_EQ(script->size(), 3u);
  EXPECT_EQ((*script)[1].text, "CREATE VIEW v AS SELECT ';' AS x");
  EXPECT_EQ((*script)[1].position.line, 3);
  EXPECT_EQ((*script)[2].text, "INSERT INTO s SELECT * FROM v");
  EXPECT_TRUE(ParseScript(" -- nothing\n")->empty());
}

TEST(ParserTest, ReadsBothSpellingsOfAStatementSet) {
  for (std::string_view begin : {"EXECUTE STATEMENT SET BEGIN", "BEGIN STATEMENT SET;"}) {
    Result<std::vector<Statement>> script =
        ParseScript(std::string(begin) + " INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END;");
    ASSERT_TRUE(script) << script.error().ToString();
    ASSERT_EQ(script->size(), 1u);
    EXPECT_EQ(As<StatementSet>(script->front()).inserts.size(), 2u);
  }
}

TEST(ParserTest, KnowsStatementsThatAreNotCarriedOut) {
  Result<std::vector<Statement>> script = ParseScript("LOAD MODULE hive WITH ('a' = 'b'); SELECT 1");
  ASSERT_TRUE(script);
  EXPECT_EQ(As<Unsupported>(script->front()).what, "LOAD MODULE");
  EXPECT_EQ(script->front().text, "LOAD MODULE hive WITH ('a' = 'b')");
}

TEST(ParserTest, DecodesStrings) {
  auto text = [](std::string_view literal) { return (*ParseExpression(literal))->As<StringLiteral>()->value; };
  EXPECT_EQ(text("U&'\\00e4\\\\'"), "ä\\");
  EXPECT_EQ(text("U&'!d83d!de00' UESCAPE '!'"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(text("'a'\n'b'"), "ab");
  EXPECT_EQ((*ParseExpression("X'00fF'"))->As<BinaryLiteral>()->bytes, std::string("\0\xff", 2));
  EXPECT_FALSE(ParseExpression("U&'\\d83d'"));
  EXPECT_FALSE(ParseExpression("X'0'"));
}

TEST(ParserTest, ReadsTypes) {
  auto print = [](std::string_view text) { return Print(*ParseType(text)); };
  EXPECT_EQ(print("dec(10,2) not null"), "DECIMAL(10, 2) NOT NULL");
  EXPECT_EQ(print("CHARACTER VARYING(3)"), "VARCHAR(3)");
  EXPECT_EQ(print("TIMESTAMP(3) WITH LOCAL TIME ZONE"), "TIMESTAMP_LTZ(3)");
  EXPECT_EQ(print("ROW(a INT NOT NULL 'x', `b c` MAP<STRING, DOUBLE PRECISION ARRAY>)"),
            "ROW<a INT NOT NULL 'x', `b c` MAP<STRING, ARRAY<DOUBLE>>>");
  EXPECT_EQ(print("INTERVAL DAY(2) TO SECOND(3)"), "INTERVAL DAY(2) TO SECOND(3)");
  EXPECT_EQ(ParseType("LONG")->kind, TypeKind::kUserDefined);
}

TEST(ParserTest, ReadsPaths) {
  EXPECT_EQ(ParsePath("a.`b.c`.d")->parts.size(), 3u);
  EXPECT_FALSE(ParsePath("a."));
}

}  // namespace
}  // namespace mullion::sql
