#include "plan/aggregate_builder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "expr/function.h"
#include "plan/emit_strategy.h"
#include "plan/literal_binder.h"
#include "plan/over_planner.h"
#include "plan/strict_calls.h"
#include "plan/window_planner.h"

namespace mullion::plan {
namespace {

std::optional<WindowProperty> PropertyOf(WindowRole role) {
  switch (role) {
    case WindowRole::kStart:
      return WindowProperty::kStart;
    case WindowRole::kEnd:
      return WindowProperty::kEnd;
    case WindowRole::kTime:
      return WindowProperty::kTime;
    case WindowRole::kNone:
      break;
  }
  return std::nullopt;
}

const char* PropertyName(WindowProperty property) {
  switch (property) {
    case WindowProperty::kStart:
      return "window_start";
    case WindowProperty::kEnd:
      return "window_end";
    case WindowProperty::kTime:
      break;
  }
  return "window_time";
}

RelColumn PropertyColumn(WindowProperty property, const WindowInfoPtr& window) {
  RelColumn column{.name = PropertyName(property), .type = DataType::Timestamp(3).NotNull(), .window = window};
  column.window_role = property == WindowProperty::kStart ? WindowRole::kStart
                       : property == WindowProperty::kEnd ? WindowRole::kEnd
                                                          : WindowRole::kTime;
  if (property == WindowProperty::kTime) {
    column.type = window->time_type.NotNull();
    column.time = window->processing_time ? TimeAttribute::kProctime : TimeAttribute::kRowtime;
  }
  return column;
}

}  // namespace

std::string AggregateBuilder::TextOf(const Expr& expr) const {
  Schema numbered;
  // The scope outlives the relation, which Build() hands on.
  for (size_t i = 0; i < from_.scope.columns().size(); ++i) {
    numbered.fields.push_back({fmt::format("${}", i), from_.scope.columns()[i].type});
  }
  return fmt::format("{} {}", expr.ToString(numbered), expr.type().ToString());
}

int AggregateBuilder::AddKey(const ExprPtr& expr) {
  if (std::optional<int> key = FindKey(*expr)) return *key;
  keys_.push_back({.expr = expr, .text = TextOf(*expr)});
  return static_cast<int>(keys_.size()) - 1;
}

std::optional<int> AggregateBuilder::FindKey(const Expr& expr) const {
  std::string text = TextOf(expr);
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].text == text) return static_cast<int>(i);
  }
  return std::nullopt;
}

Status AggregateBuilder::SetGroupWindow(GroupWindow window, TextPosition position) {
  if (group_window_) {
    return Fail(Error::User("GROUP BY takes one group window")
                    .At(position)
                    .Hint("window the result again in a query around this one"));
  }
  group_window_ = std::move(window);
  return Ok();
}

int AggregateBuilder::AddCall(const BoundAggregate& call) {
  std::string text = fmt::format("{}{}{}(", call.name, call.variant, call.distinct ? " DISTINCT" : "");
  for (const ExprPtr& arg : call.args) text += TextOf(*arg) + ",";
  if (call.filter) text += ") FILTER " + TextOf(*call.filter);
  auto it = std::ranges::find(call_texts_, text);
  if (it != call_texts_.end()) return static_cast<int>(it - call_texts_.begin());
  calls_.push_back(call);
  call_texts_.push_back(std::move(text));
  return static_cast<int>(calls_.size()) - 1;
}

void AggregateBuilder::AddProperty(WindowProperty property) {
  if (std::ranges::find(properties_, property) == properties_.end()) properties_.push_back(property);
}

bool AggregateBuilder::IsInEverySet(int key) const {
  return std::ranges::all_of(sets_, [&](const std::vector<int>& set) { return std::ranges::binary_search(set, key); });
}

/// The window whose start and end are both among the keys, in every grouping set.
void AggregateBuilder::FindWindow() {
  if (group_window_) {
    window_ = group_window_->window;
    return;
  }
  std::vector<int> columns;
  for (size_t i = 0; i < keys_.size(); ++i) {
    const int* column = AsInputRef(*keys_[i].expr);
    if (column && IsInEverySet(static_cast<int>(i))) columns.push_back(*column);
  }
  window_ = WindowOf(*from_.rel, columns);
  if (!window_) return;
  for (size_t i = 0; i < keys_.size(); ++i) {
    const int* column = AsInputRef(*keys_[i].expr);
    if (!column || !IsInEverySet(static_cast<int>(i))) continue;
    const RelColumn& source = from_.rel->columns[static_cast<size_t>(*column)];
    if (source.window != window_) continue;
    keys_[i].property = PropertyOf(source.window_role);
    AddProperty(*keys_[i].property);
  }
}

