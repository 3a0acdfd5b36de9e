#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"
#include "aggregate/hyper_log_log.h"
#include "column/row_codec.h"

namespace mullion {
namespace {

class ApproxCountDistinct final : public HeapAggregate<HyperLogLog> {
 public:
  ApproxCountDistinct() : HeapAggregate(DataType::BigInt().NotNull()) {}

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    std::string value;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (args[0]->IsNull(rows[i])) continue;
      value.clear();
      EncodeValue(*args[0], rows[i], &value);
      ObjectOf(groups[i], offset).Add(StableHash(value));
    }
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      const HyperLogLog* sketch = Find(groups[i], offset);
      out->MutableValues<int64_t>()[i] = sketch ? sketch->Estimate() : 0;
    }
    return out;
  }
};

}  // namespace

AggregatePtr MakeApproxCountDistinct() {
  return std::make_shared<ApproxCountDistinct>();
}

}  // namespace mullion
