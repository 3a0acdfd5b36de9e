// Statements: the script, INSERT, statement sets, EXPLAIN, settings. DDL is in parse_create.cpp and parse_alter.cpp,
// SHOW and DESCRIBE in parse_show.cpp.

#include <fmt/format.h>

#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

struct Refused {
  std::string_view phrase;
  std::string_view hint;
};

// Statements of Flink's that are known and not carried out.
constexpr Refused kRefused[] = {
    {"LOAD MODULE", "the built-in functions are always there"},
    {"UNLOAD MODULE", "the built-in functions are always there"},
    {"USE MODULES", "the built-in functions are always there"},
    {"ANALYZE TABLE", "a streaming job needs no statistics: leave it out"},
    {"TRUNCATE TABLE", "empty the table in the system that holds it"},
    {"DELETE FROM", "change the rows in the system that holds them"},
    {"UPDATE", "change the rows in the system that holds them"},
    {"MERGE INTO", "an INSERT into a table with a primary key upserts"},
    {"UPSERT INTO", "an INSERT into a table with a primary key upserts"},
    {"CALL", "procedures are not supported"},
    {"SHOW PROCEDURES", "procedures are not supported"},
    {"COMPILE PLAN", "EXPLAIN shows the plan"},
    {"COMPILE AND EXECUTE PLAN", "write the INSERT itself"},
    {"EXECUTE PLAN", "write the INSERT itself"},
    {"STOP JOB", "write `mullion stop` on the command line"},
    {"ALTER DATABASE", "databases are names only"},
    {"ALTER CATALOG", "catalogs are names only"},
    {"ALTER FUNCTION", "functions of your own are not supported"},
    {"HELP", "it belongs to Flink's SQL client: leave it out"},
    {"QUIT", "it belongs to Flink's SQL client: leave it out"},
    {"EXIT", "it belongs to Flink's SQL client: leave it out"},
    {"CLEAR", "it belongs to Flink's SQL client: leave it out"},
};

}  // namespace

Result<std::vector<Statement>> Parser::Script() {
  std::vector<Statement> statements;
  while (true) {
    while (AcceptSymbol(";")) continue;
    if (AtEnd()) return statements;
    MULLION_ASSIGN(Statement statement, ParseStatement());
    statements.push_back(std::move(statement));
    if (AtEnd()) return statements;
    bool next = AtAnyWord({"CREATE", "INSERT", "DROP", "ALTER", "EXECUTE", "EXPLAIN", "SHOW", "SELECT", "SET"});
    if (next && Peek().position.line > Previous().position.line) {
      return Fail(Error::User(fmt::format("a ';' is missing before '{}'", Peek().text))
                      .At(Peek().position)
                      .Hint("every statement of a job file ends with ';'"));
    }
    if (!AcceptSymbol(";")) return Unexpected("the end of the statement");
  }
}

Result<Statement> Parser::OneStatement() {
  MULLION_ASSIGN(Statement statement, ParseStatement());
  while (AcceptSymbol(";")) continue;
  MULLION_TRY(ExpectEnd("statement"));
  return statement;
}

Result<Statement> Parser::ParseStatement() {
  size_t first = index_;
  Statement statement;
  MULLION_ASSIGN(statement.node, ParseStatementNode());
  statement.position = PositionSince(first);
  statement.range = RangeSince(first);
  statement.text = statement.range.Of(text_);
  return statement;
}

Result<StatementNode> Parser::ParseStatementNode() {
  MULLION_ASSIGN(std::optional<StatementNode> refused, ParseUnsupported());
  if (refused) return *std::move(refused);
  if (AtQuery()) {
    MULLION_ASSIGN(QueryPtr query, ParseQueryExpression());
    return QueryStatement{std::move(query)};
  }
  if (AtWord("INSERT")) return ParseInsert();
  if (AcceptWord("CREATE")) return ParseCreate();
  if (AcceptWord("DROP")) return ParseDrop();
  if (AcceptWord("ALTER")) return ParseAlter();
  if (AcceptWord("EXPLAIN")) return ParseExplain();
  if (AcceptWord("EXECUTE")) return ParseExecute();
  if (AtPhrase("BEGIN STATEMENT SET")) return ParseBeginStatementSet();
  return ParseOtherStatement();
}

