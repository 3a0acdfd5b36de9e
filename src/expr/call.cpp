#include "expr/call.h"

#include <algorithm>
#include <cstring>

namespace mullion {
namespace {

class Call final : public Node {
 public:
  Call(std::string name, DataType type, std::vector<ExprPtr> args, Kernel kernel, Determinism determinism)
      : Node(std::move(type), std::move(args)),
        name_(std::move(name)),
        kernel_(std::move(kernel)),
        constants_(ConstantsOf(this->args())),
        determinism_(determinism) {}

  Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                             std::span<const uint32_t> rows) const override {
    MULLION_ASSIGN(auto inputs, EvaluateArgs(args(), constants_, context, batch, rows));
    return kernel_(CallInput{context, batch, inputs, rows, batch.row_count});
  }
  std::string ToString(const Schema& input) const override { return CallText(name_, args(), input); }
  bool deterministic() const override { return determinism_ == Determinism::kYes && Node::deterministic(); }

 protected:
  ExprPtr WithArgs(std::vector<ExprPtr> args) const override {
    return std::make_shared<Call>(name_, type(), std::move(args), kernel_, determinism_);
  }

 private:
  std::string name_;
  Kernel kernel_;
  std::vector<ColumnPtr> constants_;
  Determinism determinism_;
};

}  // namespace

ExprPtr MakeKernelCall(std::string_view name, DataType type, std::vector<ExprPtr> args, Kernel kernel,
                       Determinism determinism) {
  return std::make_shared<Call>(std::string(name), std::move(type), std::move(args), std::move(kernel), determinism);
}

std::vector<ColumnPtr> ConstantsOf(std::span<const ExprPtr> args) {
  std::vector<ColumnPtr> constants(args.size());
  for (size_t i = 0; i < args.size(); ++i) {
    if (const Value* value = AsLiteral(*args[i])) constants[i] = MakeConstantColumn(args[i]->type(), *value, 1);
  }
  return constants;
}

Result<std::vector<Arg>> EvaluateArgs(std::span<const ExprPtr> args, std::span<const ColumnPtr> constants,
                                      const EvalContext& context, const Batch& batch, std::span<const uint32_t> rows) {
  std::vector<Arg> inputs(args.size());
  for (size_t i = 0; i < args.size(); ++i) {
    if (constants[i]) {
      inputs[i] = {constants[i], true};
      continue;
    }
    MULLION_ASSIGN(inputs[i].column, args[i]->Evaluate(context, batch, rows));
  }
  return inputs;
}

ColumnPtr Spread(const Arg& arg, size_t row_count) {
  return arg.constant ? Gather(*arg.column, std::vector<uint32_t>(row_count, 0)) : arg.column;
}

const uint8_t* MergeNulls(const CallInput& in, Column* out) {
  for (const Arg& arg : in.args) {
    const uint8_t* from = arg.column->nulls();
    if (!from) continue;
    if (arg.constant) {
      if (from[0]) std::memset(out->MutableNulls(), 1, in.row_count);
      continue;
    }
    uint8_t* to = out->MutableNulls();
    for (size_t i = 0; i < in.row_count; ++i) to[i] |= from[i];
  }
  return out->nulls();
}

DataType NullableLike(DataType type, std::span<const ExprPtr> args) {
  bool nullable = std::any_of(args.begin(), args.end(), [](const ExprPtr& arg) { return arg->type().nullable(); });
  return type.WithNullable(nullable);
}

}  // namespace mullion
