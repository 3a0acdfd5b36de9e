#include <utility>

#include <fmt/format.h>

#include "plan/query_planner.h"
#include "plan/session_state.h"
#include "plan/table_binder.h"
#include "sql/printer.h"

namespace mullion::plan {

Status ExecuteCreateTable(SessionState& session, const StatementHandle& statement, const sql::CreateTable& create) {
  if (create.as || create.or_replace) {
    return Fail(Unsupported("CREATE TABLE … AS SELECT", create.name.position)
                    .Hint("declare the table with its columns and fill it with INSERT INTO … SELECT"));
  }
  MULLION_ASSIGN(PlanContext context, session.NewContext());
  MULLION_ASSIGN(CatalogTable table, BindCreateTable(context, statement, create));
  MULLION_ASSIGN(ObjectPath path, session.catalog.Qualify(create.name));
  return session.catalog.Create(path, std::move(table), create.if_not_exists, create.name.position);
}

Result<std::vector<std::pair<std::string, DataType>>> SchemaOfQuery(PlanContext& context, const sql::Query& query) {
  MULLION_ASSIGN(RelPtr rel, QueryPlanner(context).PlanQuery(query));
  std::vector<std::pair<std::string, DataType>> schema;
  for (const RelColumn& column : rel->columns) schema.emplace_back(column.name, column.type);
  return schema;
}

Status ExecuteCreateView(SessionState& session, const StatementHandle& statement, const sql::CreateView& create) {
  MULLION_ASSIGN(PlanContext context, session.NewContext());
  CatalogView view;
  view.temporary = create.temporary;
  view.comment = create.comment.value_or("");
  view.query = std::shared_ptr<const sql::Query>(statement, create.query.get());
  view.text = sql::Print(*create.query);
  MULLION_ASSIGN(view.schema, SchemaOfQuery(context, *create.query));
  if (!create.columns.empty() && create.columns.size() != view.schema.size()) {
    return Fail(Error::User(fmt::format("VIEW definition and input fields not match: {} columns are named, the query "
                                        "gives {}",
                                        create.columns.size(), view.schema.size()))
                    .At(create.name.position));
  }
  for (size_t i = 0; i < create.columns.size(); ++i) {
    view.columns.push_back(create.columns[i].name);
    view.schema[i].first = create.columns[i].name;
  }
  MULLION_ASSIGN(ObjectPath path, session.catalog.Qualify(create.name));
  return session.catalog.Create(path, std::move(view), create.if_not_exists, create.name.position);
}

namespace {

Status DropObject(SessionState& session, const sql::Drop& drop) {
  MULLION_ASSIGN(ObjectPath path, session.catalog.Qualify(drop.name));
  CatalogObjectPtr object = session.catalog.Find(path);
  bool view = object && std::holds_alternative<CatalogView>(*object);
  bool wanted = object && view == (drop.kind == sql::ObjectKind::kView);
  std::string kind(sql::ObjectKindName(drop.kind));
  if (!wanted) {
    if (drop.if_exists) return Ok();
    if (object) {
      return Fail(Error::User(fmt::format("'{}' is a {}, not a {}", path.name, view ? "VIEW" : "TABLE", kind))
                      .At(drop.name.position)
                      .Hint(fmt::format("write DROP {} {}", view ? "VIEW" : "TABLE", path.name)));
    }
    Result<CatalogObjectPtr> missing = session.catalog.Get(drop.name);
    return Fail(std::move(missing).error());
  }
  if (drop.temporary && !IsTemporary(*object)) {
    if (drop.if_exists) return Ok();
    return Fail(Error::User(fmt::format("Temporary {} '{}' not found", kind, path.name)).At(drop.name.position));
  }
  session.catalog.Remove(path);
  return Ok();
}

}  // namespace

Status ExecuteDrop(SessionState& session, const sql::Drop& drop) {
  switch (drop.kind) {
    case sql::ObjectKind::kCatalog:
      return session.catalog.DropCatalog(drop.name.last(), drop.if_exists);
    case sql::ObjectKind::kDatabase:
      return session.catalog.DropDatabase(drop.name, drop.if_exists, drop.cascade);
    case sql::ObjectKind::kFunction:
      if (drop.if_exists) return Ok();
      return Fail(Error::User(fmt::format("Function '{}' not found", drop.name.ToString())).At(drop.name.position));
    case sql::ObjectKind::kTable:
    case sql::ObjectKind::kView:
      break;
  }
  return DropObject(session, drop);
}

}  // namespace mullion::plan
