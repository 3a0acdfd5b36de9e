#include "plan/prune.h"

#include <algorithm>
#include <set>
#include <utility>

#include "plan/source_binder.h"

namespace mullion::plan {
namespace {

using Needed = std::vector<bool>;
using Mapping = std::vector<int>;

void Need(Needed* needed, int column) {
  if (column >= 0) (*needed)[static_cast<size_t>(column)] = true;
}
void Need(Needed* needed, const std::vector<int>& columns) {
  for (int column : columns) Need(needed, column);
}
void Need(Needed* needed, const Expr& expr) {
  std::vector<int> inputs;
  expr.CollectInputs(&inputs);
  Need(needed, inputs);
}
void Need(Needed* needed, const std::vector<SortKey>& keys) {
  for (const SortKey& key : keys) Need(needed, key.column);
}
void Need(Needed* needed, const AggregateCall& call) {
  Need(needed, call.args);
  Need(needed, call.filter);
}

void Move(const Mapping& mapping, int* column) {
  if (*column >= 0) *column = mapping[static_cast<size_t>(*column)];
}
void Move(const Mapping& mapping, std::vector<int>* columns) {
  for (int& column : *columns) Move(mapping, &column);
}
void Move(const Mapping& mapping, std::vector<SortKey>* keys) {
  for (SortKey& key : *keys) Move(mapping, &key.column);
}
void Move(const Mapping& mapping, std::vector<AggregateCall>* calls) {
  for (AggregateCall& call : *calls) {
    Move(mapping, &call.args);
    Move(mapping, &call.filter);
  }
}

/// Leaves the columns that `mapping` does not know out of `columns`.
void KeepColumns(const Mapping& mapping, std::vector<RelColumn>* columns) {
  std::vector<RelColumn> kept(static_cast<size_t>(std::ranges::count_if(mapping, [](int to) { return to >= 0; })));
  for (size_t i = 0; i < mapping.size(); ++i) {
    if (mapping[i] >= 0) kept[static_cast<size_t>(mapping[i])] = std::move((*columns)[i]);
  }
  *columns = std::move(kept);
}

/// Numbers what `keep` says in order; -1 for the rest.
Mapping NumberKept(const Needed& keep) {
  Mapping mapping(keep.size(), -1);
  int next = 0;
  for (size_t i = 0; i < keep.size(); ++i) {
    if (keep[i]) mapping[i] = next++;
  }
  return mapping;
}

template <typename T>
void KeepWhere(const Needed& keep, size_t first, std::vector<T>* values) {
  std::vector<T> kept;
  for (size_t i = 0; i < values->size(); ++i) {
    if (keep[first + i]) kept.push_back(std::move((*values)[i]));
  }
  *values = std::move(kept);
}

/// One overload a kind of node; each gives the mapping of the node's columns and leaves rel.columns as they were.
struct Pruner {
  Rel& rel;
  const Needed& needed;

  size_t InputWidth(size_t i = 0) const { return rel.inputs[i]->columns.size(); }
  Needed FirstNeeded(size_t count) const {
    return Needed(needed.begin(), needed.begin() + static_cast<std::ptrdiff_t>(count));
  }
  /// The input's mapping, then the columns that the node appends.
  Mapping Appended(Mapping below, size_t added) const {
    int next = static_cast<int>(InputWidth());
    for (size_t i = 0; i < added; ++i) below.push_back(next++);
    return below;
  }

  Mapping operator()(ScanRel& scan) const {
    Needed keep = needed;
    if (const auto& watermark = scan.table->watermark) {
      // The watermark reads declared columns: `kept` still are all of them here.
      Need(&keep, watermark->column);
      Need(&keep, *watermark->expr);
    }
    KeepWhere(keep, 0, &scan.kept);
    return NumberKept(keep);
  }

  Mapping operator()(ValuesRel& values) const {
    for (ValueList& row : values.rows) KeepWhere(needed, 0, &row);
    return NumberKept(needed);
  }

