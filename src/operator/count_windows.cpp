#include "operator/count_windows.h"

#include "base/binary.h"

namespace mullion {
namespace {

/// Of a hash table's node, a key and its queue.
constexpr size_t kKeyOverheadBytes = 640;

}  // namespace

CountWindows::~CountWindows() {
  for (auto& [bytes, key] : keys_) {
    for (CountWindow& window : key.open) Close(window);
  }
}

CountWindow& CountWindows::Open(CountedKey& key, TimestampMs time) {
  CountWindow& window = key.open.emplace_back();
  window.first_row = key.rows;
  window.first_time = time;
  window.states = std::make_unique<char[]>(layout_->row_bytes());
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Init(window.states.get() + layout_->offset(c));
  }
  ++open_;
  return window;
}

void CountWindows::Close(CountWindow& window) {
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Destroy(window.states.get() + layout_->offset(c));
  }
  --open_;
}

size_t CountWindows::bytes() const {
  return keys_.size() * kKeyOverheadBytes + open_ * (layout_->row_bytes() + sizeof(CountWindow));
}

void CountWindows::Encode(std::string* out) const {
  PutValue<uint64_t>(keys_.size(), out);
  for (const auto& [bytes, key] : keys_) {
    PutBytes(bytes, out);
    PutValue(key.rows, out);
    PutValue<uint64_t>(key.open.size(), out);
    for (const CountWindow& window : key.open) {
      PutValue(window.first_row, out);
      PutValue(window.first_time, out);
      for (size_t c = 0; c < layout_->calls().size(); ++c) {
        layout_->calls()[c].function->Encode(window.states.get() + layout_->offset(c), out);
      }
    }
  }
}

Status CountWindows::Decode(std::string_view* bytes) {
  BinaryReader reader(bytes, "a stored set of windows that count rows");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    MULLION_ASSIGN(auto key_bytes, reader.Bytes());
    CountedKey& key = FindOrMake(key_bytes);
    MULLION_ASSIGN(key.rows, reader.Value<int64_t>());
    MULLION_ASSIGN(auto open, reader.Value<uint64_t>());
    for (uint64_t w = 0; w < open; ++w) {
      CountWindow& window = Open(key, 0);
      MULLION_ASSIGN(window.first_row, reader.Value<int64_t>());
      MULLION_ASSIGN(window.first_time, reader.Value<TimestampMs>());
      for (size_t c = 0; c < layout_->calls().size(); ++c) {
        const AggregateFunction& function = *layout_->calls()[c].function;
        char* state = window.states.get() + layout_->offset(c);
        function.Destroy(state);
        Status decoded = function.Decode(bytes, state);
        if (decoded) continue;
        function.Init(state);
        return decoded;
      }
    }
  }
  return Ok();
}

}  // namespace mullion
