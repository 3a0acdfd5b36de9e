#pragma once
// A join from its conditions: which are equal keys, which make it a window join or an interval join, what is left.
// Made for one join, one thread.

#include <optional>
#include <vector>

#include "plan/query_planner.h"

namespace mullion::plan {

class JoinBuilder {
 public:
  /// Conditions are over the columns of left, then right.
  JoinBuilder(PlanContext& context, JoinKind kind, From left, From right, bool correlated = false);

  const Scope& scope() const { return scope_; }
  /// One operand of AND.
  Status AddCondition(const sql::Expr& condition);
  /// left = right; `left` over the left columns, `right` over the right columns (not shifted).
  Status AddEquality(ExprPtr left, ExprPtr right, bool null_safe = false);
  void AddResidual(ExprPtr condition);
  /// `left_column = right_column` of USING.
  Status AddColumns(int left_column, int right_column);

  /// The joined relation: left columns then right columns (semi, anti: left only).
  Result<RelPtr> Build(TextPosition position);
  Scope TakeScope() { return std::move(scope_); }

 private:
  struct Equality {
    ExprPtr left;
    ExprPtr right;  ///< over the right columns
    bool null_safe = false;
  };
  /// right.time between left.time + lower and left.time + upper
  struct TimeBounds {
    int left_time = -1;
    int right_time = -1;
    std::optional<int64_t> lower_ms;
    std::optional<int64_t> upper_ms;
  };
  struct TimePoint {
    int column;
    int64_t offset_ms;
  };

  bool OnlyLeft(const Expr& expr) const;
  bool OnlyRight(const Expr& expr) const;
  ExprPtr ShiftRight(const ExprPtr& expr) const;
  std::optional<TimePoint> AsTimePoint(const sql::Expr& expr) const;
  bool TakeTimeBound(const sql::Expr& left, sql::BinaryOperator op, const sql::Expr& right);
  bool TakeBetween(const sql::Expr& condition);
  Status AddEqualityOf(const sql::Expr& left, const sql::Expr& right, bool null_safe, const sql::Expr& whole);
  bool TakeWindowKeys(JoinRel* join);
  void TakeTimeKeys();
  Status AddKeys(JoinRel* join);
  std::vector<RelColumn> Output(const JoinRel& join) const;
  bool Updates(const JoinRel& join) const;

  PlanContext& context_;
  JoinKind kind_;
  From left_;
  From right_;
  Scope scope_;
  int left_width_;
  int right_width_;
  std::vector<Equality> equalities_;
  std::vector<ExprPtr> residual_;
  std::vector<ExprPtr> time_conditions_;  ///< the bounds as conditions, for joins that do not use them
  TimeBounds bounds_;
};

/// A relation with one more column; the position of `expr` in it (of a plain column, where it already is).
int AppendColumn(RelPtr* rel, const ExprPtr& expr, const std::string& name);

}  // namespace mullion::plan
