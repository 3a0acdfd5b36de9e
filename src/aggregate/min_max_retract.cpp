// MIN and MAX whose rows can be taken back: every value with its count, in order.

#include <cmath>
#include <map>

#include "aggregate/basic_aggregates.h"
#include "aggregate/heap_state.h"

namespace mullion {
namespace {

/// Java's order: NaN is greater than everything.
struct InOrder {
  using is_transparent = void;
  template <typename A, typename B>
  bool operator()(const A& a, const B& b) const {
    if constexpr (std::is_floating_point_v<A>) {
      if (std::isnan(a)) return false;
      if (std::isnan(b)) return true;
    }
    return a < b;
  }
};

/// A value taken back before it came has a negative count until it comes.
template <typename T>
struct CountedValues {
  std::map<T, int64_t, InOrder> counts;

  template <typename V>
  void Change(const V& value, int64_t by) {
    auto it = counts.find(value);
    if (it == counts.end()) it = counts.emplace(T(value), 0).first;
    it->second += by;
    if (it->second == 0) counts.erase(it);
  }
  void Merge(const CountedValues& other) {
    for (const auto& [value, count] : other.counts) Change(value, count);
  }
  /// nullptr when there is none.
  const T* Extreme(bool max) const {
    if (max) {
      for (auto it = counts.rbegin(); it != counts.rend(); ++it) {
        if (it->second > 0) return &it->first;
      }
      return nullptr;
    }
    for (const auto& [value, count] : counts) {
      if (count > 0) return &value;
    }
    return nullptr;
  }

  void Encode(std::string* out) const {
    PutValue<uint64_t>(counts.size(), out);
    for (const auto& [value, count] : counts) {
      if constexpr (std::is_same_v<T, std::string>) {
        PutBytes(value, out);
      } else {
        PutValue(value, out);
      }
      PutValue(count, out);
    }
  }
  Status Decode(std::string_view* bytes) {
    BinaryReader reader(bytes, "a stored set of values");
    MULLION_ASSIGN(auto size, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < size; ++i) {
      T value;
      if constexpr (std::is_same_v<T, std::string>) {
        MULLION_ASSIGN(value, reader.Bytes());
      } else {
        MULLION_ASSIGN(value, reader.template Value<T>());
      }
      MULLION_ASSIGN(auto count, reader.Value<int64_t>());
      counts.emplace(std::move(value), count);
    }
    return Ok();
  }
};

/// V: how the column has the values; T: how they are kept.
template <typename V, typename T>
class RetractableExtreme final : public HeapAggregate<CountedValues<T>> {
 public:
  using Base = HeapAggregate<CountedValues<T>>;
  RetractableExtreme(const DataType& type, bool max) : Base(type.WithNullable(true)), max_(max) {}

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
    auto out = std::make_shared<Column>(this->result_type(), groups.size());
    auto arena = std::make_shared<Arena>();
    V* values = out->template MutableValues<V>();
    for (size_t i = 0; i < groups.size(); ++i) {
      const auto* state = Base::Find(groups[i], offset);
      const T* extreme = state ? state->Extreme(max_) : nullptr;
      values[i] = V{};
      if (extreme == nullptr) {
        out->SetNull(i);
      } else if constexpr (std::is_same_v<T, std::string>) {
        values[i] = arena->Copy(*extreme);
      } else {
        values[i] = *extreme;
      }
    }
    out->Keep(arena);
    return out;
  }

 private:
  static void Change(std::span<char* const> groups, size_t offset, const Column& column, std::span<const uint32_t> rows,
                     int64_t by) {
    const V* values = column.Values<V>();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!column.IsNull(rows[i])) Base::ObjectOf(groups[i], offset).Change(values[rows[i]], by);
    }
  }

  bool max_;
};

}  // namespace

AggregatePtr MakeRetractableExtreme(const DataType& type, bool max) {
  if (!HasOrder(type)) return nullptr;
  return DispatchPhysical(type.physical(), [&]<typename V>() -> AggregatePtr {
    using T = std::conditional_t<std::is_same_v<V, std::string_view>, std::string, V>;
    return std::make_shared<RetractableExtreme<V, T>>(type, max);
  });
}

}  // namespace mullion
