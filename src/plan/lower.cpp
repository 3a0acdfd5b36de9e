#include "plan/lower.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "operator/calc.h"
#include "operator/group_aggregate.h"
#include "operator/lookup_join.h"
#include "operator/relational.h"
#include "operator/window_aggregate.h"
#include "plan/describe.h"
#include "plan/over_planner.h"
#include "plan/source_planner.h"

namespace mullion::plan {
namespace {

std::string ScanKey(const ScanRel& scan) {
  std::string key = scan.table->path;
  for (const auto& [name, value] : scan.table->definition.options) key += fmt::format("\n{}={}", name, value);
  return key;
}

/// True for operators that change what they gave before as rows come.
bool GivesChanges(const Rel& rel) {
  if (auto* join = rel.As<JoinRel>()) return join->left_window_end < 0 && join->left_time < 0;
  auto* rank = rel.As<RankRel>();
  return rank && !WindowOf(*rel.inputs[0], rank->partition_by);
}

template <typename Spec, typename Make>
std::function<std::unique_ptr<Operator>()> Maker(Spec spec, Make make) {
  return [spec = std::move(spec), make] { return make(spec); };
}

}  // namespace

/// One overload a kind of node; `inputs` are lowered already.
struct NodeLowering {
  Lowering& lowering;
  const Rel& rel;
  std::vector<int> inputs;

  PlanContext& context() const { return lowering.context_; }
  int64_t StateTtlMs() const {
    return context().streaming ? context().settings->DurationMs("table.exec.state.ttl", 0) : 0;
  }
  Schema InputSchema(size_t i = 0) const { return SchemaOf(*rel.inputs[i]); }
  bool InputUpdates(size_t i = 0) const { return rel.inputs[i]->updates; }
  template <typename Spec, typename Make>
  Result<int> Add(Spec spec, Make make) const {
    return lowering.AddOperator(rel, inputs, Maker(std::move(spec), make));
  }

  Result<int> operator()(const ScanRel& scan) const {
    Lowering::SharedScan& shared = lowering.ScanOf(scan);
    if (shared.node < 0) {
      PlanNode node;
      NodeText text = Describe(rel);
      node.name = std::move(text.name);
      node.detail = std::move(text.detail);
      for (int column : shared.columns) {
        const RelColumn& declared = scan.table->columns[static_cast<size_t>(column)];
        node.output.fields.push_back({declared.name, declared.type});
      }
      node.updates = rel.updates;
      node.source = MakeSourceNode(context(), *scan.table, shared.columns);
      shared.node = lowering.Add(std::move(node));
    }
    if (shared.columns == scan.kept) return shared.node;
    CalcSpec pick;
    for (int column : scan.kept) {
      auto at = std::ranges::find(shared.columns, column) - shared.columns.begin();
      pick.columns.push_back(MakeInputRef(static_cast<int>(at), scan.table->columns[static_cast<size_t>(column)].type));
    }
    PlanNode node{.name = "Calc", .detail = fmt::format("select=[{}]", ColumnNames(rel)), .inputs = {shared.node}};
    node.output = SchemaOf(rel);
    node.updates = rel.updates;
    node.op = OperatorNode{.make = Maker(std::move(pick), MakeCalc)};
    return lowering.Add(std::move(node));
  }

  Result<int> operator()(const ValuesRel& values) const {
    Batch batch;
    batch.row_count = values.rows.size();
    for (size_t i = 0; i < rel.columns.size(); ++i) {
      ColumnBuilder builder(rel.columns[i].type);
      for (const ValueList& row : values.rows) {
        row[i].is_null() ? builder.AppendNull() : builder.Append(row[i]);
      }
      batch.columns.push_back(builder.Finish());
    }
    PlanNode node;
    NodeText text = Describe(rel);
    node.name = std::move(text.name);
    node.detail = std::move(text.detail);
    node.output = SchemaOf(rel);
    SourceNode source;
    source.table.name = "VALUES";
    source.table.physical = node.output;
    source.traits = {.bounded = true, .generator = true, .decoded = true};
    for (size_t i = 0; i < rel.columns.size(); ++i) {
      source.physical.push_back(static_cast<int>(i));
      source.output_columns.push_back(ColumnOf(rel, static_cast<int>(i)));
    }
    source.values = std::move(batch);
    node.source = std::move(source);
    return lowering.Add(std::move(node));
  }

