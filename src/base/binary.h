#pragma once
// Little-endian bytes of plain values, for state and the wire. Any thread.

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"

namespace mullion {

template <typename T>
requires std::is_trivially_copyable_v<T>
void PutValue(const T& value, std::string* out) {
  out->append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A length in 32 bits, then the bytes.
inline void PutBytes(std::string_view bytes, std::string* out) {
  PutValue(static_cast<uint32_t>(bytes.size()), out);
  out->append(bytes);
}

/// Reads from the front of `bytes` and moves it on; errors say that `what` is too short.
class BinaryReader {
 public:
  BinaryReader(std::string_view* bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T> Result<T> Value() {
    if (bytes_->size() < sizeof(T)) return Short();
    T value;
    std::memcpy(&value, bytes_->data(), sizeof value);
    bytes_->remove_prefix(sizeof value);
    return value;
  }
  Result<std::string_view> Bytes() {
    MULLION_ASSIGN(auto size, Value<uint32_t>());
    if (bytes_->size() < size) return Short();
    std::string_view out = bytes_->substr(0, size);
    bytes_->remove_prefix(size);
    return out;
  }
  bool empty() const { return bytes_->empty(); }

 private:
  std::unexpected<Error> Short() const { return Fail(Error::Internal(std::string(what_) + " is too short")); }

  std::string_view* bytes_;
  std::string_view what_;
};

}  // namespace mullion
