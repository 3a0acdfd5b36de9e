#include "plan/join_planner.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "expr/function.h"
#include "plan/aggregate_planner.h"
#include "plan/join_builder.h"
#include "plan/lookup_planner.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {
namespace {

JoinKind KindOf(sql::JoinKind kind) {
  switch (kind) {
    case sql::JoinKind::kLeft:
      return JoinKind::kLeft;
    case sql::JoinKind::kRight:
      return JoinKind::kRight;
    case sql::JoinKind::kFull:
      return JoinKind::kFull;
    default:
      return JoinKind::kInner;
  }
}

bool IsTrue(const sql::Expr* expr) {
  auto* literal = expr ? expr->As<sql::BooleanLiteral>() : nullptr;
  return literal && literal->value;
}

/// Flink wants a condition, and a name of its own for each table.
Status CheckStrictJoin(const sql::Join& join, const Scope& left, const Scope& right, TextPosition position) {
  bool wants = join.kind != sql::JoinKind::kCross && join.kind != sql::JoinKind::kComma;
  if (wants && !join.natural && !join.on && join.using_columns.empty()) {
    return Fail(
        Error::User("INNER, LEFT, RIGHT or FULL join requires a condition (NATURAL keyword or ON or USING clause)")
            .At(position));
  }
  for (const ScopeTable& table : right.tables()) {
    auto same = [&](const ScopeTable& other) { return !table.name.empty() && other.name == table.name; };
    if (std::ranges::none_of(left.tables(), same)) continue;
    return Fail(Error::User(fmt::format("Duplicate relation name '{}' in FROM clause", table.name.back()))
                    .At(position)
                    .Hint("give one of them an alias"));
  }
  return Ok();
}

/// The columns of one element: a ROW's fields, a MAP's key and value, else the element itself.
Result<std::vector<Field>> ElementFields(const DataType& collection, TextPosition position) {
  const std::vector<Field>& parts = collection.fields();
  switch (collection.kind()) {
    case TypeKind::kMap:
      return std::vector<Field>{{"KEY", parts[0].type}, {"VALUE", parts[1].type}};
    case TypeKind::kArray:
    case TypeKind::kMultiset:
      break;
    default:
      return Fail(Error::User(fmt::format("UNNEST takes an ARRAY, MAP or MULTISET, not {}", collection.ToString()))
                      .At(position));
  }
  if (parts[0].type.kind() == TypeKind::kRow) return parts[0].type.fields();
  return std::vector<Field>{{"EXPR$0", parts[0].type}};
}

/// t CROSS JOIN UNNEST(t.items) AS u (item)
Result<From> PlanUnnest(QueryPlanner& planner, const sql::Join& join, From left, const sql::Unnest& unnest,
                        TextPosition position) {
  bool outer = join.kind == sql::JoinKind::kLeft;
  if (join.kind == sql::JoinKind::kRight || join.kind == sql::JoinKind::kFull) {
    return Fail(Error::User("UNNEST joins with CROSS JOIN or LEFT JOIN … ON TRUE only").At(position));
  }
  if (join.on && !IsTrue(join.on.get())) {
    return Fail(Unsupported("a join condition on UNNEST", join.on->position).Hint("put the condition into WHERE"));
  }
  if (unnest.with_ordinality && planner.context().strict) {
    return Fail(Error::User("UNNEST … WITH ORDINALITY is a later Flink's").At(position).Hint("leave --strict out"));
  }
  if (unnest.operands.size() != 1) return Fail(Unsupported("UNNEST of several collections", position));
  ScalarBinder binder(planner.context(), left.scope, "UNNEST");
  MULLION_ASSIGN(ExprPtr operand, binder.Bind(*unnest.operands[0]));
  MULLION_ASSIGN(std::vector<Field> elements, ElementFields(operand->type(), unnest.operands[0]->position));
  size_t width = left.rel->columns.size();
  Scope left_scope = left.scope;
  int column = AppendColumn(&left.rel, operand, "$items");
  auto rel = std::make_unique<Rel>();
  rel->columns = left.rel->columns;
  rel->updates = left.rel->updates;
  for (const Field& element : elements) {
    bool nullable = outer || element.type.nullable();
    rel->columns.push_back({.name = element.name, .type = element.type.WithNullable(nullable)});
  }
  if (unnest.with_ordinality)
    rel->columns.push_back({.name = "ORDINALITY", .type = DataType::Int().WithNullable(outer)});
  rel->node = UnnestRel{.column = column, .outer = outer, .with_ordinality = unnest.with_ordinality};
  rel->inputs.push_back(std::move(left.rel));

  // The collection itself may have been added as a column: only the left's own and the elements stay.
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  size_t elements_at = rel->columns.size() - elements.size() - (unnest.with_ordinality ? 1 : 0);
  for (size_t i = 0; i < rel->columns.size(); ++i) {
    if (i >= width && i < elements_at) continue;
    exprs.push_back(ColumnOf(*rel, static_cast<int>(i)));
    names.push_back(rel->columns[i].name);
  }
  const auto& alias = join.right->alias;
  size_t added = names.size() - width;
  if (alias && !alias->columns.empty()) {
    if (alias->columns.size() != added) {
      return Fail(Error::User(fmt::format("the alias '{}' names {} columns, but UNNEST gives {}", alias->name.name,
                                          alias->columns.size(), added))
                      .At(alias->name.position));
    }
    for (size_t i = 0; i < added; ++i) names[width + i] = alias->columns[i].name;
  }
  RelPtr projected = MakeProject(std::move(rel), std::move(exprs), names);
  std::vector<RelColumn> columns(projected->columns.begin() + static_cast<std::ptrdiff_t>(width),
                                 projected->columns.end());
  Scope right(std::move(columns), alias ? std::vector<std::string>{alias->name.name} : std::vector<std::string>{});
  return From{std::move(projected), Scope::Join(left_scope, right)};
}

Status AddSharedColumns(JoinBuilder* builder, const Scope& left, const Scope& right, const sql::Join& join,
                        TextPosition position) {
  std::vector<sql::Identifier> names = join.using_columns;
  if (join.natural) {
    for (const RelColumn& column : left.columns()) {
      bool shared = std::ranges::any_of(right.columns(), [&](const RelColumn& c) { return c.name == column.name; });
      if (shared) names.push_back({.name = column.name, .quoted = false, .position = position});
    }
  }
  for (const sql::Identifier& name : names) {
    sql::IdentifierPath path{{name}, name.position};
    MULLION_ASSIGN(ResolvedColumn l, left.Resolve(path));
    MULLION_ASSIGN(ResolvedColumn r, right.Resolve(path));
    MULLION_TRY(builder->AddColumns(l.column, r.column));
  }
  return Ok();
}

/// Takes the conditions of WHERE that compare both sides into the join.
Status TakeConditions(PlanContext& context, JoinBuilder* builder, int left_width,
                      std::vector<const sql::Expr*>* conditions) {
  ScalarBinder binder(context, builder->scope(), "WHERE");
  std::vector<const sql::Expr*> rest;
  for (const sql::Expr* condition : *conditions) {
    Result<ExprPtr> bound = binder.Bind(*condition);
    std::vector<int> inputs;
    if (bound) (*bound)->CollectInputs(&inputs);
    bool left = std::ranges::any_of(inputs, [&](int i) { return i < left_width; });
    bool right = std::ranges::any_of(inputs, [&](int i) { return i >= left_width; });
    if (!left || !right) {
      rest.push_back(condition);
      continue;
    }
    MULLION_TRY(builder->AddCondition(*condition));
  }
  *conditions = std::move(rest);
  return Ok();
}

/// The rows of a subquery before its select list, and what ties them to the query around it.
struct Subquery {
  From from;
  std::vector<const sql::Expr*> correlated;
  std::vector<ExprPtr> columns;  ///< the select list; empty for EXISTS
};

bool IsPlain(const sql::Query& query) {
  auto* select = query.As<sql::Select>();
  return select && query.with.empty() && !query.limit && !query.offset && !select->distinct && select->from &&
         !IsAggregation(*select);
}

Result<Subquery> PlanPlainSubquery(QueryPlanner& planner, const sql::Select& select, const Scope& outer) {
  Subquery out;
  std::vector<const sql::Expr*> conditions;
  if (select.where) conditions = SplitConjuncts(*select.where);
  MULLION_ASSIGN(out.from, planner.PlanFrom(*select.from, &conditions));
  Scope joint = Scope::Join(outer, out.from.scope, true);
  std::vector<const sql::Expr*> own;
  for (const sql::Expr* condition : conditions) {
    bool inner = condition->Is<sql::InSubquery>() || condition->Is<sql::Exists>() ||
                 ScalarBinder(planner.context(), out.from.scope, "WHERE").Bind(*condition).has_value() ||
                 !ScalarBinder(planner.context(), joint, "WHERE").Bind(*condition).has_value();
    (inner ? own : out.correlated).push_back(condition);
  }
  for (const sql::Expr* condition : own) {
    ScalarBinder binder(planner.context(), out.from.scope, "WHERE");
    MULLION_ASSIGN(ExprPtr bound, binder.BindCondition(*condition));
    out.from.rel = MakeFilter(std::move(out.from.rel), std::move(bound));
  }
  ScalarBinder binder(planner.context(), out.from.scope, "SELECT");
  for (const sql::SelectItem& item : select.items) {
    if (auto* star = item.expr->As<sql::Star>()) {
      MULLION_ASSIGN(std::vector<int> all, out.from.scope.Star(star->qualifier));
      for (int column : all) out.columns.push_back(ColumnOf(*out.from.rel, column));
      continue;
    }
    MULLION_ASSIGN(ExprPtr expr, binder.Bind(*item.expr));
    out.columns.push_back(std::move(expr));
  }
  return out;
}

Result<Subquery> PlanSubquery(QueryPlanner& planner, const sql::Query& query, const Scope& outer) {
  if (IsPlain(query)) return PlanPlainSubquery(planner, *query.As<sql::Select>(), outer);
  Subquery out;
  MULLION_ASSIGN(out.from.rel, planner.PlanQuery(query));
  out.from.scope = Scope(*out.from.rel, {});
  for (size_t i = 0; i < out.from.rel->columns.size(); ++i) {
    out.columns.push_back(ColumnOf(*out.from.rel, static_cast<int>(i)));
  }
  return out;
}

std::vector<ExprPtr> OperandsOf(const ScalarBinder& binder, const sql::Expr& operand, Status* status) {
  std::vector<const sql::Expr*> exprs = {&operand};
  if (auto* row = operand.As<sql::RowConstructor>()) {
    exprs.clear();
    for (const sql::ExprPtr& value : row->values) exprs.push_back(value.get());
  }
  std::vector<ExprPtr> out;
  for (const sql::Expr* expr : exprs) {
    Result<ExprPtr> bound = binder.Bind(*expr);
    if (!bound) {
      *status = Fail(std::move(bound).error());
      return {};
    }
    out.push_back(*std::move(bound));
  }
  return out;
}

/// NOT IN is not TRUE as soon as one side is NULL: (a = b) IS NOT FALSE keeps the row out.
Result<ExprPtr> NullAwareEquality(const ExprPtr& left, const ExprPtr& right, int left_width, int right_width) {
  std::vector<int> mapping;
  for (int i = 0; i < right_width; ++i) mapping.push_back(left_width + i);
  MULLION_ASSIGN(ExprPtr equal, MakeCall("=", {left, right->Remap(mapping)}));
  return MakeCall("IS NOT FALSE", {std::move(equal)});
}

Result<From> FinishSemiJoin(JoinBuilder builder, const std::vector<const sql::Expr*>& correlated, Scope scope,
                            TextPosition position) {
  for (const sql::Expr* condition : correlated) MULLION_TRY(builder.AddCondition(*condition));
  MULLION_ASSIGN(RelPtr rel, builder.Build(position));
  return From{std::move(rel), std::move(scope)};
}

}  // namespace

