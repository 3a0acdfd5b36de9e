#include "plan/union_planner.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace mullion::plan {
namespace {

/// Casts columns to `types` where they differ in more than nullability.
Result<RelPtr> CastTo(RelPtr rel, const std::vector<DataType>& types) {
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  bool changed = false;
  for (size_t i = 0; i < types.size(); ++i) {
    ExprPtr column = ColumnOf(*rel, static_cast<int>(i));
    names.push_back(rel->columns[i].name);
    if (!column->type().SameExceptNull(types[i])) {
      changed = true;
      MULLION_ASSIGN(column, Coerce(std::move(column), types[i].WithNullable(column->type().nullable())));
    }
    exprs.push_back(std::move(column));
  }
  if (!changed) return rel;
  return MakeProject(std::move(rel), std::move(exprs), names);
}

bool AllConstant(const std::vector<std::vector<ExprPtr>>& rows) {
  return std::ranges::all_of(rows, [](const std::vector<ExprPtr>& row) {
    return std::ranges::all_of(row, [](const ExprPtr& e) { return AsLiteral(*e) != nullptr; });
  });
}

/// The types of the columns; nullable where any row is.
Result<std::vector<DataType>> ColumnTypes(const std::vector<std::vector<ExprPtr>>& rows, TextPosition position) {
  std::vector<DataType> types;
  for (size_t column = 0; column < rows.front().size(); ++column) {
    std::vector<DataType> all;
    for (const std::vector<ExprPtr>& row : rows) all.push_back(row[column]->type());
    Result<DataType> common = CommonType(all);
    if (!common) {
      return Fail(Error::User("Values passed to VALUES operator must have compatible types")
                      .At(position)
                      .Why(fmt::format("column {}: {}", column + 1, common.error().what())));
    }
    bool nullable = std::ranges::any_of(all, [](const DataType& t) { return t.nullable(); });
    types.push_back(common->WithNullable(nullable));
  }
  return types;
}

std::vector<std::string> UnnamedColumns(size_t count) {
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back(fmt::format("EXPR${}", i));
  return names;
}

}  // namespace

Status AlignColumns(RelPtr* left, RelPtr* right, std::string_view operation, TextPosition position) {
  const std::vector<RelColumn>& columns = (*left)->columns;
  if (columns.size() != (*right)->columns.size()) {
    return Fail(Error::User(fmt::format("Column count mismatch in {}", operation))
                    .At(position)
                    .Why(fmt::format("the query before has {} columns, the one behind {}", columns.size(),
                                     (*right)->columns.size())));
  }
  std::vector<DataType> types;
  for (size_t i = 0; i < columns.size(); ++i) {
    std::array<DataType, 2> both = {columns[i].type, (*right)->columns[i].type};
    Result<DataType> common = CommonType(both);
    if (!common) {
      return Fail(Error::User(fmt::format("Type mismatch in column {} of {}", i + 1, operation))
                      .At(position)
                      .Why(fmt::format("'{}' is {}, and {} on the other side", columns[i].name, both[0].ToString(),
                                       both[1].ToString()))
                      .Hint("CAST one of them"));
    }
    types.push_back(*std::move(common));
  }
  MULLION_ASSIGN(*left, CastTo(std::move(*left), types));
  MULLION_ASSIGN(*right, CastTo(std::move(*right), types));
  return Ok();
}

Result<RelPtr> PlanUnion(RelPtr left, RelPtr right, TextPosition position) {
  MULLION_TRY(AlignColumns(&left, &right, "UNION", position));
  std::vector<RelPtr> inputs;
  for (RelPtr* side : {&left, &right}) {
    if ((*side)->As<UnionRel>() && side == &left) {
      for (RelPtr& input : (*side)->inputs) inputs.push_back(std::move(input));
    } else {
      inputs.push_back(std::move(*side));
    }
  }
  return MakeUnion(std::move(inputs));
}

Result<RelPtr> PlanRows(const EvalContext& constants, std::vector<std::vector<ExprPtr>> rows, TextPosition position) {
  MULLION_ASSIGN(std::vector<DataType> types, ColumnTypes(rows, position));
  for (std::vector<ExprPtr>& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      MULLION_ASSIGN(row[i], Coerce(std::move(row[i]), types[i].WithNullable(row[i]->type().nullable())));
      if (!row[i]->deterministic()) continue;
      MULLION_ASSIGN(row[i], FoldConstant(std::move(row[i]), constants));
    }
  }
  std::vector<std::string> names = UnnamedColumns(types.size());
  if (!AllConstant(rows)) {
    std::vector<RelPtr> inputs;
    for (std::vector<ExprPtr>& row : rows) inputs.push_back(MakeProject(MakeSingleRow(), std::move(row), names));
    return inputs.size() == 1 ? std::move(inputs[0]) : MakeUnion(std::move(inputs));
  }
  auto rel = std::make_unique<Rel>();
  ValuesRel values;
  for (const std::vector<ExprPtr>& row : rows) {
    ValueList list;
    for (const ExprPtr& e : row) list.push_back(*AsLiteral(*e));
    values.rows.push_back(std::move(list));
  }
  for (size_t i = 0; i < types.size(); ++i) rel->columns.push_back({.name = names[i], .type = types[i]});
  rel->node = std::move(values);
  return rel;
}

RelPtr DropLastColumn(RelPtr rel) {
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (size_t i = 0; i + 1 < rel->columns.size(); ++i) {
    exprs.push_back(ColumnOf(*rel, static_cast<int>(i)));
    names.push_back(rel->columns[i].name);
  }
  return MakeProject(std::move(rel), std::move(exprs), names);
}

}  // namespace mullion::plan
