#include "plan/join_builder.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "expr/function.h"
#include "plan/literal_binder.h"
#include "plan/scalar_binder.h"

namespace mullion::plan {
namespace {

using sql::BinaryOperator;

bool IsSemi(JoinKind kind) {
  return kind == JoinKind::kSemi || kind == JoinKind::kAnti;
}

bool AllInputs(const Expr& expr, int begin, int end) {
  std::vector<int> inputs;
  expr.CollectInputs(&inputs);
  return std::ranges::all_of(inputs, [&](int i) { return i >= begin && i < end; });
}

/// a op b as b op' a.
std::optional<BinaryOperator> Mirrored(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kLess:
      return BinaryOperator::kGreater;
    case BinaryOperator::kLessOrEqual:
      return BinaryOperator::kGreaterOrEqual;
    case BinaryOperator::kGreater:
      return BinaryOperator::kLess;
    case BinaryOperator::kGreaterOrEqual:
      return BinaryOperator::kLessOrEqual;
    default:
      return std::nullopt;
  }
}

void Tighten(std::optional<int64_t>* bound, int64_t value, bool upper) {
  if (!*bound || (upper ? value < **bound : value > **bound)) *bound = value;
}

}  // namespace

int AppendColumn(RelPtr* rel, const ExprPtr& expr, const std::string& name) {
  if (const int* column = AsInputRef(*expr)) return *column;
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (size_t i = 0; i < (*rel)->columns.size(); ++i) {
    exprs.push_back(ColumnOf(**rel, static_cast<int>(i)));
    names.push_back((*rel)->columns[i].name);
  }
  exprs.push_back(expr);
  names.push_back(name);
  *rel = MakeProject(std::move(*rel), std::move(exprs), names);
  return static_cast<int>(names.size()) - 1;
}

JoinBuilder::JoinBuilder(PlanContext& context, JoinKind kind, From left, From right, bool correlated)
    : context_(context),
      kind_(kind),
      left_(std::move(left)),
      right_(std::move(right)),
      scope_(Scope::Join(left_.scope, right_.scope, correlated)),
      left_width_(static_cast<int>(left_.rel->columns.size())),
      right_width_(static_cast<int>(right_.rel->columns.size())) {}

bool JoinBuilder::OnlyLeft(const Expr& expr) const {
  return AllInputs(expr, 0, left_width_);
}
bool JoinBuilder::OnlyRight(const Expr& expr) const {
  return AllInputs(expr, left_width_, left_width_ + right_width_);
}

ExprPtr JoinBuilder::ShiftRight(const ExprPtr& expr) const {
  std::vector<int> mapping(static_cast<size_t>(left_width_ + right_width_), -1);
  std::iota(mapping.begin() + left_width_, mapping.end(), 0);
  return expr->Remap(mapping);
}

std::optional<JoinBuilder::TimePoint> JoinBuilder::AsTimePoint(const sql::Expr& expr) const {
  ScalarBinder binder(context_, scope_, "ON");
  const sql::Expr* column = &expr;
  int64_t offset = 0;
  if (auto* binary = expr.As<sql::Binary>()) {
    bool minus = binary->op == BinaryOperator::kSubtract;
    if (!minus && binary->op != BinaryOperator::kAdd) return std::nullopt;
    Result<ExprPtr> constant = binder.Bind(*binary->right);
    if (!constant) return std::nullopt;
    std::optional<ConstantInterval> interval = AsInterval(**constant);
    if (!interval || interval->year_month) return std::nullopt;
    offset = minus ? -interval->milliseconds : interval->milliseconds;
    column = binary->left.get();
  }
  if (!column->Is<sql::ColumnReference>()) return std::nullopt;
  Result<ExprPtr> bound = binder.Bind(*column);
  const int* at = bound ? AsInputRef(**bound) : nullptr;
  if (!at || scope_.column(*at).time == TimeAttribute::kNone) return std::nullopt;
  return TimePoint{*at, offset};
}

/// left op right, both times of different sides: a bound of right.time - left.time.
bool JoinBuilder::TakeTimeBound(const sql::Expr& left, BinaryOperator op, const sql::Expr& right) {
  std::optional<BinaryOperator> mirrored = Mirrored(op);
  std::optional<TimePoint> a = AsTimePoint(left);
  std::optional<TimePoint> b = AsTimePoint(right);
  if (!mirrored || !a || !b) return false;
  if (a->column >= left_width_) {
    std::swap(a, b);
    op = *mirrored;
  }
  if (a->column >= left_width_ || b->column < left_width_) return false;
  int right_time = b->column - left_width_;
  if (bounds_.left_time >= 0 && (bounds_.left_time != a->column || bounds_.right_time != right_time)) return false;
  bounds_.left_time = a->column;
  bounds_.right_time = right_time;
  // left.time + a.offset op right.time + b.offset, so right.time - left.time op' a.offset - b.offset
  int64_t difference = a->offset_ms - b->offset_ms;
  switch (op) {
    case BinaryOperator::kLess:
      Tighten(&bounds_.lower_ms, difference + 1, false);
      break;
    case BinaryOperator::kLessOrEqual:
      Tighten(&bounds_.lower_ms, difference, false);
      break;
    case BinaryOperator::kGreater:
      Tighten(&bounds_.upper_ms, difference - 1, true);
      break;
    default:
      Tighten(&bounds_.upper_ms, difference, true);
      break;
  }
  return true;
}