Result<StatementNode> Parser::ParseOtherStatement() {
  if (AcceptWord("SET")) return ParseSet();
  if (AcceptWord("RESET")) return ParseReset();
  if (AcceptWord("SHOW")) return ParseShow();
  if (AcceptWord("DESCRIBE") || AcceptWord("DESC")) return ParseDescribe();
  if (AcceptWord("USE")) return ParseUse();
  if (AcceptPhrase("ADD JAR")) return ParseJar(true);
  if (AcceptPhrase("REMOVE JAR")) return ParseJar(false);
  if (AcceptPhrase("REPLACE TABLE")) return ParseCreateTable(false, true);
  return Unexpected("a statement such as CREATE TABLE, INSERT INTO, SELECT or SET",
                    {"CREATE", "INSERT", "SELECT", "SET", "DROP", "ALTER", "EXPLAIN", "EXECUTE STATEMENT SET", "SHOW",
                     "RESET", "DESCRIBE", "USE", "WITH", "VALUES", "BEGIN STATEMENT SET"});
}

Result<std::optional<StatementNode>> Parser::ParseUnsupported() {
  for (const Refused& refused : kRefused) {
    if (!AtPhrase(refused.phrase)) continue;
    while (!AtEnd() && !AtSymbol(";") && Peek().kind != TokenKind::kError) ++index_;
    if (Peek().kind == TokenKind::kError) return Unexpected("the end of the statement");
    return StatementNode(Unsupported{std::string(refused.phrase), std::string(refused.hint)});
  }
  return std::nullopt;
}

Result<Insert> Parser::ParseInsert() {
  size_t first = index_;
  Insert insert;
  MULLION_TRY(ExpectWord("INSERT"));
  insert.overwrite = AcceptWord("OVERWRITE");
  if (!insert.overwrite && !AcceptWord("INTO")) return Unexpected("INTO or OVERWRITE", {"INTO", "OVERWRITE"});
  if (AtWord("TABLE")) return NotSupported(Peek(), "INSERT names the table without the word TABLE", "remove TABLE");
  MULLION_ASSIGN(insert.table, ParsePath("a table's name"));
  MULLION_ASSIGN(insert.hints, ParseHints());
  if (AcceptWord("PARTITION")) {
    MULLION_ASSIGN(insert.partition, ParsePartitionValues());
  }
  if (AtSymbol("(") && !AtQuery()) {
    size_t open = index_++;
    do {
      MULLION_ASSIGN(IdentifierPath column, ParsePath("a column's name"));
      insert.columns.push_back(std::move(column));
    } while (AcceptSymbol(","));
    MULLION_TRY(ExpectClose(open));
  }
  MULLION_ASSIGN(insert.query, ParseQueryExpression());
  insert.position = PositionSince(first);
  insert.range = RangeSince(first);
  return insert;
}

/// (a = 'x', b = 1)
Result<std::vector<PartitionValue>> Parser::ParsePartitionValues() {
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  std::vector<PartitionValue> values;
  do {
    PartitionValue value;
    MULLION_ASSIGN(value.column, ParseIdentifier("a column's name"));
    MULLION_TRY(ExpectSymbol("="));
    MULLION_ASSIGN(value.value, ParseExpr());
    values.push_back(std::move(value));
  } while (AcceptSymbol(","));
  MULLION_TRY(ExpectClose(open));
  return values;
}

/// INSERT …; INSERT …; END: what follows BEGIN.
Result<StatementSet> Parser::ParseStatementSetBody() {
  StatementSet set;
  do {
    MULLION_ASSIGN(Insert insert, ParseInsertOfSet());
    set.inserts.push_back(std::move(insert));
  } while (!AcceptWord("END"));
  return set;
}

Result<Insert> Parser::ParseInsertOfSet() {
  if (!AtWord("INSERT")) return Unexpected("INSERT INTO or the END of the statement set", {"INSERT", "END"});
  MULLION_ASSIGN(Insert insert, ParseInsert());
  if (!AcceptSymbol(";")) return Unexpected("';' after each INSERT of the statement set");
  return insert;
}

