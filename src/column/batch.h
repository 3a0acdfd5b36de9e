#pragma once
// A batch: rows as columns, with what event time was known before them. The unit of work between operators. A batch
// belongs to one worker at a time; its columns are shared read-only.
// Invariants: every column has row_count rows; `selection` is ascending and inside row_count; `kinds` and
// `row_watermarks` are empty or have row_count entries (positions, not selected ranks).

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/time.h"
#include "column/column.h"

namespace mullion {

/// Flink's RowKind.
enum class ChangeKind : uint8_t { kInsert, kUpdateBefore, kUpdateAfter, kDelete };

/// "+I", "-U", "+U", "-D".
const char* ToText(ChangeKind kind);

using Selection = std::vector<uint32_t>;

struct Batch {
  size_t row_count = 0;
  std::vector<ColumnPtr> columns;
  /// The rows that count, ascending; null means all of them.
  std::shared_ptr<const Selection> selection;
  /// Empty: insert-only.
  std::vector<ChangeKind> kinds;
  /// The job's watermark before the first row. Without row_watermarks it holds for every row of the batch as far as any
  /// operator of the plan can tell: the runtime cuts batches at the plan's firing points.
  TimestampMs watermark = kMinWatermark;
  /// The watermark before each row, for plans with an operator that fires between grid points (sessions, OVER, …);
  /// null when the plan asked for none.
  std::shared_ptr<const std::vector<TimestampMs>> row_watermarks;

  size_t selected() const { return selection ? selection->size() : row_count; }
  bool empty() const { return selected() == 0; }
  ChangeKind kind(size_t row) const { return kinds.empty() ? ChangeKind::kInsert : kinds[row]; }
  TimestampMs WatermarkBefore(size_t row) const { return row_watermarks ? (*row_watermarks)[row] : watermark; }
};

/// The selected rows made dense: no selection afterwards; returns the batch itself when there was none.
Batch Compact(Batch batch);

/// Rows [begin, end) of a batch, as positions. Shares columns through a selection.
Batch Slice(const Batch& batch, uint32_t begin, uint32_t end);

/// The identity selection of `count` rows, for code that always wants a span of rows.
class RowSpan {
 public:
  explicit RowSpan(const Batch& batch);
  std::span<const uint32_t> rows() const { return rows_; }

 private:
  Selection identity_;
  std::span<const uint32_t> rows_;
};

}  // namespace mullion
