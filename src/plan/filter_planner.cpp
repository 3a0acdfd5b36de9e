#include "plan/filter_planner.h"

#include <algorithm>
#include <utility>

#include "plan/join_planner.h"
#include "plan/literal_binder.h"
#include "plan/over_planner.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {
namespace {

using sql::BinaryOperator;

/// NOT NOT x.
const sql::Expr& StripNot(const sql::Expr& expr, bool* negated) {
  const sql::Expr* at = &expr;
  while (auto* unary = at->As<sql::Unary>()) {
    if (unary->op != sql::UnaryOperator::kNot) break;
    *negated = !*negated;
    at = unary->operand.get();
  }
  return *at;
}

RankRel* RankOf(const Scope& scope, const sql::Expr& expr) {
  auto* reference = expr.As<sql::ColumnReference>();
  if (!reference) return nullptr;
  Result<ResolvedColumn> found = scope.Resolve(reference->path);
  return found && found->parts_used == reference->path.parts.size() ? scope.column(found->column).rank : nullptr;
}

std::optional<int64_t> WholeNumber(const PlanContext& context, const sql::Expr& expr) {
  Scope none;
  Result<ExprPtr> bound = ScalarBinder(context, none, "WHERE").Bind(expr);
  const Value* value = bound ? AsLiteral(**bound) : nullptr;
  if (!value || value->is_null() || !(*bound)->type().IsInteger()) return std::nullopt;
  return value->AsInt();
}

void AtMost(RankRel* rank, int64_t last) {
  rank->last = std::min(rank->last.value_or(last), last);
}
void AtLeast(RankRel* rank, int64_t first) {
  rank->first = std::max(rank->first, first);
}

bool Bound(RankRel* rank, BinaryOperator op, int64_t n) {
  switch (op) {
    case BinaryOperator::kLess:
      AtMost(rank, n - 1);
      return true;
    case BinaryOperator::kLessOrEqual:
      AtMost(rank, n);
      return true;
    case BinaryOperator::kGreater:
      AtLeast(rank, n + 1);
      return true;
    case BinaryOperator::kGreaterOrEqual:
      AtLeast(rank, n);
      return true;
    case BinaryOperator::kEqual:
      AtMost(rank, n);
      AtLeast(rank, n);
      return true;
    default:
      return false;
  }
}

BinaryOperator Mirrored(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kLess:
      return BinaryOperator::kGreater;
    case BinaryOperator::kLessOrEqual:
      return BinaryOperator::kGreaterOrEqual;
    case BinaryOperator::kGreater:
      return BinaryOperator::kLess;
    case BinaryOperator::kGreaterOrEqual:
      return BinaryOperator::kLessOrEqual;
    default:
      return op;
  }
}

/// True when the condition is a bound of a row number, which its Top-N keeps from now on.
bool TakeRankBound(const PlanContext& context, const Scope& scope, const sql::Expr& condition) {
  if (auto* between = condition.As<sql::Between>(); between && !between->negated && !between->symmetric) {
    RankRel* rank = RankOf(scope, *between->operand);
    std::optional<int64_t> low = WholeNumber(context, *between->low);
    std::optional<int64_t> high = WholeNumber(context, *between->high);
    if (!rank || !low || !high) return false;
    return Bound(rank, BinaryOperator::kGreaterOrEqual, *low) && Bound(rank, BinaryOperator::kLessOrEqual, *high);
  }
  auto* binary = condition.As<sql::Binary>();
  if (!binary) return false;
  if (RankRel* rank = RankOf(scope, *binary->left)) {
    std::optional<int64_t> n = WholeNumber(context, *binary->right);
    return n && Bound(rank, binary->op, *n);
  }
  if (RankRel* rank = RankOf(scope, *binary->right)) {
    std::optional<int64_t> n = WholeNumber(context, *binary->left);
    return n && Bound(rank, Mirrored(binary->op), *n);
  }
  return false;
}

}  // namespace

Result<From> PlanWhere(QueryPlanner& planner, From from, const std::vector<const sql::Expr*>& conditions) {
  std::vector<const sql::Expr*> plain;
  std::vector<const sql::Expr*> subqueries;
  for (const sql::Expr* condition : conditions) {
    bool negated = false;
    const sql::Expr& inner = StripNot(*condition, &negated);
    bool subquery = inner.Is<sql::InSubquery>() || inner.Is<sql::Exists>();
    (subquery ? subqueries : plain).push_back(condition);
  }
  std::vector<ExprPtr> terms;
  for (const sql::Expr* condition : plain) {
    if (TakeRankBound(planner.context(), from.scope, *condition)) {
      RefreshUpdates(from.rel.get(), planner.context().streaming);
      continue;
    }
    ScalarBinder binder(planner.context(), from.scope, "WHERE");
    MULLION_ASSIGN(ExprPtr term, binder.BindCondition(*condition));
    terms.push_back(std::move(term));
  }
  if (!terms.empty()) {
    ExprPtr all = terms.size() == 1 ? std::move(terms[0]) : MakeAnd(std::move(terms));
    from.rel = MakeFilter(std::move(from.rel), std::move(all));
  }
  for (const sql::Expr* condition : subqueries) {
    bool negated = false;
    const sql::Expr& inner = StripNot(*condition, &negated);
    if (auto* in = inner.As<sql::InSubquery>()) {
      MULLION_ASSIGN(from, PlanInSubquery(planner, std::move(from), *in, negated != in->negated, condition->position));
    } else {
      const auto& exists = *inner.As<sql::Exists>();
      MULLION_ASSIGN(from, PlanExists(planner, std::move(from), exists, negated, condition->position));
    }
  }
  return from;
}

}  // namespace mullion::plan
