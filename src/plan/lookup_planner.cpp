#include "plan/lookup_planner.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "expr/function.h"
#include "plan/join_builder.h"
#include "plan/scalar_binder.h"
#include "plan/source_binder.h"

namespace mullion::plan {
namespace {

/// left value = column of the table, by its place in the table.
struct LookupKey {
  ExprPtr left;
  int column;
};

bool OnlyBelow(const Expr& expr, int end) {
  std::vector<int> inputs;
  expr.CollectInputs(&inputs);
  return std::ranges::all_of(inputs, [&](int i) { return i < end; });
}

Status CheckTime(QueryPlanner& planner, const sql::NamedTable& table, const Scope& left) {
  ScalarBinder binder(planner.context(), left, "FOR SYSTEM_TIME AS OF");
  Result<ExprPtr> time = binder.Bind(*table.system_time);
  const int* column = time ? AsInputRef(**time) : nullptr;
  TimeAttribute attribute = column ? left.column(*column).time : TimeAttribute::kNone;
  if (attribute == TimeAttribute::kProctime) return Ok();
  if (attribute == TimeAttribute::kRowtime) {
    return Fail(Unsupported("a temporal join on event time", table.system_time->position)
                    .Hint("a table is looked up FOR SYSTEM_TIME AS OF a processing time: a column AS PROCTIME()"));
  }
  return Fail(Error::User("Temporal table join currently only supports 'FOR SYSTEM_TIME AS OF' left table's time "
                          "attribute field")
                  .At(table.system_time->position)
                  .Hint("add a column to the left table, proc_time AS PROCTIME(), and name it here"));
}

Result<std::shared_ptr<const BoundSource>> LookedUp(const Rel& rel, TextPosition position) {
  const auto* scan = rel.As<ScanRel>();
  if (!scan) {
    return Fail(Error::User("Temporal table join only support join on a LookupTableSource, not on a view or a query")
                    .At(position));
  }
  const BoundSource& source = *scan->table;
  if (!source.traits.lookup) {
    return Fail(Error::User(fmt::format("connector '{}' of table '{}' cannot look rows up", source.connector->name(),
                                        source.definition.name))
                    .At(position)
                    .Hint("FOR SYSTEM_TIME AS OF takes tables of the connector 'jdbc'"));
  }
  if (source.definition.physical.size() != source.columns.size()) {
    return Fail(Unsupported("a computed or metadata column of a table that is looked up", position));
  }
  return scan->table;
}

/// Binds the operands of `=`: one of the left side only, the other a plain column of the table.
Result<std::optional<LookupKey>> AsKey(const ScalarBinder& binder, const sql::Expr& condition, int left_width) {
  const auto* binary = condition.As<sql::Binary>();
  if (!binary || binary->op != sql::BinaryOperator::kEqual) return std::nullopt;
  MULLION_ASSIGN(ExprPtr a, binder.Bind(*binary->left));
  MULLION_ASSIGN(ExprPtr b, binder.Bind(*binary->right));
  if (AsInputRef(*a) && *AsInputRef(*a) >= left_width) std::swap(a, b);
  const int* column = AsInputRef(*b);
  if (!column || *column < left_width || !OnlyBelow(*a, left_width)) return std::nullopt;
  MULLION_TRY(MakeCall("=", {a, b}));  // whether they can be compared
  if (!a->type().SameExceptNull(b->type())) {
    // What the column's type has no value for is in no row of the table.
    MULLION_ASSIGN(a, MakeCast(std::move(a), b->type().WithNullable(true), true));
  }
  return LookupKey{std::move(a), *column - left_width};
}

struct Conditions {
  std::vector<LookupKey> keys;
  std::vector<ExprPtr> residual;  ///< over left, then the table
};

Result<Conditions> BindConditions(QueryPlanner& planner, const sql::Join& join, const Scope& joint, int left_width) {
  Conditions out;
  if (!join.on) return out;
  ScalarBinder binder(planner.context(), joint, "ON");
  for (const sql::Expr* condition : SplitConjuncts(*join.on)) {
    MULLION_ASSIGN(std::optional<LookupKey> key, AsKey(binder, *condition, left_width));
    if (key) {
      out.keys.push_back(*std::move(key));
      continue;
    }
    MULLION_ASSIGN(ExprPtr bound, binder.BindCondition(*condition));
    out.residual.push_back(std::move(bound));
  }
  return out;
}

/// The condition over the left columns as they are now, keys appended, then the table.
ExprPtr Shifted(std::vector<ExprPtr> residual, int left_width, int left_now, int table_width) {
  if (residual.empty()) return nullptr;
  std::vector<int> mapping(static_cast<size_t>(left_width + table_width));
  std::iota(mapping.begin(), mapping.begin() + left_width, 0);
  std::iota(mapping.begin() + left_width, mapping.end(), left_now);
  ExprPtr all = residual.size() == 1 ? residual[0] : MakeAnd(std::move(residual));
  return all->Remap(mapping);
}

RelPtr WithoutKeys(RelPtr rel, int left_width, int left_now) {
  if (left_width == left_now) return rel;
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(rel->columns.size()); ++i) {
    if (i >= left_width && i < left_now) continue;
    exprs.push_back(ColumnOf(*rel, i));
    names.push_back(rel->columns[static_cast<size_t>(i)].name);
  }
  return MakeProject(std::move(rel), std::move(exprs), names);
}

RelPtr MakeLookup(From left, const Rel& table, std::shared_ptr<const BoundSource> source, Conditions conditions,
                  bool outer) {
  int left_width = static_cast<int>(left.rel->columns.size());
  LookupJoinRel lookup{.table = std::move(source), .keys = {}, .table_keys = {}, .condition = nullptr, .outer = outer};
  for (LookupKey& key : conditions.keys) {
    lookup.keys.push_back(AppendColumn(&left.rel, key.left, "$key"));
    lookup.table_keys.push_back(key.column);
  }
  int left_now = static_cast<int>(left.rel->columns.size());
  lookup.condition =
      Shifted(std::move(conditions.residual), left_width, left_now, static_cast<int>(table.columns.size()));
  auto rel = std::make_unique<Rel>();
  rel->columns = left.rel->columns;
  for (RelColumn column : table.columns) {
    if (outer) column.type = column.type.WithNullable(true);
    column.time = TimeAttribute::kNone;
    rel->columns.push_back(std::move(column));
  }
  rel->updates = left.rel->updates;
  rel->node = std::move(lookup);
  rel->inputs.push_back(std::move(left.rel));
  return WithoutKeys(std::move(rel), left_width, left_now);
}

}  // namespace

