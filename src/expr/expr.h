#pragma once
// Typed scalar expressions, evaluated a batch at a time. Made by the planner, immutable afterwards: any worker may
// evaluate one (a regular expression's cache and the like live in the EvalContext). Values of rows outside the asked
// rows are unspecified; runtime errors (CAST of bad text, division by zero) come only from asked rows.

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "column/batch.h"
#include "column/value.h"

namespace mullion {

/// What an evaluation may know beside its rows. One a worker.
struct EvalContext {
  const Clock* clock = nullptr;
  std::string session_zone = "UTC";  ///< table.local-time-zone
  TimestampMs query_start_ms = 0;    ///< for functions that are constant in a batch query
  bool streaming = true;
  TimestampMs watermark = kMinWatermark;                  ///< for CURRENT_WATERMARK
  std::function<uint64_t()> random;                       ///< RAND, UUID; a seam
  mutable std::shared_ptr<const TimeZone> zone;           ///< session_zone once it was looked up: ask Zone()
  mutable std::map<const void*, uint64_t> random_states;  ///< where the generator of each RAND(seed) stands

  /// The session zone; an error when its name is unknown.
  Result<const TimeZone*> Zone() const;
};

class Expr {
 public:
  explicit Expr(DataType type) : type_(std::move(type)) {}
  virtual ~Expr() = default;

  const DataType& type() const { return type_; }

  /// A column of batch.row_count rows of type(); only the positions in `rows` are computed.
  virtual Result<ColumnPtr> Evaluate(const EvalContext& context, const Batch& batch,
                                     std::span<const uint32_t> rows) const = 0;
  /// SQL-like text for EXPLAIN; column names come from `input`.
  virtual std::string ToString(const Schema& input) const = 0;
  /// Adds the input columns that it reads.
  virtual void CollectInputs(std::vector<int>* columns) const = 0;
  /// The same expression with input column i replaced by column mapping[i].
  virtual std::shared_ptr<const Expr> Remap(std::span<const int> mapping) const = 0;
  /// True when equal inputs give equal outputs, now and later (RAND, NOW and PROCTIME are not).
  virtual bool deterministic() const { return true; }

 private:
  DataType type_;
};

using ExprPtr = std::shared_ptr<const Expr>;

ExprPtr MakeInputRef(int column, DataType type);
ExprPtr MakeLiteral(DataType type, Value value);
/// nullptr when `expr` is not a plain column; else its position.
const int* AsInputRef(const Expr& expr);
/// nullptr when `expr` is not a literal.
const Value* AsLiteral(const Expr& expr);

/// Three-valued AND/OR that evaluate the right side only for rows the left leaves open; NOT; CASE evaluates a branch
/// only for its rows. `branches` are (condition, result); `otherwise` may be null (then NULL).
ExprPtr MakeAnd(std::vector<ExprPtr> terms);
ExprPtr MakeOr(std::vector<ExprPtr> terms);
ExprPtr MakeCase(std::vector<std::pair<ExprPtr, ExprPtr>> branches, ExprPtr otherwise, DataType type);

/// CAST (fails the job on bad values, with the value in the message) or TRY_CAST (NULL). An error when Flink knows no
/// such cast. No node at all when the types are equal but for nullability. Flink's rules: `flink` CAST table and
/// rounding.
Result<ExprPtr> MakeCast(ExprPtr input, DataType to, bool try_cast);
/// Flink's implicit coercion where the planner needs `to` (widening numbers, CHAR to VARCHAR, TIMESTAMP precision…);
/// error when there is none.
Result<ExprPtr> Coerce(ExprPtr input, DataType to);
/// The type that all of `types` coerce to (Flink's leastRestrictive: CASE, COALESCE, UNION, IN, comparisons).
Result<DataType> CommonType(std::span<const DataType> types);

/// The rows of `rows` for which `condition` (BOOLEAN) is TRUE.
Result<Selection> Filter(const Expr& condition, const EvalContext& context, const Batch& batch,
                         std::span<const uint32_t> rows);

/// Folds an expression without inputs to a literal when it is deterministic; else returns it unchanged. Errors of the
/// evaluation (CAST('x' AS INT)) are returned as errors.
Result<ExprPtr> FoldConstant(ExprPtr expr, const EvalContext& context);

}  // namespace mullion