Result<From> PlanJoin(QueryPlanner& planner, const sql::Join& join, TextPosition position,
                      std::vector<const sql::Expr*>* conditions) {
  JoinKind kind = KindOf(join.kind);
  std::vector<const sql::Expr*> none;
  std::vector<const sql::Expr*>* passed_on = kind == JoinKind::kInner ? conditions : &none;
  MULLION_ASSIGN(From left, planner.PlanFrom(*join.left, passed_on));
  if (auto* unnest = join.right->As<sql::Unnest>()) {
    return PlanUnnest(planner, join, std::move(left), *unnest, join.right->position);
  }
  if (auto* named = join.right->As<sql::NamedTable>(); named && named->system_time) {
    return PlanLookupJoin(planner, join, std::move(left), position);
  }
  MULLION_ASSIGN(From right, planner.PlanFrom(*join.right, passed_on));
  Scope left_scope = left.scope;
  Scope right_scope = right.scope;
  if (planner.context().strict) MULLION_TRY(CheckStrictJoin(join, left_scope, right_scope, position));
  int left_width = static_cast<int>(left.rel->columns.size());
  JoinBuilder builder(planner.context(), kind, std::move(left), std::move(right));
  MULLION_TRY(AddSharedColumns(&builder, left_scope, right_scope, join, position));
  if (join.on && !IsTrue(join.on.get())) {
    for (const sql::Expr* condition : SplitConjuncts(*join.on)) MULLION_TRY(builder.AddCondition(*condition));
  }
  if (kind == JoinKind::kInner) MULLION_TRY(TakeConditions(planner.context(), &builder, left_width, conditions));
  MULLION_ASSIGN(RelPtr rel, builder.Build(position));
  Scope scope = builder.TakeScope();
  scope.TakeTypes(*rel);
  return From{std::move(rel), std::move(scope)};
}

