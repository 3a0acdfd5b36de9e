#include "plan/window_planner.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"
#include "plan/join_builder.h"
#include "plan/literal_binder.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {
namespace {

struct WindowFunction {
  std::string_view name;
  WindowKind kind;
  /// Arguments behind DATA and TIMECOL, in order; those from `required` on may be left out.
  std::vector<std::string> parameters;
  size_t required;
  std::string_view usage;
};

const std::vector<WindowFunction>& WindowFunctions() {
  static const std::vector<WindowFunction> kFunctions = {
      {"TUMBLE", WindowKind::kTumble, {"SIZE", "OFFSET"}, 1, "TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset])"},
      {"HOP", WindowKind::kHop, {"SLIDE", "SIZE", "OFFSET"}, 2, "HOP(TABLE t, DESCRIPTOR(ts), slide, size [, offset])"},
      {"CUMULATE",
       WindowKind::kCumulate,
       {"STEP", "SIZE", "OFFSET"},
       2,
       "CUMULATE(TABLE t, DESCRIPTOR(ts), step, size [, offset])"},
      {"SESSION", WindowKind::kSession, {"GAP"}, 1, "SESSION(TABLE t PARTITION BY key, DESCRIPTOR(ts), gap)"}};
  return kFunctions;
}

Result<const WindowFunction*> FindFunction(const sql::FunctionCall& call, TextPosition position) {
  std::string name = FunctionName(call);
  std::vector<std::string> known;
  for (const WindowFunction& function : WindowFunctions()) {
    if (function.name == name) return &function;
    known.emplace_back(function.name);
  }
  std::string near = DidYouMean(name, known);
  return Fail(Error::User(fmt::format("No match found for table function '{}'", call.name.ToString()))
                  .At(position)
                  .Hint(near.empty() ? fmt::format("known are: {}", fmt::join(known, ", ")) : near));
}

/// DATA, TIMECOL and the parameters by name; what is left out is absent.
using Arguments = std::map<std::string, const sql::Expr*, std::less<>>;

Result<Arguments> NameArguments(const sql::FunctionCall& call, const WindowFunction& function, TextPosition position) {
  std::vector<std::string> names = {"DATA", "TIMECOL"};
  names.insert(names.end(), function.parameters.begin(), function.parameters.end());
  Arguments out;
  bool named = !call.arguments.empty() && call.arguments.front().name.has_value();
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const sql::Argument& argument = call.arguments[i];
    if (argument.name.has_value() != named) {
      return Fail(Error::User(fmt::format("{} mixes named and positional arguments", function.name))
                      .At(argument.value->position));
    }
    if (!named) {
      if (i >= names.size()) {
        return Fail(Error::User(fmt::format("{} has too many arguments", function.name))
                        .At(argument.value->position)
                        .Hint(fmt::format("write {}", function.usage)));
      }
      out[names[i]] = argument.value.get();
      continue;
    }
    if (std::ranges::find(names, argument.name->name) == names.end()) {
      return Fail(Error::User(fmt::format("{} has no argument '{}'", function.name, argument.name->name))
                      .At(argument.name->position)
                      .Hint(fmt::format("its arguments are: {}", fmt::join(names, ", "))));
    }
    if (!out.try_emplace(argument.name->name, argument.value.get()).second) {
      return Fail(Error::User(fmt::format("{} is given '{}' twice", function.name, argument.name->name))
                      .At(argument.name->position));
    }
  }
  for (size_t i = 0; i < 2 + function.required; ++i) {
    if (out.contains(names[i])) continue;
    return Fail(Error::User(fmt::format("{} needs the argument {}", function.name, names[i]))
                    .At(position)
                    .Hint(fmt::format("write {}", function.usage)));
  }
  return out;
}

/// Sessions and windows that count rows are each key's own.
bool HasKeys(const WindowInfo& window) {
  return window.spec.kind == WindowKind::kSession || window.counts_rows;
}