/// EXECUTE STATEMENT SET BEGIN … END, EXECUTE INSERT …, EXECUTE SELECT …
Result<StatementNode> Parser::ParseExecute() {
  if (AtWord("INSERT")) return ParseInsert();
  if (AtQuery()) {
    MULLION_ASSIGN(QueryPtr query, ParseQueryExpression());
    return QueryStatement{std::move(query)};
  }
  MULLION_TRY(ExpectPhrase("STATEMENT SET BEGIN"));
  MULLION_ASSIGN(StatementSet set, ParseStatementSetBody());
  return StatementNode(std::move(set));
}

Result<StatementNode> Parser::ParseBeginStatementSet() {
  MULLION_TRY(ExpectPhrase("BEGIN STATEMENT SET"));
  MULLION_TRY(ExpectSymbol(";"));
  MULLION_ASSIGN(StatementSet set, ParseStatementSetBody());
  return StatementNode(std::move(set));
}

Result<StatementNode> Parser::ParseExplain() {
  Explain explain;
  if (!AcceptPhrase("PLAN FOR")) {
    constexpr std::pair<std::string_view, ExplainDetail> kDetails[] = {
        {"ESTIMATED_COST", ExplainDetail::kEstimatedCost},
        {"CHANGELOG_MODE", ExplainDetail::kChangelogMode},
        {"JSON_EXECUTION_PLAN", ExplainDetail::kJsonExecutionPlan},
        {"PLAN_ADVICE", ExplainDetail::kPlanAdvice}};
    do {
      for (const auto& [word, detail] : kDetails) {
        if (AcceptWord(word)) explain.details.push_back(detail);
      }
    } while (AcceptSymbol(","));
  }
  size_t first = index_;
  auto statement = std::make_unique<Statement>();
  if (AtWord("INSERT")) {
    MULLION_ASSIGN(statement->node, ParseInsert());
  } else if (AcceptPhrase("STATEMENT SET BEGIN")) {
    MULLION_ASSIGN(statement->node, ParseStatementSetBody());
  } else if (AtQuery()) {
    MULLION_ASSIGN(QueryPtr query, ParseQueryExpression());
    statement->node = QueryStatement{std::move(query)};
  } else {
    return Unexpected("a query, INSERT or STATEMENT SET to explain",
                      {"SELECT", "INSERT", "STATEMENT SET", "ESTIMATED_COST", "CHANGELOG_MODE", "JSON_EXECUTION_PLAN"});
  }
  statement->position = PositionSince(first);
  statement->range = RangeSince(first);
  statement->text = statement->range.Of(text_);
  explain.statement = std::move(statement);
  return explain;
}

/// SET, SET 'k' = 'v'. The lexer has put quotes around unquoted settings.
Result<StatementNode> Parser::ParseSet() {
  if (AtEnd() || AtSymbol(";")) return Set{};
  const Token& key = Peek();
  if (AtPhrase("STATEMENT"))
    return Unexpected("'key' = 'value'; a statement set begins with EXECUTE STATEMENT SET BEGIN");
  MULLION_ASSIGN(std::string name, ParseStringLiteral("'key' = 'value' after SET"));
  MULLION_TRY(ExpectSymbol("="));
  const Token& value = Peek();
  MULLION_ASSIGN(std::string text, ParseStringLiteral("the value as a string 'value'"));
  return Set{Option{std::move(name), std::move(text), key.position, value.position}};
}

Result<StatementNode> Parser::ParseReset() {
  if (AtEnd() || AtSymbol(";")) return Reset{};
  const Token& key = Peek();
  MULLION_ASSIGN(std::string name, ParseStringLiteral("the key as a string 'key'"));
  return Reset{Option{std::move(name), "", key.position, key.position}};
}

Result<StatementNode> Parser::ParseUse() {
  Use use;
  if (AcceptWord("CATALOG")) use.kind = UseKind::kCatalog;
  MULLION_ASSIGN(use.name, ParsePath(use.kind == UseKind::kCatalog ? "a catalog's name" : "a database's name"));
  return use;
}

Result<StatementNode> Parser::ParseJar(bool add) {
  Jar jar;
  jar.add = add;
  MULLION_ASSIGN(jar.path, ParseStringLiteral("the path of the jar as a string"));
  return jar;
}

}  // namespace mullion::sql
