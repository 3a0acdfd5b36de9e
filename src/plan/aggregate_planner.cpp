#include "plan/aggregate_planner.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "expr/function.h"
#include "plan/aggregate_builder.h"
#include "plan/expression_walk.h"
#include "plan/grouping_sets.h"
#include "plan/literal_binder.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {
namespace {

bool IsGroupingFunction(const sql::Expr& expr) {
  auto* call = expr.As<sql::FunctionCall>();
  if (!call || call->over) return false;
  std::string name = FunctionName(*call);
  return name == "GROUPING" || name == "GROUPING_ID" || name == "GROUP_ID";
}

/// Binds the expressions above an aggregation: keys and calls become its columns.
class AggregationPlanner {
 public:
  AggregationPlanner(PlanContext& context, From from, const sql::Select& select,
                     const std::vector<SelectColumn>& columns)
      : context_(context), builder_(context, std::move(from)), select_(select), columns_(columns) {}

  Result<RelPtr> Plan() {
    MULLION_TRY(BindKeys());
    MULLION_TRY(CollectCalls());
    MULLION_ASSIGN(RelPtr rel, builder_.Build(select_.group_by_position));
    return Project(std::move(rel));
  }

 private:
  Result<int> AddKey(const sql::Expr& expr) {
    if (IsGroupWindow(expr)) {
      return Fail(Unsupported("a group window inside of GROUPING SETS", expr.position));
    }
    ScalarBinder binder(context_, builder_.scope(), "GROUP BY");
    MULLION_ASSIGN(ExprPtr key, binder.Bind(expr));
    return builder_.AddKey(key);
  }

  Status BindKeys() {
    std::vector<const sql::GroupingElement*> elements;
    bool sets = false;
    for (const sql::GroupingElement& element : select_.group_by) {
      bool plain = element.kind == sql::GroupingKind::kExpressions;
      if (plain && element.exprs.size() == 1 && IsGroupWindow(*element.exprs[0])) {
        const sql::Expr& expr = *element.exprs[0];
        MULLION_ASSIGN(GroupWindow window, BindGroupWindow(context_, builder_.scope(), expr));
        MULLION_TRY(builder_.SetGroupWindow(std::move(window), expr.position));
        continue;
      }
      sets |= !plain;
      elements.push_back(&element);
    }
    auto key_of = [this](const sql::Expr& expr) { return AddKey(expr); };
    if (!sets) {
      for (const sql::GroupingElement* element : elements) {
        for (const sql::ExprPtr& expr : element->exprs) {
          Result<int> key = key_of(*expr);
          if (!key) return Fail(std::move(key).error());
        }
      }
      return Ok();
    }
    if (builder_.group_window()) {
      return Fail(Unsupported("GROUPING SETS, ROLLUP and CUBE with a group window", select_.group_by_position));
    }
    MULLION_ASSIGN(std::vector<std::vector<int>> expanded, ExpandGroupingSets(select_.group_by, key_of));
    builder_.SetGroupingSets(std::move(expanded));
    return Ok();
  }

  Status Collect(const sql::Expr& root) {
    Status status = Ok();
    WalkExpression(root, [&](const sql::Expr& expr) {
      if (!status) return false;
      if (IsAggregateCall(expr)) {
        Result<BoundAggregate> call = BindAggregateCall(context_, builder_.scope(), expr, builder_.input_updates());
        if (call) {
          calls_[&expr] = builder_.AddCall(*call);
        } else {
          status = Fail(std::move(call).error());
        }
        return false;
      }
      if (IsGroupWindowHelper(expr)) {
        auto property = BindGroupWindowHelper(context_, builder_.scope(), expr, builder_.group_window());
        if (!property) {
          status = Fail(std::move(property).error());
        } else {
          if (*property) builder_.AddProperty(**property);
          helpers_[&expr] = *property;
        }
        return false;
      }
      return true;
    });
    return status;
  }

  Status CollectCalls() {
    for (const SelectColumn& column : columns_) {
      if (column.expr) MULLION_TRY(Collect(*column.expr));
    }
    if (select_.having) MULLION_TRY(Collect(*select_.having));
    return Ok();
  }

  Error NotGrouped(std::string_view name, TextPosition position) const {
    std::string hint = fmt::format("add {0} to GROUP BY, or aggregate it: MAX({0})", name);
    if (name == "window_start" || name == "window_end" || name == "window_time") {
      hint = "GROUP BY both window_start and window_end (and window_time where it is selected)";
    }
    return Error::User(fmt::format("Expression '{}' is not being grouped", name)).At(position).Hint(hint);
  }

  Result<ExprPtr> BindGrouping(const sql::Expr& expr) {
    const auto& call = *expr.As<sql::FunctionCall>();
    if (FunctionName(call) == "GROUP_ID") return IntLiteral(0);
    std::vector<int> keys;
    for (const sql::Argument& argument : call.arguments) {
      ScalarBinder binder(context_, builder_.scope(), "SELECT");
      MULLION_ASSIGN(ExprPtr bound, binder.Bind(*argument.value));
      std::optional<int> key = builder_.FindKey(*bound);
      if (!key) {
        return Fail(Error::User(fmt::format("Argument to {} must be a grouped expression", FunctionName(call)))
                        .At(argument.value->position));
      }
      keys.push_back(*key);
    }
    return builder_.GroupingId(keys);
  }

