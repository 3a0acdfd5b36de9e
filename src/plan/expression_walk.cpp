#include "plan/expression_walk.h"

#include <memory>
#include <vector>

namespace mullion::plan {
namespace {

using Visit = std::function<bool(const sql::Expr&)>;

/// One overload a kind of node that has children.
struct Children {
  const Visit& visit;

  void One(const sql::ExprPtr& child) const {
    if (child) WalkExpression(*child, visit);
  }
  void All(const std::vector<sql::ExprPtr>& children) const {
    for (const sql::ExprPtr& child : children) One(child);
  }

  void operator()(const sql::IntervalExpression& n) const { One(n.value); }
  void operator()(const sql::RowCount& n) const { One(n.value); }
  void operator()(const sql::FieldAccess& n) const { One(n.operand); }
  void operator()(const sql::ElementAccess& n) const { One(n.operand), One(n.index); }
  void operator()(const sql::Unary& n) const { One(n.operand); }
  void operator()(const sql::Binary& n) const { One(n.left), One(n.right); }
  void operator()(const sql::IsPredicate& n) const { One(n.operand); }
  void operator()(const sql::IsDistinctFrom& n) const { One(n.left), One(n.right); }
  void operator()(const sql::Between& n) const { One(n.operand), One(n.low), One(n.high); }
  void operator()(const sql::Like& n) const { One(n.operand), One(n.pattern), One(n.escape); }
  void operator()(const sql::InList& n) const { One(n.operand), All(n.values); }
  void operator()(const sql::InSubquery& n) const { One(n.operand); }
  void operator()(const sql::QuantifiedComparison& n) const { One(n.operand), All(n.values); }
  void operator()(const sql::Case& n) const {
    One(n.operand);
    for (const sql::CaseBranch& branch : n.branches) One(branch.when), All(branch.more_when), One(branch.then);
    One(n.otherwise);
  }
  void operator()(const sql::Cast& n) const { One(n.operand); }
  void operator()(const sql::RowConstructor& n) const { All(n.values); }
  void operator()(const sql::ArrayConstructor& n) const { All(n.elements); }
  void operator()(const sql::MapConstructor& n) const { All(n.keys), All(n.values); }
  void operator()(const sql::MultisetConstructor& n) const { All(n.elements); }
  void operator()(const sql::Trim& n) const { One(n.characters), One(n.text); }
  void operator()(const sql::FunctionCall& n) const {
    for (const sql::Argument& argument : n.arguments) One(argument.value);
    One(n.filter);
  }
  template <typename Leaf>
  void operator()(const Leaf&) const {}
};

}  // namespace

void WalkExpression(const sql::Expr& expr, const Visit& visit) {
  if (visit(expr)) std::visit(Children{visit}, expr.node);
}

}  // namespace mullion::plan
