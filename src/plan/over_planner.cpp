#include "plan/over_planner.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "aggregate/aggregate.h"
#include "plan/aggregate_call.h"
#include "plan/expression_walk.h"
#include "plan/join_builder.h"
#include "plan/literal_binder.h"

namespace mullion::plan {
namespace {

constexpr auto kRankFunctions = std::to_array<std::string_view>({"ROW_NUMBER", "RANK", "DENSE_RANK"});

bool IsRankFunction(std::string_view name) {
  return std::ranges::find(kRankFunctions, name) != kRankFunctions.end();
}

struct OverCall {
  const sql::Expr* expr;
  const sql::FunctionCall* call;
  const sql::WindowSpec* window;
};

const sql::WindowSpec* NamedSpec(const sql::Select& select, const std::string& name) {
  for (const sql::NamedWindow& window : select.windows) {
    if (window.name.name == name) return &window.spec;
  }
  return nullptr;
}

Result<const sql::WindowSpec*> WindowOfCall(const sql::Select& select, const sql::WindowSpec& over) {
  if (!over.base) return &over;
  const sql::WindowSpec* named = NamedSpec(select, over.base->name);
  if (!named) {
    return Fail(Error::User(fmt::format("Window '{}' not found", over.base->name))
                    .At(over.base->position)
                    .Hint("declare it behind the FROM clause: WINDOW w AS (PARTITION BY … ORDER BY …)"));
  }
  if (!over.only_name || named->base) return Fail(Unsupported("a window that refines another one", over.position));
  return named;
}

/// Binds the parts of one window over a growing input.
class OverPlanner {
 public:
  OverPlanner(PlanContext& context, OverCalls* out) : context_(context), out_(out) {}

  Status PlanRank(const OverCall& call);
  /// Calls that share one window.
  Status PlanAggregates(const std::vector<OverCall>& calls);

 private:
  Result<int> Column(const sql::Expr& expr, std::string_view clause) {
    ScalarBinder binder(context_, out_->from.scope, std::string(clause));
    MULLION_ASSIGN(ExprPtr bound, binder.Bind(expr));
    return AppendColumn(&out_->from.rel, bound, "$over");
  }
  Result<std::vector<int>> PartitionBy(const sql::WindowSpec& window) {
    std::vector<int> columns;
    for (const sql::ExprPtr& expr : window.partition_by) {
      MULLION_ASSIGN(int column, Column(*expr, "PARTITION BY"));
      columns.push_back(column);
    }
    return columns;
  }
  Status BindTime(const sql::WindowSpec& window, OverRel* over);
  Status BindFrame(const sql::WindowSpec& window, OverRel* over);
  Result<AggregateCall> BindCall(const OverCall& call);