Status AggregateBuilder::CheckWindow(TextPosition position) {
  if (context_.strict) {
    Status mergeable = CheckStrictAggregates(*window_, calls_);
    if (!mergeable) return Fail(WithPosition(std::move(mergeable).error(), position));
  }
  MULLION_ASSIGN(emit_, BindEmitStrategy(context_, *window_, position));
  if (window_->counts_rows && from_.rel->updates) {
    return Fail(Error::User("windows that count rows don't support consuming update and delete changes").At(position));
  }
  if (group_window_) {
    if (ExpandsKeys()) return Fail(Unsupported("GROUPING SETS, ROLLUP and CUBE with a group window", position));
    return Ok();
  }
  if (from_.rel->updates) {
    return Fail(
        Error::User("Window aggregate doesn't support consuming update and delete changes")
            .At(position)
            .Why("its input is an updating result (an aggregate without window, a join, a Top-N, a changelog)"));
  }
  return Ok();
}

int AggregateBuilder::AddInput(const ExprPtr& expr, bool shared) {
  std::string text = TextOf(*expr);
  auto it = std::ranges::find(input_texts_, text);
  if (shared && it != input_texts_.end()) return static_cast<int>(it - input_texts_.begin());
  inputs_.push_back(expr);
  input_texts_.push_back(shared ? std::move(text) : std::string());
  return static_cast<int>(inputs_.size()) - 1;
}

void AggregateBuilder::AddInputs() {
  for (KeyColumn& key : keys_) {
    // A key that grouping sets blank out must not be an argument at the same time.
    key.input = AddInput(key.expr, !ExpandsKeys());
    if (key.property == WindowProperty::kStart) start_input_ = key.input;
    if (key.property == WindowProperty::kEnd) end_input_ = key.input;
  }
  for (const BoundAggregate& call : calls_) {
    std::vector<int>& columns = call_inputs_.emplace_back();
    for (const ExprPtr& arg : call.args) columns.push_back(AddInput(arg, true));
    filter_inputs_.push_back(call.filter ? AddInput(call.filter, true) : -1);
  }
  if (group_window_) time_input_ = AddInput(ColumnOf(*from_.rel, group_window_->time_column), true);
}

/// The input's columns as AddInputs numbered them; the relation itself where they are plain columns.
RelPtr AggregateBuilder::MakeInput() {
  bool plain = !ExpandsKeys() && std::ranges::all_of(inputs_, [](const ExprPtr& e) { return AsInputRef(*e); });
  if (!plain) {
    std::vector<std::string> names;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      const int* column = AsInputRef(*inputs_[i]);
      names.push_back(column ? from_.rel->columns[static_cast<size_t>(*column)].name : fmt::format("$f{}", i));
    }
    return MakeProject(std::move(from_.rel), inputs_, names);
  }
  auto place = [&](int* input) {
    if (*input >= 0) *input = *AsInputRef(*inputs_[static_cast<size_t>(*input)]);
  };
  for (KeyColumn& key : keys_) place(&key.input);
  for (std::vector<int>& columns : call_inputs_) {
    for (int& column : columns) place(&column);
  }
  for (int& filter : filter_inputs_) place(&filter);
  place(&start_input_), place(&end_input_), place(&time_input_);
  return std::move(from_.rel);
}

RelPtr AggregateBuilder::MakeExpand(RelPtr input) {
  ExpandRel expand;
  std::vector<int> varying;
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (IsInEverySet(static_cast<int>(i))) continue;
    varying.push_back(static_cast<int>(i));
    expand.keys.push_back(keys_[i].input);
  }
  for (const std::vector<int>& set : sets_) {
    std::vector<bool>& present = expand.sets.emplace_back();
    for (int key : varying) present.push_back(std::ranges::binary_search(set, key));
  }
  auto rel = std::make_unique<Rel>();
  rel->columns = input->columns;
  rel->updates = input->updates;
  for (int key : expand.keys) {
    RelColumn& column = rel->columns[static_cast<size_t>(key)];
    column = {.name = column.name, .type = column.type.WithNullable(true)};
  }
  group_id_input_ = static_cast<int>(rel->columns.size());
  rel->columns.push_back({.name = "$e", .type = DataType::BigInt().NotNull()});
  rel->node = std::move(expand);
  rel->inputs.push_back(std::move(input));
  return rel;
}

