#include "plan/describe.h"

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "plan/emit_strategy.h"
#include "plan/over_planner.h"
#include "plan/source_binder.h"

namespace mullion::plan {
namespace {

std::string NamesOf(const Rel& rel, const std::vector<int>& columns) {
  std::vector<std::string> names;
  for (int column : columns) names.push_back(rel.columns[static_cast<size_t>(column)].name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string NameOf(const Rel& rel, int column) {
  return NamesOf(rel, {column});
}

std::string CallText(const AggregateCall& call, const Rel& input) {
  std::string text = fmt::format("{}({}{})", call.name, call.distinct ? "DISTINCT " : "",
                                 call.args.empty() && call.name == "COUNT" ? "*" : NamesOf(input, call.args));
  if (call.filter >= 0) text += fmt::format(" FILTER {}", NameOf(input, call.filter));
  return text;
}

std::string CallTexts(const std::vector<AggregateCall>& calls, const Rel& input) {
  std::vector<std::string> texts;
  for (const AggregateCall& call : calls) texts.push_back(CallText(call, input));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string OrderText(const std::vector<SortKey>& keys, const Rel& input) {
  std::vector<std::string> texts;
  for (const SortKey& key : keys) {
    std::string text = fmt::format("{} {}", NameOf(input, key.column), key.ascending ? "ASC" : "DESC");
    if (key.nulls_first != key.ascending) text += key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    texts.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string WindowText(const WindowInfo& window, const std::string& time) {
  const WindowSpec& spec = window.spec;
  auto length = [&](int64_t size) { return window.counts_rows ? fmt::format("{} rows", size) : DurationText(size); };
  std::string sizes;
  std::string_view name;
  switch (spec.kind) {
    case WindowKind::kTumble:
      name = "TUMBLE";
      sizes = fmt::format("size=[{}]", length(spec.size_ms));
      break;
    case WindowKind::kHop:
      name = "HOP";
      sizes = fmt::format("size=[{}], slide=[{}]", length(spec.size_ms), length(spec.slide_ms));
      break;
    case WindowKind::kCumulate:
      name = "CUMULATE";
      sizes = fmt::format("max_size=[{}], step=[{}]", DurationText(spec.size_ms), DurationText(spec.slide_ms));
      break;
    case WindowKind::kSession:
      name = "SESSION";
      sizes = fmt::format("gap=[{}]", DurationText(spec.size_ms));
      break;
  }
  std::string offset = spec.offset_ms == 0 ? "" : fmt::format(", offset=[{}]", DurationText(spec.offset_ms));
  return fmt::format("{}({}, {}{})", name, time, sizes, offset);
}

std::string SelectText(const CalcRel& calc, const Rel& rel, const Schema& input) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < calc.columns.size(); ++i) {
    std::string text = calc.columns[i]->ToString(input);
    const std::string& name = rel.columns[i].name;
    texts.push_back(text == name ? text : fmt::format("{} AS {}", text, name));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string_view JoinName(JoinKind kind) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"InnerJoin", "LeftOuterJoin", "RightOuterJoin", "FullOuterJoin", "LeftSemiJoin", "LeftAntiJoin"});
  return kNames[static_cast<size_t>(kind)];
}

/// One overload a kind of node.
struct Describer {
  const Rel& rel;

  const Rel& input(size_t i = 0) const { return *rel.inputs[i]; }

  NodeText operator()(const ScanRel& scan) const {
    std::string detail = fmt::format("table=[{}], fields=[{}]", scan.table->path, ColumnNames(rel));
    if (const auto& watermark = scan.table->watermark) {
      Schema declared;
      for (const RelColumn& column : scan.table->columns) declared.fields.push_back({column.name, column.type});
      detail += fmt::format(", watermark=[{}]", watermark->expr->ToString(declared));
    }
    return {"Source: " + scan.table->definition.name, std::move(detail)};
  }
  NodeText operator()(const ValuesRel& values) const {
    return {"Values", fmt::format("rows=[{}], fields=[{}]", values.rows.size(), ColumnNames(rel))};
  }
  NodeText operator()(const CalcRel& calc) const {
    Schema schema = SchemaOf(input());
    std::string detail =
        fmt::format("select=[{}]", calc.pass_through ? ColumnNames(rel) : SelectText(calc, rel, schema));
    if (calc.condition) detail += fmt::format(", where=[{}]", calc.condition->ToString(schema));
    return {"Calc", std::move(detail)};
  }
  NodeText operator()(const UnionRel&) const {
    return {"Union", fmt::format("all=[true], union=[{}]", ColumnNames(rel))};
  }
  NodeText operator()(const WindowTableFunctionRel& function) const {
    std::string time = fmt::format("time_col=[{}]", NameOf(input(), function.time_column));
    std::string detail = fmt::format("window=[{}]", WindowText(*function.window, time));
    if (!function.partition_by.empty())
      detail += fmt::format(", partition=[{}]", NamesOf(input(), function.partition_by));
    return {"Window Table Function", std::move(detail)};
  }
  NodeText operator()(const WindowAggregateRel& aggregate) const {
    std::string time = aggregate.time_column >= 0
                           ? fmt::format("time_col=[{}]", NameOf(input(), aggregate.time_column))
                           : fmt::format("win_start=[{}], win_end=[{}]", NameOf(input(), aggregate.start_column),
                                         NameOf(input(), aggregate.end_column));
    std::string detail;
    if (!aggregate.keys.empty()) detail = fmt::format("groupBy=[{}], ", NamesOf(input(), aggregate.keys));
    detail += fmt::format("window=[{}], select=[{}]", WindowText(*aggregate.window, time),
                          CallTexts(aggregate.calls, input()));
    if (aggregate.emit.updates()) detail += fmt::format(", emit=[{}]", ToString(aggregate.emit));
    return {aggregate.legacy ? "Group Window Aggregate" : "Window Aggregate", std::move(detail)};
  }
  NodeText operator()(const GroupAggregateRel& aggregate) const {
    std::string detail;
    if (!aggregate.keys.empty()) detail = fmt::format("groupBy=[{}], ", NamesOf(input(), aggregate.keys));
    return {"Group Aggregate", detail + fmt::format("select=[{}]", CallTexts(aggregate.calls, input()))};
  }
  NodeText operator()(const ExpandRel& expand) const {
    std::vector<std::string> sets;
    for (const std::vector<bool>& set : expand.sets) {
      std::vector<int> present;
      for (size_t i = 0; i < set.size(); ++i) {
        if (set[i]) present.push_back(expand.keys[i]);
      }
      sets.push_back("{" + NamesOf(input(), present) + "}");
    }
    return {"Expand", fmt::format("sets=[{}]", fmt::join(sets, ", "))};
  }
  NodeText operator()(const RankRel& rank) const {
    std::string detail;
    if (!rank.partition_by.empty()) detail = fmt::format("partitionBy=[{}], ", NamesOf(input(), rank.partition_by));
    detail += fmt::format("orderBy=[{}]", OrderText(rank.order_by, input()));
    bool window = WindowOf(input(), rank.partition_by) != nullptr;
    if (IsDeduplication(rel)) {
      detail += fmt::format(", keep=[{}Row]", rank.order_by[0].ascending ? "First" : "Last");
      return {window ? "Window Deduplicate" : "Deduplicate", std::move(detail)};
    }
    detail += fmt::format(", rankRange=[rankStart={}, rankEnd={}]", rank.first, rank.last.value_or(-1));
    return {window ? "Window Rank" : "Rank", std::move(detail)};
  }
  NodeText operator()(const OverRel& over) const {
    std::string detail;
    if (!over.partition_by.empty()) detail = fmt::format("partitionBy=[{}], ", NamesOf(input(), over.partition_by));
    detail += fmt::format("orderBy=[{}]", over.time_column < 0 ? "PROCTIME" : NameOf(input(), over.time_column));
    std::string from = !over.preceding ? "UNBOUNDED"
                       : over.rows     ? fmt::format("{}", *over.preceding)
                                       : DurationText(*over.preceding);
    detail += fmt::format(", window=[{} BETWEEN {} PRECEDING AND CURRENT ROW], select=[{}]",
                          over.rows ? "ROWS" : "RANGE", from, CallTexts(over.calls, input()));
    return {"Over Aggregate", std::move(detail)};
  }
  NodeText operator()(const JoinRel& join) const {
    std::vector<std::string> conditions;
    for (size_t i = 0; i < join.left_keys.size(); ++i) {
      conditions.push_back(fmt::format("{} {} {}", NameOf(input(0), join.left_keys[i]),
                                       join.null_safe[i] ? "IS NOT DISTINCT FROM" : "=",
                                       NameOf(input(1), join.right_keys[i])));
    }
    Schema both = SchemaOf(input(0));
    for (const Field& field : SchemaOf(input(1)).fields) both.fields.push_back(field);
    if (join.condition) conditions.push_back(join.condition->ToString(both));
    std::string detail = fmt::format("joinType=[{}], where=[{}]", JoinName(join.kind), fmt::join(conditions, " AND "));
    if (join.left_window_end >= 0) return {"Window Join", std::move(detail)};
    if (join.left_time < 0) return {"Join", std::move(detail)};
    detail += fmt::format(", {} between {} {} and {}", NameOf(input(1), join.right_time),
                          NameOf(input(0), join.left_time), DurationText(join.lower_ms), DurationText(join.upper_ms));
    return {"Interval Join", std::move(detail)};
  }
  NodeText operator()(const UnnestRel& unnest) const {
    return {"Unnest", fmt::format("{}column=[{}]", unnest.outer ? "outer, " : "", NameOf(input(), unnest.column))};
  }
  NodeText operator()(const LookupJoinRel& lookup) const {
    std::vector<std::string> keys;
    for (size_t i = 0; i < lookup.keys.size(); ++i) {
      const std::string& column = lookup.table->definition.physical[static_cast<size_t>(lookup.table_keys[i])].name;
      keys.push_back(fmt::format("{}={}", column, NameOf(input(), lookup.keys[i])));
    }
    std::string detail = fmt::format("table=[{}], joinType=[{}], lookup=[{}]", lookup.table->path,
                                     lookup.outer ? "LeftOuterJoin" : "InnerJoin", fmt::join(keys, ", "));
    if (lookup.condition) detail += fmt::format(", where=[{}]", lookup.condition->ToString(SchemaOf(rel)));
    return {"Lookup Join", std::move(detail)};
  }
  NodeText operator()(const ReplicateRel& replicate) const {
    return {"Replicate", fmt::format("count=[{}]", NameOf(input(), replicate.count_column))};
  }
  NodeText operator()(const SortRel& sort) const {
    std::string detail;
    if (!sort.order_by.empty()) detail = fmt::format("orderBy=[{}]", OrderText(sort.order_by, input()));
    if (sort.offset > 0 || sort.limit >= 0) {
      detail += fmt::format("{}offset=[{}]", detail.empty() ? "" : ", ", sort.offset);
      if (sort.limit >= 0) detail += fmt::format(", fetch=[{}]", sort.limit);
    }
    return {sort.order_by.empty() ? "Limit" : "Sort", std::move(detail)};
  }
  NodeText operator()(const TimeSortRel& sort) const {
    return {"Temporal Sort", fmt::format("orderBy=[{}]", OrderText(sort.order_by, input()))};
  }
  NodeText operator()(const NormalizeRel& normalize) const {
    return {"Changelog Normalize", fmt::format("key=[{}]", NamesOf(input(), normalize.keys))};
  }
};

}  // namespace

std::string DurationText(int64_t ms) {
  static constexpr std::array<std::pair<int64_t, std::string_view>, 4> kUnits = {
      {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1'000, "s"}}};
  if (ms == 0) return "0 ms";
  for (auto [length, unit] : kUnits) {
    if (ms % length == 0) return fmt::format("{} {}", ms / length, unit);
  }
  return fmt::format("{} ms", ms);
}

std::string ColumnNames(const Rel& rel) {
  std::vector<std::string> names;
  for (const RelColumn& column : rel.columns) names.push_back(column.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

NodeText Describe(const Rel& rel) {
  return std::visit(Describer{rel}, rel.node);
}

}  // namespace mullion::plan
