#pragma once
// What a session has declared: catalogs, databases, tables and views as names; nothing outside is touched. Owned by the
// session, one thread. Invariant: the current catalog and database exist. Values are shared: a plan keeps what it read
// when a later statement drops or alters it.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "column/type.h"
#include "sql/ast.h"

namespace mullion::plan {

/// A piece of a statement's tree that keeps the statement alive.
using SharedExpr = std::shared_ptr<const sql::Expr>;

struct PhysicalColumn {};
struct ComputedColumn {
  SharedExpr expr;
};
struct MetadataColumn {
  std::optional<std::string> key;  ///< METADATA FROM 'key'; else the column's name is the key
  bool is_virtual = false;
};

struct TableColumn {
  std::string name;
  DataType type;
  std::variant<PhysicalColumn, ComputedColumn, MetadataColumn> kind;
  std::string comment;
  TextPosition position;

  bool is_physical() const { return std::holds_alternative<PhysicalColumn>(kind); }
  const ComputedColumn* computed() const { return std::get_if<ComputedColumn>(&kind); }
  const MetadataColumn* metadata() const { return std::get_if<MetadataColumn>(&kind); }
  /// Part of what INSERT writes.
  bool is_persisted() const { return is_physical() || (metadata() && !metadata()->is_virtual); }
};

struct WatermarkRule {
  std::string column;
  SharedExpr expr;
  TextPosition position;
};

struct CatalogTable {
  std::vector<TableColumn> columns;
  std::optional<WatermarkRule> watermark;
  std::optional<std::string> key_name;
  std::vector<std::string> primary_key;
  std::vector<std::string> partitioned_by;
  std::vector<sql::Option> options;  ///< keys are unique
  std::string comment;
  bool temporary = false;

  const TableColumn* FindColumn(std::string_view name) const;
  const std::string* FindOption(std::string_view key) const;
};

struct CatalogView {
  std::shared_ptr<const sql::Query> query;
  std::vector<std::string> columns;  ///< the names given in CREATE VIEW v (a, b), else empty
  std::vector<std::pair<std::string, DataType>> schema;
  std::string text;  ///< of the query
  std::string comment;
  bool temporary = false;
};

using CatalogObject = std::variant<CatalogTable, CatalogView>;
using CatalogObjectPtr = std::shared_ptr<const CatalogObject>;

/// catalog.database.object
struct ObjectPath {
  std::string catalog;
  std::string database;
  std::string name;
  /// default_catalog.default_database.t
  std::string ToString() const;
  auto operator<=>(const ObjectPath&) const = default;
};

class Catalog {
 public:
  Catalog();

  const std::string& current_catalog() const { return current_catalog_; }
  const std::string& current_database() const { return current_database_; }
  Status UseCatalog(const sql::Identifier& name);
  Status UseDatabase(const sql::IdentifierPath& path);

  Status CreateCatalog(const sql::Identifier& name);
  Status CreateDatabase(const sql::IdentifierPath& path, bool if_not_exists);
  Status DropCatalog(const sql::Identifier& name, bool if_exists);
  Status DropDatabase(const sql::IdentifierPath& path, bool if_exists, bool cascade);
  std::vector<std::string> Catalogs() const;
  std::vector<std::string> Databases(const std::string& catalog) const;
  bool HasDatabase(const std::string& catalog, const std::string& database) const;

  /// The full path of a name as written; an error for more than three parts.
  Result<ObjectPath> Qualify(const sql::IdentifierPath& path) const;
  /// nullptr when there is none. A temporary object hides a permanent one of the same name.
  CatalogObjectPtr Find(const ObjectPath& path) const;
  /// The object of a name, or "Object 'x' not found" with the near misses.
  Result<CatalogObjectPtr> Get(const sql::IdentifierPath& path) const;

  Status Create(const ObjectPath& path, CatalogObject object, bool if_not_exists, TextPosition position);
  void Replace(const ObjectPath& path, CatalogObject object);
  void Remove(const ObjectPath& path);
  /// Names in a database, sorted; `views_only` leaves the tables out.
  std::vector<std::string> Objects(const std::string& catalog, const std::string& database, bool views_only) const;

 private:
  using ObjectMap = std::map<std::string, CatalogObjectPtr>;
  std::vector<std::string> NamesNear(const ObjectPath& path) const;

  std::map<std::string, std::map<std::string, ObjectMap>> permanent_;
  std::map<ObjectPath, CatalogObjectPtr> temporary_;
  std::string current_catalog_;
  std::string current_database_;
};

bool IsTemporary(const CatalogObject& object);

}  // namespace mullion::plan