Result<From> PlanData(QueryPlanner& planner, const sql::Expr& data, const WindowFunction& function, bool has_keys,
                      std::vector<int>* partition_by) {
  auto* table = data.As<sql::TableArgument>();
  if (auto* query = data.As<sql::ScalarSubquery>()) {
    From from;
    MULLION_ASSIGN(from.rel, planner.PlanQuery(*query->query));
    from.scope = Scope(*from.rel, {});
    return from;
  }
  if (!table) {
    return Fail(Error::User(fmt::format("the first argument of {} is a table", function.name))
                    .At(data.position)
                    .Hint(fmt::format("write {}", function.usage)));
  }
  From from;
  if (table->query) {
    MULLION_ASSIGN(from.rel, planner.PlanQuery(*table->query));
    from.scope = Scope(*from.rel, {});
  } else {
    MULLION_ASSIGN(from, planner.PlanTable(table->table, {}, data.position));
  }
  if (!table->order_by.empty()) {
    return Fail(Error::User(fmt::format("{} takes no ORDER BY", function.name))
                    .At(table->order_by[0].expr->position)
                    .Why("rows are windowed by their event time"));
  }
  if (!table->partition_by.empty() && !has_keys) {
    return Fail(Error::User(fmt::format("{} takes no PARTITION BY", function.name))
                    .At(table->partition_by[0]->position)
                    .Hint("put the keys into GROUP BY"));
  }
  for (const sql::ExprPtr& key : table->partition_by) {
    ScalarBinder binder(planner.context(), from.scope, "PARTITION BY");
    MULLION_ASSIGN(ExprPtr bound, binder.Bind(*key));
    const int* column = AsInputRef(*bound);
    if (!column)
      return Fail(Unsupported(fmt::format("PARTITION BY an expression in {}", function.name), key->position));
    partition_by->push_back(*column);
  }
  return from;
}

Result<int> TimeColumn(const Scope& scope, const sql::Expr& argument, const WindowFunction& function) {
  auto* descriptor = argument.As<sql::Descriptor>();
  if (!descriptor || descriptor->columns.size() != 1) {
    return Fail(Error::User(fmt::format("the time column of {} is given as DESCRIPTOR(column)", function.name))
                    .At(argument.position)
                    .Hint(fmt::format("write {}", function.usage)));
  }
  const sql::Identifier& name = descriptor->columns[0];
  MULLION_ASSIGN(ResolvedColumn found, scope.Resolve({{name}, name.position}));
  const RelColumn& column = scope.column(found.column);
  if (!column.type.IsTimestamp()) {
    return Fail(
        Error::User(fmt::format("The window function {} requires the timecol to be TIMESTAMP or TIMESTAMP_LTZ, "
                                "but '{}' is {}",
                                function.name, name.name, column.type.ToString()))
            .At(name.position)
            .Hint("make a computed column of it with TO_TIMESTAMP or TO_TIMESTAMP_LTZ and give it a WATERMARK"));
  }
  if (column.time == TimeAttribute::kNone) {
    return Fail(
        Error::User(fmt::format("The window function requires the timecol is a time attribute type, but '{}' "
                                "is {}",
                                name.name, column.type.ToString()))
            .At(name.position)
            .Why("windows close by a watermark, and this column has none (or lost it in an expression)")
            .Hint(fmt::format("declare WATERMARK FOR {0} AS {0} - INTERVAL '5' SECOND in the table", name.name)));
  }
  return found.column;
}

Status CheckCumulate(const WindowSpec& spec, TextPosition position) {
  if (spec.kind != WindowKind::kCumulate || spec.size_ms % spec.slide_ms == 0) return Ok();
  return Fail(Error::User(fmt::format("CUMULATE table function based aggregate requires maxSize must be an integral "
                                      "multiple of step, but got maxSize {} ms and step {} ms",
                                      spec.size_ms, spec.slide_ms))
                  .At(position));
}

