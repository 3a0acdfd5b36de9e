#include "expr/substitute.h"

#include "expr/node.h"

namespace mullion {

ExprPtr Substitute(const ExprPtr& expr, std::span<const ExprPtr> columns) {
  if (const int* column = AsInputRef(*expr)) return columns[static_cast<size_t>(*column)];
  auto* node = dynamic_cast<const Node*>(expr.get());
  if (!node) return expr;
  std::vector<ExprPtr> args;
  args.reserve(node->args().size());
  for (const ExprPtr& arg : node->args()) args.push_back(Substitute(arg, columns));
  return node->WithArgs(std::move(args));
}

}  // namespace mullion
