#include "plan/relation.h"

#include <utility>

namespace mullion::plan {

Schema SchemaOf(const Rel& rel) {
  Schema schema;
  schema.fields.reserve(rel.columns.size());
  for (const RelColumn& column : rel.columns) schema.fields.push_back({column.name, column.type});
  return schema;
}

ExprPtr ColumnOf(const Rel& rel, int column) {
  return MakeInputRef(column, rel.columns[static_cast<size_t>(column)].type);
}

RelPtr MakeFilter(RelPtr input, ExprPtr condition) {
  if (auto* calc = input->As<CalcRel>(); calc && calc->pass_through) {
    calc->condition = calc->condition ? MakeAnd({calc->condition, std::move(condition)}) : std::move(condition);
    return input;
  }
  auto rel = std::make_unique<Rel>();
  rel->columns = input->columns;
  rel->updates = input->updates;
  rel->node = CalcRel{.condition = std::move(condition), .columns = {}, .pass_through = true};
  rel->inputs.push_back(std::move(input));
  return rel;
}

RelColumn ProjectedColumn(const Rel& input, const Expr& expr, std::string name) {
  RelColumn column{.name = std::move(name), .type = expr.type()};
  if (const int* from = AsInputRef(expr)) {
    const RelColumn& source = input.columns[static_cast<size_t>(*from)];
    column.time = source.time;
    column.window_role = source.window_role;
    column.window = source.window;
    column.rank = source.rank;
  }
  return column;
}

RelPtr MakeProject(RelPtr input, std::vector<ExprPtr> columns, const std::vector<std::string>& names) {
  std::vector<RelColumn> output;
  output.reserve(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) output.push_back(ProjectedColumn(*input, *columns[i], names[i]));
  if (auto* calc = input->As<CalcRel>(); calc && calc->pass_through) {
    calc->pass_through = false;
    calc->columns = std::move(columns);
    input->columns = std::move(output);
    return input;
  }
  auto rel = std::make_unique<Rel>();
  rel->columns = std::move(output);
  rel->updates = input->updates;
  rel->node = CalcRel{.condition = nullptr, .columns = std::move(columns), .pass_through = false};
  rel->inputs.push_back(std::move(input));
  return rel;
}

RelPtr MakeUnion(std::vector<RelPtr> inputs) {
  auto rel = std::make_unique<Rel>();
  rel->node = UnionRel{};
  rel->columns = inputs.front()->columns;
  for (RelColumn& column : rel->columns) column.rank = nullptr;
  for (const RelPtr& input : inputs) {
    rel->updates |= input->updates;
    for (size_t i = 0; i < rel->columns.size(); ++i) {
      RelColumn& column = rel->columns[i];
      const RelColumn& other = input->columns[i];
      if (other.type.nullable()) column.type = column.type.WithNullable(true);
      if (column.time != other.time) column.time = TimeAttribute::kNone;
      bool same_window = column.window_role == other.window_role && column.window && other.window &&
                         column.window->SameWindows(*other.window);
      if (!same_window) {
        column.window_role = WindowRole::kNone;
        column.window = nullptr;
      }
    }
  }
  rel->inputs = std::move(inputs);
  return rel;
}

RelPtr MakeSingleRow() {
  auto rel = std::make_unique<Rel>();
  rel->node = ValuesRel{.rows = {ValueList{}}};
  return rel;
}

namespace {

std::optional<int> FindWindowEnd(const Rel& rel) {
  for (size_t i = 0; i < rel.columns.size(); ++i) {
    if (rel.columns[i].window_role == WindowRole::kEnd) return static_cast<int>(i);
  }
  return std::nullopt;
}

int Append(Rel& rel, RelColumn column) {
  rel.columns.push_back(std::move(column));
  return static_cast<int>(rel.columns.size()) - 1;
}

}  // namespace

std::optional<int> ExposeWindowEnd(Rel& rel) {
  if (std::optional<int> found = FindWindowEnd(rel)) return found;
  if (auto* aggregate = rel.As<WindowAggregateRel>()) {
    aggregate->properties.push_back(WindowProperty::kEnd);
    return Append(rel, {.name = "window_end",
                        .type = DataType::Timestamp(3).NotNull(),
                        .window_role = WindowRole::kEnd,
                        .window = aggregate->window});
  }
  if (auto* calc = rel.As<CalcRel>()) {
    std::optional<int> below = ExposeWindowEnd(*rel.inputs[0]);
    if (!below) return std::nullopt;
    const RelColumn& source = rel.inputs[0]->columns[static_cast<size_t>(*below)];
    if (calc->pass_through) {
      rel.columns = rel.inputs[0]->columns;
      return below;
    }
    calc->columns.push_back(ColumnOf(*rel.inputs[0], *below));
    return Append(rel, source);
  }
  return std::nullopt;
}

}  // namespace mullion::plan
