#pragma once
// Accumulators: what SUM, COUNT, … keep for one group, and how a batch of rows is added to many groups at once.
// Functions are immutable and shared; a state is `state_size()` bytes inside the group's row, owned by the state store
// that calls them. What does not fit in those bytes hangs off them and is freed by Destroy().
// Invariants (property tests): for mergeable functions Merge is associative and commutative, overflow included, and
// add-then-merge equals merge-then-add; Decode(Encode(x)) equals x.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "column/batch.h"
#include "column/value.h"

namespace mullion {

class AggregateFunction {
 public:
  virtual ~AggregateFunction() = default;

  /// A multiple of 8. States are 8-byte aligned.
  virtual size_t state_size() const = 0;
  const DataType& result_type() const { return result_type_; }
  /// Partial results of disjoint row sets may be merged in any order.
  virtual bool mergeable() const { return true; }
  /// The result depends on the order of rows.
  virtual bool order_sensitive() const { return false; }
  virtual bool retractable() const { return false; }
  /// False when plain memcpy moves and freeing the bytes ends a state.
  virtual bool has_heap() const { return false; }

  virtual void Init(char* state) const = 0;
  virtual void Destroy(char* /*state*/) const {}

  /// Adds row rows[i] of `args` to the state at groups[i] + offset. `args` are the argument columns (none for
  /// COUNT(*)).
  virtual void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
                   std::span<const uint32_t> rows) const = 0;
  /// Takes rows back; called only when retractable().
  virtual void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
                       std::span<const uint32_t> rows) const;
  /// to := to + from; `from` stays.
  virtual void Merge(char* to, const char* from) const = 0;
  /// The results of the states at groups[i] + offset, in order.
  virtual ColumnPtr Finish(std::span<char* const> groups, size_t offset) const = 0;

  /// State bytes for a checkpoint. The default copies state_size() bytes: only for functions without heap.
  virtual void Encode(const char* state, std::string* out) const;
  /// Into an uninitialised state; moves `bytes` past it.
  virtual Status Decode(std::string_view* bytes, char* state) const;

 protected:
  explicit AggregateFunction(DataType result_type) : result_type_(std::move(result_type)) {}

 private:
  DataType result_type_;
};

using AggregatePtr = std::shared_ptr<const AggregateFunction>;

/// One aggregate call of a query, over the columns of its input batch.
struct AggregateCall {
  std::string name;       ///< upper case, "COUNT" with no arguments for COUNT(*)
  std::vector<int> args;  ///< input columns
  bool distinct = false;
  int filter = -1;        ///< BOOLEAN input column; rows where it is not TRUE are not added; -1: none
  AggregatePtr function;  ///< of the arguments' types; handles DISTINCT itself
  DataType type;          ///< function->result_type()
};

/// Makes the function for these argument types. `literals[i]` is set for arguments that are constants (LISTAGG's
/// separator). With `retract`, one that can take rows back. Errors (user): unknown name with near misses, types it does
/// not take, in Flink's words.
Result<AggregatePtr> MakeAggregate(std::string_view name, std::span<const DataType> arg_types,
                                   std::span<const Value* const> literals, bool distinct, bool retract);

bool IsAggregateFunction(std::string_view name);
/// Streaming SQL of Flink 1.18 has it; the others are extensions, for strict to refuse.
bool IsFlinkAggregate(std::string_view name);
/// The names that a person writes, in no order.
std::vector<std::string> AggregateFunctionNames();

}  // namespace mullion
