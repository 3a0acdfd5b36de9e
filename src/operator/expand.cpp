#include "operator/relational.h"

namespace mullion {
namespace {

class Expand final : public Operator {
 public:
  explicit Expand(ExpandSpec spec) : spec_(std::move(spec)) {}

  Status Process(int, const Batch& input, Output& output) override {
    Batch batch = Compact(input);
    for (const auto& set : spec_.sets) {
      Batch out = batch;
      int64_t absent_bits = 0;
      for (size_t k = 0; k < spec_.keys.size(); ++k) {
        size_t column = static_cast<size_t>(spec_.keys[k]);
        absent_bits = absent_bits * 2 + (set[k] ? 0 : 1);
        DataType nullable = batch.columns[column]->type().WithNullable(true);
        if (!set[k]) out.columns[column] = MakeNullColumn(nullable, batch.row_count);
      }
      out.columns.push_back(MakeConstantColumn(DataType::BigInt().NotNull(), Value::Int(absent_bits), batch.row_count));
      MULLION_TRY(output.Emit(std::move(out)));
    }
    return Ok();
  }

 private:
  ExpandSpec spec_;
};

}  // namespace

std::unique_ptr<Operator> MakeExpand(ExpandSpec spec) {
  return std::make_unique<Expand>(std::move(spec));
}

}  // namespace mullion
