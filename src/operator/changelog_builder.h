#pragma once
// Rows on their way out of an operator that keeps them encoded: a change log, row by row, emitted as batches. Owned by
// one operator, called by its thread. Invariant: when a row begins, the one before has all its cells.

#include <string_view>
#include <vector>

#include "column/value.h"
#include "operator/operator.h"

namespace mullion {

class ChangelogBuilder {
 public:
  explicit ChangelogBuilder(const std::vector<DataType>& types);

  /// Begins a row; its cells follow, from left to right.
  ChangelogBuilder& Row(ChangeKind kind);
  /// `count` cells as EncodeRow wrote them. The bytes are the operator's own: damaged ones end the process.
  ChangelogBuilder& Cells(std::string_view encoded, size_t count);
  ChangelogBuilder& Nulls(size_t count);
  ChangelogBuilder& Number(int64_t value);

  bool empty() const { return kinds_.empty(); }
  /// Emits the rows so far, if any. A batch of +I only has no kinds.
  Status Flush(Output& output);
  /// The same once there are enough rows for a batch.
  Status FlushWhenFull(Output& output);

 private:
  std::vector<ColumnBuilder> columns_;
  std::vector<ChangeKind> kinds_;
  size_t next_ = 0;  ///< the column of the next cell
  bool insert_only_ = true;
};

/// The types of a schema's fields; `nullable`: all made nullable (the padded side of an outer join).
std::vector<DataType> TypesOf(const Schema& schema, bool nullable = false);

}  // namespace mullion
