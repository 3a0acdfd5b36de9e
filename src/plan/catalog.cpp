#include "plan/catalog.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"

namespace mullion::plan {
namespace {

constexpr const char* kDefaultCatalog = "default_catalog";
constexpr const char* kDefaultDatabase = "default_database";

Error NotFound(std::string_view kind, const std::string& name, const std::vector<std::string>& known,
               TextPosition position) {
  Error error = Error::User(fmt::format("{} '{}' not found", kind, name)).At(position);
  std::string near = DidYouMean(name, known);
  if (!near.empty()) return std::move(error).Hint(near);
  return error;
}

}  // namespace

const TableColumn* CatalogTable::FindColumn(std::string_view name) const {
  auto it = std::ranges::find(columns, name, &TableColumn::name);
  return it == columns.end() ? nullptr : &*it;
}

const std::string* CatalogTable::FindOption(std::string_view key) const {
  auto it = std::ranges::find(options, key, &sql::Option::key);
  return it == options.end() ? nullptr : &it->value;
}

std::string ObjectPath::ToString() const {
  return fmt::format("{}.{}.{}", catalog, database, name);
}

bool IsTemporary(const CatalogObject& object) {
  return std::visit([](const auto& o) { return o.temporary; }, object);
}

Catalog::Catalog() : current_catalog_(kDefaultCatalog), current_database_(kDefaultDatabase) {
  permanent_[kDefaultCatalog][kDefaultDatabase];
}

Status Catalog::UseCatalog(const sql::Identifier& name) {
  auto it = permanent_.find(name.name);
  if (it == permanent_.end()) return Fail(NotFound("Catalog", name.name, Catalogs(), name.position));
  current_catalog_ = name.name;
  current_database_ = it->second.empty() ? std::string(kDefaultDatabase) : it->second.begin()->first;
  return Ok();
}

Status Catalog::UseDatabase(const sql::IdentifierPath& path) {
  if (path.parts.size() > 2) {
    return Fail(Error::User(fmt::format("'{}' is not a database", path.ToString()))
                    .At(path.position)
                    .Hint("write USE database or USE catalog.database"));
  }
  std::string catalog = path.parts.size() == 2 ? path.parts[0].name : current_catalog_;
  if (!HasDatabase(catalog, path.last().name)) {
    return Fail(NotFound("Database", path.last().name, Databases(catalog), path.position));
  }
  current_catalog_ = catalog;
  current_database_ = path.last().name;
  return Ok();
}

Status Catalog::CreateCatalog(const sql::Identifier& name) {
  if (permanent_.contains(name.name)) {
    return Fail(Error::User(fmt::format("Catalog '{}' already exists", name.name)).At(name.position));
  }
  permanent_[name.name][kDefaultDatabase];
  return Ok();
}

Status Catalog::CreateDatabase(const sql::IdentifierPath& path, bool if_not_exists) {
  std::string catalog = path.parts.size() == 2 ? path.parts[0].name : current_catalog_;
  auto it = permanent_.find(catalog);
  if (it == permanent_.end()) return Fail(NotFound("Catalog", catalog, Catalogs(), path.position));
  bool added = it->second.try_emplace(path.last().name).second;
  if (added || if_not_exists) return Ok();
  return Fail(Error::User(fmt::format("Database '{}' already exists in catalog '{}'", path.last().name, catalog))
                  .At(path.position)
                  .Hint("write CREATE DATABASE IF NOT EXISTS"));
}

Status Catalog::DropCatalog(const sql::Identifier& name, bool if_exists) {
  if (!permanent_.contains(name.name)) {
    if (if_exists) return Ok();
    return Fail(NotFound("Catalog", name.name, Catalogs(), name.position));
  }
  if (name.name == current_catalog_) {
    return Fail(Error::User("Cannot drop a catalog which is currently in use")
                    .At(name.position)
                    .Hint("leave it first with USE CATALOG other"));
  }
  permanent_.erase(name.name);
  return Ok();
}

Status Catalog::DropDatabase(const sql::IdentifierPath& path, bool if_exists, bool cascade) {
  std::string catalog = path.parts.size() == 2 ? path.parts[0].name : current_catalog_;
  const std::string& name = path.last().name;
  if (!HasDatabase(catalog, name)) {
    if (if_exists) return Ok();
    return Fail(NotFound("Database", name, Databases(catalog), path.position));
  }
  if (catalog == current_catalog_ && name == current_database_) {
    return Fail(Error::User("Cannot drop a database which is currently in use")
                    .At(path.position)
                    .Hint("leave it first with USE other"));
  }
  if (!cascade && !permanent_[catalog][name].empty()) {
    return Fail(Error::User(fmt::format("Database '{}' is not empty", name))
                    .At(path.position)
                    .Hint("write DROP DATABASE … CASCADE to drop its tables too"));
  }
  permanent_[catalog].erase(name);
  return Ok();
}

std::vector<std::string> Catalog::Catalogs() const {
  std::vector<std::string> names;
  for (const auto& [name, databases] : permanent_) names.push_back(name);
  return names;
}

std::vector<std::string> Catalog::Databases(const std::string& catalog) const {
  std::vector<std::string> names;
  auto it = permanent_.find(catalog);
  if (it == permanent_.end()) return names;
  for (const auto& [name, objects] : it->second) names.push_back(name);
  return names;
}

bool Catalog::HasDatabase(const std::string& catalog, const std::string& database) const {
  auto it = permanent_.find(catalog);
  return it != permanent_.end() && it->second.contains(database);
}

Result<ObjectPath> Catalog::Qualify(const sql::IdentifierPath& path) const {
  const auto& parts = path.parts;
  switch (parts.size()) {
    case 1:
      return ObjectPath{current_catalog_, current_database_, parts[0].name};
    case 2:
      return ObjectPath{current_catalog_, parts[0].name, parts[1].name};
    case 3:
      return ObjectPath{parts[0].name, parts[1].name, parts[2].name};
    default:
      return Fail(Error::User(fmt::format("'{}' is not a table name", path.ToString()))
                      .At(path.position)
                      .Hint("a name has at most three parts: catalog.database.table"));
  }
}

CatalogObjectPtr Catalog::Find(const ObjectPath& path) const {
  if (auto it = temporary_.find(path); it != temporary_.end()) return it->second;
  auto catalog = permanent_.find(path.catalog);
  if (catalog == permanent_.end()) return nullptr;
  auto database = catalog->second.find(path.database);
  if (database == catalog->second.end()) return nullptr;
  auto object = database->second.find(path.name);
  return object == database->second.end() ? nullptr : object->second;
}

std::vector<std::string> Catalog::NamesNear(const ObjectPath& path) const {
  return Objects(path.catalog, path.database, false);
}

Result<CatalogObjectPtr> Catalog::Get(const sql::IdentifierPath& path) const {
  MULLION_ASSIGN(ObjectPath full, Qualify(path));
  if (CatalogObjectPtr object = Find(full)) return object;
  std::vector<std::string> known = NamesNear(full);
  Error error = Error::User(fmt::format("Object '{}' not found", path.ToString())).At(path.position);
  std::string near = DidYouMean(full.name, known);
  if (!near.empty()) return Fail(std::move(error).Hint(near));
  if (known.empty()) {
    return Fail(std::move(error).Hint(
        fmt::format("declare it before: CREATE TABLE {} (…) WITH ('connector' = '…')", path.ToString())));
  }
  return Fail(std::move(error).Hint(fmt::format("declared are: {}", fmt::join(known, ", "))));
}

Status Catalog::Create(const ObjectPath& path, CatalogObject object, bool if_not_exists, TextPosition position) {
  if (!HasDatabase(path.catalog, path.database)) {
    return Fail(NotFound("Database", path.catalog + "." + path.database, Databases(path.catalog), position));
  }
  bool temporary = IsTemporary(object);
  auto shared = std::make_shared<const CatalogObject>(std::move(object));
  bool added = temporary ? temporary_.try_emplace(path, shared).second
                         : permanent_[path.catalog][path.database].try_emplace(path.name, shared).second;
  if (added || if_not_exists) return Ok();
  return Fail(Error::User(fmt::format("Table or view '{}' already exists", path.ToString()))
                  .At(position)
                  .Hint("choose another name, drop the first one, or write IF NOT EXISTS"));
}

void Catalog::Replace(const ObjectPath& path, CatalogObject object) {
  auto shared = std::make_shared<const CatalogObject>(std::move(object));
  if (auto it = temporary_.find(path); it != temporary_.end()) {
    it->second = shared;
  } else {
    permanent_[path.catalog][path.database][path.name] = shared;
  }
}

void Catalog::Remove(const ObjectPath& path) {
  if (temporary_.erase(path) == 0) permanent_[path.catalog][path.database].erase(path.name);
}

std::vector<std::string> Catalog::Objects(const std::string& catalog, const std::string& database,
                                          bool views_only) const {
  std::vector<std::string> names;
  auto wanted = [&](const CatalogObjectPtr& object) {
    return !views_only || std::holds_alternative<CatalogView>(*object);
  };
  if (HasDatabase(catalog, database)) {
    for (const auto& [name, object] : permanent_.at(catalog).at(database)) {
      if (wanted(object)) names.push_back(name);
    }
  }
  for (const auto& [path, object] : temporary_) {
    if (path.catalog == catalog && path.database == database && wanted(object)) names.push_back(path.name);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace mullion::plan