  PlanContext& context_;
  OverCalls* out_;
};

Status OverPlanner::PlanRank(const OverCall& call) {
  RankRel rank{.partition_by = {},
               .order_by = {},
               .function = FunctionName(*call.call),
               .first = 1,
               .last = std::nullopt,
               .number_used = true,
               .position = call.expr->position};
  MULLION_ASSIGN(rank.partition_by, PartitionBy(*call.window));
  for (const sql::OrderItem& item : call.window->order_by) {
    MULLION_ASSIGN(int column, Column(*item.expr, "ORDER BY"));
    rank.order_by.push_back(MakeSortKey(column, item));
  }
  if (rank.order_by.empty()) {
    return Fail(Error::User(fmt::format("{}() needs an ORDER BY in its OVER (…)", rank.function))
                    .At(call.expr->position)
                    .Hint("write OVER (PARTITION BY … ORDER BY …)"));
  }
  out_->from.rel = MakeRank(std::move(out_->from.rel), std::move(rank), context_.streaming);
  int column = static_cast<int>(out_->from.rel->columns.size()) - 1;
  out_->columns[call.expr] = ColumnOf(*out_->from.rel, column);
  return Ok();
}

Status OverPlanner::BindTime(const sql::WindowSpec& window, OverRel* over) {
  Error not_time = Error::User(fmt::format("OVER windows' ordering in {} mode must be defined on a time attribute",
                                           context_.streaming ? "stream" : "batch"))
                       .At(window.position)
                       .Hint("ORDER BY the column that has the WATERMARK, ascending, and by nothing else");
  if (window.order_by.size() != 1 || window.order_by[0].descending) return Fail(std::move(not_time));
  MULLION_ASSIGN(int column, Column(*window.order_by[0].expr, "ORDER BY"));
  TimeAttribute time = out_->from.rel->columns[static_cast<size_t>(column)].time;
  if (time == TimeAttribute::kNone) return Fail(std::move(not_time));
  over->processing_time = time == TimeAttribute::kProctime;
  over->time_column = over->processing_time ? -1 : column;
  return Ok();
}

Status OverPlanner::BindFrame(const sql::WindowSpec& window, OverRel* over) {
  if (!window.frame) return Ok();
  const sql::Frame& frame = *window.frame;
  over->rows = frame.unit == sql::FrameUnit::kRows;
  if (frame.end && frame.end->kind != sql::FrameBoundKind::kCurrentRow) {
    return Fail(Error::User("OVER windows end at CURRENT ROW in stream mode")
                    .At(window.position)
                    .Hint("write BETWEEN … PRECEDING AND CURRENT ROW"));
  }
  switch (frame.start.kind) {
    case sql::FrameBoundKind::kUnboundedPreceding:
      return Ok();
    case sql::FrameBoundKind::kCurrentRow:
      over->preceding = 0;
      return Ok();
    case sql::FrameBoundKind::kPreceding:
      break;
    default:
      return Fail(Error::User("an OVER window starts before or at the current row").At(window.position));
  }
  Scope none;
  MULLION_ASSIGN(ExprPtr offset, ScalarBinder(context_, none, "OVER").Bind(*frame.start.offset));
  const Value* value = AsLiteral(*offset);
  bool fits = value && !value->is_null() &&
              (over->rows ? offset->type().IsInteger() : offset->type().kind() == TypeKind::kIntervalDay);
  if (!fits) {
    return Fail(Error::User(over->rows ? "ROWS n PRECEDING takes a whole number"
                                       : "RANGE … PRECEDING takes a constant INTERVAL of days to seconds")
                    .At(frame.start.offset->position));
  }
  over->preceding = value->AsInt();
  return Ok();
}

Result<AggregateCall> OverPlanner::BindCall(const OverCall& call) {
  if (FunctionName(*call.call) == "LAG" && call.window->frame) {
    return Fail(Error::User("ROWS and RANGE are not allowed with LAG").At(call.expr->position));
  }
  if (context_.strict && call.call->filter) {
    return Fail(Error::User("OVER must be applied to aggregate function")
                    .At(call.expr->position)
                    .Why("Flink takes no FILTER beside OVER")
                    .Hint("write SUM(CASE WHEN … THEN x END) OVER …, or leave --strict out"));
  }
  MULLION_ASSIGN(BoundAggregate bound, BindAggregateCall(context_, out_->from.scope, *call.expr, false));
  AggregateCall out = bound.Call();
  for (const ExprPtr& arg : bound.args) out.args.push_back(AppendColumn(&out_->from.rel, arg, "$arg"));
  if (bound.filter) out.filter = AppendColumn(&out_->from.rel, bound.filter, "$filter");
  return out;
}

Status OverPlanner::PlanAggregates(const std::vector<OverCall>& calls) {
  const sql::WindowSpec& window = *calls.front().window;
  if (out_->from.rel->updates) {
    return Fail(Error::User("OVER aggregation doesn't support consuming update and delete changes")
                    .At(calls.front().expr->position));
  }
  OverRel over;
  MULLION_ASSIGN(over.partition_by, PartitionBy(window));
  MULLION_TRY(BindTime(window, &over));
  MULLION_TRY(BindFrame(window, &over));
  for (const OverCall& call : calls) {
    MULLION_ASSIGN(AggregateCall bound, BindCall(call));
    over.calls.push_back(std::move(bound));
  }
  auto rel = std::make_unique<Rel>();
  rel->columns = out_->from.rel->columns;
  for (size_t i = 0; i < calls.size(); ++i) {
    out_->columns[calls[i].expr] = MakeInputRef(static_cast<int>(rel->columns.size()), over.calls[i].type);
    rel->columns.push_back({.name = FunctionName(*calls[i].call), .type = over.calls[i].type});
  }
  rel->node = std::move(over);
  rel->inputs.push_back(std::move(out_->from.rel));
  out_->from.rel = std::move(rel);
  return Ok();
}

}  // namespace

ScalarBinder::Hook OverCalls::hook() const {
  return [this](const sql::Expr& expr) -> Result<ExprPtr> {
    auto it = columns.find(&expr);
    return it == columns.end() ? ExprPtr() : it->second;
  };
}

Result<OverCalls> PlanOverCalls(PlanContext& context, From from, const sql::Select& select,
                                const std::vector<SelectColumn>& columns) {
  std::vector<OverCall> ranks;
  std::vector<OverCall> aggregates;
  Status status = Ok();
  for (const SelectColumn& column : columns) {
    if (!column.expr) continue;
    WalkExpression(*column.expr, [&](const sql::Expr& expr) {
      auto* call = expr.As<sql::FunctionCall>();
      if (!call || !call->over) return true;
      Result<const sql::WindowSpec*> window = WindowOfCall(select, *call->over);
      if (!window) {
        status = Fail(std::move(window).error());
      } else {
        (IsRankFunction(FunctionName(*call)) ? ranks : aggregates).push_back({&expr, call, *window});
      }
      return false;
    });
  }
  if (!status) return Fail(std::move(status).error());
  OverCalls out{.from = std::move(from), .columns = {}};
  OverPlanner planner(context, &out);
  if (!aggregates.empty()) {
    // Windows are compared as written: Flink takes one window for all aggregates of a SELECT in stream mode.
    for (const OverCall& call : aggregates) {
      if (WindowText(*call.window) == WindowText(*aggregates.front().window)) continue;
      return Fail(Error::User("All aggregates must be computed on the same window in stream mode")
                      .At(call.expr->position)
                      .Hint("compute the other ones in a query of their own"));
    }
    MULLION_TRY(planner.PlanAggregates(aggregates));
  }
  for (const OverCall& call : ranks) MULLION_TRY(planner.PlanRank(call));
  return out;
}

WindowInfoPtr WindowOf(const Rel& rel, const std::vector<int>& columns) {
  auto column = [&](int i) -> const RelColumn& { return rel.columns[static_cast<size_t>(i)]; };
  for (int start : columns) {
    if (column(start).window_role != WindowRole::kStart || column(start).window->legacy) continue;
    for (int end : columns) {
      if (column(end).window_role == WindowRole::kEnd && column(end).window == column(start).window) {
        return column(start).window;
      }
    }
  }
  return nullptr;
}

bool NumbersByTime(const Rel& rel) {
  const auto& rank = std::get<RankRel>(rel.node);
  if (rank.function != "ROW_NUMBER" || rank.first != 1 || rank.last || rank.order_by.size() != 1) return false;
  const RelColumn& order = rel.inputs[0]->columns[static_cast<size_t>(rank.order_by[0].column)];
  return order.time == TimeAttribute::kRowtime && rank.order_by[0].ascending && !rel.inputs[0]->updates;
}

bool IsDeduplication(const Rel& rel) {
  const auto& rank = std::get<RankRel>(rel.node);
  if (rank.function != "ROW_NUMBER" || rank.first != 1 || rank.last != 1 || rank.order_by.size() != 1) return false;
  return rel.inputs[0]->columns[static_cast<size_t>(rank.order_by[0].column)].time != TimeAttribute::kNone;
}

bool RankUpdates(const Rel& rel, bool streaming) {
  const auto& rank = std::get<RankRel>(rel.node);
  if (!streaming || WindowOf(*rel.inputs[0], rank.partition_by) || NumbersByTime(rel)) return false;
  if (!IsDeduplication(rel)) return true;
  const RelColumn& time = rel.inputs[0]->columns[static_cast<size_t>(rank.order_by[0].column)];
  bool first_by_arrival = time.time == TimeAttribute::kProctime && rank.order_by[0].ascending;
  return !first_by_arrival || rel.inputs[0]->updates;
}

void RefreshUpdates(Rel* rel, bool streaming) {
  if (rel->As<CalcRel>()) {
    RefreshUpdates(rel->inputs[0].get(), streaming);
    rel->updates = rel->inputs[0]->updates;
  } else if (rel->As<RankRel>()) {
    rel->updates = RankUpdates(*rel, streaming);
  }
}

RelPtr MakeRank(RelPtr input, RankRel rank, bool streaming) {
  auto rel = std::make_unique<Rel>();
  rel->columns = input->columns;
  rel->node = std::move(rank);
  RankRel* number_of = rel->As<RankRel>();
  rel->columns.push_back({.name = "$rank", .type = DataType::BigInt().NotNull(), .rank = number_of});
  rel->inputs.push_back(std::move(input));
  rel->updates = RankUpdates(*rel, streaming);
  return rel;
}

}  // namespace mullion::plan
