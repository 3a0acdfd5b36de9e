#pragma once
// Buffers that files are read into. A block goes back to the pool when the last column that points into it is gone, so
// that steady reading allocates nothing. Thread-safe; blocks may outlive the pool's owner.

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace mullion::filesystem {

/// Bytes behind the contents of a block that may be read.
inline constexpr size_t kBlockPadding = 64;

struct Block {
  std::unique_ptr<char[]> bytes;
  size_t capacity = 0;  ///< without the padding
};

class BlockPool : public std::enable_shared_from_this<BlockPool> {
 public:
  /// A block of at least that capacity.
  std::shared_ptr<Block> Get(size_t capacity) {
    std::unique_ptr<Block> block;
    {
      std::lock_guard lock(mutex_);
      if (!free_.empty() && free_.back()->capacity >= capacity) {
        block = std::move(free_.back());
        free_.pop_back();
      }
    }
    if (block == nullptr) {
      block = std::make_unique<Block>();
      block->bytes = std::make_unique_for_overwrite<char[]>(capacity + kBlockPadding);
      block->capacity = capacity;
    }
    return {block.release(), [pool = weak_from_this()](Block* used) {
              std::unique_ptr<Block> owned(used);
              if (auto alive = pool.lock()) alive->GiveBack(std::move(owned));
            }};
  }

 private:
  static constexpr size_t kFreeMax = 8;
  static constexpr size_t kKeptCapacityMax = size_t{4} << 20;

  void GiveBack(std::unique_ptr<Block> block) {
    std::lock_guard lock(mutex_);
    if (free_.size() < kFreeMax && block->capacity <= kKeptCapacityMax) free_.push_back(std::move(block));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Block>> free_;
};

}  // namespace mullion::filesystem