  Mapping operator()(CalcRel& calc) const {
    Needed below = calc.pass_through ? needed : Needed(InputWidth(), false);
    if (calc.condition) Need(&below, *calc.condition);
    if (!calc.pass_through) {
      KeepWhere(needed, 0, &calc.columns);
      for (const ExprPtr& column : calc.columns) Need(&below, *column);
    }
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    if (calc.condition) calc.condition = calc.condition->Remap(mapping);
    if (calc.pass_through) return mapping;
    for (ExprPtr& column : calc.columns) column = column->Remap(mapping);
    return NumberKept(needed);
  }

  Mapping operator()(UnionRel&) const {
    for (RelPtr& input : rel.inputs) {
      Mapping mapping = Prune(input.get(), needed);
      Project(&input, mapping);
    }
    return NumberKept(needed);
  }

  Mapping operator()(WindowTableFunctionRel& function) const {
    Needed below = FirstNeeded(InputWidth());
    Need(&below, function.time_column);
    Need(&below, function.partition_by);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &function.time_column);
    Move(mapping, &function.partition_by);
    return Appended(std::move(mapping), 3);
  }

  Mapping operator()(WindowAggregateRel& aggregate) const {
    Needed keep = needed;
    std::fill_n(keep.begin(), aggregate.keys.size(), true);
    KeepWhere(keep, aggregate.keys.size() + aggregate.calls.size(), &aggregate.properties);
    KeepWhere(keep, aggregate.keys.size(), &aggregate.calls);
    Needed below(InputWidth(), false);
    Need(&below, aggregate.keys);
    for (const AggregateCall& call : aggregate.calls) Need(&below, call);
    for (int column : {aggregate.time_column, aggregate.start_column, aggregate.end_column}) Need(&below, column);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &aggregate.keys);
    Move(mapping, &aggregate.calls);
    for (int* column : {&aggregate.time_column, &aggregate.start_column, &aggregate.end_column}) Move(mapping, column);
    return NumberKept(keep);
  }

