// ALTER TABLE and ALTER VIEW: a copy is changed, checked as a whole, and takes the old one's place.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/suggest.h"
#include "plan/session_state.h"
#include "plan/table_binder.h"
#include "sql/printer.h"

namespace mullion::plan {
namespace {

/// Where a column stands, or the error that names it.
Result<size_t> FindColumn(const CatalogTable& table, const sql::Identifier& name) {
  auto it = std::ranges::find(table.columns, name.name, &TableColumn::name);
  if (it != table.columns.end()) return static_cast<size_t>(it - table.columns.begin());
  std::vector<std::string> known;
  for (const TableColumn& column : table.columns) known.push_back(column.name);
  return Fail(Error::User(fmt::format("Column '{}' does not exist in the table", name.name))
                  .At(name.position)
                  .Hint(DidYouMean(name.name, known)));
}

Status PlaceColumn(CatalogTable* table, const std::string& name, const sql::ColumnPlace& place) {
  if (!place.first && !place.after) return Ok();
  auto at = std::ranges::find(table->columns, name, &TableColumn::name);
  TableColumn column = std::move(*at);
  table->columns.erase(at);
  size_t position = 0;
  if (place.after) {
    MULLION_ASSIGN(size_t after, FindColumn(*table, *place.after));
    position = after + 1;
  }
  table->columns.insert(table->columns.begin() + static_cast<std::ptrdiff_t>(position), std::move(column));
  return Ok();
}

/// One overload an action; each changes the copy.
struct Alterer {
  const PlanContext& context;
  const StatementHandle& statement;
  CatalogTable* table;
  TextPosition at;

  Status operator()(const sql::SetOptions& set) const {
    for (const sql::Option& option : set.options) {
      auto it = std::ranges::find(table->options, option.key, &sql::Option::key);
      if (it == table->options.end()) {
        table->options.push_back(option);
      } else {
        *it = option;
      }
    }
    return Ok();
  }
  Status operator()(const sql::ResetOptions& reset) const {
    for (const sql::Identifier& key : reset.keys) {
      if (key.name == "connector") {
        return Fail(Error::User("ALTER TABLE RESET does not support changing 'connector'").At(key.position));
      }
      std::erase_if(table->options, [&](const sql::Option& option) { return option.key == key.name; });
    }
    return Ok();
  }
  Status operator()(const sql::AddOrModify& change) const {
    CatalogTable before = *table;
    if (change.modify) {
      for (const sql::ColumnDefinition& column : change.elements.columns) {
        MULLION_ASSIGN(size_t position, FindColumn(*table, column.name));
        table->columns.erase(table->columns.begin() + static_cast<std::ptrdiff_t>(position));
      }
      if (!change.elements.watermarks.empty()) table->watermark.reset();
      if (!change.elements.keys.empty()) table->primary_key.clear();
    }
    MULLION_TRY(ApplyElements(context, statement, change.elements, table));
    for (size_t i = 0; i < change.elements.columns.size(); ++i) {
      const std::string& name = change.elements.columns[i].name.name;
      const sql::ColumnPlace& place = change.places[i];
      if (change.modify && !change.elements.columns[i].comment) KeepComment(before, name);
      if (change.modify && !place.first && !place.after) {
        Restore(before, name);
      } else {
        MULLION_TRY(PlaceColumn(table, name, place));
      }
    }
    return Ok();
  }
  Status operator()(const sql::DropColumns& drop) const {
    for (const sql::IdentifierPath& path : drop.columns) {
      MULLION_ASSIGN(size_t position, FindColumn(*table, path.last()));
      const std::string& name = table->columns[position].name;
      bool in_key = std::ranges::find(table->primary_key, name) != table->primary_key.end();
      bool is_time = table->watermark && table->watermark->column == name;
      if (in_key || is_time) {
        return Fail(
            Error::User(fmt::format("Column '{}' is used by the {}", name, in_key ? "primary key" : "watermark"))
                .At(path.position)
                .Hint(fmt::format("drop the {} first", in_key ? "PRIMARY KEY" : "WATERMARK")));
      }
      table->columns.erase(table->columns.begin() + static_cast<std::ptrdiff_t>(position));
    }
    return Ok();
  }
  Status operator()(const sql::DropPrimaryKey&) const { return DropKey(); }
  Status operator()(const sql::DropConstraint& drop) const {
    if (table->key_name != drop.name.name) {
      return Fail(Error::User(fmt::format("the table has no constraint '{}'", drop.name.name)).At(drop.name.position));
    }
    return DropKey();
  }
  Status operator()(const sql::DropWatermark&) const {
    if (!table->watermark) return Fail(Error::User("the table has no watermark").At(at));
    table->watermark.reset();
    return Ok();
  }
  Status operator()(const sql::RenameColumn& rename) const {
    MULLION_ASSIGN(size_t position, FindColumn(*table, rename.from.last()));
    if (table->FindColumn(rename.to.name)) {
      return Fail(
          Error::User(fmt::format("Column '{}' already exists in the table", rename.to.name)).At(rename.to.position));
    }
    std::string from = std::exchange(table->columns[position].name, rename.to.name);
    for (std::string& key : table->primary_key) {
      if (key == from) key = rename.to.name;
    }
    if (table->watermark && table->watermark->column == from) {
      return Fail(Error::User(fmt::format("Column '{}' is used by the watermark", from))
                      .At(rename.from.position)
                      .Hint("drop the WATERMARK first"));
    }
    return Ok();
  }
  Status operator()(const sql::RenameTo&) const { return Ok(); }
  Status operator()(const sql::AlterViewAs&) const { return Fail(Error::User("AS stands in ALTER VIEW only").At(at)); }

