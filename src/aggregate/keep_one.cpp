// MIN, MAX, FIRST_VALUE and LAST_VALUE of append-only input: one value alone, of those that are not NULL. Text keeps
// its bytes on the heap.

#include <cmath>
#include <cstdlib>

#include "aggregate/basic_aggregates.h"
#include "aggregate/state_access.h"

namespace mullion {
namespace {

template <typename T>
struct Stored {
  using Type = T;
};
template <>
struct Stored<Int128> {
  using Type = Wide;
};

template <typename T>
struct KeptState {
  alignas(8) typename Stored<T>::Type value;
  int64_t count;

  T Get() const {
    if constexpr (std::is_same_v<T, Int128>) {
      return value.value();
    } else {
      return value;
    }
  }
  void Set(T v) {
    if constexpr (std::is_same_v<T, Int128>) {
      value.Set(v);
    } else {
      value = v;
    }
  }
};

/// Java's order: NaN is greater than everything.
template <typename T>
bool Less(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a)) return false;
    if (std::isnan(b)) return true;
  }
  return a < b;
}

struct Smallest {
  template <typename T>
  static bool Replaces(T kept, T value) {
    return Less(value, kept);
  }
};
struct Largest {
  template <typename T>
  static bool Replaces(T kept, T value) {
    return Less(kept, value);
  }
};
struct First {
  template <typename T>
  static bool Replaces(T, T) {
    return false;
  }
};
struct Last {
  template <typename T>
  static bool Replaces(T, T) {
    return true;
  }
};

template <typename Rule>
constexpr bool IsOrderSensitive() {
  return std::is_same_v<Rule, First> || std::is_same_v<Rule, Last>;
}

/// Rule::Replaces(kept, value): the value takes the kept one's place. With Merge the other state's rows come after.
template <typename T, typename Rule>
class KeepOne final : public AggregateFunction {
 public:
  using State = KeptState<T>;
  explicit KeepOne(DataType type) : AggregateFunction(type.WithNullable(true)) {}

  size_t state_size() const override { return sizeof(State); }
  bool order_sensitive() const override { return IsOrderSensitive<Rule>(); }
  bool mergeable() const override { return !order_sensitive(); }
  void Init(char* state) const override { std::memset(state, 0, sizeof(State)); }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    const T* values = args[0]->Values<T>();
    ForEachNotNull<State>(groups, offset, *args[0], rows, [values](State& s, uint32_t row) { Take(s, values[row]); });
  }
  void Merge(char* to, const char* from) const override {
    const State& o = *reinterpret_cast<const State*>(from);
    if (o.count > 0) Take(StateAt<State>(to, 0), o.Get());
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    T* values = out->MutableValues<T>();
    for (size_t i = 0; i < groups.size(); ++i) {
      const State& s = StateAt<State>(groups[i], offset);
      values[i] = s.Get();
      if (s.count == 0) out->SetNull(i);
    }
    return out;
  }

 private:
  static void Take(State& s, T v) {
    if (s.count == 0 || Rule::Replaces(s.Get(), v)) s.Set(v);
    s.count = 1;
  }
};

struct TextState {
  char* bytes;
  uint32_t size;
  uint32_t capacity;
  int64_t count;

  std::string_view text() const { return {bytes, size}; }
};

template <typename Rule>
class KeepOneText final : public AggregateFunction {
 public:
  explicit KeepOneText(DataType type) : AggregateFunction(type.WithNullable(true)) {}

  size_t state_size() const override { return sizeof(TextState); }
  bool order_sensitive() const override { return IsOrderSensitive<Rule>(); }
  bool mergeable() const override { return !order_sensitive(); }
  bool has_heap() const override { return true; }
  void Init(char* state) const override { std::memset(state, 0, sizeof(TextState)); }
  void Destroy(char* state) const override { std::free(StateAt<TextState>(state, 0).bytes); }

  void Add(std::span<char* const> groups, size_t offset, std::span<const ColumnPtr> args,
           std::span<const uint32_t> rows) const override {
    const auto* values = args[0]->Values<std::string_view>();
    ForEachNotNull<TextState>(groups, offset, *args[0], rows,
                              [values](TextState& s, uint32_t row) { Take(s, values[row]); });
  }
  void Merge(char* to, const char* from) const override {
    const auto& o = *reinterpret_cast<const TextState*>(from);
    if (o.count > 0) Take(StateAt<TextState>(to, 0), o.text());
  }
  ColumnPtr Finish(std::span<char* const> groups, size_t offset) const override {
    auto out = std::make_shared<Column>(result_type(), groups.size());
    auto arena = std::make_shared<Arena>();
    auto* values = out->MutableValues<std::string_view>();
    for (size_t i = 0; i < groups.size(); ++i) {
      const TextState& s = StateAt<TextState>(groups[i], offset);
      values[i] = arena->Copy(s.text());
      if (s.count == 0) out->SetNull(i);
    }
    out->Keep(arena);
    return out;
  }

  void Encode(const char* state, std::string* out) const override {
    const auto& s = *reinterpret_cast<const TextState*>(state);
    uint32_t header[2] = {static_cast<uint32_t>(s.count), s.size};
    out->append(reinterpret_cast<const char*>(header), sizeof header);
    out->append(s.text());
  }
  Status Decode(std::string_view* bytes, char* state) const override {
    Init(state);
    uint32_t header[2];
    if (bytes->size() < sizeof header) return Fail(Error::Internal("a stored accumulator is too short"));
    std::memcpy(header, bytes->data(), sizeof header);
    bytes->remove_prefix(sizeof header);
    if (bytes->size() < header[1]) return Fail(Error::Internal("a stored accumulator is too short"));
    if (header[0] > 0) Take(StateAt<TextState>(state, 0), bytes->substr(0, header[1]));
    bytes->remove_prefix(header[1]);
    return Ok();
  }

 private:
  static void Take(TextState& s, std::string_view v) {
    if (s.count > 0 && !Rule::Replaces(s.text(), v)) return;
    if (v.size() > s.capacity) {
      std::free(s.bytes);
      s.capacity = static_cast<uint32_t>(v.size() + v.size() / 2);
      s.bytes = static_cast<char*>(std::malloc(s.capacity));
      MULLION_CHECK(s.bytes != nullptr, "out of memory");
    }
    if (!v.empty()) std::memcpy(s.bytes, v.data(), v.size());
    s.size = static_cast<uint32_t>(v.size());
    s.count = 1;
  }
};

template <typename Rule>
AggregatePtr Make(const DataType& type) {
  if (type.physical() == Physical::kString) return std::make_shared<KeepOneText<Rule>>(type);
  return DispatchPhysical(type.physical(), [&]<typename T>() -> AggregatePtr {
    if constexpr (std::is_same_v<T, std::string_view>)
      return nullptr;
    else
      return std::make_shared<KeepOne<T, Rule>>(type);
  });
}

}  // namespace

bool HasOrder(const DataType& type) {
  return type.IsNumeric() || type.IsCharacter() || type.IsTimestamp() || type.kind() == TypeKind::kBoolean ||
         type.kind() == TypeKind::kDate || type.kind() == TypeKind::kTime;
}

AggregatePtr MakeExtreme(const DataType& type, bool max) {
  if (!HasOrder(type)) return nullptr;
  return max ? Make<Largest>(type) : Make<Smallest>(type);
}

AggregatePtr MakeFirstOrLast(const DataType& type, bool last) {
  bool taken = type.IsNumeric() || type.IsCharacter() || type.kind() == TypeKind::kBoolean;
  if (!taken) return nullptr;
  return last ? Make<Last>(type) : Make<First>(type);
}

}  // namespace mullion
