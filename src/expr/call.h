#pragma once
// Calls of functions with arguments already of the right types: a kernel computes a whole column at a time. Internal to
// expr. A Call is immutable, any thread; what a kernel captures is shared by all threads and therefore const.

#include <functional>
#include <span>
#include <string_view>

#include "expr/node.h"

namespace mullion {

/// One argument of a call, evaluated: a column, or one value for all rows (then `column` has one row).
struct Arg {
  ColumnPtr column;
  bool constant = false;

  const DataType& type() const { return column->type(); }
  /// The row of `column` that answers for `row`.
  size_t At(size_t row) const { return constant ? 0 : row; }
  bool IsNull(size_t row) const { return column->IsNull(At(row)); }
};

struct CallInput {
  const EvalContext& context;
  const Batch& batch;
  std::span<const Arg> args;
  std::span<const uint32_t> rows;
  size_t row_count;

  bool dense() const { return IsDense(rows, row_count); }
};

/// Computes a column of row_count rows; only those of `rows` count.
using Kernel = std::function<Result<ColumnPtr>(const CallInput&)>;

enum class Determinism { kYes, kNo };

/// `name` is only for ToString.
ExprPtr MakeKernelCall(std::string_view name, DataType type, std::vector<ExprPtr> args, Kernel kernel,
                       Determinism determinism = Determinism::kYes);

/// The arguments as a kernel wants them: literals are not spread over the rows.
Result<std::vector<Arg>> EvaluateArgs(std::span<const ExprPtr> args, std::span<const ColumnPtr> constants,
                                      const EvalContext& context, const Batch& batch, std::span<const uint32_t> rows);
/// One row for each literal among `args`, null for the others.
std::vector<ColumnPtr> ConstantsOf(std::span<const ExprPtr> args);

/// The argument with a row for every row of the batch.
ColumnPtr Spread(const Arg& arg, size_t row_count);

/// Makes the result NULL where an argument is, and returns the null bytes, or nullptr when there is none.
const uint8_t* MergeNulls(const CallInput& in, Column* out);

/// NOT NULL when none of the arguments can be NULL.
DataType NullableLike(DataType type, std::span<const ExprPtr> args);

}  // namespace mullion