/// Output positions: keys that are not of the window, the grouping set, calls, properties.
void AggregateBuilder::LayOut() {
  int next = 0;
  for (KeyColumn& key : keys_) {
    if (!key.property) key.output = next++;
  }
  if (group_id_input_ >= 0) ++next;
  plain_keys_ = next;
  int properties = next + static_cast<int>(calls_.size());
  for (KeyColumn& key : keys_) {
    if (!key.property) continue;
    auto at = std::ranges::find(properties_, *key.property) - properties_.begin();
    key.output = properties + static_cast<int>(at);
  }
}

/// Beside a variance Flink computes each AVG from a SUM, which has the width of its column.
void AggregateBuilder::NarrowAverages() {
  auto varies = [](const BoundAggregate& call) {
    return call.name.starts_with("STDDEV") || call.name.starts_with("VAR");
  };
  if (std::ranges::none_of(calls_, varies)) return;
  for (BoundAggregate& call : calls_) {
    if (call.name != "AVG" || !call.args[0]->type().IsInteger()) continue;
    const DataType types[] = {call.args[0]->type()};
    const Value* literals[] = {nullptr};
    auto narrow = MakeAggregate("AVG NARROW", types, literals, call.distinct, call.function->retractable());
    MULLION_CHECK(narrow.has_value(), "an average has no narrow form");
    call.function = *std::move(narrow);
  }
}

std::vector<AggregateCall> AggregateBuilder::Calls() const {
  std::vector<AggregateCall> out;
  for (size_t i = 0; i < calls_.size(); ++i) {
    AggregateCall call = calls_[i].Call();
    call.args = call_inputs_[i];
    call.filter = filter_inputs_[i];
    out.push_back(std::move(call));
  }
  return out;
}

WindowAggregateRel AggregateBuilder::MakeWindowNode(RelPtr* input) {
  WindowAggregateRel node{.window = window_, .calls = Calls(), .properties = properties_, .emit = emit_};
  for (const KeyColumn& key : keys_) {
    if (!key.property) node.keys.push_back(key.input);
  }
  if (group_id_input_ >= 0) node.keys.push_back(group_id_input_);
  if (group_window_) {
    node.legacy = true;
    node.time_column = time_input_;
    return node;
  }
  std::vector<int> needed = node.keys;
  for (const AggregateCall& call : node.calls) {
    needed.insert(needed.end(), call.args.begin(), call.args.end());
    if (call.filter >= 0) needed.push_back(call.filter);
  }
  if (!CanLeaveOutWindow(**input, *window_, needed, node.keys)) {
    node.start_column = start_input_;
    node.end_column = end_input_;
    return node;
  }
  UnwindowedInput unwindowed = LeaveOutWindow(std::move(*input));
  auto move = [&](int* column) {
    if (*column >= 0) *column = unwindowed.mapping[static_cast<size_t>(*column)];
  };
  for (int& key : node.keys) move(&key);
  for (AggregateCall& call : node.calls) {
    for (int& arg : call.args) move(&arg);
    move(&call.filter);
  }
  node.time_column = unwindowed.time_column;
  *input = std::move(unwindowed.rel);
  return node;
}

std::vector<RelColumn> AggregateBuilder::Output() const {
  std::vector<RelColumn> out;
  for (size_t i = 0; i < keys_.size(); ++i) {
    const KeyColumn& key = keys_[i];
    if (key.property) continue;
    const int* column = AsInputRef(*key.expr);
    std::string name = column ? from_.scope.column(*column).name : fmt::format("$k{}", i);
    bool nullable = key.expr->type().nullable() || !IsInEverySet(static_cast<int>(i));
    out.push_back({.name = std::move(name), .type = key.expr->type().WithNullable(nullable)});
  }
  if (group_id_input_ >= 0) out.push_back({.name = "$e", .type = DataType::BigInt().NotNull()});
  for (const BoundAggregate& call : calls_) out.push_back({.name = call.name, .type = call.function->result_type()});
  if (window_) {
    for (WindowProperty property : properties_) {
      RelColumn column = PropertyColumn(property, window_);
      // Results that change, and windows that count rows, are no windows for what stands above, only columns.
      if (emit_.updates() || window_->counts_rows) {
        column.window_role = WindowRole::kNone;
        column.window = nullptr;
      }
      out.push_back(std::move(column));
    }
  }
  return out;
}

