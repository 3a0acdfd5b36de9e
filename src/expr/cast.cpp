#include "expr/cast.h"

#include <fmt/format.h>

#include "expr/function.h"

namespace mullion {
namespace {

class CastNode final : public Node {
 public:
  CastNode(std::vector<ExprPtr> args, DataType to, bool try_cast, Kernel kernel)
      : Node(std::move(to), std::move(args)), try_cast_(try_cast), kernel_(std::move(kernel)) {}

  Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                             std::span<const uint32_t> rows) const override {
    MULLION_ASSIGN(auto column, args()[0]->Evaluate(context, batch, rows));
    if (!kernel_) return column;
    Arg input[] = {{std::move(column), false}};
    return kernel_(CallInput{context, batch, input, rows, batch.row_count});
  }
  std::string ToString(const Schema& input) const override {
    return fmt::format("{}({} AS {})", try_cast_ ? "TRY_CAST" : "CAST", args()[0]->ToString(input),
                       type().WithNullable(true).ToString());
  }

 protected:
  ExprPtr WithArgs(std::vector<ExprPtr> args) const override {
    return std::make_shared<CastNode>(std::move(args), type(), try_cast_, kernel_);
  }

 private:
  bool try_cast_;
  Kernel kernel_;  ///< none where only the type's name changes
};

/// Casts that leave the bytes as they are: to a longer VARCHAR or VARBINARY, within nested types of the same layout.
bool KeepsBytes(const DataType& from, const DataType& to) {
  bool longer = from.precision() <= to.precision();
  if (from.IsCharacter() && to.kind() == TypeKind::kVarChar) return longer;
  if (from.IsBinary() && to.kind() == TypeKind::kVarBinary) return longer;
  if (!from.IsNested() || from.kind() != to.kind() || from.fields().size() != to.fields().size()) return false;
  for (size_t i = 0; i < from.fields().size(); ++i) {
    const DataType& inner = from.fields()[i].type;
    const DataType& wanted = to.fields()[i].type;
    if (!inner.SameExceptNull(wanted) && !KeepsBytes(inner, wanted)) return false;
  }
  return true;
}

bool NeedsZone(const DataType& from, const DataType& to) {
  return (from.kind() == TypeKind::kTimestampLtz) != (to.kind() == TypeKind::kTimestampLtz);
}

/// The cast of a literal is a literal, when it needs no session zone and does not fail.
ExprPtr FoldedCast(const Expr& literal, const DataType& to, const Kernel& kernel) {
  if (NeedsZone(literal.type(), to) || literal.type().IsNested()) return nullptr;
  EvalContext context;
  Batch batch{.row_count = 1};
  const uint32_t row[] = {0};
  Arg input[] = {{MakeConstantColumn(literal.type(), *AsLiteral(literal), 1), false}};
  Result<ColumnPtr> column = kernel(CallInput{context, batch, input, row, 1});
  if (!column) return nullptr;
  return MakeLiteral(to, ReadValue(**column, 0));
}

Error NoSuchCast(const DataType& from, const DataType& to) {
  Error error = Error::User(fmt::format("there is no cast from {} to {}", from.WithNullable(true).ToString(),
                                        to.WithNullable(true).ToString()));
  if (from.IsNumeric() && to.IsTimestamp()) return std::move(error).Hint("use TO_TIMESTAMP_LTZ(number, 0 or 3)");
  if (from.IsTimestamp() && to.IsNumeric()) {
    return std::move(error).Hint("use UNIX_TIMESTAMP(CAST(… AS STRING)), or TIMESTAMPDIFF from 1970-01-01");
  }
  return error;
}

}  // namespace

Error CastError(std::string_view text, const DataType& to) {
  std::string name = to.WithNullable(true).ToString();
  return Error::User(fmt::format("Cannot parse '{}' as {}.", text.substr(0, 200), name))
      .Hint(fmt::format("TRY_CAST(… AS {}) gives NULL instead of failing", name));
}

Result<Kernel> FindCast(const Cast& cast) {
  if (cast.from.IsNested() && cast.to.IsNested()) return CastNested(cast);
  for (auto find : {CastNumber, CastToText, CastFromText, CastTime}) {
    if (Kernel kernel = find(cast)) return kernel;
  }
  return Fail(NoSuchCast(cast.from, cast.to));
}

Result<ExprPtr> MakeCast(ExprPtr input, DataType to, bool try_cast) {
  const DataType from = input->type();
  if (from.SameExceptNull(to)) return input;
  if (from.kind() == TypeKind::kNull) return NullLiteral(to);
  if (const Value* value = AsLiteral(*input); value && value->is_null()) {
    if (!KeepsBytes(from, to)) MULLION_TRY(FindCast({from, to, try_cast}));
    return NullLiteral(to);
  }
  DataType type = to.WithNullable(from.nullable() || try_cast);
  if (KeepsBytes(from, to)) {
    if (const Value* value = AsLiteral(*input)) return MakeLiteral(to, *value);
    return std::make_shared<CastNode>(std::vector<ExprPtr>{std::move(input)}, type, try_cast, nullptr);
  }
  MULLION_ASSIGN(auto kernel, FindCast({from, to, try_cast}));
  if (IsLiteral(*input)) {
    if (ExprPtr folded = FoldedCast(*input, to, kernel)) return folded;
  }
  return std::make_shared<CastNode>(std::vector<ExprPtr>{std::move(input)}, type, try_cast, std::move(kernel));
}

}  // namespace mullion