Status BindSizes(const PlanContext& context, const WindowFunction& function, const Arguments& arguments,
                 TextPosition position, WindowInfo* info) {
  WindowSpec spec{.kind = function.kind};
  WindowSizes sizes(context, function.name);
  for (const std::string& parameter : function.parameters) {
    auto it = arguments.find(parameter);
    if (it == arguments.end()) continue;
    MULLION_ASSIGN(int64_t value, sizes.Bind(*it->second, parameter));
    (parameter == "OFFSET"                         ? spec.offset_ms
     : parameter == "SLIDE" || parameter == "STEP" ? spec.slide_ms
                                                   : spec.size_ms) = value;
  }
  if (spec.slide_ms == 0) spec.slide_ms = spec.size_ms;
  info->counts_rows = sizes.counts_rows();
  if (info->counts_rows && spec.offset_ms != 0) {
    return Fail(Error::User("a window that counts rows takes no offset").At(arguments.at("OFFSET")->position));
  }
  info->spec = spec;
  return CheckCumulate(spec, position);
}

Status CheckDialect(const PlanContext& context, const sql::TableFunction& function, const WindowFunction& window,
                    TextPosition position) {
  if (!context.strict) return Ok();
  if (!function.wrapped) {
    return Fail(Error::User(fmt::format("{}(…) without TABLE( ) around it is a later Flink's", window.name))
                    .At(position)
                    .Hint(fmt::format("write FROM TABLE({}), or leave --strict out", window.usage)));
  }
  if (window.kind == WindowKind::kSession) {
    return Fail(Error::User("SESSION as a table function is not in Flink 1.18")
                    .At(position)
                    .Hint("write GROUP BY SESSION(ts, gap), or leave --strict out"));
  }
  return Ok();
}

RelPtr MakeWindowFunction(RelPtr input, WindowTableFunctionRel function) {
  auto rel = std::make_unique<Rel>();
  rel->columns = input->columns;
  rel->updates = input->updates;
  WindowInfoPtr window = function.window;
  DataType boundary = DataType::Timestamp(3).NotNull();
  rel->columns.push_back(
      {.name = "window_start", .type = boundary, .window_role = WindowRole::kStart, .window = window});
  rel->columns.push_back({.name = "window_end", .type = boundary, .window_role = WindowRole::kEnd, .window = window});
  rel->columns.push_back({.name = "window_time",
                          .type = window->time_type.NotNull(),
                          .time = window->processing_time ? TimeAttribute::kProctime : TimeAttribute::kRowtime,
                          .window_role = WindowRole::kTime,
                          .window = window});
  rel->node = std::move(function);
  rel->inputs.push_back(std::move(input));
  return rel;
}

}  // namespace

Result<int64_t> ConstantWindowArgument(const PlanContext& context, const sql::Expr& expr, std::string_view what) {
  Scope none;
  Result<ExprPtr> bound = ScalarBinder(context, none, std::string(kWindowClause)).Bind(expr);
  if (!bound) {
    Error error = std::move(bound).error();
    return Fail(
        std::move(error)
            .Why(fmt::format("only constant window descriptors are supported: the {} is the same for all rows", what))
            .Hint("write a constant: INTERVAL '1' MINUTE"));
  }
  std::optional<ConstantInterval> interval = AsInterval(**bound);
  if (!interval) {
    return Fail(Error::User("Only constant window descriptors are supported")
                    .At(expr.position)
                    .Why(fmt::format("the {} is {}", what, (*bound)->type().ToString()))
                    .Hint("write a constant: INTERVAL '1' MINUTE"));
  }
  if (interval->year_month) {
    return Fail(Error::User("Window aggregate only support SECOND, MINUTE, HOUR, DAY as the time unit. MONTH and YEAR "
                            "time unit are not supported yet")
                    .At(expr.position)
                    .Why("months and years have no fixed length")
                    .Hint("write the length in days, or group by FLOOR(ts TO MONTH)"));
  }
  return interval->milliseconds;
}