/// Windows that count rows take them in order of event time.
Status AggregateBuilder::OrderByTime(const WindowAggregateRel& node, RelPtr* input, TextPosition position) const {
  if (node.time_column < 0) {
    return Fail(Error::User("windows that count rows are aggregated by exactly the keys of their PARTITION BY")
                    .At(position)
                    .Hint("write FROM TABLE(TUMBLE(TABLE t PARTITION BY k, DESCRIPTOR(ts), 100 ROWS)) GROUP BY k, "
                          "window_start, window_end"));
  }
  if (window_->processing_time) return Ok();
  auto sort = std::make_unique<Rel>();
  sort->columns = (*input)->columns;
  sort->node = TimeSortRel{.order_by = {{.column = node.time_column}}};
  sort->inputs.push_back(std::move(*input));
  *input = std::move(sort);
  return Ok();
}

Result<RelPtr> AggregateBuilder::Build(TextPosition position) {
  FindWindow();
  if (window_) MULLION_TRY(CheckWindow(position));
  NarrowAverages();
  AddInputs();
  bool updates = from_.rel->updates;
  RelPtr input = MakeInput();
  if (ExpandsKeys()) input = MakeExpand(std::move(input));
  LayOut();
  auto rel = std::make_unique<Rel>();
  if (window_) {
    WindowAggregateRel node = MakeWindowNode(&input);
    if (window_->counts_rows) MULLION_TRY(OrderByTime(node, &input, position));
    if (!group_window_ && node.time_column >= 0) MULLION_TRY(CheckAggregatedWindow(*window_));
    rel->node = std::move(node);
    rel->updates = emit_.updates();
  } else {
    GroupAggregateRel node{.keys = {}, .calls = Calls()};
    for (const KeyColumn& key : keys_) node.keys.push_back(key.input);
    if (group_id_input_ >= 0) node.keys.push_back(group_id_input_);
    rel->node = std::move(node);
    rel->updates = context_.streaming || updates;
  }
  rel->inputs.push_back(std::move(input));
  rel->columns = Output();
  output_ = rel->columns;
  return rel;
}

ExprPtr AggregateBuilder::Key(int key) const {
  int at = keys_[static_cast<size_t>(key)].output;
  return MakeInputRef(at, output_[static_cast<size_t>(at)].type);
}

ExprPtr AggregateBuilder::Call(int call) const {
  int at = plain_keys_ + call;
  return MakeInputRef(at, output_[static_cast<size_t>(at)].type);
}

ExprPtr AggregateBuilder::Property(WindowProperty property) const {
  auto index = std::ranges::find(properties_, property) - properties_.begin();
  int at = plain_keys_ + static_cast<int>(calls_.size()) + static_cast<int>(index);
  return MakeInputRef(at, output_[static_cast<size_t>(at)].type);
}

Result<ExprPtr> AggregateBuilder::GroupingId(const std::vector<int>& keys) const {
  auto id_in = [&](const std::vector<int>& set, const std::vector<int>& of) {
    int64_t id = 0;
    for (int key : of) id = id * 2 + (std::ranges::binary_search(set, key) ? 0 : 1);
    return id;
  };
  if (!ExpandsKeys()) return IntLiteral(0);
  std::vector<int> varying;
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (!IsInEverySet(static_cast<int>(i))) varying.push_back(static_cast<int>(i));
  }
  ExprPtr number = MakeInputRef(plain_keys_ - 1, DataType::BigInt().NotNull());
  std::vector<std::pair<ExprPtr, ExprPtr>> branches;
  for (const std::vector<int>& set : sets_) {
    MULLION_ASSIGN(ExprPtr is_set, MakeCall("=", {number, IntLiteral(id_in(set, varying))}));
    branches.emplace_back(std::move(is_set), IntLiteral(id_in(set, keys)));
  }
  ExprPtr last = branches.back().second;
  branches.pop_back();
  return MakeCase(std::move(branches), std::move(last), DataType::BigInt().NotNull());
}

}  // namespace mullion::plan