  Result<int> operator()(const CalcRel& calc) const {
    return Add(CalcSpec{calc.condition, calc.columns, calc.pass_through}, MakeCalc);
  }
  Result<int> operator()(const UnionRel&) const { return lowering.AddOperator(rel, inputs, nullptr); }

  Result<int> operator()(const WindowTableFunctionRel& function) const {
    if (function.window->counts_rows) {
      return Fail(Unsupported("a window that counts rows without an aggregation", function.window->position)
                      .Hint("GROUP BY its PARTITION BY keys, window_start and window_end"));
    }
    WindowTableFunctionSpec spec{.window = function.window->spec,
                                 .time_column = function.time_column,
                                 .zone = context().ZoneOf(function.window->time_type),
                                 .time_type = function.window->time_type.NotNull(),
                                 .processing_time = function.window->processing_time,
                                 .partition_by = function.partition_by,
                                 .input = InputSchema()};
    return Add(std::move(spec), MakeWindowTableFunction);
  }

  Result<int> operator()(const WindowAggregateRel& aggregate) const {
    WindowAggregateSpec spec;
    spec.window = aggregate.window->spec;
    spec.time_column = aggregate.time_column;
    spec.window_start_column = aggregate.start_column;
    spec.window_end_column = aggregate.end_column;
    spec.zone = context().ZoneOf(aggregate.window->time_type);
    spec.legacy_window = aggregate.legacy;
    spec.keys = aggregate.keys;
    spec.calls = aggregate.calls;
    spec.properties = aggregate.properties;
    spec.input = InputSchema();
    spec.output = SchemaOf(rel);
    spec.name = Describe(rel).name;
    spec.processing_time = aggregate.window->processing_time;
    spec.input_updates = InputUpdates();
    spec.emit = aggregate.emit;
    spec.emit_update_before = rel.update_before;
    if (aggregate.window->counts_rows) return Add(std::move(spec), MakeCountWindowAggregate);
    bool sessions = spec.window.kind == WindowKind::kSession && aggregate.time_column >= 0;
    return sessions ? Add(std::move(spec), MakeSessionAggregate) : Add(std::move(spec), MakeWindowAggregate);
  }

  Result<int> operator()(const GroupAggregateRel& aggregate) const {
    GroupAggregateSpec spec{.keys = aggregate.keys,
                            .calls = aggregate.calls,
                            .input_updates = InputUpdates(),
                            .emit_update_before = rel.update_before,
                            .state_ttl_ms = StateTtlMs(),
                            .batch_mode = !context().streaming,
                            .input = InputSchema(),
                            .output = SchemaOf(rel),
                            .name = Describe(rel).name};
    return Add(std::move(spec), MakeGroupAggregate);
  }

  Result<int> operator()(const ExpandRel& expand) const {
    return Add(ExpandSpec{expand.keys, expand.sets, InputSchema()}, MakeExpand);
  }

  Result<int> operator()(const RankRel& rank) const {
    if (!rank.last && NumbersByTime(rel)) return NumberByTime(rank);
    if (!rank.last) {
      return Fail(Unsupported(fmt::format("{}() without a bound", rank.function), rank.position)
                      .Hint("filter it in a query around this one: WHERE rn <= 10"));
    }
    WindowInfoPtr window = WindowOf(*rel.inputs[0], rank.partition_by);
    if (rank.function != "ROW_NUMBER") {
      return Fail(Error::User(fmt::format("{}() is not supported on {} currently, only ROW_NUMBER() is supported",
                                          rank.function, window ? "Window TopN" : "TopN"))
                      .At(rank.position));
    }
    std::vector<int> partition_by;
    int window_end = -1;
    for (int column : rank.partition_by) {
      const RelColumn& info = rel.inputs[0]->columns[static_cast<size_t>(column)];
      bool of_window = window && info.window == window;
      if (!of_window) partition_by.push_back(column);
      if (of_window && info.window_role == WindowRole::kEnd) window_end = column;
    }
    std::shared_ptr<const TimeZone> zone = window ? context().ZoneOf(window->time_type) : nullptr;
    if (IsDeduplication(rel)) return Deduplicate(rank, std::move(partition_by), window_end, std::move(zone));
    TopNSpec spec{.partition_by = std::move(partition_by),
                  .order_by = rank.order_by,
                  .first = rank.first,
                  .last = *rank.last,
                  .emit_rank = rank.number_used,
                  .window_end_column = window_end,
                  .zone = std::move(zone),
                  .input_updates = InputUpdates(),
                  .emit_update_before = rel.update_before,
                  .state_ttl_ms = StateTtlMs(),
                  .input = InputSchema()};
    return Add(std::move(spec), MakeTopN);
  }