Result<From> PlanWindowFunction(QueryPlanner& planner, const sql::TableFunction& function, TextPosition position) {
  const auto& call = *function.call->As<sql::FunctionCall>();
  MULLION_ASSIGN(const WindowFunction* window, FindFunction(call, function.call->position));
  MULLION_TRY(CheckDialect(planner.context(), function, *window, position));
  if (function.lateral) return Fail(Unsupported("LATERAL TABLE(…)", position));
  MULLION_ASSIGN(Arguments arguments, NameArguments(call, *window, function.call->position));
  WindowTableFunctionRel rel;
  auto info = std::make_shared<WindowInfo>();
  MULLION_TRY(BindSizes(planner.context(), *window, arguments, function.call->position, info.get()));
  MULLION_ASSIGN(From data, PlanData(planner, *arguments["DATA"], *window, HasKeys(*info), &rel.partition_by));
  MULLION_ASSIGN(rel.time_column, TimeColumn(data.scope, *arguments["TIMECOL"], *window));
  const RelColumn& time = data.rel->columns[static_cast<size_t>(rel.time_column)];
  info->time_type = time.type;
  info->processing_time = time.time == TimeAttribute::kProctime;
  info->position = function.call->position;
  rel.window = std::move(info);
  RelPtr out = MakeWindowFunction(std::move(data.rel), std::move(rel));
  Scope scope(*out, {});
  return From{std::move(out), std::move(scope)};
}

Status CheckAggregatedWindow(const WindowInfo& window) {
  if (window.counts_rows) return Ok();
  const WindowSpec& spec = window.spec;
  if (spec.kind == WindowKind::kTumble && std::abs(spec.offset_ms) >= spec.size_ms) {
    return Fail(Error::User(fmt::format("Tumbling Window parameters must satisfy abs(offset) < size, but got size {} "
                                        "ms and offset {} ms",
                                        spec.size_ms, spec.offset_ms))
                    .At(window.position));
  }
  if (spec.kind == WindowKind::kHop && spec.size_ms % spec.slide_ms != 0) {
    return Fail(Error::User(fmt::format("HOP table function based aggregate requires size must be an integral multiple "
                                        "of slide, but got size {} ms and slide {} ms",
                                        spec.size_ms, spec.slide_ms))
                    .At(window.position)
                    .Hint("choose a slide that divides the size, or GROUP BY HOP(ts, slide, size)"));
  }
  return Ok();
}

namespace {

std::vector<int> InputsOf(const std::vector<ExprPtr>& exprs) {
  std::vector<int> inputs;
  for (const ExprPtr& expr : exprs) expr->CollectInputs(&inputs);
  return inputs;
}

bool SamePartition(std::vector<int> keys, std::vector<int> partition_by) {
  std::ranges::sort(keys);
  std::ranges::sort(partition_by);
  return std::ranges::equal(keys, partition_by);
}

}  // namespace

bool CanLeaveOutWindow(const Rel& rel, const WindowInfo& window, const std::vector<int>& needed,
                       const std::vector<int>& keys) {
  if (auto* function = rel.As<WindowTableFunctionRel>()) {
    int input_width = static_cast<int>(rel.inputs[0]->columns.size());
    bool only_input = std::ranges::all_of(needed, [&](int i) { return i < input_width; });
    bool partitioned = !HasKeys(window) || SamePartition(keys, function->partition_by);
    return function->window.get() == &window && only_input && partitioned;
  }
  if (auto* expand = rel.As<ExpandRel>()) {
    int group_id = static_cast<int>(rel.columns.size()) - 1;
    if (HasKeys(window)) return false;
    std::vector<int> below = expand->keys;
    for (int i : needed) {
      if (i != group_id) below.push_back(i);
    }
    return CanLeaveOutWindow(*rel.inputs[0], window, below, {});
  }
  auto* calc = rel.As<CalcRel>();
  if (!calc) return false;
  std::vector<int> below;
  std::vector<int> keys_below;
  if (calc->pass_through) {
    below = needed;
    keys_below = keys;
  } else {
    for (int i : needed) calc->columns[static_cast<size_t>(i)]->CollectInputs(&below);
    for (int key : keys) {
      const int* column = key < 0 ? nullptr : AsInputRef(*calc->columns[static_cast<size_t>(key)]);
      keys_below.push_back(column ? *column : -1);
    }
  }
  if (calc->condition) calc->condition->CollectInputs(&below);
  return CanLeaveOutWindow(*rel.inputs[0], window, below, keys_below);
}

