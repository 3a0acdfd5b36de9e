#pragma once
// Bytes that live as long as the columns that point into them. One owner fills it, then it is shared read-only
// (as a keeper of a Column). Not thread-safe while it is filled.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace mullion {

class Arena {
 public:
  /// Uninitialised room for `size` bytes, stable for the life of the arena.
  char* Allocate(size_t size) {
    if (size > static_cast<size_t>(end_ - next_)) Grow(size);
    char* p = next_;
    next_ += size;
    return p;
  }
  std::string_view Copy(std::string_view bytes) {
    if (bytes.empty()) return {};
    char* p = Allocate(bytes.size());
    std::memcpy(p, bytes.data(), bytes.size());
    return {p, bytes.size()};
  }
  size_t bytes() const { return bytes_; }

 private:
  void Grow(size_t at_least) {
    size_t size = bytes_ < 4096 ? 4096 : std::min<size_t>(bytes_, 1 << 20);
    if (size < at_least) size = at_least;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    next_ = blocks_.back().get();
    end_ = next_ + size;
    bytes_ += size;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace mullion
