#pragma once
// Which names an expression may use: the tables of a FROM clause and their columns, and for a subquery those of the
// queries around it. A value; one thread.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "plan/relation.h"
#include "sql/expression.h"
#include "sql/source.h"

namespace mullion::plan {

/// The columns [first, first + count) of the relation, and the name they may be qualified with.
struct ScopeTable {
  std::vector<std::string> name;  ///< {alias}, {catalog, database, table}, or empty: only unqualified
  int first = 0;
  int count = 0;
  int level = 0;  ///< 0: the query itself, 1: the query around it, …
};

struct ResolvedColumn {
  int column = -1;
  size_t parts_used = 0;  ///< of the path; what follows are fields of a ROW
  int level = 0;
};

class Scope {
 public:
  Scope() = default;
  /// All columns of `rel` under one name.
  Scope(const Rel& rel, std::vector<std::string> name) : Scope(rel.columns, std::move(name)) {}
  Scope(std::vector<RelColumn> columns, std::vector<std::string> name);
  /// The columns of `left`, then those of `right`; with `outer`, left is the query around right.
  static Scope Join(const Scope& left, const Scope& right, bool outer = false);

  const std::vector<RelColumn>& columns() const { return columns_; }
  const RelColumn& column(int i) const { return columns_[static_cast<size_t>(i)]; }
  const std::vector<ScopeTable>& tables() const { return tables_; }

  /// Error (user): "Column 'x' not found in any table" with near misses, "Column 'x' is ambiguous".
  Result<ResolvedColumn> Resolve(const sql::IdentifierPath& path) const;
  /// The columns of * (empty qualifier) or t.*.
  Result<std::vector<int>> Star(const sql::IdentifierPath& qualifier) const;
  /// Of an outer join: which columns it makes nullable stands in the relation. Columns are the same ones, in order.
  void TakeTypes(const Rel& joined);
  /// Leaves a column out of * and of unqualified look-up: the right side of JOIN … USING.
  void Hide(int column) { hidden_.push_back(column); }

  /// The same columns, in the same order, as a join gives them: some nullable now, none a time.
  void Refresh(std::vector<RelColumn> columns) { columns_ = std::move(columns); }
  /// The column that holds the value of a subquery (`expr` is it).
  void KnowSubquery(const sql::Expr* expr, int column) { subqueries_.emplace_back(expr, column); }
  /// -1: it is not known.
  int SubqueryColumn(const sql::Expr& expr) const;

 private:
  bool IsHidden(int column) const;
  const ScopeTable* FindTable(std::span<const sql::Identifier> name, int level) const;
  std::vector<int> FindColumns(std::string_view name, const ScopeTable& table) const;
  Result<ResolvedColumn> ResolveAt(const sql::IdentifierPath& path, int level) const;
  Error ColumnNotFound(const sql::Identifier& name, std::string_view where, const ScopeTable* table) const;

  std::vector<RelColumn> columns_;
  std::vector<ScopeTable> tables_;
  std::vector<int> hidden_;
  std::vector<std::pair<const sql::Expr*, int>> subqueries_;
};

}  // namespace mullion::plan