namespace {

/// A projection over the unwindowed input: columns that read the window are gone, the time column is there.
UnwindowedInput LeaveOutBelow(RelPtr rel) {
  UnwindowedInput below = LeaveOutWindow(std::move(rel->inputs[0]));
  auto& calc = std::get<CalcRel>(rel->node);
  if (calc.condition) calc.condition = calc.condition->Remap(below.mapping);
  if (calc.pass_through) {
    rel->columns = below.rel->columns;
    rel->inputs[0] = std::move(below.rel);
    return {std::move(rel), std::move(below.mapping), below.time_column};
  }
  UnwindowedInput out;
  std::vector<ExprPtr> exprs;
  std::vector<RelColumn> columns;
  for (size_t i = 0; i < calc.columns.size(); ++i) {
    std::vector<int> inputs = InputsOf({calc.columns[i]});
    bool kept = std::ranges::all_of(inputs, [&](int c) { return below.mapping[static_cast<size_t>(c)] >= 0; });
    out.mapping.push_back(kept ? static_cast<int>(exprs.size()) : -1);
    if (!kept) continue;
    exprs.push_back(calc.columns[i]->Remap(below.mapping));
    columns.push_back(rel->columns[i]);
    const int* plain = AsInputRef(*exprs.back());
    if (plain && *plain == below.time_column) out.time_column = static_cast<int>(exprs.size()) - 1;
  }
  if (out.time_column < 0) {
    out.time_column = static_cast<int>(exprs.size());
    exprs.push_back(ColumnOf(*below.rel, below.time_column));
    columns.push_back(below.rel->columns[static_cast<size_t>(below.time_column)]);
  }
  calc.columns = std::move(exprs);
  rel->columns = std::move(columns);
  rel->inputs[0] = std::move(below.rel);
  out.rel = std::move(rel);
  return out;
}

}  // namespace

UnwindowedInput LeaveOutWindow(RelPtr rel) {
  if (auto* function = rel->As<WindowTableFunctionRel>()) {
    UnwindowedInput out{.rel = std::move(rel->inputs[0]), .mapping = {}, .time_column = function->time_column};
    out.mapping.resize(rel->columns.size(), -1);
    std::iota(out.mapping.begin(), out.mapping.begin() + static_cast<std::ptrdiff_t>(out.rel->columns.size()), 0);
    return out;
  }
  if (auto* expand = rel->As<ExpandRel>()) {
    UnwindowedInput below = LeaveOutWindow(std::move(rel->inputs[0]));
    for (int& key : expand->keys) key = below.mapping[static_cast<size_t>(key)];
    RelColumn group_id = rel->columns.back();
    std::vector<RelColumn> columns = below.rel->columns;
    for (int key : expand->keys) {
      DataType& type = columns[static_cast<size_t>(key)].type;
      type = type.WithNullable(true);
    }
    below.mapping.push_back(static_cast<int>(columns.size()));
    columns.push_back(std::move(group_id));
    rel->columns = std::move(columns);
    rel->inputs[0] = std::move(below.rel);
    return {std::move(rel), std::move(below.mapping), below.time_column};
  }
  return LeaveOutBelow(std::move(rel));
}

}  // namespace mullion::plan