  Mapping operator()(GroupAggregateRel& aggregate) const {
    Needed keep = needed;
    std::fill_n(keep.begin(), aggregate.keys.size(), true);
    KeepWhere(keep, aggregate.keys.size(), &aggregate.calls);
    Needed below(InputWidth(), false);
    Need(&below, aggregate.keys);
    for (const AggregateCall& call : aggregate.calls) Need(&below, call);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &aggregate.keys);
    Move(mapping, &aggregate.calls);
    return NumberKept(keep);
  }

  Mapping operator()(ExpandRel& expand) const {
    Needed below = FirstNeeded(InputWidth());
    Need(&below, expand.keys);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &expand.keys);
    return Appended(std::move(mapping), 1);
  }

  Mapping operator()(RankRel& rank) const {
    Needed below = FirstNeeded(InputWidth());
    Need(&below, rank.partition_by);
    Need(&below, rank.order_by);
    rank.number_used = needed.back();
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &rank.partition_by);
    Move(mapping, &rank.order_by);
    if (rank.number_used) return Appended(std::move(mapping), 1);
    mapping.push_back(-1);
    return mapping;
  }

  Mapping operator()(OverRel& over) const {
    size_t width = InputWidth();
    KeepWhere(needed, width, &over.calls);
    Needed below = FirstNeeded(width);
    Need(&below, over.partition_by);
    Need(&below, over.time_column);
    for (const AggregateCall& call : over.calls) Need(&below, call);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &over.partition_by);
    Move(mapping, &over.time_column);
    Move(mapping, &over.calls);
    int next = static_cast<int>(InputWidth());
    for (size_t i = width; i < needed.size(); ++i) mapping.push_back(needed[i] ? next++ : -1);
    return mapping;
  }

  Mapping operator()(JoinRel& join) const {
    size_t left_width = InputWidth(0);
    Needed both = needed;
    both.resize(left_width + InputWidth(1), false);
    if (join.condition) Need(&both, *join.condition);
    Needed left(both.begin(), both.begin() + static_cast<std::ptrdiff_t>(left_width));
    Needed right(both.begin() + static_cast<std::ptrdiff_t>(left_width), both.end());
    Need(&left, join.left_keys), Need(&right, join.right_keys);
    Need(&left, join.left_window_end), Need(&right, join.right_window_end);
    Need(&left, join.left_time), Need(&right, join.right_time);
    Mapping left_mapping = Prune(rel.inputs[0].get(), left);
    Mapping right_mapping = Prune(rel.inputs[1].get(), right);
    Move(left_mapping, &join.left_keys), Move(right_mapping, &join.right_keys);
    Move(left_mapping, &join.left_window_end), Move(right_mapping, &join.right_window_end);
    Move(left_mapping, &join.left_time), Move(right_mapping, &join.right_time);
    Mapping mapping = std::move(left_mapping);
    int shift = static_cast<int>(InputWidth(0));
    for (int to : right_mapping) mapping.push_back(to < 0 ? -1 : to + shift);
    if (join.condition) join.condition = join.condition->Remap(mapping);
    if (join.kind == JoinKind::kSemi || join.kind == JoinKind::kAnti) mapping.resize(left_width);
    return mapping;
  }

  Mapping operator()(UnnestRel& unnest) const {
    size_t added = rel.columns.size() - InputWidth();
    Needed below = FirstNeeded(InputWidth());
    Need(&below, unnest.column);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &unnest.column);
    return Appended(std::move(mapping), added);
  }

  Mapping operator()(LookupJoinRel& lookup) const {
    size_t added = rel.columns.size() - InputWidth();
    Needed below = FirstNeeded(InputWidth());
    Need(&below, lookup.keys);
    if (lookup.condition) {
      Needed read(rel.columns.size(), false);
      Need(&read, *lookup.condition);
      for (size_t i = 0; i < below.size(); ++i) below[i] = below[i] || read[i];
    }
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &lookup.keys);
    mapping = Appended(std::move(mapping), added);
    if (lookup.condition) lookup.condition = lookup.condition->Remap(mapping);
    return mapping;
  }

  Mapping operator()(ReplicateRel& replicate) const {
    Needed below = needed;
    Need(&below, replicate.count_column);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &replicate.count_column);
    return mapping;
  }

  Mapping operator()(SortRel& sort) const {
    Needed below = needed;
    Need(&below, sort.order_by);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &sort.order_by);
    return mapping;
  }

  Mapping operator()(TimeSortRel& sort) const {
    Needed below = needed;
    Need(&below, sort.order_by);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &sort.order_by);
    return mapping;
  }

  Mapping operator()(NormalizeRel& normalize) const {
    Needed below = needed;
    Need(&below, normalize.keys);
    Mapping mapping = Prune(rel.inputs[0].get(), below);
    Move(mapping, &normalize.keys);
    return mapping;
  }

 private:
  /// Exactly the needed columns, in order.
  void Project(RelPtr* input, const Mapping& mapping) const {
    std::vector<ExprPtr> exprs;
    std::vector<std::string> names;
    bool same = true;
    for (size_t i = 0; i < needed.size(); ++i) {
      if (!needed[i]) continue;
      same &= mapping[i] == static_cast<int>(exprs.size());
      exprs.push_back(ColumnOf(**input, mapping[i]));
      names.push_back((*input)->columns[static_cast<size_t>(mapping[i])].name);
    }
    if (same && exprs.size() == (*input)->columns.size()) return;
    *input = MakeProject(std::move(*input), std::move(exprs), names);
  }
};

}  // namespace

std::vector<int> Prune(Rel* rel, const std::vector<bool>& needed) {
  std::vector<int> mapping = std::visit(Pruner{*rel, needed}, rel->node);
  KeepColumns(mapping, &rel->columns);
  return mapping;
}

void PruneInputs(RelPtr* rel) {
  size_t width = (*rel)->columns.size();
  std::vector<int> mapping = Prune(rel->get(), Needed(width, true));
  MULLION_CHECK(std::ranges::is_sorted(mapping) && (*rel)->columns.size() == width);
}

}  // namespace mullion::plan