Result<From> PlanLookupJoin(QueryPlanner& planner, const sql::Join& join, From left, TextPosition position) {
  const auto& named = *join.right->As<sql::NamedTable>();
  bool outer = join.kind == sql::JoinKind::kLeft;
  if (!outer && join.kind != sql::JoinKind::kInner) {
    return Fail(Error::User("a table is looked up by INNER JOIN or LEFT JOIN").At(position));
  }
  if (join.natural || !join.using_columns.empty()) {
    return Fail(Unsupported("USING or NATURAL where a table is looked up", position).Hint("write the keys behind ON"));
  }
  MULLION_TRY(CheckTime(planner, named, left.scope));
  MULLION_ASSIGN(From table, planner.PlanTable(named.path, named.hints, join.right->position));
  MULLION_ASSIGN(std::shared_ptr<const BoundSource> source, LookedUp(*table.rel, join.right->position));
  if (const auto& alias = join.right->alias) {
    MULLION_TRY(RenameColumns(table.rel.get(), alias->columns, fmt::format("the alias '{}'", alias->name.name),
                              alias->name.position));
    table.scope = Scope(*table.rel, {alias->name.name});
  }
  int left_width = static_cast<int>(left.rel->columns.size());
  Scope left_scope = left.scope;
  MULLION_ASSIGN(Conditions conditions,
                 BindConditions(planner, join, Scope::Join(left_scope, table.scope), left_width));
  if (conditions.keys.empty()) {
    return Fail(Error::User("Temporal table lookup join requires an equality condition on fields of table '" +
                            source->definition.name + "'")
                    .At(position)
                    .Hint("ON must compare a column of the table with a value of the left side"));
  }
  RelPtr rel = MakeLookup(std::move(left), *table.rel, std::move(source), std::move(conditions), outer);
  Scope scope = Scope::Join(left_scope, table.scope);
  scope.Refresh(rel->columns);
  return From{std::move(rel), std::move(scope)};
}

}  // namespace mullion::plan
