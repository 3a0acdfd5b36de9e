// Statements but CREATE and ALTER (print_table.cpp).

#include "sql/print_impl.h"

namespace mullion::sql {

void Printer::WriteComment(const std::optional<std::string>& comment) {
  if (!comment) return;
  Text(" COMMENT ");
  WriteString(*comment);
}

void Printer::Write(const Statement& statement) {
  std::visit(Overloaded{
                 [&](const CreateTable& node) { WriteCreateTable(node); },
                 [&](const CreateView& node) { WriteCreateView(node); },
                 [&](const CreateCatalog& node) {
                   Text("CREATE CATALOG ");
                   Write(node.name);
                   if (node.options.empty()) return;
                   Text(" WITH ");
                   Write(node.options);
                 },
                 [&](const CreateDatabase& node) {
                   Text(node.if_not_exists ? "CREATE DATABASE IF NOT EXISTS " : "CREATE DATABASE ");
                   Write(node.name);
                   WriteComment(node.comment);
                   if (node.options.empty()) return;
                   Text(" WITH ");
                   Write(node.options);
                 },
                 [&](const CreateFunction& node) { WriteCreateFunction(node); },
                 [&](const Drop& node) { WriteDrop(node); },
                 [&](const Alter& node) { WriteAlter(node); },
                 [&](const Insert& node) { WriteInsert(node); },
                 [&](const StatementSet& node) {
                   Text("EXECUTE ");
                   WriteStatementSet(node);
                 },
                 [&](const QueryStatement& node) { Write(*node.query); },
                 [&](const Explain& node) { WriteExplain(node); },
                 [&](const Show& node) { WriteShow(node); },
                 [&](const Describe& node) {
                   Text(node.extended ? "DESCRIBE EXTENDED " : "DESCRIBE ");
                   Write(node.name);
                 },
                 [&](const Use& node) {
                   Text(node.kind == UseKind::kCatalog ? "USE CATALOG " : "USE ");
                   Write(node.name);
                 },
                 [&](const Set& node) {
                   Text("SET");
                   if (!node.option) return;
                   out_ += ' ';
                   WriteString(node.option->key);
                   Text(" = ");
                   WriteString(node.option->value);
                 },
                 [&](const Reset& node) {
                   Text("RESET");
                   if (!node.key) return;
                   out_ += ' ';
                   WriteString(node.key->key);
                 },
                 [&](const Jar& node) {
                   Text(node.add ? "ADD JAR " : "REMOVE JAR ");
                   WriteString(node.path);
                 },
                 [&](const Unsupported&) { Text(statement.text); },
             },
             statement.node);
}

void Printer::WriteInsert(const Insert& insert) {
  Text(insert.overwrite ? "INSERT OVERWRITE " : "INSERT INTO ");
  Write(insert.table);
  if (!insert.hints.empty()) out_ += ' ';
  Write(insert.hints);
  if (!insert.partition.empty()) {
    Text(" PARTITION (");
    List(insert.partition, [&](const PartitionValue& value) {
      Write(value.column);
      Text(" = ");
      Write(*value.value);
    });
    out_ += ')';
  }
  if (!insert.columns.empty()) {
    Text(" (");
    List(insert.columns, [&](const IdentifierPath& column) { Write(column); });
    out_ += ')';
  }
  out_ += ' ';
  Write(*insert.query);
}

void Printer::WriteStatementSet(const StatementSet& set) {
  Text("STATEMENT SET BEGIN ");
  for (const Insert& insert : set.inserts) {
    WriteInsert(insert);
    Text("; ");
  }
  Text("END");
}

void Printer::WriteExplain(const Explain& explain) {
  constexpr std::string_view kDetails[] = {"ESTIMATED_COST", "CHANGELOG_MODE", "JSON_EXECUTION_PLAN", "PLAN_ADVICE"};
  Text("EXPLAIN ");
  List(explain.details, [&](ExplainDetail detail) { Text(kDetails[static_cast<size_t>(detail)]); });
  if (!explain.details.empty()) out_ += ' ';
  if (auto* set = explain.statement->As<StatementSet>()) return WriteStatementSet(*set);
  Write(*explain.statement);
}

void Printer::WriteShow(const Show& show) {
  constexpr std::string_view kWords[] = {"TABLES",       "VIEWS",
                                         "CATALOGS",     "CURRENT CATALOG",
                                         "DATABASES",    "CURRENT DATABASE",
                                         "FUNCTIONS",    "USER FUNCTIONS",
                                         "CREATE TABLE", "CREATE VIEW",
                                         "COLUMNS",      "PARTITIONS",
                                         "MODULES",      "FULL MODULES",
                                         "JARS",         "JOBS"};
  bool object =
      show.kind == ShowKind::kCreateTable || show.kind == ShowKind::kCreateView || show.kind == ShowKind::kPartitions;
  Text("SHOW ");
  Text(kWords[static_cast<size_t>(show.kind)]);
  if (!show.name.empty()) {
    Text(object ? " " : " FROM ");
    Write(show.name);
  }
  if (!show.like) return;
  if (show.not_like) Text(" NOT");
  Text(show.case_insensitive ? " ILIKE " : " LIKE ");
  WriteString(*show.like);
}

}  // namespace mullion::sql
