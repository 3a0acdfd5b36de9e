#include "operator/relational.h"

namespace mullion {
namespace {

class Unnest final : public Operator {
 public:
  explicit Unnest(UnnestSpec spec) : spec_(std::move(spec)) {}

  Status Process(int, const Batch& batch, Output& output) override {
    const Column& nested = *batch.columns[static_cast<size_t>(spec_.column)];
    RowSpan all(batch);
    std::vector<uint32_t> outer_rows, inner_rows;
    std::vector<int32_t> ordinals;
    for (uint32_t row : all.rows()) Repeat(nested, row, &outer_rows, &inner_rows, &ordinals);
    if (outer_rows.empty()) return Ok();
    Batch out;
    out.row_count = outer_rows.size();
    for (const ColumnPtr& column : batch.columns) out.columns.push_back(Gather(*column, outer_rows));
    for (const ColumnPtr& child : Elements(nested)) out.columns.push_back(GatherOrNull(*child, inner_rows));
    if (spec_.with_ordinality) out.columns.push_back(OrdinalColumn(ordinals));
    if (!batch.kinds.empty()) {
      for (uint32_t row : outer_rows) out.kinds.push_back(batch.kinds[row]);
    }
    if (batch.row_watermarks) {
      auto watermarks = std::make_shared<std::vector<TimestampMs>>();
      for (uint32_t row : outer_rows) watermarks->push_back((*batch.row_watermarks)[row]);
      out.row_watermarks = std::move(watermarks);
    }
    return output.Emit(std::move(out));
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  void Repeat(const Column& nested, uint32_t row, std::vector<uint32_t>* outer_rows, std::vector<uint32_t>* inner_rows,
              std::vector<int32_t>* ordinals) const {
    size_t before = outer_rows->size();
    int32_t begin = nested.IsNull(row) ? 0 : nested.offsets()[row];
    int32_t end = nested.IsNull(row) ? 0 : nested.offsets()[row + 1];
    bool multiset = nested.type().kind() == TypeKind::kMultiset;
    for (int32_t i = begin; i < end; ++i) {
      int32_t copies = multiset ? nested.children()[1]->Values<int32_t>()[i] : 1;
      for (int32_t copy = 0; copy < copies; ++copy) {
        outer_rows->push_back(row);
        inner_rows->push_back(static_cast<uint32_t>(i));
        ordinals->push_back(static_cast<int32_t>(outer_rows->size() - before));
      }
    }
    if (spec_.outer && outer_rows->size() == before) {
      outer_rows->push_back(row);
      inner_rows->push_back(kNone);
      ordinals->push_back(0);
    }
  }

  /// The columns of one element: a ROW's fields, a MAP's key and value, else the element itself.
  static std::vector<ColumnPtr> Elements(const Column& nested) {
    if (nested.type().kind() == TypeKind::kMap) return nested.children();
    const ColumnPtr& element = nested.children()[0];
    if (element->type().kind() == TypeKind::kRow) return element->children();
    return {element};
  }

  static ColumnPtr GatherOrNull(const Column& column, const std::vector<uint32_t>& rows) {
    ColumnBuilder builder(column.type().WithNullable(true));
    bool plain = true;
    for (uint32_t row : rows) plain = plain && row != kNone;
    if (plain) return Gather(column, rows);
    for (uint32_t row : rows) row == kNone ? builder.AppendNull() : builder.AppendFrom(column, row);
    return builder.Finish();
  }

  static ColumnPtr OrdinalColumn(const std::vector<int32_t>& ordinals) {
    auto column = std::make_shared<Column>(DataType::Int(), ordinals.size());
    for (size_t i = 0; i < ordinals.size(); ++i) {
      column->MutableValues<int32_t>()[i] = ordinals[i];
      if (ordinals[i] == 0) column->SetNull(i);
    }
    return column;
  }

  UnnestSpec spec_;
};

}  // namespace

std::unique_ptr<Operator> MakeUnnest(UnnestSpec spec) {
  return std::make_unique<Unnest>(std::move(spec));
}

}  // namespace mullion
