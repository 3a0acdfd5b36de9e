#include "plan/aggregate_call.h"

#include <utility>

#include <fmt/format.h>

#include "plan/scalar_binder.h"
#include "sql/printer.h"

namespace mullion::plan {
namespace {

/// A constant that is not NULL counts every row: COUNT(1) is COUNT(*).
bool CountsEveryRow(const std::string& name, const std::vector<ExprPtr>& args, bool distinct) {
  if (name != "COUNT" || distinct || args.size() != 1) return false;
  const Value* value = AsLiteral(*args[0]);
  return value ? !value->is_null() : !args[0]->type().nullable() && AsInputRef(*args[0]);
}

Result<std::vector<ExprPtr>> BindArguments(const ScalarBinder& binder, const sql::FunctionCall& call,
                                           const std::string& name) {
  std::vector<ExprPtr> args;
  for (const sql::Argument& argument : call.arguments) {
    if (argument.value->Is<sql::Star>()) {
      if (name == "COUNT" && call.arguments.size() == 1) return args;
      return Fail(
          Error::User(fmt::format("{}(*) is not an aggregate; only COUNT takes *", name)).At(argument.value->position));
    }
    MULLION_ASSIGN(ExprPtr arg, binder.Bind(*argument.value));
    args.push_back(std::move(arg));
  }
  return args;
}

/// JSON_ARRAYAGG(x NULL ON NULL) is the function JSON_ARRAYAGG_NULL_ON_NULL.
std::string NullsClause(const sql::FunctionCall& call) {
  if (!call.json || !call.json->on_null) return "";
  return *call.json->on_null == sql::JsonNulls::kNullOnNull ? "_NULL_ON_NULL" : "_ABSENT_ON_NULL";
}

}  // namespace

AggregateCall BoundAggregate::Call() const {
  AggregateCall call;
  call.name = name;
  call.distinct = distinct;
  call.function = function;
  call.type = function->result_type();
  return call;
}

bool IsAggregateCall(const sql::Expr& expr) {
  auto* call = expr.As<sql::FunctionCall>();
  return call && !call->over && IsAggregateFunction(FunctionName(*call));
}

Result<BoundAggregate> BindAggregateCall(const PlanContext& context, const Scope& scope, const sql::Expr& expr,
                                         bool retract) {
  const auto& call = *expr.As<sql::FunctionCall>();
  BoundAggregate out;
  out.name = FunctionName(call);
  out.distinct = call.distinct;
  auto nested = [](const sql::Expr& inner) -> Result<ExprPtr> {
    if (!IsAggregateCall(inner)) return ExprPtr();
    return Fail(
        Error::User("Aggregate expressions cannot be nested").At(inner.position).Hint("aggregate in a subquery first"));
  };
  ScalarBinder binder(context, scope, "an aggregate's arguments", nested);
  if (out.name == "LAG" && !call.over) {
    return Fail(Error::User("LAG needs an OVER clause")
                    .At(expr.position)
                    .Hint("write LAG(x) OVER (PARTITION BY … ORDER BY ts)"));
  }
  if (!call.within_group.empty()) return Fail(Unsupported("WITHIN GROUP (ORDER BY …)", expr.position));
  bool lag = call.over && out.name == "LAG";
  if (context.strict && !lag && !IsFlinkAggregate(out.name)) {
    return Fail(Error::User(fmt::format("{} is no aggregate function of Flink 1.18 in streaming mode", out.name))
                    .At(expr.position)
                    .Hint("leave --strict out: it is an extension of Mullion"));
  }
  MULLION_ASSIGN(out.args, BindArguments(binder, call, out.name));
  if (CountsEveryRow(out.name, out.args, out.distinct)) out.args.clear();
  if (call.filter) {
    ScalarBinder filter_binder(context, scope, "FILTER", nested);
    MULLION_ASSIGN(out.filter, filter_binder.BindCondition(*call.filter));
  }
  std::vector<DataType> types;
  std::vector<const Value*> literals;
  for (const ExprPtr& arg : out.args) {
    types.push_back(arg->type());
    literals.push_back(AsLiteral(*arg));
  }
  out.variant = NullsClause(call);
  Result<AggregatePtr> function =
      MakeAggregate(out.name + (call.over && out.name == "AVG" ? " NARROW" : NullsClause(call)), types, literals,
                    out.distinct, retract);
  if (!function) return Fail(WithPosition(std::move(function).error(), expr.position));
  out.function = *std::move(function);
  return out;
}

std::string WindowText(const sql::WindowSpec& window) {
  std::string text = "PARTITION BY ";
  for (const sql::ExprPtr& expr : window.partition_by) text += sql::Print(*expr) + ",";
  text += " ORDER BY ";
  for (const sql::OrderItem& item : window.order_by) {
    text += fmt::format("{} {} {},", sql::Print(*item.expr), item.descending, static_cast<int>(item.nulls));
  }
  if (window.frame) {
    text += fmt::format(" {} {}", static_cast<int>(window.frame->unit), static_cast<int>(window.frame->start.kind));
    if (window.frame->start.offset) text += " " + sql::Print(*window.frame->start.offset);
  }
  return text;
}

}  // namespace mullion::plan
