// SHOW, DESCRIBE and the list of settings: rows of text, as Flink's SQL client prints them.

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aggregate/aggregate.h"
#include "expr/function.h"
#include "plan/session_state.h"
#include "plan/table_binder.h"
#include "sql/keywords.h"
#include "sql/printer.h"

namespace mullion::plan {
namespace {

std::string Quoted(const std::string& name) {
  return "`" + name + "`";
}

/// SQL's LIKE over a whole name.
bool MatchesLike(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] == '%') {
    for (size_t i = 0; i <= name.size(); ++i) {
      if (MatchesLike(name.substr(i), pattern.substr(1))) return true;
    }
    return false;
  }
  if (name.empty()) return false;
  if (pattern[0] != '_' && pattern[0] != name[0]) return false;
  return MatchesLike(name.substr(1), pattern.substr(1));
}

std::vector<std::string> Matching(std::vector<std::string> names, const sql::Show& show) {
  if (!show.like) return names;
  auto text = [&](const std::string& s) { return show.case_insensitive ? sql::InCapitals(s) : s; };
  std::erase_if(names,
                [&](const std::string& name) { return MatchesLike(text(name), text(*show.like)) == show.not_like; });
  return names;
}

StatementRows List(const std::string& title, const std::vector<std::string>& names) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& name : names) rows.push_back({name});
  return TextRows({title}, rows);
}

bool IsSecretOption(const SessionState& session, const CatalogTable& table, const std::string& key) {
  const std::string* name = table.FindOption("connector");
  const Connector* connector = name ? session.connectors->Find(*name) : nullptr;
  if (!connector) return key.find("password") != std::string::npos;
  std::vector<OptionSpec> options = connector->options();
  bool secret = std::ranges::any_of(options, [&](const OptionSpec& o) { return o.secret && o.name == key; });
  return secret || key.find("password") != std::string::npos || key.find("jaas") != std::string::npos;
}

std::vector<std::string> QuotedNames(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(Quoted(name));
  return quoted;
}

/// A type as Flink writes it into statements: the names of the unbounded types are spelled out.
std::string TypeText(const DataType& type) {
  static const std::map<std::string_view, std::string_view> kSpelled = {{"STRING", "VARCHAR(2147483647)"},
                                                                        {"BYTES", "VARBINARY(2147483647)"}};
  std::string out, word;
  bool quoted = false;
  for (char c : type.ToString() + ' ') {
    if (c == '`') quoted = !quoted;
    if (!quoted && c >= 'A' && c <= 'Z') {
      word += c;
      continue;
    }
    auto spelled = kSpelled.find(word);
    out += spelled == kSpelled.end() ? std::string_view(word) : spelled->second;
    word.clear();
    out += c;
  }
  out.pop_back();
  return out;
}

std::string ColumnText(const TableColumn& column) {
  std::string text = "  " + Quoted(column.name) + " ";
  if (const ComputedColumn* computed = column.computed()) {
    text += "AS " + sql::PrintQuoted(*computed->expr);
  } else {
    text += TypeText(column.type);
    if (const MetadataColumn* metadata = column.metadata()) {
      text += " METADATA";
      if (metadata->key) text += " FROM " + sql::PrintString(*metadata->key);
      if (metadata->is_virtual) text += " VIRTUAL";
    }
  }
  if (!column.comment.empty()) text += " COMMENT " + sql::PrintString(column.comment);
  return text;
}

std::string CreateTableText(const SessionState& session, const ObjectPath& path, const CatalogTable& table) {
  std::vector<std::string> elements;
  for (const TableColumn& column : table.columns) elements.push_back(ColumnText(column));
  if (table.watermark) {
    elements.push_back(fmt::format("  WATERMARK FOR {} AS {}", Quoted(table.watermark->column),
                                   sql::PrintQuoted(*table.watermark->expr)));
  }
  if (!table.primary_key.empty()) {
    std::vector<std::string> names = QuotedNames(table.primary_key);
    std::string constraint = table.key_name ? "CONSTRAINT " + Quoted(*table.key_name) + " " : "";
    elements.push_back(fmt::format("  {}PRIMARY KEY ({}) NOT ENFORCED", constraint, fmt::join(names, ", ")));
  }
  std::vector<std::string> options;
  for (const sql::Option& option : table.options) {
    bool secret = IsSecretOption(session, table, option.key);
    options.push_back(
        fmt::format("  {} = {}", sql::PrintString(option.key), sql::PrintString(secret ? "******" : option.value)));
  }
  std::string text =
      fmt::format("CREATE {}TABLE {}.{}.{} (\n{}\n)", table.temporary ? "TEMPORARY " : "", Quoted(path.catalog),
                  Quoted(path.database), Quoted(path.name), fmt::join(elements, ",\n"));
  if (!table.comment.empty()) text += " COMMENT " + sql::PrintString(table.comment);
  if (!table.partitioned_by.empty()) {
    text += fmt::format("\nPARTITIONED BY ({})\n", fmt::join(QuotedNames(table.partitioned_by), ", "));
  }
  if (!options.empty()) {
    text += fmt::format("{}WITH (\n{}\n)", table.partitioned_by.empty() ? " " : "", fmt::join(options, ",\n"));
  }
  return text + "\n";
}

