#pragma once
// A result that takes its rows from several columns: CASE, COALESCE, IF, GREATEST. Internal to expr.

#include <memory>

#include "expr/call.h"

namespace mullion {

/// Invariant: every asked row is taken from at most one source; rows taken from none are NULL.
class RowMerge {
 public:
  RowMerge(const DataType& type, size_t row_count);

  /// These rows of the result are those of `from`.
  void Take(ColumnPtr from, std::span<const uint32_t> rows);
  ColumnPtr Finish();

 private:
  void CopyFlat(const Column& from, std::span<const uint32_t> rows);
  ColumnPtr FinishNested();

  std::shared_ptr<Column> out_;
  std::vector<ColumnPtr> sources_;
  std::vector<uint32_t> source_of_row_;  ///< nested only: 1 + the place in sources_, 0 for none
};

}  // namespace mullion
