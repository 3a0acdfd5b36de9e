#include "plan/query_planner.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "plan/aggregate_call.h"
#include "plan/aggregate_planner.h"
#include "plan/expression_walk.h"
#include "plan/filter_planner.h"
#include "plan/join_builder.h"
#include "plan/literal_binder.h"
#include "plan/over_planner.h"
#include "plan/scalar_binder.h"
#include "plan/scalar_subquery.h"
#include "plan/set_planner.h"
#include "plan/source_binder.h"
#include "plan/union_planner.h"

namespace mullion::plan {
namespace {

std::string DerivedName(const sql::Expr& expr, size_t position) {
  if (auto* column = expr.As<sql::ColumnReference>()) return column->path.last().name;
  if (auto* field = expr.As<sql::FieldAccess>()) return field->field.name;
  return fmt::format("EXPR${}", position);
}

void CollectConjuncts(const sql::Expr& expr, std::vector<const sql::Expr*>* out) {
  if (auto* binary = expr.As<sql::Binary>(); binary && binary->op == sql::BinaryOperator::kAnd) {
    CollectConjuncts(*binary->left, out);
    CollectConjuncts(*binary->right, out);
    return;
  }
  out->push_back(&expr);
}

}  // namespace

std::vector<const sql::Expr*> SplitConjuncts(const sql::Expr& condition) {
  std::vector<const sql::Expr*> out;
  CollectConjuncts(condition, &out);
  return out;
}

SortKey MakeSortKey(int column, const sql::OrderItem& item) {
  bool nulls_first = item.nulls == sql::NullsOrder::kDefault ? !item.descending : item.nulls == sql::NullsOrder::kFirst;
  return {.column = column, .ascending = !item.descending, .nulls_first = nulls_first};
}

Status RenameColumns(Rel* rel, const std::vector<sql::Identifier>& names, std::string_view what,
                     TextPosition position) {
  if (names.empty()) return Ok();
  if (names.size() != rel->columns.size()) {
    return Fail(
        Error::User(fmt::format("{} names {} columns, but the query has {}", what, names.size(), rel->columns.size()))
            .At(position));
  }
  for (size_t i = 0; i < names.size(); ++i) rel->columns[i].name = names[i].name;
  return Ok();
}

bool IsBounded(const Rel& rel) {
  if (auto* scan = rel.As<ScanRel>()) return scan->table->traits.bounded;
  return std::ranges::all_of(rel.inputs, [](const RelPtr& input) { return IsBounded(*input); });
}

Result<RelPtr> QueryPlanner::PlanQuery(const sql::Query& query) {
  size_t outer = common_tables_.size();
  for (const sql::CommonTable& table : query.with) common_tables_.push_back({&table, common_tables_.size()});
  HiddenKeys hidden;
  Result<RelPtr> rel = PlanBody(query, &hidden);
  common_tables_.resize(outer);
  if (!rel) return rel;
  return PlanOrder(query, *std::move(rel), hidden);
}

Result<RelPtr> QueryPlanner::PlanBody(const sql::Query& query, HiddenKeys* hidden) {
  if (auto* select = query.As<sql::Select>()) return PlanSelect(*select, query.order_by, hidden);
  if (auto* operation = query.As<sql::SetOperation>()) return PlanSetOperation(*operation);
  if (auto* values = query.As<sql::Values>()) return PlanValues(*values);
  auto* table = query.As<sql::ExplicitTable>();
  MULLION_ASSIGN(From from, PlanTable(table->path, {}, query.position));
  return std::move(from.rel);
}

Result<std::vector<SelectColumn>> QueryPlanner::ExpandItems(const sql::Select& select, const Scope& scope) {
  std::vector<SelectColumn> columns;
  for (const sql::SelectItem& item : select.items) {
    if (auto* star = item.expr->As<sql::Star>()) {
      if (!select.from) return Fail(Error::User("SELECT * needs a FROM clause").At(item.expr->position));
      Result<std::vector<int>> all = scope.Star(star->qualifier);
      if (!all) return Fail(WithPosition(std::move(all).error(), item.expr->position));
      for (int column : *all) columns.push_back({nullptr, column, scope.column(column).name, item.expr->position});
      continue;
    }
    std::string name = item.alias ? item.alias->name : DerivedName(*item.expr, columns.size());
    columns.push_back({item.expr.get(), -1, std::move(name), item.expr->position});
  }
  return columns;
}

namespace {

/// True for a sort key that only the rows below the select list can give: it names a column that the list does not, or
/// aggregates.
bool IsHiddenKey(const sql::Expr& key, const std::vector<SelectColumn>& columns) {
  bool hidden = false;
  WalkExpression(key, [&](const sql::Expr& expr) {
    auto* reference = expr.As<sql::ColumnReference>();
    if (reference) {
      const auto& parts = reference->path.parts;
      hidden |= parts.size() > 1 || std::ranges::find(columns, parts[0].name, &SelectColumn::name) == columns.end();
    }
    hidden |= IsAggregateCall(expr);
    return !hidden;
  });
  return hidden;
}

}  // namespace

Result<RelPtr> QueryPlanner::PlanSelect(const sql::Select& select, const std::vector<sql::OrderItem>& order_by,
                                        HiddenKeys* hidden) {
  From from{MakeSingleRow(), Scope()};
  std::vector<const sql::Expr*> conditions;
  if (select.where) conditions = SplitConjuncts(*select.where);
  std::vector<const sql::Expr*> on_subqueries;
  std::ranges::copy_if(conditions, std::back_inserter(on_subqueries),
                       [](const sql::Expr* condition) { return HasScalarSubquery(*condition); });
  std::erase_if(conditions, [](const sql::Expr* condition) { return HasScalarSubquery(*condition); });
  if (select.from) {
    MULLION_ASSIGN(from, PlanFrom(*select.from, &conditions));
  }
  MULLION_ASSIGN(from, JoinScalarSubqueries(*this, std::move(from), select));
  conditions.insert(conditions.end(), on_subqueries.begin(), on_subqueries.end());
  MULLION_ASSIGN(from, PlanWhere(*this, std::move(from), conditions));
  MULLION_ASSIGN(std::vector<SelectColumn> columns, ExpandItems(select, from.scope));
  const std::vector<SelectColumn> listed = columns;
  for (size_t i = 0; i < order_by.size() && !select.distinct; ++i) {
    const sql::Expr& key = *order_by[i].expr;
    if (!IsHiddenKey(key, listed)) continue;
    hidden->emplace(i, static_cast<int>(columns.size()));
    auto* column = key.As<sql::ColumnReference>();
    std::string name = column ? column->path.last().name : fmt::format("$sort{}", i);
    columns.push_back({&key, -1, std::move(name), key.position});
  }
  RelPtr rel;
  if (IsAggregation(select)) {
    MULLION_ASSIGN(rel, PlanAggregation(context_, std::move(from), select, columns));
  } else {
    MULLION_ASSIGN(rel, PlanProjection(select, std::move(from), columns));
  }
  if (!select.distinct) return rel;
  return PlanDistinct(context_, std::move(rel));
}

Result<RelPtr> QueryPlanner::PlanProjection(const sql::Select& select, From from,
                                            const std::vector<SelectColumn>& columns) {
  MULLION_ASSIGN(OverCalls over, PlanOverCalls(context_, std::move(from), select, columns));
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  ScalarBinder binder(context_, over.from.scope, "SELECT", over.hook());
  for (const SelectColumn& column : columns) {
    Result<ExprPtr> expr = column.expr ? binder.Bind(*column.expr) : ColumnOf(*over.from.rel, column.column);
    if (!expr) return Fail(std::move(expr).error());
    exprs.push_back(*std::move(expr));
    names.push_back(column.name);
  }
  RelPtr rel = MakeProject(std::move(over.from.rel), std::move(exprs), names);
  for (size_t i = 0; i < columns.size(); ++i) {
    auto* call = columns[i].expr ? columns[i].expr->As<sql::FunctionCall>() : nullptr;
    if (call && FunctionName(*call) == "PROCTIME") rel->columns[i].time = TimeAttribute::kProctime;
  }
  return rel;
}

Result<RelPtr> QueryPlanner::PlanSetOperation(const sql::SetOperation& operation) {
  MULLION_ASSIGN(RelPtr left, PlanQuery(*operation.left));
  MULLION_ASSIGN(RelPtr right, PlanQuery(*operation.right));
  if (operation.op != sql::SetOperator::kUnion) {
    return PlanSetComparison(context_, operation, std::move(left), std::move(right));
  }
  MULLION_ASSIGN(RelPtr rel, PlanUnion(std::move(left), std::move(right), operation.op_position));
  return operation.all ? std::move(rel) : PlanDistinct(context_, std::move(rel));
}

Result<RelPtr> QueryPlanner::PlanValues(const sql::Values& values) {
  Scope scope;
  ScalarBinder binder(context_, scope, "VALUES");
  std::vector<std::vector<ExprPtr>> rows;
  for (const std::vector<sql::ExprPtr>& row : values.rows) {
    if (row.size() != values.rows.front().size()) {
      return Fail(Error::User("the rows of VALUES have different numbers of columns").At(row.front()->position));
    }
    std::vector<ExprPtr>& exprs = rows.emplace_back();
    for (const sql::ExprPtr& value : row) {
      MULLION_ASSIGN(ExprPtr expr, binder.Bind(*value));
      exprs.push_back(std::move(expr));
    }
  }
  return PlanRows(context_.eval, std::move(rows), values.rows.front().front()->position);
}

Result<int64_t> QueryPlanner::ConstantCount(const sql::Expr& expr, std::string_view what) {
  Scope scope;
  MULLION_ASSIGN(ExprPtr bound, ScalarBinder(context_, scope, std::string(what)).Bind(expr));
  const Value* value = AsLiteral(*bound);
  if (!value || value->is_null() || !bound->type().IsInteger() || value->AsInt() < 0) {
    return Fail(Error::User(fmt::format("{} takes a whole number that is not negative", what)).At(expr.position));
  }
  return value->AsInt();
}

Result<std::vector<SortKey>> QueryPlanner::BindOrder(const std::vector<sql::OrderItem>& items, const HiddenKeys& hidden,
                                                     RelPtr* rel) {
  Scope scope(**rel, {});
  size_t width = (*rel)->columns.size() - hidden.size();
  std::vector<SortKey> keys;
  for (size_t i = 0; i < items.size(); ++i) {
    const sql::OrderItem& item = items[i];
    if (auto it = hidden.find(i); it != hidden.end()) {
      keys.push_back(MakeSortKey(it->second, item));
      continue;
    }
    if (item.expr->Is<sql::ExactNumber>()) {
      MULLION_ASSIGN(int64_t ordinal, ConstantCount(*item.expr, "ORDER BY"));
      if (ordinal < 1 || ordinal > static_cast<int64_t>(width)) {
        return Fail(Error::User("Ordinal out of range")
                        .At(item.expr->position)
                        .Hint(fmt::format("the select list has {} columns", width)));
      }
      keys.push_back(MakeSortKey(static_cast<int>(ordinal) - 1, item));
      continue;
    }
    MULLION_ASSIGN(ExprPtr expr, ScalarBinder(context_, scope, "ORDER BY").Bind(*item.expr));
    keys.push_back(MakeSortKey(AppendColumn(rel, expr, fmt::format("$sort{}", i)), item));
  }
  return keys;
}

namespace {

RelPtr KeepFirstColumns(RelPtr rel, size_t count) {
  while (rel->columns.size() > count) rel = DropLastColumn(std::move(rel));
  return rel;
}

}  // namespace

Result<RelPtr> QueryPlanner::PlanOrder(const sql::Query& query, RelPtr rel, const HiddenKeys& hidden) {
  if (query.order_by.empty() && !query.limit && !query.offset) return rel;
  size_t width = rel->columns.size() - hidden.size();
  SortRel sort;
  MULLION_ASSIGN(sort.order_by, BindOrder(query.order_by, hidden, &rel));
  if (query.limit) {
    MULLION_ASSIGN(sort.limit, ConstantCount(*query.limit, "LIMIT"));
  }
  if (query.offset) {
    MULLION_ASSIGN(sort.offset, ConstantCount(*query.offset, "OFFSET"));
    if (context_.strict && context_.streaming && !query.limit) {
      return Fail(Error::User("FETCH is missed, which on streaming table is not supported currently.")
                      .At(query.position)
                      .Hint("write LIMIT n OFFSET m"));
    }
  }
  MULLION_ASSIGN(rel, PlanSort(query, std::move(rel), std::move(sort)));
  return KeepFirstColumns(std::move(rel), width);
}

Result<RelPtr> QueryPlanner::PlanSort(const sql::Query& query, RelPtr rel, SortRel sort) {
  bool top_n = context_.streaming && !sort.order_by.empty() && sort.limit >= 0;
  if (top_n) {
    RankRel rank{.partition_by = {},
                 .order_by = sort.order_by,
                 .function = "ROW_NUMBER",
                 .first = sort.offset + 1,
                 .last = sort.offset + sort.limit,
                 .number_used = false,
                 .position = query.order_by_position};
    return DropLastColumn(MakeRank(std::move(rel), std::move(rank), context_.streaming));
  }
  if (context_.streaming && !sort.order_by.empty()) {
    const RelColumn& first = rel->columns[static_cast<size_t>(sort.order_by[0].column)];
    if (first.time != TimeAttribute::kRowtime || !sort.order_by[0].ascending) {
      return Fail(
          Error::User("Sort on a non-time-attribute field is not supported")
              .At(query.order_by_position)
              .Why("a stream has no end after which it could be sorted")
              .Hint("order by the event time ascending, add a LIMIT, or SET 'execution.runtime-mode' = 'batch'"));
    }
    if (rel->updates) {
      return Fail(Error::User("Sort doesn't support consuming update and delete changes").At(query.order_by_position));
    }
    bool whole = sort.offset == 0;
    auto ordered = std::make_unique<Rel>();
    ordered->columns = rel->columns;
    ordered->node = TimeSortRel{.order_by = std::move(sort.order_by)};
    ordered->inputs.push_back(std::move(rel));
    if (whole) return ordered;
    rel = std::move(ordered);
    sort.order_by.clear();
  }
  if (context_.streaming && rel->updates && sort.limit >= 0) {
    return Fail(Unsupported("LIMIT without ORDER BY over updating rows", query.position).Hint("add an ORDER BY"));
  }
  auto out = std::make_unique<Rel>();
  out->columns = rel->columns;
  out->updates = rel->updates;
  out->node = std::move(sort);
  out->inputs.push_back(std::move(rel));
  return out;
}

}  // namespace mullion::plan