 private:
  /// A column that is changed without a comment keeps its own.
  void KeepComment(const CatalogTable& before, const std::string& name) const {
    const TableColumn* old = before.FindColumn(name);
    auto now = std::ranges::find(table->columns, name, &TableColumn::name);
    if (old && now != table->columns.end()) now->comment = old->comment;
  }
  Status DropKey() const {
    if (table->primary_key.empty()) return Fail(Error::User("the table has no primary key").At(at));
    table->primary_key.clear();
    table->key_name.reset();
    return Ok();
  }
  /// A modified column goes back to where it was.
  void Restore(const CatalogTable& before, const std::string& name) const {
    auto old = std::ranges::find(before.columns, name, &TableColumn::name) - before.columns.begin();
    auto now = std::ranges::find(table->columns, name, &TableColumn::name);
    TableColumn column = std::move(*now);
    table->columns.erase(now);
    table->columns.insert(table->columns.begin() + std::min<std::ptrdiff_t>(old, std::ssize(table->columns)),
                          std::move(column));
  }
};

Status Rename(SessionState& session, const ObjectPath& from, const sql::RenameTo& rename, CatalogObject object) {
  MULLION_ASSIGN(ObjectPath to, session.catalog.Qualify(rename.name));
  if (rename.name.parts.size() == 1) {
    to.catalog = from.catalog;
    to.database = from.database;
  }
  MULLION_TRY(session.catalog.Create(to, std::move(object), false, rename.name.position));
  session.catalog.Remove(from);
  return Ok();
}

Status AlterView(SessionState& session, const StatementHandle& statement, const sql::Alter& alter,
                 const ObjectPath& path, CatalogView view) {
  if (auto* rename = std::get_if<sql::RenameTo>(&alter.action)) {
    return Rename(session, path, *rename, std::move(view));
  }
  auto* as = std::get_if<sql::AlterViewAs>(&alter.action);
  if (!as) return Fail(Error::User("ALTER VIEW takes RENAME TO and AS").At(alter.name.position));
  MULLION_ASSIGN(PlanContext context, session.NewContext());
  view.query = std::shared_ptr<const sql::Query>(statement, as->query.get());
  view.text = sql::Print(*as->query);
  view.columns.clear();
  MULLION_ASSIGN(view.schema, SchemaOfQuery(context, *as->query));
  session.catalog.Replace(path, std::move(view));
  return Ok();
}

}  // namespace

Status ExecuteAlter(SessionState& session, const StatementHandle& statement, const sql::Alter& alter) {
  if (alter.kind != sql::ObjectKind::kTable && alter.kind != sql::ObjectKind::kView) {
    return Fail(Unsupported(fmt::format("ALTER {}", sql::ObjectKindName(alter.kind)), alter.name.position));
  }
  MULLION_ASSIGN(ObjectPath path, session.catalog.Qualify(alter.name));
  CatalogObjectPtr object = session.catalog.Find(path);
  if (!object && alter.if_exists) return Ok();
  if (!object) {
    Result<CatalogObjectPtr> missing = session.catalog.Get(alter.name);
    return Fail(std::move(missing).error());
  }
  bool is_view = std::holds_alternative<CatalogView>(*object);
  if (is_view != (alter.kind == sql::ObjectKind::kView)) {
    return Fail(Error::User(fmt::format("'{}' is a {}", path.name, is_view ? "VIEW" : "TABLE"))
                    .At(alter.name.position)
                    .Hint(fmt::format("write ALTER {}", is_view ? "VIEW" : "TABLE")));
  }
  if (is_view) return AlterView(session, statement, alter, path, std::get<CatalogView>(*object));
  if (auto* rename = std::get_if<sql::RenameTo>(&alter.action)) return Rename(session, path, *rename, *object);
  MULLION_ASSIGN(PlanContext context, session.NewContext());
  CatalogTable table = std::get<CatalogTable>(*object);
  MULLION_TRY(std::visit(Alterer{context, statement, &table, alter.name.position}, alter.action));
  MULLION_TRY(CheckTable(context, &table));
  session.catalog.Replace(path, std::move(table));
  return Ok();
}

}  // namespace mullion::plan
