#include "aggregate/basic_aggregates.h"
#include "aggregate/state_access.h"

namespace mullion {
namespace {

struct CountState {
  int64_t count;
};

class Count final : public AggregateFunction {
 public:
  explicit Count(bool of_rows) : AggregateFunction(DataType::BigInt().NotNull()), of_rows_(of_rows) {}

  size_t state_size() const override { return sizeof(CountState); }
  bool retractable() const override { return true; }
  void Init(char* state) const override { StateAt<CountState>(state, 0).count = 0; }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    Change(groups, offset, args, rows, 1);
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    Change(groups, offset, args, rows, -1);
  }
  void Merge(char* to, const char* from) const override {
    StateAt<CountState>(to, 0).count += reinterpret_cast<const CountState*>(from)->count;
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    int64_t* values = out->MutableValues<int64_t>();
    for (size_t i = 0; i < groups.size(); ++i) values[i] = StateAt<CountState>(groups[i], offset).count;
    return out;
  }

 private:
  void Change(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
              std::span<const uint32_t> rows, int64_t by) const {
    if (of_rows_ || !args[0]->has_nulls()) {
      for (size_t i = 0; i < rows.size(); ++i) StateAt<CountState>(groups[i], offset).count += by;
      return;
    }
    ForEachNotNull<CountState>(groups, offset, *args[0], rows, [by](CountState& s, uint32_t) { s.count += by; });
  }

  bool of_rows_;
};

}  // namespace

AggregatePtr MakeCount(bool of_rows) {
  return std::make_shared<Count>(of_rows);
}

}  // namespace mullion
