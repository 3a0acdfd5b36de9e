#pragma once
// The tree of a statement. Owned from the root down, immutable after parsing; any thread may read it.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sql/query.h"

namespace mullion::sql {

struct Statement;
using StatementPtr = std::unique_ptr<Statement>;

// ---- tables ----

struct PrimaryKey {
  std::optional<Identifier> constraint;
  std::vector<Identifier> columns;
  /// Absent when neither ENFORCED nor NOT ENFORCED is written; Flink takes NOT ENFORCED only.
  std::optional<bool> enforced;
  bool inline_column = false;  ///< written behind the column's type
  /// UNIQUE instead of PRIMARY KEY: Flink parses it and refuses it.
  bool unique = false;
  TextPosition position;
};

struct PhysicalColumn {
  TypeName type;
};
/// c AS expr
struct ComputedColumn {
  ExprPtr expr;
};
/// c TYPE METADATA [FROM 'key'] [VIRTUAL]
struct MetadataColumn {
  TypeName type;
  std::optional<std::string> key;
  bool is_virtual = false;
};

struct ColumnDefinition {
  Identifier name;
  std::variant<PhysicalColumn, ComputedColumn, MetadataColumn> kind;
  std::optional<std::string> comment;
  TextPosition position;
  SourceRange range;
};

/// WATERMARK FOR column AS expr; the column may be a field of a row.
struct WatermarkDefinition {
  IdentifierPath column;
  ExprPtr expr;
  TextPosition position;
};

enum class LikeScope { kAll, kConstraints, kPartitions, kGenerated, kOptions, kWatermarks, kMetadata };
enum class LikeMerging { kIncluding, kExcluding, kOverwriting };
struct LikeOption {
  LikeMerging merging = LikeMerging::kIncluding;
  LikeScope scope = LikeScope::kAll;
  TextPosition position;
};
struct LikeClause {
  IdentifierPath table;
  std::vector<LikeOption> options;
};

/// What stands between the parentheses of CREATE TABLE and of ALTER TABLE ADD/MODIFY.
struct TableElements {
  std::vector<ColumnDefinition> columns;
  std::vector<WatermarkDefinition> watermarks;  ///< more than one is refused by the planner
  std::vector<PrimaryKey> keys;                 ///< more than one is refused by the planner
};

struct CreateTable {
  IdentifierPath name;
  bool temporary = false;
  bool if_not_exists = false;
  bool or_replace = false;  ///< CREATE OR REPLACE TABLE … AS, REPLACE TABLE … AS: refused by the planner
  TableElements elements;
  std::optional<std::string> comment;
  std::vector<Identifier> partitioned_by;
  std::vector<Option> options;
  std::optional<LikeClause> like;
  QueryPtr as;  ///< may be null
};

struct CreateView {
  IdentifierPath name;
  bool temporary = false;
  bool if_not_exists = false;
  bool or_replace = false;  ///< refused by the planner
  std::vector<Identifier> columns;
  std::optional<std::string> comment;
  QueryPtr query;
};

struct CreateCatalog {
  Identifier name;
  std::vector<Option> options;
};
struct CreateDatabase {
  IdentifierPath name;
  bool if_not_exists = false;
  std::optional<std::string> comment;
  std::vector<Option> options;
};
struct CreateFunction {
  IdentifierPath name;
  bool temporary = false;
  bool system = false;
  bool if_not_exists = false;
  std::string class_name;
  std::string language;  ///< JAVA, SCALA, PYTHON; empty when not written
  std::vector<std::string> jars;
};

enum class ObjectKind { kTable, kView, kCatalog, kDatabase, kFunction };
/// "TABLE", "VIEW", …
std::string_view ObjectKindName(ObjectKind kind);

struct Drop {
  ObjectKind kind = ObjectKind::kTable;
  IdentifierPath name;
  bool temporary = false;
  bool system = false;  ///< TEMPORARY SYSTEM FUNCTION
  bool if_exists = false;
  bool cascade = false;
};

// ---- ALTER ----

struct SetOptions {
  std::vector<Option> options;
};
struct ResetOptions {
  std::vector<Identifier> keys;  ///< the text between the quotes
};
struct RenameTo {
  IdentifierPath name;
};
/// FIRST, AFTER c; neither: at the end, or where it is.
struct ColumnPlace {
  bool first = false;
  std::optional<Identifier> after;
};
struct AddOrModify {
  bool modify = false;
  TableElements elements;
  std::vector<ColumnPlace> places;  ///< one for each of elements.columns
};
struct DropColumns {
  std::vector<IdentifierPath> columns;
};
struct DropPrimaryKey {};
struct DropConstraint {
  Identifier name;
};
struct DropWatermark {};
struct RenameColumn {
  IdentifierPath from;
  Identifier to;
};
struct AlterViewAs {
  QueryPtr query;
};

struct Alter {
  ObjectKind kind = ObjectKind::kTable;
  IdentifierPath name;
  bool if_exists = false;
  std::variant<SetOptions, ResetOptions, RenameTo, AddOrModify, DropColumns, DropPrimaryKey, DropConstraint,
               DropWatermark, RenameColumn, AlterViewAs>
      action;
};

// ---- data ----

struct PartitionValue {
  Identifier column;
  ExprPtr value;
};
struct Insert {
  IdentifierPath table;
  std::vector<Hint> hints;
  bool overwrite = false;
  std::vector<PartitionValue> partition;
  std::vector<IdentifierPath> columns;
  QueryPtr query;
  TextPosition position;
  SourceRange range;
};

/// EXECUTE STATEMENT SET BEGIN … END, and BEGIN STATEMENT SET; …; END. At least one insert.
struct StatementSet {
  std::vector<Insert> inserts;
};

struct QueryStatement {
  QueryPtr query;
};

enum class ExplainDetail { kEstimatedCost, kChangelogMode, kJsonExecutionPlan, kPlanAdvice };
struct Explain {
  std::vector<ExplainDetail> details;
  StatementPtr statement;  ///< a query, an insert or a statement set
};

// ---- looking around and settings ----

enum class ShowKind {
  kTables,
  kViews,
  kCatalogs,
  kCurrentCatalog,
  kDatabases,
  kCurrentDatabase,
  kFunctions,
  kUserFunctions,
  kCreateTable,  ///< name
  kCreateView,   ///< name
  kColumns,      ///< name
  kPartitions,   ///< name
  kModules,
  kFullModules,
  kJars,
  kJobs,
};
struct Show {
  ShowKind kind = ShowKind::kTables;
  IdentifierPath name;              ///< the object, or FROM/IN database; may be empty
  std::optional<std::string> like;  ///< the pattern
  bool case_insensitive = false;    ///< ILIKE
  bool not_like = false;
};
struct Describe {
  IdentifierPath name;
  bool extended = false;
};
enum class UseKind { kCatalog, kDatabase };
struct Use {
  UseKind kind = UseKind::kDatabase;
  IdentifierPath name;
};
/// SET 'k' = 'v'; `option` is absent for a bare SET, which lists the settings.
struct Set {
  std::optional<Option> option;
};
/// RESET 'k'; `key` is absent for a bare RESET.
struct Reset {
  std::optional<Option> key;
};
/// ADD JAR '…', REMOVE JAR '…'
struct Jar {
  bool add = true;
  std::string path;
};

/// A statement of Flink's that is known and not taken here: the planner refuses it, `submit` passes its text on.
struct Unsupported {
  std::string what;  ///< "LOAD MODULE"
  std::string hint;
};

using StatementNode =
    std::variant<CreateTable, CreateView, CreateCatalog, CreateDatabase, CreateFunction, Drop, Alter, Insert,
                 StatementSet, QueryStatement, Explain, Show, Describe, Use, Set, Reset, Jar, Unsupported>;

struct Statement {
  StatementNode node;
  TextPosition position;
  SourceRange range;  ///< in the script, without the semicolon
  std::string text;   ///< exactly as written, without the semicolon

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
};

}  // namespace mullion::sql