std::string CreateViewText(const ObjectPath& path, const CatalogView& view) {
  std::vector<std::string> names;
  for (const auto& [name, type] : view.schema) names.push_back(Quoted(name));
  return fmt::format("CREATE {}VIEW {}.{}.{} ({}) AS\n{}\n", view.temporary ? "TEMPORARY " : "", Quoted(path.catalog),
                     Quoted(path.database), Quoted(path.name), fmt::join(names, ", "), view.text);
}

std::string KeyText(const CatalogTable& table, const std::string& column) {
  if (std::ranges::find(table.primary_key, column) == table.primary_key.end()) return "";
  return fmt::format("PRI({})", fmt::join(table.primary_key, ", "));
}

std::vector<std::vector<std::string>> TableColumnRows(const CatalogTable& table) {
  std::vector<std::vector<std::string>> rows;
  std::vector<RelColumn> declared = DeclaredColumns(table);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const TableColumn& column = table.columns[i];
    std::string type = column.type.WithNullable(true).ToString();
    if (declared[i].time == TimeAttribute::kRowtime) type += " *ROWTIME*";
    if (declared[i].time == TimeAttribute::kProctime) type += " *PROCTIME*";
    std::string extras;
    if (const ComputedColumn* computed = column.computed()) extras = "AS " + sql::PrintQuoted(*computed->expr);
    if (const MetadataColumn* metadata = column.metadata()) {
      extras = "METADATA";
      if (metadata->key) extras += " FROM " + sql::PrintString(*metadata->key);
      if (metadata->is_virtual) extras += " VIRTUAL";
    }
    bool watermarked = table.watermark && table.watermark->column == column.name;
    rows.push_back({column.name, type, column.type.nullable() ? "TRUE" : "FALSE", KeyText(table, column.name), extras,
                    watermarked ? sql::PrintQuoted(*table.watermark->expr) : ""});
  }
  return rows;
}

/// The columns of a table or view whose names `kept` holds; comments only where a column of the table has one.
StatementRows ColumnRows(const CatalogObject& object, const std::vector<std::string>& kept) {
  std::vector<std::string> titles = {"name", "type", "null", "key", "extras", "watermark"};
  std::vector<std::vector<std::string>> rows;
  if (auto* table = std::get_if<CatalogTable>(&object)) {
    rows = TableColumnRows(*table);
    if (std::ranges::any_of(table->columns, [](const TableColumn& column) { return !column.comment.empty(); })) {
      titles.emplace_back("comment");
      for (size_t i = 0; i < rows.size(); ++i) rows[i].push_back(table->columns[i].comment);
    }
    std::erase_if(rows, [&](const auto& row) { return std::ranges::find(kept, row[0]) == kept.end(); });
    return TextRows(titles, rows);
  }
  for (const auto& [name, type] : std::get<CatalogView>(object).schema) {
    if (std::ranges::find(kept, name) == kept.end()) continue;
    rows.push_back({name, type.WithNullable(true).ToString(), type.nullable() ? "TRUE" : "FALSE", "", "", ""});
  }
  return TextRows(titles, rows);
}

std::vector<std::string> NamesOfColumns(const CatalogObject& object) {
  std::vector<std::string> names;
  if (auto* table = std::get_if<CatalogTable>(&object)) {
    for (const TableColumn& column : table->columns) names.push_back(column.name);
  } else {
    for (const auto& [name, type] : std::get<CatalogView>(object).schema) names.push_back(name);
  }
  return names;
}

