#pragma once
// Aggregates whose state is an object on the heap: sets, lists, sketches. The state is a pointer, null while nothing
// was added. For the files of this room. Object: default-constructible; Encode(std::string*) const; Status
// Decode(std::string_view*); and Merge(const Object&) unless the function merges itself.

#include <memory>

#include "aggregate/aggregate.h"
#include "aggregate/state_access.h"
#include "base/binary.h"

namespace mullion {

template <typename Object>
class HeapAggregate : public AggregateFunction {
 public:
  size_t state_size() const override { return sizeof(HeapState); }
  bool has_heap() const override { return true; }
  void Init(char* state) const override { StateAt<HeapState>(state, 0).object = nullptr; }
  void Destroy(char* state) const override { delete StateAt<HeapState>(state, 0).object; }

  void Merge([[maybe_unused]] char* to, [[maybe_unused]] const char* from) const override {
    if constexpr (requires(Object & object, const Object& other) { object.Merge(other); }) {
      const Object* other = reinterpret_cast<const HeapState*>(from)->object;
      if (other != nullptr) ObjectOf(to, 0).Merge(*other);
    } else {
      Die(__FILE__, __LINE__, "this aggregate merges itself");
    }
  }

  void Encode(const char* state, std::string* out) const override {
    const Object* object = reinterpret_cast<const HeapState*>(state)->object;
    PutValue<uint8_t>(object != nullptr, out);
    if (object != nullptr) object->Encode(out);
  }
  Status Decode(std::string_view* bytes, char* state) const override {
    Init(state);
    BinaryReader reader(bytes, "a stored accumulator");
    MULLION_ASSIGN(auto present, reader.Value<uint8_t>());
    if (present == 0) return Ok();
    auto object = std::make_unique<Object>();
    MULLION_TRY(object->Decode(bytes));
    StateAt<HeapState>(state, 0).object = object.release();
    return Ok();
  }

 protected:
  struct HeapState {
    Object* object;
  };

  explicit HeapAggregate(DataType result_type) : AggregateFunction(std::move(result_type)) {}

  /// Made where there was none.
  static Object& ObjectOf(char* group, size_t offset) {
    auto& state = StateAt<HeapState>(group, offset);
    if (state.object == nullptr) state.object = new Object();
    return *state.object;
  }
  /// Null while nothing was added.
  static Object* Find(char* group, size_t offset) { return StateAt<HeapState>(group, offset).object; }
};

}  // namespace mullion
