#pragma once
// What all expression nodes with arguments share. Internal to expr. Immutable after construction, any thread.

#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.h"

namespace mullion {

class Node : public Expr {
 public:
  Node(DataType type, std::vector<ExprPtr> args) : Expr(std::move(type)), args_(std::move(args)) {}

  void CollectInputs(std::vector<int>* columns) const override;
  ExprPtr Remap(std::span<const int> mapping) const override;
  bool deterministic() const override;

  const std::vector<ExprPtr>& args() const { return args_; }
  /// The same node over other arguments of the same types.
  virtual ExprPtr WithArgs(std::vector<ExprPtr> args) const = 0;

 private:
  std::vector<ExprPtr> args_;
};

/// "(a + b)", "NOT a", "a IS NULL", "UPPER(a)".
std::string CallText(std::string_view name, const std::vector<ExprPtr>& args, const Schema& input);

bool IsLiteral(const Expr& expr);
ExprPtr TextLiteral(std::string text);
ExprPtr IntLiteral(int32_t value);
ExprPtr NullLiteral(DataType type);
/// True when `rows` are all rows of a batch of that size: loops may then run over 0..row_count.
inline bool IsDense(std::span<const uint32_t> rows, size_t row_count) {
  return rows.size() == row_count;
}

}  // namespace mullion
