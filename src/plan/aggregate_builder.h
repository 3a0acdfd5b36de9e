#pragma once
// One aggregation being put together: its keys, calls and window, the input they need, and what the SELECT above may
// use of it. Made for one SELECT, one thread. Order of use: keys, calls and helpers, Build(), then Key()/Call()/… as
// columns of the built relation.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/aggregate_call.h"
#include "plan/group_window.h"
#include "plan/query_planner.h"

namespace mullion::plan {

class AggregateBuilder {
 public:
  AggregateBuilder(PlanContext& context, From from) : context_(context), from_(std::move(from)) {}

  const Scope& scope() const { return from_.scope; }
  bool input_updates() const { return from_.rel->updates; }

  /// The number of a grouping key; equal expressions have one number.
  int AddKey(const ExprPtr& expr);
  Status SetGroupWindow(GroupWindow window, TextPosition position);
  const GroupWindow* group_window() const { return group_window_ ? &*group_window_ : nullptr; }
  /// Sorted key numbers each; one set or none: a plain GROUP BY.
  void SetGroupingSets(std::vector<std::vector<int>> sets) { sets_ = std::move(sets); }
  int AddCall(const BoundAggregate& call);
  void AddProperty(WindowProperty property);

  /// Finds out which window is grouped by, then builds. `position` is that of GROUP BY.
  Result<RelPtr> Build(TextPosition position);

  /// Of the built relation.
  ExprPtr Key(int key) const;
  ExprPtr Call(int call) const;
  ExprPtr Property(WindowProperty property) const;
  /// The key that `expr` (over the input) is; nullopt when it is none.
  std::optional<int> FindKey(const Expr& expr) const;
  /// GROUPING and GROUPING_ID of these keys: the bits of the absent ones, the first key's the highest.
  Result<ExprPtr> GroupingId(const std::vector<int>& keys) const;

 private:
  struct KeyColumn {
    ExprPtr expr;
    std::string text;
    std::optional<WindowProperty> property;  ///< a column of the window that is grouped by
    int input = -1;
    int output = -1;
  };

  std::string TextOf(const Expr& expr) const;
  void FindWindow();
  Status CheckWindow(TextPosition position);
  bool ExpandsKeys() const { return sets_.size() > 1; }
  bool IsInEverySet(int key) const;
  int AddInput(const ExprPtr& expr, bool shared);
  void AddInputs();
  RelPtr MakeInput();
  RelPtr MakeExpand(RelPtr input);
  void LayOut();
  WindowAggregateRel MakeWindowNode(RelPtr* input);
  Status OrderByTime(const WindowAggregateRel& node, RelPtr* input, TextPosition position) const;
  void NarrowAverages();
  std::vector<AggregateCall> Calls() const;
  std::vector<RelColumn> Output() const;

  PlanContext& context_;
  From from_;
  std::vector<KeyColumn> keys_;
  std::vector<std::vector<int>> sets_;
  std::vector<BoundAggregate> calls_;
  std::vector<std::string> call_texts_;
  std::vector<std::vector<int>> call_inputs_;
  std::vector<int> filter_inputs_;
  std::vector<WindowProperty> properties_;
  std::optional<GroupWindow> group_window_;
  WindowInfoPtr window_;
  EmitStrategy emit_;  ///< of window_
  int start_input_ = -1, end_input_ = -1, time_input_ = -1, group_id_input_ = -1;
  std::vector<ExprPtr> inputs_;
  std::vector<std::string> input_texts_;  ///< empty text: not shared
  int plain_keys_ = 0;                    ///< keys of the node, the grouping set's number included
  std::vector<RelColumn> output_;
};

}  // namespace mullion::plan
