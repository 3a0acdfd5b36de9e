#include "column/batch.h"

#include <algorithm>
#include <numeric>

namespace mullion {

const char* ToText(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kInsert:
      return "+I";
    case ChangeKind::kUpdateBefore:
      return "-U";
    case ChangeKind::kUpdateAfter:
      return "+U";
    case ChangeKind::kDelete:
      return "-D";
  }
  return "?";
}

Batch Compact(Batch batch) {
  if (!batch.selection) return batch;
  const Selection& rows = *batch.selection;
  Batch out;
  out.row_count = rows.size();
  out.watermark = batch.watermark;
  out.columns.reserve(batch.columns.size());
  for (const ColumnPtr& column : batch.columns) out.columns.push_back(Gather(*column, rows));
  if (!batch.kinds.empty()) {
    out.kinds.reserve(rows.size());
    for (uint32_t row : rows) out.kinds.push_back(batch.kinds[row]);
  }
  if (batch.row_watermarks) {
    auto watermarks = std::make_shared<std::vector<TimestampMs>>();
    watermarks->reserve(rows.size());
    for (uint32_t row : rows) watermarks->push_back((*batch.row_watermarks)[row]);
    out.row_watermarks = std::move(watermarks);
  }
  return out;
}

Batch Slice(const Batch& batch, uint32_t begin, uint32_t end) {
  Batch out = batch;
  auto rows = std::make_shared<Selection>();
  if (batch.selection) {
    auto from = std::lower_bound(batch.selection->begin(), batch.selection->end(), begin);
    auto to = std::lower_bound(from, batch.selection->end(), end);
    rows->assign(from, to);
  } else {
    rows->resize(end - begin);
    std::iota(rows->begin(), rows->end(), begin);
  }
  out.selection = std::move(rows);
  return out;
}

RowSpan::RowSpan(const Batch& batch) {
  if (batch.selection) {
    rows_ = *batch.selection;
    return;
  }
  identity_.resize(batch.row_count);
  std::iota(identity_.begin(), identity_.end(), 0u);
  rows_ = identity_;
}

}  // namespace mullion
