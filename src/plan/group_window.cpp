#include "plan/group_window.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "plan/scalar_binder.h"
#include "plan/strict_calls.h"
#include "plan/window_planner.h"

namespace mullion::plan {
namespace {

constexpr auto kWindows = std::to_array<std::string_view>({"TUMBLE", "HOP", "SESSION"});
constexpr auto kHelpers = std::to_array<std::string_view>({"_START", "_END", "_ROWTIME", "_PROCTIME"});

std::string NameOf(const sql::Expr& expr) {
  auto* call = expr.As<sql::FunctionCall>();
  return call && !call->over ? FunctionName(*call) : std::string();
}

/// "TUMBLE_START" is ("TUMBLE", "_START").
std::optional<std::pair<std::string, std::string>> SplitHelper(const std::string& name) {
  for (std::string_view window : kWindows) {
    for (std::string_view helper : kHelpers) {
      if (name.size() == window.size() + helper.size() && name.starts_with(window) && name.ends_with(helper)) {
        return std::pair(std::string(window), std::string(helper));
      }
    }
  }
  return std::nullopt;
}

Result<GroupWindow> BindCall(const PlanContext& context, const Scope& scope, const sql::Expr& expr,
                             const std::string& name) {
  const auto& call = *expr.As<sql::FunctionCall>();
  size_t wanted = name == "HOP" ? 3 : 2;
  std::string usage = name == "HOP"       ? "HOP(ts, slide, size)"
                      : name == "SESSION" ? "SESSION(ts, gap)"
                                          : "TUMBLE(ts, size)";
  if (call.arguments.size() != wanted) {
    return Fail(Error::User(fmt::format("the group window {} takes {} arguments", name, wanted))
                    .At(expr.position)
                    .Hint(fmt::format("write GROUP BY {}; windows with an offset are table functions: FROM "
                                      "TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), size, offset))",
                                      usage)));
  }
  ScalarBinder binder(context, scope, "GROUP BY");
  MULLION_ASSIGN(ExprPtr time, binder.Bind(*call.arguments[0].value));
  const int* column = AsInputRef(*time);
  if (!column || scope.column(*column).time == TimeAttribute::kNone) {
    std::string what = column ? "'" + scope.column(*column).name + "'" : std::string("an expression");
    return Fail(Error::User(fmt::format("Window aggregate can only be defined over a time attribute column, but {} of "
                                        "type {} encountered",
                                        what, time->type().ToString()))
                    .At(call.arguments[0].value->position)
                    .Hint("give the column a WATERMARK in CREATE TABLE and pass it on unchanged"));
  }
  auto info = std::make_shared<WindowInfo>();
  WindowSpec& spec = info->spec;
  spec.kind = name == "HOP" ? WindowKind::kHop : name == "SESSION" ? WindowKind::kSession : WindowKind::kTumble;
  WindowSizes sizes(context, name);
  for (size_t i = 1; i < wanted; ++i) {
    std::string_view what = name == "SESSION" ? "gap" : name == "HOP" && i == 1 ? "slide" : "size";
    auto* interval = context.strict ? call.arguments[i].value->As<sql::IntervalLiteral>() : nullptr;
    if (interval) {
      Status fits = CheckStrictInterval(*interval);
      if (!fits) return Fail(WithPosition(std::move(fits).error(), call.arguments[i].value->position));
    }
    MULLION_ASSIGN(int64_t value, sizes.Bind(*call.arguments[i].value, what));
    (what == "slide" ? spec.slide_ms : spec.size_ms) = value;
  }
  info->counts_rows = sizes.counts_rows();
  if (spec.slide_ms == 0) spec.slide_ms = spec.size_ms;
  info->time_type = time->type();
  info->processing_time = scope.column(*column).time == TimeAttribute::kProctime;
  info->legacy = true;
  info->position = expr.position;
  return GroupWindow{name, std::move(info), *column};
}

}  // namespace

bool IsGroupWindow(const sql::Expr& expr) {
  return std::ranges::find(kWindows, NameOf(expr)) != kWindows.end();
}

bool IsGroupWindowHelper(const sql::Expr& expr) {
  return SplitHelper(NameOf(expr)).has_value();
}

Result<GroupWindow> BindGroupWindow(const PlanContext& context, const Scope& scope, const sql::Expr& expr) {
  return BindCall(context, scope, expr, NameOf(expr));
}

Result<std::optional<WindowProperty>> BindGroupWindowHelper(const PlanContext& context, const Scope& scope,
                                                            const sql::Expr& expr, const GroupWindow* window) {
  std::string name = NameOf(expr);
  auto [base, helper] = *SplitHelper(name);
  Error mismatch = Error::User(fmt::format("Call to auxiliary group function '{}' must have matching call to group "
                                           "function '{}' in GROUP BY clause",
                                           name, base))
                       .At(expr.position)
                       .Hint(fmt::format("write {} with exactly the arguments of {} in GROUP BY", name, base));
  if (!window || window->name != base) return Fail(std::move(mismatch));
  MULLION_ASSIGN(GroupWindow own, BindCall(context, scope, expr, base));
  if (own.time_column != window->time_column || !own.window->SameWindows(*window->window)) {
    return Fail(std::move(mismatch));
  }
  if (helper == "_START") return std::optional(WindowProperty::kStart);
  if (helper == "_END") return std::optional(WindowProperty::kEnd);
  bool processing_time = window->window->processing_time;
  if (helper == "_ROWTIME") {
    if (processing_time) {
      return Fail(Error::User(fmt::format("{} needs an event time window; this one is of processing time", name))
                      .At(expr.position)
                      .Hint(fmt::format("write {}_PROCTIME", base)));
    }
    return std::optional(WindowProperty::kTime);
  }
  return std::optional<WindowProperty>();
}

}  // namespace mullion::plan
