#include "plan/merge_calcs.h"

#include <algorithm>
#include <utility>

#include "expr/substitute.h"

namespace mullion::plan {
namespace {

bool IsPlain(const Expr& expr) {
  return AsInputRef(expr) || AsLiteral(expr);
}

/// How many expressions of `calc` read each column of its input.
std::vector<int> Readers(const CalcRel& calc, size_t width) {
  std::vector<int> readers(width, 0);
  auto count = [&](const Expr& expr) {
    std::vector<int> inputs;
    expr.CollectInputs(&inputs);
    for (int input : inputs) ++readers[static_cast<size_t>(input)];
  };
  for (const ExprPtr& column : calc.columns) count(*column);
  if (calc.condition) count(*calc.condition);
  return readers;
}

/// Whether no work is done twice, and no RAND() is drawn twice, when `lower` is written into `upper`.
bool CanMerge(const CalcRel& upper, const CalcRel& lower) {
  if (upper.pass_through || lower.pass_through) return true;
  std::vector<int> readers = Readers(upper, lower.columns.size());
  for (size_t i = 0; i < lower.columns.size(); ++i) {
    const Expr& expr = *lower.columns[i];
    if (IsPlain(expr) || readers[i] == 0) continue;
    if (readers[i] > 1 || !expr.deterministic()) return false;
  }
  return true;
}

ExprPtr Both(ExprPtr first, ExprPtr second) {
  if (!first) return second;
  if (!second) return first;
  return MakeAnd({std::move(first), std::move(second)});
}

/// What `upper` gives over the input of `lower`.
CalcRel Merged(const CalcRel& upper, const CalcRel& lower) {
  CalcRel out;
  out.pass_through = upper.pass_through && lower.pass_through;
  if (lower.pass_through) {
    out.condition = Both(lower.condition, upper.condition);
    out.columns = upper.columns;
    return out;
  }
  out.condition = Both(lower.condition, upper.condition ? Substitute(upper.condition, lower.columns) : nullptr);
  if (upper.pass_through) {
    out.columns = lower.columns;
    return out;
  }
  for (const ExprPtr& column : upper.columns) out.columns.push_back(Substitute(column, lower.columns));
  return out;
}

/// The input under other names, or less: a projection that does nothing.
bool IsIdentity(const Rel& rel) {
  auto* calc = rel.As<CalcRel>();
  const Rel& input = *rel.inputs[0];
  if (calc->condition) return false;
  if (calc->pass_through) return true;
  if (rel.columns.size() != input.columns.size()) return false;
  for (size_t i = 0; i < rel.columns.size(); ++i) {
    const int* column = AsInputRef(*calc->columns[i]);
    if (!column || *column != static_cast<int>(i) || rel.columns[i].name != input.columns[i].name) return false;
  }
  return true;
}

}  // namespace

void MergeCalcs(RelPtr* rel) {
  auto* upper = (*rel)->As<CalcRel>();
  while (upper) {
    RelPtr& input = (*rel)->inputs[0];
    auto* lower = input->As<CalcRel>();
    if (!lower || !CanMerge(*upper, *lower)) break;
    *upper = Merged(*upper, *lower);
    RelPtr below = std::move(input->inputs[0]);
    input = std::move(below);
  }
  if (upper && IsIdentity(**rel)) {
    RelPtr input = std::move((*rel)->inputs[0]);
    *rel = std::move(input);
  }
  for (RelPtr& input : (*rel)->inputs) MergeCalcs(&input);
}

}  // namespace mullion::plan
