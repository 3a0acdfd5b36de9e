#include "plan/set_planner.h"

#include <utility>

#include "expr/function.h"
#include "plan/aggregate_builder.h"
#include "plan/aggregate_planner.h"
#include "plan/join_builder.h"
#include "plan/literal_binder.h"
#include "plan/union_planner.h"

namespace mullion::plan {
namespace {

From AsFrom(RelPtr rel) {
  Scope scope(*rel, {});
  return {std::move(rel), std::move(scope)};
}

/// A row of the left once, where the right has (INTERSECT) or has not (EXCEPT) an equal one.
Result<RelPtr> PlanDistinctComparison(PlanContext& context, JoinKind kind, RelPtr left, RelPtr right,
                                      TextPosition position) {
  MULLION_ASSIGN(left, PlanDistinct(context, std::move(left)));
  std::vector<std::pair<ExprPtr, ExprPtr>> equal;
  for (int i = 0; i < static_cast<int>(left->columns.size()); ++i) {
    equal.emplace_back(ColumnOf(*left, i), ColumnOf(*right, i));
  }
  JoinBuilder join(context, kind, AsFrom(std::move(left)), AsFrom(std::move(right)));
  for (auto& [a, b] : equal) MULLION_TRY(join.AddEquality(std::move(a), std::move(b), true));
  return join.Build(position);
}

/// The relation with two more columns: what each of its rows counts for the left and for the right side.
RelPtr WithCounts(RelPtr rel, int64_t left, int64_t right) {
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (size_t i = 0; i < rel->columns.size(); ++i) {
    exprs.push_back(ColumnOf(*rel, static_cast<int>(i)));
    names.push_back(rel->columns[i].name);
  }
  exprs.push_back(IntLiteral(left));
  exprs.push_back(IntLiteral(right));
  names.insert(names.end(), {"$left", "$right"});
  return MakeProject(std::move(rel), std::move(exprs), names);
}

Result<BoundAggregate> SumOf(const Rel& rel, int column) {
  BoundAggregate sum;
  sum.name = "SUM";
  sum.args = {ColumnOf(rel, column)};
  std::vector<DataType> types = {sum.args[0]->type()};
  std::vector<const Value*> literals = {nullptr};
  MULLION_ASSIGN(sum.function, MakeAggregate("SUM", types, literals, false, rel.updates));
  return sum;
}

/// How often a row comes out, of the counts of both sides.
Result<ExprPtr> Copies(bool intersect, ExprPtr left, ExprPtr right) {
  if (!intersect) return MakeCall("-", {std::move(left), std::move(right)});
  MULLION_ASSIGN(ExprPtr fewer, MakeCall("<", {left, right}));
  DataType type = left->type();
  return MakeCase({{std::move(fewer), std::move(left)}}, std::move(right), std::move(type));
}

RelPtr Replicate(RelPtr rel) {
  auto out = std::make_unique<Rel>();
  out->columns = rel->columns;
  out->updates = rel->updates;
  out->node = ReplicateRel{.count_column = static_cast<int>(rel->columns.size()) - 1};
  out->inputs.push_back(std::move(rel));
  return DropLastColumn(std::move(out));
}

/// Counts equal rows on both sides and gives each as often as the counts say.
Result<RelPtr> PlanCountedComparison(PlanContext& context, bool intersect, RelPtr left, RelPtr right) {
  int width = static_cast<int>(left->columns.size());
  std::vector<std::string> names;
  for (const RelColumn& column : left->columns) names.push_back(column.name);
  std::vector<RelPtr> sides;
  sides.push_back(WithCounts(std::move(left), 1, 0));
  sides.push_back(WithCounts(std::move(right), 0, 1));
  RelPtr both = MakeUnion(std::move(sides));
  MULLION_ASSIGN(BoundAggregate left_sum, SumOf(*both, width));
  MULLION_ASSIGN(BoundAggregate right_sum, SumOf(*both, width + 1));
  std::vector<ExprPtr> keys;
  for (int i = 0; i < width; ++i) keys.push_back(ColumnOf(*both, i));
  AggregateBuilder builder(context, AsFrom(std::move(both)));
  std::vector<int> key_numbers;
  for (const ExprPtr& key : keys) key_numbers.push_back(builder.AddKey(key));
  int left_count = builder.AddCall(left_sum);
  int right_count = builder.AddCall(right_sum);
  MULLION_ASSIGN(RelPtr counted, builder.Build({}));
  MULLION_ASSIGN(ExprPtr copies, Copies(intersect, builder.Call(left_count), builder.Call(right_count)));
  std::vector<ExprPtr> exprs;
  for (int key : key_numbers) exprs.push_back(builder.Key(key));
  exprs.push_back(std::move(copies));
  names.emplace_back("$copies");
  counted = MakeProject(std::move(counted), std::move(exprs), names);
  MULLION_ASSIGN(ExprPtr some, MakeCall(">", {ColumnOf(*counted, width), IntLiteral(0)}));
  return Replicate(MakeFilter(std::move(counted), std::move(some)));
}

}  // namespace

Result<RelPtr> PlanSetComparison(PlanContext& context, const sql::SetOperation& operation, RelPtr left, RelPtr right) {
  bool intersect = operation.op == sql::SetOperator::kIntersect;
  TextPosition position = operation.op_position;
  MULLION_TRY(AlignColumns(&left, &right, intersect ? "INTERSECT" : "EXCEPT", position));
  if (operation.all) return PlanCountedComparison(context, intersect, std::move(left), std::move(right));
  JoinKind kind = intersect ? JoinKind::kSemi : JoinKind::kAnti;
  return PlanDistinctComparison(context, kind, std::move(left), std::move(right), position);
}

}  // namespace mullion::plan