Result<From> PlanInSubquery(QueryPlanner& planner, From from, const sql::InSubquery& in, bool negated,
                            TextPosition position) {
  MULLION_ASSIGN(Subquery subquery, PlanSubquery(planner, *in.query, from.scope));
  Status status = Ok();
  std::vector<ExprPtr> operands =
      OperandsOf(ScalarBinder(planner.context(), from.scope, "WHERE"), *in.operand, &status);
  if (!status) return Fail(std::move(status).error());
  if (operands.size() != subquery.columns.size()) {
    return Fail(
        Error::User(fmt::format("Values passed to IN operator must have compatible types"))
            .At(position)
            .Why(fmt::format("{} on the left, {} columns in the subquery", operands.size(), subquery.columns.size())));
  }
  Scope scope = from.scope;
  int left_width = static_cast<int>(from.rel->columns.size());
  int right_width = static_cast<int>(subquery.from.rel->columns.size());
  JoinBuilder builder(planner.context(), negated ? JoinKind::kAnti : JoinKind::kSemi, std::move(from),
                      std::move(subquery.from), true);
  for (size_t i = 0; i < operands.size(); ++i) {
    bool nullable = operands[i]->type().nullable() || subquery.columns[i]->type().nullable();
    if (negated && nullable) {
      MULLION_ASSIGN(ExprPtr residual, NullAwareEquality(operands[i], subquery.columns[i], left_width, right_width));
      builder.AddResidual(std::move(residual));
    } else {
      MULLION_TRY(builder.AddEquality(operands[i], subquery.columns[i]));
    }
  }
  return FinishSemiJoin(std::move(builder), subquery.correlated, std::move(scope), position);
}

Result<From> PlanExists(QueryPlanner& planner, From from, const sql::Exists& exists, bool negated,
                        TextPosition position) {
  MULLION_ASSIGN(Subquery subquery, PlanSubquery(planner, *exists.query, from.scope));
  Scope scope = from.scope;
  JoinBuilder builder(planner.context(), negated ? JoinKind::kAnti : JoinKind::kSemi, std::move(from),
                      std::move(subquery.from), true);
  return FinishSemiJoin(std::move(builder), subquery.correlated, std::move(scope), position);
}

}  // namespace mullion::plan
