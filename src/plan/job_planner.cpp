#include "plan/job_planner.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "plan/changelog.h"
#include "plan/describe.h"
#include "plan/explain.h"
#include "plan/lower.h"
#include "plan/merge_calcs.h"
#include "plan/prune.h"
#include "plan/query_planner.h"
#include "plan/sink_planner.h"

namespace mullion::plan {
namespace {

JobPlan NewPlan(const PlanContext& context, std::string text) {
  JobPlan plan;
  plan.sql = std::move(text);
  plan.settings = context.settings->values();
  plan.session_zone = context.session_zone;
  plan.streaming = context.streaming;
  plan.strict = context.strict;
  return plan;
}

Status CheckBounded(const JobPlan& plan, TextPosition position) {
  if (plan.streaming || plan.bounded) return Ok();
  for (const PlanNode& node : plan.nodes) {
    if (!node.source || node.source->traits.bounded) continue;
    return Fail(Error::User(fmt::format("Querying the unbounded table '{}' in batch mode is not allowed",
                                        node.source->table.name))
                    .At(position)
                    .Hint("SET 'execution.runtime-mode' = 'streaming', or bound the source"));
  }
  return Ok();
}

Result<JobPlan> Finish(PlanContext& context, JobPlan plan, TextPosition position) {
  plan.bounded =
      std::ranges::all_of(plan.nodes, [](const PlanNode& node) { return !node.source || node.source->traits.bounded; });
  MULLION_TRY(CheckBounded(plan, position));
  plan.fingerprint = Fingerprint(plan);
  plan.explain = ExplainPlan(plan, false);
  plan.notes = std::move(context.notes);
  return plan;
}

void AddSink(JobPlan* plan, int input, std::string name, const Rel& rel, SinkNode sink) {
  PlanNode node{.name = std::move(name)};
  node.detail = fmt::format("fields=[{}]", ColumnNames(rel));
  node.inputs = {input};
  node.output = SchemaOf(rel);
  node.updates = rel.updates;
  node.sink = std::move(sink);
  plan->nodes.push_back(std::move(node));
}

std::string JobName(const PlanContext& context, const std::vector<PlannedInsert>& inserts) {
  if (const std::string* name = context.settings->Find("pipeline.name")) return *name;
  std::vector<std::string> sinks;
  for (const PlannedInsert& insert : inserts) sinks.push_back(insert.sink.path);
  return fmt::format("insert-into_{}", fmt::join(sinks, ","));
}

/// Equal names get a number behind, as Flink prints them: a, a0.
void MakeNamesUnique(Rel* rel) {
  std::set<std::string> taken;
  for (RelColumn& column : rel->columns) {
    std::string name = column.name;
    for (int i = 0; !taken.insert(name).second; ++i) name = fmt::format("{}{}", column.name, i);
    column.name = name;
  }
}

/// Flink holds the rows of a SELECT, too, to what their types say.
std::vector<int> NotNullColumns(const Rel& rel) {
  std::vector<int> columns;
  for (size_t i = 0; i < rel.columns.size(); ++i) {
    if (!rel.columns[i].type.nullable()) columns.push_back(static_cast<int>(i));
  }
  return columns;
}

}  // namespace

Result<JobPlan> PlanInserts(PlanContext& context, const std::vector<const sql::Insert*>& inserts, std::string text) {
  std::vector<PlannedInsert> planned;
  for (const sql::Insert* insert : inserts) {
    MULLION_ASSIGN(PlannedInsert one, PlanInsert(context, *insert));
    PruneInputs(&one.rel);
    MergeCalcs(&one.rel);
    const SinkTraits& traits = one.sink.traits;
    bool upserts = traits.upsert_by_key && !one.sink.definition.primary_key.empty();
    DecideUpdateBefore(one.rel.get(), traits.needs_update_before || !upserts);
    planned.push_back(std::move(one));
  }
  JobPlan plan = NewPlan(context, std::move(text));
  plan.name = JobName(context, planned);
  Lowering lowering(context, &plan);
  for (const PlannedInsert& insert : planned) lowering.CollectScans(*insert.rel);
  bool drop = context.settings->Text("table.exec.sink.not-null-enforcer", "ERROR") == "DROP";
  for (PlannedInsert& insert : planned) {
    MULLION_ASSIGN(int input, lowering.Lower(*insert.rel));
    SinkNode sink{.table = insert.sink.definition,
                  .connector = insert.sink.connector,
                  .traits = insert.sink.traits,
                  .window_end_column = insert.window_end_column,
                  .drop_null_keys = drop,
                  .not_null = insert.not_null};
    AddSink(&plan, input, "Sink: " + insert.sink.definition.name, *insert.rel, std::move(sink));
  }
  return Finish(context, std::move(plan), inserts.front()->position);
}

Result<JobPlan> PlanSelectJob(PlanContext& context, const sql::Query& query, std::string text) {
  QueryPlanner planner(context);
  MULLION_ASSIGN(RelPtr rel, planner.PlanQuery(query));
  MakeNamesUnique(rel.get());
  PruneInputs(&rel);
  MergeCalcs(&rel);
  DecideUpdateBefore(rel.get(), true);
  JobPlan plan = NewPlan(context, std::move(text));
  plan.returns_rows = true;
  plan.name = context.settings->Text("pipeline.name", "collect");
  Lowering lowering(context, &plan);
  lowering.CollectScans(*rel);
  MULLION_ASSIGN(int input, lowering.Lower(*rel));
  SinkNode sink;
  if (context.strict) sink.not_null = NotNullColumns(*rel);
  AddSink(&plan, input, "Sink: result", *rel, std::move(sink));
  return Finish(context, std::move(plan), query.position);
}

}  // namespace mullion::plan
