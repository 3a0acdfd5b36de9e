#pragma once
// Queries to relations: WITH, FROM, WHERE, SELECT, set operations, ORDER BY and LIMIT. Aggregation, windows, joins and
// ranks are planned by the files of those names. Made for one statement, one thread.

#include <map>
#include <string>
#include <vector>

#include "plan/plan_context.h"
#include "plan/relation.h"
#include "plan/scope.h"
#include "sql/ast.h"

namespace mullion::plan {

/// A relation and the names its columns have here.
struct From {
  RelPtr rel;
  Scope scope;
};

/// One column of a select list after * is written out.
struct SelectColumn {
  const sql::Expr* expr = nullptr;  ///< null: the column `column` of the scope
  int column = -1;
  std::string name;
  TextPosition position;
};

class QueryPlanner {
 public:
  explicit QueryPlanner(PlanContext& context) : context_(context) {}

  Result<RelPtr> PlanQuery(const sql::Query& query);
  /// A table, view or WITH name.
  Result<From> PlanTable(const sql::IdentifierPath& path, const std::vector<sql::Hint>& hints, TextPosition position);
  /// `conditions` are operands of the WHERE above: an inner join takes out those that compare its two sides.
  Result<From> PlanFrom(const sql::TableRef& ref, std::vector<const sql::Expr*>* conditions);
  PlanContext& context() { return context_; }

 private:
  struct CommonTable {
    const sql::CommonTable* table;
    size_t visible;  ///< how many of common_tables_ its body sees
  };

  /// What the keys of an ORDER BY read that the select list does not give: columns behind it, by the key's number.
  using HiddenKeys = std::map<size_t, int>;

  Result<RelPtr> PlanBody(const sql::Query& query, HiddenKeys* hidden);
  Result<RelPtr> PlanSelect(const sql::Select& select, const std::vector<sql::OrderItem>& order_by, HiddenKeys* hidden);
  Result<RelPtr> PlanProjection(const sql::Select& select, From from, const std::vector<SelectColumn>& columns);
  Result<RelPtr> PlanSetOperation(const sql::SetOperation& operation);
  Result<RelPtr> PlanValues(const sql::Values& values);
  Result<RelPtr> PlanOrder(const sql::Query& query, RelPtr rel, const HiddenKeys& hidden);
  Result<RelPtr> PlanSort(const sql::Query& query, RelPtr rel, SortRel sort);
  Result<std::vector<SortKey>> BindOrder(const std::vector<sql::OrderItem>& items, const HiddenKeys& hidden,
                                         RelPtr* rel);
  Result<int64_t> ConstantCount(const sql::Expr& expr, std::string_view what);
  Result<std::vector<SelectColumn>> ExpandItems(const sql::Select& select, const Scope& scope);

  Result<From> PlanUnaliased(const sql::TableRef& ref);
  Result<From> PlanNamed(const sql::NamedTable& table, TextPosition position);
  Result<From> PlanCommonTable(const CommonTable& common);
  Result<RelPtr> PlanView(const CatalogView& view, const std::string& name, TextPosition position);

  PlanContext& context_;
  std::vector<CommonTable> common_tables_;
  int view_depth_ = 0;
};

/// The operands of a chain of AND.
std::vector<const sql::Expr*> SplitConjuncts(const sql::Expr& condition);
/// ASC, NULLS FIRST … as Flink reads them: NULL is the smallest value.
SortKey MakeSortKey(int column, const sql::OrderItem& item);
/// New names for the columns; error when the numbers differ.
Status RenameColumns(Rel* rel, const std::vector<sql::Identifier>& names, std::string_view what, TextPosition position);
/// True when every source below ends.
bool IsBounded(const Rel& rel);

}  // namespace mullion::plan
