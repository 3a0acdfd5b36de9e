#pragma once
// Expressions of the tree to typed expressions over a scope's columns: names, literals, operators, special forms,
// calls. What is no scalar (aggregates, group windows, OVER) is left to a hook of the planner that knows the query
// around it. Made for one clause, one thread. Errors carry the place in the text.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "expr/expr.h"
#include "plan/plan_context.h"
#include "plan/scope.h"
#include "sql/ast.h"

namespace mullion::plan {

/// The clause that the sizes of windows are bound in.
inline constexpr std::string_view kWindowClause = "a window";

class ScalarBinder {
 public:
  /// Sees every node before the binder; gives null to leave it to the binder.
  using Hook = std::function<Result<ExprPtr>(const sql::Expr&)>;

  /// `clause` names the place for messages: "WHERE", "SELECT".
  ScalarBinder(const PlanContext& context, const Scope& scope, std::string clause, Hook hook = nullptr)
      : context_(context), scope_(scope), clause_(std::move(clause)), hook_(std::move(hook)) {}

  Result<ExprPtr> Bind(const sql::Expr& expr) const;
  /// As Bind; an error when it is not BOOLEAN.
  Result<ExprPtr> BindCondition(const sql::Expr& expr) const;

 private:
  friend struct NodeBinder;

  Result<ExprPtr> BindNode(const sql::Expr& expr) const;
  Result<ExprPtr> BindColumn(const sql::ColumnReference& reference, TextPosition at) const;
  Result<ExprPtr> BindField(ExprPtr row, const sql::Identifier& field) const;
  Result<ExprPtr> BindBinary(const sql::Binary& binary) const;
  Result<ExprPtr> BindLogical(const sql::Expr& expr, sql::BinaryOperator op) const;
  Result<ExprPtr> BindBetween(const sql::Between& between) const;
  Result<ExprPtr> BindInList(const sql::InList& in) const;
  Result<ExprPtr> BindCase(const sql::Case& node) const;
  Result<ExprPtr> BindCast(const sql::Cast& cast) const;
  Result<ExprPtr> BindLike(const sql::Like& like) const;
  Result<ExprPtr> BindTrim(const sql::Trim& trim) const;
  Result<ExprPtr> BindMap(const sql::MapConstructor& map) const;
  Result<ExprPtr> BindCall(const sql::FunctionCall& call, TextPosition at) const;
  Status CheckScalarCall(const sql::FunctionCall& call, const std::string& name, TextPosition at) const;
  Result<ExprPtr> BindJsonCall(std::string name, const sql::JsonClauses& clauses, std::vector<ExprPtr> args) const;
  Result<ExprPtr> JsonDefault(const std::optional<sql::JsonBehavior>& behavior) const;
  Result<std::vector<ExprPtr>> BindAll(const std::vector<sql::ExprPtr>& exprs) const;
  /// A call of `name`, folded when its arguments are constants.
  Result<ExprPtr> Call(std::string_view name, std::vector<ExprPtr> args) const;
  Result<ExprPtr> Not(ExprPtr operand) const;
  Result<ExprPtr> Fold(ExprPtr expr) const;

  const PlanContext& context_;
  const Scope& scope_;
  std::string clause_;
  Hook hook_;
};

/// The error with a place, when it has none yet.
Error WithPosition(Error error, TextPosition position);
/// A function's name in capitals, "" for a name of several parts.
std::string FunctionName(const sql::FunctionCall& call);

}  // namespace mullion::plan
