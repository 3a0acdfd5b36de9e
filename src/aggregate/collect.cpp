// COLLECT: the values that are not NULL, with how often each came.

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"
#include "aggregate/value_bag.h"
#include "column/row_codec.h"

namespace mullion {
namespace {

class Collect final : public HeapAggregate<ValueBag> {
 public:
  explicit Collect(const DataType& type) : HeapAggregate(DataType::Multiset(type).NotNull()), type_(type) {}

  bool retractable() const override { return true; }
  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    Change(groups, offset, *args[0], rows, 1);
  }
  void Retract(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
               std::span<const uint32_t> rows) const override {
    Change(groups, offset, *args[0], rows, -1);
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    ColumnBuilder out(result_type());
    for (char* group : groups) {
      ValueList list;
      if (const ValueBag* bag = Find(group, offset)) {
        for (auto [value, count] : bag->InOrder()) {
          list.push_back(*DecodeValue(type_, &value));
          list.push_back(Value::Int(count));
        }
      }
      out.Append(Value::List(std::move(list)));
    }
    return out.Finish();
  }

 private:
  static void Change(std::span<char* const> groups, size_t offset, const Column& column, std::span<const uint32_t> rows,
                     int64_t by) {
    std::string value;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (column.IsNull(rows[i])) continue;
      value.clear();
      EncodeValue(column, rows[i], &value);
      ObjectOf(groups[i], offset).Change(value, by);
    }
  }

  DataType type_;
};

}  // namespace

AggregatePtr MakeCollect(const DataType& type) {
  return std::make_shared<Collect>(type);
}

}  // namespace mullion