  Result<int> NumberByTime(const RankRel& rank) const {
    AggregateCall count;
    MULLION_ASSIGN(count.function, MakeAggregate("COUNT", {}, {}, false, false));
    count.name = "ROW_NUMBER";
    count.type = count.function->result_type();
    return Add(OverSpec{.partition_by = rank.partition_by,
                        .time_column = rank.order_by[0].column,
                        .rows = true,
                        .preceding = std::nullopt,
                        .calls = {std::move(count)},
                        .state_ttl_ms = StateTtlMs(),
                        .input = InputSchema()},
               MakeOver);
  }

  Result<int> Deduplicate(const RankRel& rank, std::vector<int> partition_by, int window_end,
                          std::shared_ptr<const TimeZone> zone) const {
    int time = rank.order_by[0].column;
    bool rowtime = rel.inputs[0]->columns[static_cast<size_t>(time)].time == TimeAttribute::kRowtime;
    DeduplicateSpec spec{.partition_by = std::move(partition_by),
                         .time_column = rowtime ? time : -1,
                         .keep_last = !rank.order_by[0].ascending,
                         .window_end_column = window_end,
                         .zone = std::move(zone),
                         .emit_update_before = rel.update_before,
                         .state_ttl_ms = StateTtlMs(),
                         .input = InputSchema()};
    if (!rank.number_used) return Add(std::move(spec), MakeDeduplicate);
    PlanNode below{.name = Describe(rel).name, .detail = Describe(rel).detail, .inputs = inputs};
    below.output = InputSchema();
    below.updates = rel.updates;
    below.op = OperatorNode{.make = Maker(std::move(spec), MakeDeduplicate)};
    CalcSpec with_number;
    for (size_t i = 0; i < rel.inputs[0]->columns.size(); ++i) {
      with_number.columns.push_back(ColumnOf(*rel.inputs[0], static_cast<int>(i)));
    }
    with_number.columns.push_back(MakeLiteral(DataType::BigInt().NotNull(), Value::Int(1)));
    PlanNode node{.name = "Calc", .detail = fmt::format("select=[{}]", ColumnNames(rel))};
    node.inputs = {lowering.Add(std::move(below))};
    node.output = SchemaOf(rel);
    node.updates = rel.updates;
    node.op = OperatorNode{.make = Maker(std::move(with_number), MakeCalc)};
    return lowering.Add(std::move(node));
  }

  Result<int> operator()(const OverRel& over) const {
    return Add(OverSpec{.partition_by = over.partition_by,
                        .time_column = over.time_column,
                        .rows = over.rows,
                        .preceding = over.preceding,
                        .calls = over.calls,
                        .state_ttl_ms = StateTtlMs(),
                        .input = InputSchema()},
               MakeOver);
  }

  Result<int> operator()(const JoinRel& join) const {
    JoinSpec spec{.kind = join.kind,
                  .left_keys = join.left_keys,
                  .right_keys = join.right_keys,
                  .null_safe = join.null_safe,
                  .condition = join.condition,
                  .left_window_end = join.left_window_end,
                  .right_window_end = join.right_window_end,
                  .zone = nullptr,
                  .left_time = join.left_time,
                  .right_time = join.right_time,
                  .lower_ms = join.lower_ms,
                  .upper_ms = join.upper_ms,
                  .processing_time = join.processing_time,
                  .left_updates = InputUpdates(0),
                  .right_updates = InputUpdates(1),
                  .state_ttl_ms = StateTtlMs(),
                  .left = InputSchema(0),
                  .right = InputSchema(1)};
    if (join.left_window_end >= 0) {
      const RelColumn& end = rel.inputs[0]->columns[static_cast<size_t>(join.left_window_end)];
      spec.zone = context().ZoneOf(end.window->time_type);
    }
    return Add(std::move(spec), MakeJoin);
  }

