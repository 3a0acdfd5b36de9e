// SHOW and DESCRIBE.

#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

struct ShowForm {
  std::string_view phrase;
  ShowKind kind;
  bool name;    ///< an object's name follows
  bool filter;  ///< [FROM database] [[NOT] LIKE 'pattern'] may follow
};

constexpr ShowForm kForms[] = {
    {"TABLES", ShowKind::kTables, false, true},
    {"VIEWS", ShowKind::kViews, false, true},
    {"CATALOGS", ShowKind::kCatalogs, false, true},
    {"CURRENT CATALOG", ShowKind::kCurrentCatalog, false, false},
    {"DATABASES", ShowKind::kDatabases, false, true},
    {"CURRENT DATABASE", ShowKind::kCurrentDatabase, false, false},
    {"FUNCTIONS", ShowKind::kFunctions, false, true},
    {"USER FUNCTIONS", ShowKind::kUserFunctions, false, true},
    {"CREATE TABLE", ShowKind::kCreateTable, true, false},
    {"CREATE VIEW", ShowKind::kCreateView, true, false},
    {"PARTITIONS", ShowKind::kPartitions, true, false},
    {"MODULES", ShowKind::kModules, false, false},
    {"FULL MODULES", ShowKind::kFullModules, false, false},
    {"JARS", ShowKind::kJars, false, false},
    {"JOBS", ShowKind::kJobs, false, false},
};

}  // namespace

Result<StatementNode> Parser::ParseShow() {
  Show show;
  if (AcceptWord("COLUMNS")) {
    show.kind = ShowKind::kColumns;
    if (!AcceptWord("FROM") && !AcceptWord("IN")) return Unexpected("FROM and a table's name", {"FROM", "IN"});
    MULLION_ASSIGN(show.name, ParsePath("a table's name"));
    MULLION_TRY(ParseShowFilter(show));
    return show;
  }
  for (const ShowForm& form : kForms) {
    if (!AcceptPhrase(form.phrase)) continue;
    show.kind = form.kind;
    if (form.name) {
      MULLION_ASSIGN(show.name, ParsePath("a name"));
    }
    if (form.filter && (AcceptWord("FROM") || AcceptWord("IN"))) {
      MULLION_ASSIGN(show.name, ParsePath("a database's name"));
    }
    if (form.filter) MULLION_TRY(ParseShowFilter(show));
    return show;
  }
  return Unexpected("what to show: TABLES, VIEWS, COLUMNS, CREATE TABLE, DATABASES, CATALOGS, FUNCTIONS or JOBS",
                    {"TABLES", "VIEWS", "COLUMNS", "CREATE TABLE", "DATABASES", "CATALOGS", "FUNCTIONS", "CURRENT",
                     "JOBS", "JARS", "MODULES", "PARTITIONS"});
}

/// [NOT] LIKE 'pattern', [NOT] ILIKE 'pattern'
Status Parser::ParseShowFilter(Show& show) {
  show.not_like = AcceptWord("NOT");
  show.case_insensitive = AtWord("ILIKE");
  if (!AcceptWord("LIKE") && !AcceptWord("ILIKE")) return show.not_like ? Unexpected("LIKE", {"LIKE"}) : Ok();
  MULLION_ASSIGN(show.like, ParseStringLiteral("the pattern as a string"));
  return Ok();
}

Result<StatementNode> Parser::ParseDescribe() {
  Describe describe;
  if (AtAnyWord({"CATALOG", "DATABASE"}) && AtName(1)) {
    return NotSupported(Peek(), "only tables and views can be described", "write DESCRIBE and a table's name");
  }
  AcceptWord("TABLE");
  describe.extended = AcceptWord("EXTENDED");
  MULLION_ASSIGN(describe.name, ParsePath("a table's name"));
  return describe;
}

}  // namespace mullion::sql
