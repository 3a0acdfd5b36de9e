#pragma once
// Groups and their accumulators: an open-addressed hash table from the bytes of a key to a row that holds the key and
// one state for each aggregate. Owned by one operator, called by its thread. Rows lie in pages of one size, aligned to
// it, never move, and are freed with the table. A page carries the version that was current when a row of it was last
// handed out for change: the unit for increments, spilling and memory accounting. Invariants: the key bytes of two rows
// differ; a row's states are initialised as long as the row exists.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregate/aggregate.h"
#include "column/batch.h"

namespace mullion {

/// How the rows of a table look: made once per operator, shared by its tables.
class GroupLayout {
 public:
  GroupLayout(std::vector<DataType> key_types, std::vector<AggregateCall> calls);

  /// Keys of fixed width up to 15 bytes in all lie in the row; longer or variable ones on the table's arena.
  bool fixed_keys() const { return fixed_keys_; }
  const std::vector<DataType>& key_types() const { return key_types_; }
  const std::vector<AggregateCall>& calls() const { return calls_; }
  size_t offset(size_t call) const { return offsets_[call]; }
  size_t row_bytes() const { return row_bytes_; }
  size_t page_bytes() const { return page_bytes_; }  ///< a power of two
  uint32_t rows_per_page() const { return rows_per_page_; }
  bool has_heap() const { return has_heap_; }

 private:
  std::vector<DataType> key_types_;
  std::vector<AggregateCall> calls_;
  std::vector<size_t> offsets_;
  size_t row_bytes_;
  size_t page_bytes_;
  uint32_t rows_per_page_;
  bool fixed_keys_;
  bool has_heap_;
};

/// The keys of a batch's rows, hashed once for all tables they go to. Reused from batch to batch.
class KeyBatch {
 public:
  void Compute(const GroupLayout& layout, std::span<const ColumnPtr> columns, std::span<const uint32_t> rows);

  /// Indexed like `rows` in Compute.
  struct FixedKey {
    uint64_t low = 0, high = 0;
    bool operator==(const FixedKey&) const = default;
  };
  const std::vector<uint32_t>& hashes() const { return hashes_; }
  const std::vector<FixedKey>& fixed() const { return fixed_; }
  std::string_view bytes(size_t i) const { return {bytes_.data() + ends_[i], ends_[i + 1] - ends_[i]}; }

 private:
  void ComputeFixed(std::span<const ColumnPtr> columns, std::span<const uint32_t> rows);
  void ComputeBytes(std::span<const ColumnPtr> columns, std::span<const uint32_t> rows);

  std::vector<uint32_t> hashes_;
  std::vector<FixedKey> fixed_;
  std::string bytes_;
  std::vector<size_t> ends_;
};

class GroupTable {
 public:
  explicit GroupTable(const GroupLayout* layout);
  ~GroupTable();
  GroupTable(const GroupTable&) = delete;
  GroupTable& operator=(const GroupTable&) = delete;

  /// groups[i] := the row of key `which[i]` of `keys`, made where there was none. `version` marks the touched pages.
  void FindOrInsert(const KeyBatch& keys, std::span<const uint32_t> which, uint64_t version,
                    std::vector<char*>* groups);

  /// Adds every group of `other` (same layout) to this table.
  void MergeFrom(const GroupTable& other, uint64_t version);

  size_t size() const { return size_; }
  size_t bytes() const;

  /// The states of this group as they were when it was made; its row stays.
  void Reset(char* group) const;
  /// A table of the groups for which `keep(group)`, in their order; moved(from, to) is called for each. This table is
  /// used up.
  template <typename Keep, typename Moved>
  std::unique_ptr<GroupTable> TakeKept(uint64_t version, Keep&& keep, Moved&& moved) {
    auto kept = std::make_unique<GroupTable>(layout_);
    ForEachChunk(1024, [&](std::span<char* const> groups) {
      for (char* group : groups) {
        if (keep(group)) moved(group, kept->CopyOf(group, version));
      }
    });
    return kept;
  }

  /// Calls f(span of at most `rows_max` group rows) over all groups, in the order they came.
  template <typename F>
  void ForEachChunk(size_t rows_max, F&& f) const {
    std::vector<char*> chunk;
    for (const PagePtr& page : pages_) {
      for (uint32_t i = 0; i < page->used; ++i) {
        chunk.push_back(RowOf(page.get(), i));
        if (chunk.size() < rows_max) continue;
        f(std::span<char* const>(chunk));
        chunk.clear();
      }
    }
    if (!chunk.empty()) f(std::span<char* const>(chunk));
  }

  /// The key columns of these groups.
  std::vector<ColumnPtr> Keys(std::span<char* const> groups) const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes, uint64_t version);

 private:
  /// Stands at the start of each page; the rows follow.
  struct PageHeader {
    uint64_t version;
    uint32_t used;
    uint32_t unused;
  };
  struct FreePage {
    void operator()(PageHeader* page) const;
  };
  using PagePtr = std::unique_ptr<PageHeader, FreePage>;

  char* RowOf(PageHeader* page, uint32_t i) const {
    return reinterpret_cast<char*>(page + 1) + i * layout_->row_bytes();
  }
  void Touch(char* row, uint64_t version) const {
    auto address = reinterpret_cast<uintptr_t>(row) & ~(layout_->page_bytes() - 1);
    reinterpret_cast<PageHeader*>(address)->version = version;
  }
  char* NewRow(uint32_t hash, uint64_t version);
  /// A group of another table of this layout, with its states.
  char* CopyOf(const char* group, uint64_t version);
  void Grow();
  char* Insert(uint32_t hash, const KeyBatch::FixedKey& fixed, std::string_view bytes, size_t bucket, uint64_t version);
  bool Matches(const char* row, const KeyBatch::FixedKey& fixed, std::string_view bytes) const;
  char* FindOrInsertOne(uint32_t hash, const KeyBatch::FixedKey& fixed, std::string_view bytes, uint64_t version);

  const GroupLayout* layout_;
  std::vector<uint64_t> buckets_;  ///< 16 bits of the hash above 48 bits of row address; 0: free
  size_t mask_;
  size_t size_ = 0;
  std::vector<PagePtr> pages_;
  Arena arena_;
};

}  // namespace mullion