  Result<int> operator()(const UnnestRel& unnest) const {
    return Add(UnnestSpec{unnest.column, unnest.outer, unnest.with_ordinality, InputSchema()}, MakeUnnest);
  }
  Result<int> operator()(const LookupJoinRel& lookup) const {
    const BoundSource& table = *lookup.table;
    auto open = [connector = table.connector, definition = table.definition,
                 keys = lookup.table_keys](const LookupContext& lookup_context) {
      return connector->MakeLookup(definition, keys, lookup_context);
    };
    MULLION_ASSIGN(int node, Add(LookupJoinSpec{.keys = lookup.keys,
                                                .condition = lookup.condition,
                                                .outer = lookup.outer,
                                                .table = table.definition.physical,
                                                .open = std::move(open)},
                                 MakeLookupJoin));
    lowering.plan_->nodes[static_cast<size_t>(node)].op->looked_up = table.definition;
    return node;
  }
  Result<int> operator()(const ReplicateRel& replicate) const {
    return lowering.AddOperator(rel, inputs, [column = replicate.count_column] { return MakeReplicate(column); });
  }
  Result<int> operator()(const SortRel& sort) const {
    if (!sort.order_by.empty()) return Add(SortSpec{sort.order_by, sort.offset, sort.limit, InputSchema()}, MakeSort);
    return lowering.AddOperator(rel, inputs,
                                [offset = sort.offset, limit = sort.limit] { return MakeLimit(offset, limit); });
  }
  Result<int> operator()(const TimeSortRel& sort) const {
    return Add(TimeSortSpec{sort.order_by, InputSchema()}, MakeTimeSort);
  }
  Result<int> operator()(const NormalizeRel& normalize) const {
    return Add(ChangelogNormalizeSpec{normalize.keys, rel.update_before, StateTtlMs(), InputSchema()},
               MakeChangelogNormalize);
  }
};

Lowering::SharedScan& Lowering::ScanOf(const ScanRel& scan) {
  return scans_[ScanKey(scan)];
}

void Lowering::CollectScans(const Rel& root) {
  if (auto* scan = root.As<ScanRel>()) {
    SharedScan& shared = ScanOf(*scan);
    for (int column : scan->kept) {
      if (std::ranges::find(shared.columns, column) == shared.columns.end()) shared.columns.push_back(column);
    }
    std::ranges::sort(shared.columns);
  }
  for (const RelPtr& input : root.inputs) CollectScans(*input);
}

int Lowering::Add(PlanNode node) {
  plan_->nodes.push_back(std::move(node));
  return static_cast<int>(plan_->nodes.size()) - 1;
}

int Lowering::AddOperator(const Rel& rel, std::vector<int> inputs, std::function<std::unique_ptr<Operator>()> make) {
  NodeText text = Describe(rel);
  PlanNode node{.name = std::move(text.name), .detail = std::move(text.detail), .inputs = std::move(inputs)};
  node.output = SchemaOf(rel);
  node.updates = rel.updates;
  node.op = OperatorNode{.make = std::move(make)};
  return Add(std::move(node));
}

Result<int> Lowering::Lower(const Rel& rel) {
  std::vector<int> inputs;
  for (const RelPtr& input : rel.inputs) {
    MULLION_ASSIGN(int node, Lower(*input));
    inputs.push_back(node);
  }
  MULLION_ASSIGN(int node, std::visit(NodeLowering{*this, rel, std::move(inputs)}, rel.node));
  return context_.streaming || !GivesChanges(rel) ? node : AddFinalRows(rel, node);
}

int Lowering::AddFinalRows(const Rel& rel, int input) {
  PlanNode node{.name = "Final Rows", .detail = fmt::format("fields=[{}]", ColumnNames(rel)), .inputs = {input}};
  node.output = SchemaOf(rel);
  node.op = OperatorNode{.make = [schema = SchemaOf(rel)] { return MakeFinalRows(schema); }};
  return Add(std::move(node));
}

}  // namespace mullion::plan