std::vector<std::string> FunctionNames() {
  std::vector<std::string> names = ScalarFunctionNames();
  std::vector<std::string> aggregates = AggregateFunctionNames();
  names.insert(names.end(), aggregates.begin(), aggregates.end());
  std::ranges::sort(names);
  return names;
}

Result<StatementRows> ShowCreate(const SessionState& session, const sql::Show& show) {
  MULLION_ASSIGN(CatalogObjectPtr object, session.catalog.Get(show.name));
  MULLION_ASSIGN(ObjectPath path, session.catalog.Qualify(show.name));
  bool wants_view = show.kind == sql::ShowKind::kCreateView;
  auto* view = std::get_if<CatalogView>(object.get());
  if (wants_view != (view != nullptr)) {
    return Fail(Error::User(fmt::format("'{}' is a {}", path.name, view ? "VIEW" : "TABLE"))
                    .At(show.name.position)
                    .Hint(fmt::format("write SHOW CREATE {} {}", view ? "VIEW" : "TABLE", path.name)));
  }
  if (view) return TextRows({"result"}, {{CreateViewText(path, *view)}});
  return TextRows({"result"}, {{CreateTableText(session, path, std::get<CatalogTable>(*object))}});
}

Result<StatementRows> ShowObjects(const SessionState& session, const sql::Show& show) {
  std::string catalog = session.catalog.current_catalog();
  std::string database = session.catalog.current_database();
  if (!show.name.empty()) {
    database = show.name.last().name;
    if (show.name.parts.size() == 2) catalog = show.name.parts[0].name;
    if (!session.catalog.HasDatabase(catalog, database)) {
      return Fail(Error::User(fmt::format("Database '{}' not found", show.name.ToString())).At(show.name.position));
    }
  }
  bool views = show.kind == sql::ShowKind::kViews;
  return List(views ? "view name" : "table name", Matching(session.catalog.Objects(catalog, database, views), show));
}

}  // namespace

StatementRows TextRows(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows) {
  StatementRows out;
  out.rows.row_count = rows.size();
  for (size_t i = 0; i < names.size(); ++i) {
    out.schema.fields.push_back({names[i], DataType::String()});
    ColumnBuilder builder(DataType::String());
    for (const std::vector<std::string>& row : rows) builder.Append(Value::Text(row[i]));
    out.rows.columns.push_back(builder.Finish());
  }
  return out;
}

StatementRows ListSettings(const Settings& settings) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : settings.values()) rows.push_back({key, value});
  return TextRows({"key", "value"}, rows);
}

Result<StatementRows> ExecuteShow(const SessionState& session, const sql::Show& show) {
  const Catalog& catalog = session.catalog;
  switch (show.kind) {
    case sql::ShowKind::kTables:
    case sql::ShowKind::kViews:
      return ShowObjects(session, show);
    case sql::ShowKind::kCatalogs:
      return List("catalog name", Matching(catalog.Catalogs(), show));
    case sql::ShowKind::kCurrentCatalog:
      return List("current catalog name", {catalog.current_catalog()});
    case sql::ShowKind::kDatabases:
      return List("database name", Matching(catalog.Databases(catalog.current_catalog()), show));
    case sql::ShowKind::kCurrentDatabase:
      return List("current database name", {catalog.current_database()});
    case sql::ShowKind::kFunctions:
      return List("function name", Matching(FunctionNames(), show));
    case sql::ShowKind::kUserFunctions:
      return List("function name", {});
    case sql::ShowKind::kCreateTable:
    case sql::ShowKind::kCreateView:
      return ShowCreate(session, show);
    case sql::ShowKind::kColumns: {
      MULLION_ASSIGN(CatalogObjectPtr object, catalog.Get(show.name));
      return ColumnRows(*object, Matching(NamesOfColumns(*object), show));
    }
    case sql::ShowKind::kPartitions:
      return List("partition name", {});
    case sql::ShowKind::kModules:
    case sql::ShowKind::kFullModules:
      return List("module name", {"core"});
    case sql::ShowKind::kJars:
      return List("jars", {});
    case sql::ShowKind::kJobs:
      break;
  }
  return Fail(Error::User("SHOW JOBS is answered by a running server").At(show.name.position));
}

Result<StatementRows> ExecuteDescribe(const SessionState& session, const sql::Describe& describe) {
  MULLION_ASSIGN(CatalogObjectPtr object, session.catalog.Get(describe.name));
  return ColumnRows(*object, NamesOfColumns(*object));
}

}  // namespace mullion::plan
