// COUNT(DISTINCT x) of whole numbers whose rows only grow: an open-addressed set of 64-bit values.

#include <vector>

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"

namespace mullion {
namespace {

class IntSet {
 public:
  void Insert(int64_t value) {
    if (value == kFree) {
      has_free_value_ = true;
      return;
    }
    if ((size_ + 1) * 4 > slots_.size() * 3) Grow();
    size_t at = Find(value);
    if (slots_[at] == value) return;
    slots_[at] = value;
    ++size_;
  }
  int64_t size() const { return static_cast<int64_t>(size_) + (has_free_value_ ? 1 : 0); }
  void Merge(const IntSet& other) {
    for (int64_t value : other.slots_) {
      if (value != kFree) Insert(value);
    }
    has_free_value_ |= other.has_free_value_;
  }
  void Encode(std::string* out) const {
    PutValue<uint64_t>(static_cast<uint64_t>(size()), out);
    if (has_free_value_) PutValue(kFree, out);
    for (int64_t value : slots_) {
      if (value != kFree) PutValue(value, out);
    }
  }
  Status Decode(std::string_view* bytes) {
    BinaryReader reader(bytes, "a stored set of numbers");
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto value, reader.Value<int64_t>());
      Insert(value);
    }
    return Ok();
  }

 private:
  /// Marks a free slot; the value itself is remembered aside.
  static constexpr int64_t kFree = INT64_MIN;

  size_t Find(int64_t value) const {
    uint64_t hash = static_cast<uint64_t>(value) * 0x9e3779b97f4a7c15ull;
    size_t mask = slots_.size() - 1;
    size_t at = (hash ^ (hash >> 32)) & mask;
    while (slots_[at] != kFree && slots_[at] != value) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    std::vector<int64_t> old(slots_.empty() ? 4 : slots_.size() * 2, kFree);
    old.swap(slots_);
    for (int64_t value : old) {
      if (value != kFree) slots_[Find(value)] = value;
    }
  }

  std::vector<int64_t> slots_;
  size_t size_ = 0;
  bool has_free_value_ = false;
};

template <typename T>
class CountDistinct final : public HeapAggregate<IntSet> {
 public:
  CountDistinct() : HeapAggregate(DataType::BigInt().NotNull()) {}

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    const T* values = args[0]->Values<T>();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!args[0]->IsNull(rows[i])) ObjectOf(groups[i], offset).Insert(values[rows[i]]);
    }
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
      const IntSet* set = Find(groups[i], offset);
      out->MutableValues<int64_t>()[i] = set ? set->size() : 0;
    }
    return out;
  }
};

}  // namespace

AggregatePtr MakeCountDistinct(const DataType& type) {
  switch (type.physical()) {
    case Physical::kInt8:
      return std::make_shared<CountDistinct<int8_t>>();
    case Physical::kInt16:
      return std::make_shared<CountDistinct<int16_t>>();
    case Physical::kInt32:
      return std::make_shared<CountDistinct<int32_t>>();
    case Physical::kInt64:
      return std::make_shared<CountDistinct<int64_t>>();
    default:
      return nullptr;
  }
}

}  // namespace mullion