bool JoinBuilder::TakeBetween(const sql::Expr& condition) {
  auto* between = condition.As<sql::Between>();
  if (!between || between->negated || between->symmetric) return false;
  TimeBounds before = bounds_;
  if (TakeTimeBound(*between->operand, BinaryOperator::kGreaterOrEqual, *between->low) &&
      TakeTimeBound(*between->operand, BinaryOperator::kLessOrEqual, *between->high)) {
    return true;
  }
  bounds_ = before;
  return false;
}

Status JoinBuilder::AddEqualityOf(const sql::Expr& left, const sql::Expr& right, bool null_safe,
                                  const sql::Expr& whole) {
  ScalarBinder binder(context_, scope_, "ON");
  MULLION_ASSIGN(ExprPtr a, binder.Bind(left));
  MULLION_ASSIGN(ExprPtr b, binder.Bind(right));
  if (OnlyRight(*a) && OnlyLeft(*b)) std::swap(a, b);
  bool constant = AsLiteral(*a) || AsLiteral(*b);
  if (!constant && OnlyLeft(*a) && OnlyRight(*b)) {
    Status added = AddEquality(a, ShiftRight(b), null_safe);
    if (!added) return Fail(WithPosition(std::move(added).error(), whole.position));
    return added;
  }
  MULLION_ASSIGN(ExprPtr condition, binder.BindCondition(whole));
  AddResidual(std::move(condition));
  return Ok();
}

Status JoinBuilder::AddCondition(const sql::Expr& condition) {
  ScalarBinder binder(context_, scope_, "ON");
  if (auto* binary = condition.As<sql::Binary>()) {
    if (binary->op == BinaryOperator::kEqual) return AddEqualityOf(*binary->left, *binary->right, false, condition);
    if (TakeTimeBound(*binary->left, binary->op, *binary->right)) {
      MULLION_ASSIGN(ExprPtr bound, binder.BindCondition(condition));
      time_conditions_.push_back(std::move(bound));
      return Ok();
    }
  }
  if (auto* distinct = condition.As<sql::IsDistinctFrom>(); distinct && distinct->negated) {
    return AddEqualityOf(*distinct->left, *distinct->right, true, condition);
  }
  bool taken = TakeBetween(condition);
  MULLION_ASSIGN(ExprPtr bound, binder.BindCondition(condition));
  (taken ? time_conditions_ : residual_).push_back(std::move(bound));
  return Ok();
}

Status JoinBuilder::AddEquality(ExprPtr left, ExprPtr right, bool null_safe) {
  std::array<DataType, 2> types = {left->type(), right->type()};
  Result<DataType> common = CommonType(types);
  if (!common) {
    return Fail(Error::User(fmt::format("Cannot compare {} with {}", types[0].ToString(), types[1].ToString()))
                    .Hint("CAST one of them"));
  }
  if (!types[0].SameExceptNull(*common)) {
    MULLION_ASSIGN(left, Coerce(std::move(left), common->WithNullable(types[0].nullable())));
  }
  if (!types[1].SameExceptNull(*common)) {
    MULLION_ASSIGN(right, Coerce(std::move(right), common->WithNullable(types[1].nullable())));
  }
  equalities_.push_back({std::move(left), std::move(right), null_safe});
  return Ok();
}

void JoinBuilder::AddResidual(ExprPtr condition) {
  residual_.push_back(std::move(condition));
}

Status JoinBuilder::AddColumns(int left_column, int right_column) {
  MULLION_TRY(AddEquality(ColumnOf(*left_.rel, left_column), ColumnOf(*right_.rel, right_column)));
  scope_.Hide(left_width_ + right_column);
  return Ok();
}

/// Equal starts and equal ends of the same windows on both sides: rows meet inside their window. The start stays a key.
bool JoinBuilder::TakeWindowKeys(JoinRel* join) {
  auto column_of = [](const Rel& rel, const Expr& expr) -> const RelColumn* {
    const int* at = AsInputRef(expr);
    return at ? &rel.columns[static_cast<size_t>(*at)] : nullptr;
  };
  auto matches = [&](const Equality& e, WindowRole role) {
    const RelColumn* l = column_of(*left_.rel, *e.left);
    const RelColumn* r = column_of(*right_.rel, *e.right);
    return l && r && l->window_role == role && r->window_role == role && !l->window->legacy && !r->window->legacy &&
           !l->window->processing_time && l->window->SameWindows(*r->window);
  };
  auto start = std::ranges::find_if(equalities_, [&](const Equality& e) { return matches(e, WindowRole::kStart); });
  auto end = std::ranges::find_if(equalities_, [&](const Equality& e) { return matches(e, WindowRole::kEnd); });
  if (start == equalities_.end() || end == equalities_.end()) return false;
  join->left_window_end = *AsInputRef(*end->left);
  join->right_window_end = *AsInputRef(*end->right);
  equalities_.erase(end);
  return true;
}