  Result<ExprPtr> Hook(const sql::Expr& expr) {
    if (expr.Is<sql::ScalarSubquery>()) {
      return Fail(Unsupported("a subquery as a value beside aggregates", expr.position)
                      .Hint("aggregate in a subquery, and compare in the query around it"));
    }
    if (auto it = calls_.find(&expr); it != calls_.end()) return builder_.Call(it->second);
    if (auto it = helpers_.find(&expr); it != helpers_.end()) {
      return it->second ? Result<ExprPtr>(builder_.Property(*it->second)) : MakeCall("PROCTIME", {});
    }
    if (IsGroupingFunction(expr)) return BindGrouping(expr);
    Result<ExprPtr> plain = ScalarBinder(context_, builder_.scope(), "SELECT").Bind(expr);
    if (plain) {
      if (std::optional<int> key = builder_.FindKey(**plain)) return builder_.Key(*key);
    }
    auto* reference = expr.As<sql::ColumnReference>();
    if (!reference) return ExprPtr();
    if (!plain) return plain;
    MULLION_ASSIGN(ResolvedColumn root, builder_.scope().Resolve(reference->path));
    if (root.parts_used < reference->path.parts.size()) {
      // A field of a grouped row.
      const RelColumn& column = builder_.scope().column(root.column);
      if (std::optional<int> key = builder_.FindKey(*MakeInputRef(root.column, column.type))) {
        std::vector<int> mapping(builder_.scope().columns().size(), -1);
        mapping[static_cast<size_t>(root.column)] = *AsInputRef(*builder_.Key(*key));
        return (*plain)->Remap(mapping);
      }
    }
    return Fail(NotGrouped(reference->path.ToString(), expr.position));
  }

  Result<ExprPtr> BindColumn(const ScalarBinder& binder, const SelectColumn& column) {
    if (column.expr) return binder.Bind(*column.expr);
    ExprPtr plain = MakeInputRef(column.column, builder_.scope().column(column.column).type);
    if (std::optional<int> key = builder_.FindKey(*plain)) return builder_.Key(*key);
    return Fail(NotGrouped(column.name, column.position));
  }

  Result<RelPtr> Project(RelPtr rel) {
    auto hook = [this](const sql::Expr& expr) { return Hook(expr); };
    if (select_.having) {
      ScalarBinder binder(context_, builder_.scope(), "HAVING", hook);
      MULLION_ASSIGN(ExprPtr condition, binder.BindCondition(*select_.having));
      rel = MakeFilter(std::move(rel), std::move(condition));
    }
    ScalarBinder binder(context_, builder_.scope(), "SELECT", hook);
    std::vector<ExprPtr> exprs;
    std::vector<std::string> names;
    for (const SelectColumn& column : columns_) {
      MULLION_ASSIGN(ExprPtr expr, BindColumn(binder, column));
      exprs.push_back(std::move(expr));
      names.push_back(column.name);
    }
    return MakeProject(std::move(rel), std::move(exprs), names);
  }

  PlanContext& context_;
  AggregateBuilder builder_;
  const sql::Select& select_;
  const std::vector<SelectColumn>& columns_;
  std::map<const sql::Expr*, int> calls_;
  std::map<const sql::Expr*, std::optional<WindowProperty>> helpers_;
};

bool HasAggregateCall(const sql::Expr& root) {
  bool found = false;
  WalkExpression(root, [&](const sql::Expr& expr) {
    auto* call = expr.As<sql::FunctionCall>();
    if (call && call->over) return false;
    found |= IsAggregateCall(expr);
    return !found;
  });
  return found;
}

}  // namespace

bool IsAggregation(const sql::Select& select) {
  if (!select.group_by.empty() || select.having) return true;
  return std::ranges::any_of(select.items, [](const sql::SelectItem& item) { return HasAggregateCall(*item.expr); });
}

Result<RelPtr> PlanAggregation(PlanContext& context, From from, const sql::Select& select,
                               const std::vector<SelectColumn>& columns) {
  return AggregationPlanner(context, std::move(from), select, columns).Plan();
}

Result<RelPtr> PlanDistinct(PlanContext& context, RelPtr rel) {
  Scope scope(*rel, {});
  std::vector<RelColumn> columns = rel->columns;
  AggregateBuilder builder(context, From{std::move(rel), std::move(scope)});
  std::vector<int> keys;
  for (size_t i = 0; i < columns.size(); ++i) {
    keys.push_back(builder.AddKey(MakeInputRef(static_cast<int>(i), columns[i].type)));
  }
  MULLION_ASSIGN(RelPtr distinct, builder.Build({}));
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (size_t i = 0; i < columns.size(); ++i) {
    exprs.push_back(builder.Key(keys[i]));
    names.push_back(columns[i].name);
  }
  return MakeProject(std::move(distinct), std::move(exprs), names);
}

}  // namespace mullion::plan
