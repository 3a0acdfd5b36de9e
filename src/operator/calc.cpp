#include "operator/calc.h"

namespace mullion {
namespace {

class Calc final : public Operator {
 public:
  explicit Calc(CalcSpec spec) : spec_(std::move(spec)) {}

  Status Process(int, const Batch& batch, Output& output) override {
    Batch out;
    out.row_count = batch.row_count;
    out.kinds = batch.kinds;
    out.selection = batch.selection;
    out.watermark = batch.watermark;
    out.row_watermarks = batch.row_watermarks;
    if (spec_.condition) {
      RowSpan all(batch);
      MULLION_ASSIGN(Selection kept, Filter(*spec_.condition, *context().eval, batch, all.rows()));
      if (kept.empty()) return Ok();
      if (kept.size() < batch.row_count) out.selection = std::make_shared<const Selection>(std::move(kept));
    }
    if (spec_.pass_through) {
      out.columns = batch.columns;
      return output.Emit(std::move(out));
    }
    Batch view = batch;
    view.selection = out.selection;
    RowSpan rows(view);
    out.columns.reserve(spec_.columns.size());
    for (const ExprPtr& expr : spec_.columns) {
      MULLION_ASSIGN(ColumnPtr column, expr->Evaluate(*context().eval, batch, rows.rows()));
      out.columns.push_back(std::move(column));
    }
    return output.Emit(std::move(out));
  }

 private:
  CalcSpec spec_;
};

}  // namespace

std::unique_ptr<Operator> MakeCalc(CalcSpec spec) {
  return std::make_unique<Calc>(std::move(spec));
}

}  // namespace mullion
