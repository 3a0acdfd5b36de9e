#include <algorithm>
#include <numeric>

#include "operator/relational.h"
#include "operator/row_order.h"

namespace mullion {
namespace {

constexpr size_t kRowsPerBatch = 8192;

class Sort final : public Operator {
 public:
  explicit Sort(SortSpec spec) : spec_(std::move(spec)) {}

  Status Process(int, const Batch& batch, Output&) override {
    batches_.push_back(Compact(batch));
    return Ok();
  }

  Status Finish(Output& output) override {
    std::vector<ColumnPtr> columns;
    size_t count = 0;
    for (const Batch& batch : batches_) count += batch.row_count;
    for (size_t c = 0; c < spec_.input.size() && count > 0; ++c) {
      std::vector<ColumnPtr> parts;
      for (const Batch& batch : batches_) parts.push_back(batch.columns[c]);
      columns.push_back(Concat(spec_.input[c].type, parts));
    }
    batches_.clear();
    std::vector<uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return CompareRows(spec_.order_by, columns, a, columns, b) < 0; });
    size_t begin = std::min(count, static_cast<size_t>(spec_.offset));
    size_t end = spec_.limit < 0 ? count : std::min(count, begin + static_cast<size_t>(spec_.limit));
    for (size_t at = begin; at < end; at += kRowsPerBatch) {
      std::span<const uint32_t> rows(order.data() + at, std::min(kRowsPerBatch, end - at));
      Batch out;
      out.row_count = rows.size();
      for (const ColumnPtr& column : columns) out.columns.push_back(Gather(*column, rows));
      MULLION_TRY(output.Emit(std::move(out)));
    }
    return Ok();
  }

 private:
  SortSpec spec_;
  std::vector<Batch> batches_;
};

class Limit final : public Operator {
 public:
  Limit(int64_t offset, int64_t limit) : offset_(offset), limit_(limit) {}

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    auto kept = std::make_shared<Selection>();
    for (uint32_t row : all.rows()) {
      int64_t rank = seen_++;
      if (rank >= offset_ && (limit_ < 0 || rank < offset_ + limit_)) kept->push_back(row);
    }
    if (kept->empty()) return Ok();
    Batch out = batch;
    out.selection = std::move(kept);
    return output.Emit(std::move(out));
  }
  void Snapshot(std::string* out) const override { out->assign(reinterpret_cast<const char*>(&seen_), sizeof seen_); }
  Status Restore(std::string_view bytes) override {
    if (bytes.size() != sizeof seen_) return Fail(Error::Internal("a stored row count is damaged"));
    bytes.copy(reinterpret_cast<char*>(&seen_), sizeof seen_);
    return Ok();
  }

 private:
  int64_t offset_;
  int64_t limit_;
  int64_t seen_ = 0;
};

}  // namespace

std::unique_ptr<Operator> MakeSort(SortSpec spec) {
  return std::make_unique<Sort>(std::move(spec));
}

std::unique_ptr<Operator> MakeLimit(int64_t offset, int64_t limit) {
  return std::make_unique<Limit>(offset, limit);
}

}  // namespace mullion
