#include "operator/relational.h"

namespace mullion {
namespace {

class Replicate final : public Operator {
 public:
  explicit Replicate(int count_column) : count_column_(static_cast<size_t>(count_column)) {}

  Status Process(int, const Batch& batch, Output& output) override {
    const Column& counts = *batch.columns[count_column_];
    RowSpan all(batch);
    std::vector<uint32_t> rows;
    for (uint32_t row : all.rows()) {
      int64_t copies = counts.IsNull(row) ? 0 : counts.Values<int64_t>()[row];
      if (copies > 0) rows.insert(rows.end(), static_cast<size_t>(copies), row);
    }
    if (rows.empty()) return Ok();
    Batch out;
    out.row_count = rows.size();
    out.watermark = batch.watermark;
    for (const ColumnPtr& column : batch.columns) out.columns.push_back(Gather(*column, rows));
    if (!batch.kinds.empty()) {
      for (uint32_t row : rows) out.kinds.push_back(batch.kinds[row]);
    }
    return output.Emit(std::move(out));
  }

 private:
  size_t count_column_;
};

}  // namespace

std::unique_ptr<Operator> MakeReplicate(int count_column) {
  return std::make_unique<Replicate>(count_column);
}

}  // namespace mullion
