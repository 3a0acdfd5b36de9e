#include "plan/scalar_subquery.h"

#include <algorithm>
#include <utility>

#include "plan/expression_walk.h"
#include "plan/join_builder.h"

namespace mullion::plan {
namespace {

bool HasAtMostOneRow(const Rel& rel) {
  if (rel.As<CalcRel>()) return HasAtMostOneRow(*rel.inputs[0]);
  if (auto* aggregate = rel.As<GroupAggregateRel>()) return aggregate->keys.empty();
  if (auto* values = rel.As<ValuesRel>()) return values->rows.size() <= 1;
  if (auto* sort = rel.As<SortRel>()) return sort->limit >= 0 && sort->limit <= 1;
  if (auto* rank = rel.As<RankRel>()) return rank->partition_by.empty() && rank->last == 1;
  return false;
}

std::vector<const sql::Expr*> FindSubqueries(const sql::Select& select) {
  std::vector<const sql::Expr*> found;
  auto visit = [&](const sql::Expr& expr) {
    if (expr.Is<sql::ScalarSubquery>()) found.push_back(&expr);
    return true;
  };
  if (select.where) WalkExpression(*select.where, visit);
  for (const sql::SelectItem& item : select.items) WalkExpression(*item.expr, visit);
  return found;
}

Result<From> JoinOne(QueryPlanner& planner, From from, const sql::Expr& expr) {
  MULLION_ASSIGN(RelPtr rel, planner.PlanQuery(*expr.As<sql::ScalarSubquery>()->query));
  if (rel->columns.size() != 1) {
    return Fail(Error::User("a subquery as a value gives one column").At(expr.position));
  }
  if (!HasAtMostOneRow(*rel)) {
    return Fail(Unsupported("a subquery as a value that may give more than one row", expr.position)
                    .Hint("aggregate it: (SELECT MAX(x) FROM …)"));
  }
  int column = static_cast<int>(from.rel->columns.size());
  Scope none(*rel, {});
  JoinBuilder join(planner.context(), JoinKind::kLeft, std::move(from), From{std::move(rel), std::move(none)});
  Scope scope = join.scope();
  MULLION_ASSIGN(RelPtr joined, join.Build(expr.position));
  scope.Refresh(joined->columns);
  scope.Hide(column);
  scope.KnowSubquery(&expr, column);
  return From{std::move(joined), std::move(scope)};
}

}  // namespace

bool HasScalarSubquery(const sql::Expr& expr) {
  bool found = false;
  WalkExpression(expr, [&](const sql::Expr& inner) {
    found |= inner.Is<sql::ScalarSubquery>();
    return !found;
  });
  return found;
}

Result<From> JoinScalarSubqueries(QueryPlanner& planner, From from, const sql::Select& select) {
  for (const sql::Expr* expr : FindSubqueries(select)) {
    MULLION_ASSIGN(from, JoinOne(planner, std::move(from), *expr));
  }
  return from;
}

}  // namespace mullion::plan