/// a.ts = b.ts between time attributes bounds both sides.
void JoinBuilder::TakeTimeKeys() {
  if (bounds_.left_time >= 0) return;
  for (const Equality& e : equalities_) {
    const int* l = AsInputRef(*e.left);
    const int* r = AsInputRef(*e.right);
    if (!l || !r) continue;
    TimeAttribute left = left_.rel->columns[static_cast<size_t>(*l)].time;
    if (left == TimeAttribute::kNone || left != right_.rel->columns[static_cast<size_t>(*r)].time) continue;
    bounds_ = {*l, *r, 0, 0};
    return;
  }
}

Status JoinBuilder::AddKeys(JoinRel* join) {
  for (const Equality& e : equalities_) {
    join->left_keys.push_back(AppendColumn(&left_.rel, e.left, "$key"));
    join->right_keys.push_back(AppendColumn(&right_.rel, e.right, "$key"));
    join->null_safe.push_back(e.null_safe);
  }
  return Ok();
}

bool JoinBuilder::Updates(const JoinRel& join) const {
  if (!context_.streaming || join.left_window_end >= 0 || join.left_time >= 0) return false;
  if (left_.rel->updates || right_.rel->updates) return true;
  return kind_ != JoinKind::kInner && kind_ != JoinKind::kSemi;
}

std::vector<RelColumn> JoinBuilder::Output(const JoinRel& join) const {
  bool left_nullable = kind_ == JoinKind::kRight || kind_ == JoinKind::kFull;
  bool right_nullable = kind_ == JoinKind::kLeft || kind_ == JoinKind::kFull;
  std::vector<RelColumn> out;
  auto add = [&](const Rel& rel, bool nullable) {
    for (RelColumn column : rel.columns) {
      if (nullable) column.type = column.type.WithNullable(true);
      if (join.left_time < 0) column.time = TimeAttribute::kNone;
      column.rank = nullptr;
      out.push_back(std::move(column));
    }
  };
  add(*left_.rel, left_nullable);
  if (!IsSemi(kind_)) add(*right_.rel, right_nullable);
  return out;
}

Result<RelPtr> JoinBuilder::Build(TextPosition position) {
  JoinRel join{.kind = kind_};
  bool window = TakeWindowKeys(&join);
  if (!window && !IsSemi(kind_)) TakeTimeKeys();
  bool interval = !window && !IsSemi(kind_) && bounds_.lower_ms && bounds_.upper_ms;
  if (interval) {
    join.left_time = bounds_.left_time;
    join.right_time = bounds_.right_time;
    join.lower_ms = *bounds_.lower_ms;
    join.upper_ms = *bounds_.upper_ms;
    join.processing_time = left_.rel->columns[static_cast<size_t>(join.left_time)].time == TimeAttribute::kProctime;
  } else {
    residual_.insert(residual_.end(), time_conditions_.begin(), time_conditions_.end());
  }
  if ((window || interval) && (left_.rel->updates || right_.rel->updates)) {
    return Fail(Error::User(fmt::format("{} Join doesn't support consuming update and delete changes",
                                        window ? "Window" : "Interval"))
                    .At(position)
                    .Why("one side is an updating result (an aggregate without window, a join, a Top-N)"));
  }
  MULLION_TRY(AddKeys(&join));
  int left_now = static_cast<int>(left_.rel->columns.size());
  int right_now = static_cast<int>(right_.rel->columns.size());
  if (!residual_.empty()) {
    // Keys may have added columns on the left: the condition's right columns stand further back now.
    std::vector<int> mapping(static_cast<size_t>(left_width_ + right_width_));
    std::iota(mapping.begin(), mapping.begin() + left_width_, 0);
    std::iota(mapping.begin() + left_width_, mapping.end(), left_now);
    ExprPtr all = residual_.size() == 1 ? residual_[0] : MakeAnd(residual_);
    join.condition = all->Remap(mapping);
  }
  auto rel = std::make_unique<Rel>();
  rel->columns = Output(join);
  rel->updates = Updates(join);
  rel->node = std::move(join);
  rel->inputs.push_back(std::move(left_.rel));
  rel->inputs.push_back(std::move(right_.rel));
  if (left_now == left_width_ && right_now == right_width_) return rel;
  std::vector<ExprPtr> exprs;
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(rel->columns.size()); ++i) {
    bool added = i < left_now ? i >= left_width_ : i - left_now >= right_width_;
    if (added) continue;
    exprs.push_back(ColumnOf(*rel, i));
    names.push_back(rel->columns[static_cast<size_t>(i)].name);
  }
  return MakeProject(std::move(rel), std::move(exprs), names);
}

}  // namespace mullion::plan
