#include "operator/group_table.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "base/binary.h"
#include "column/row_codec.h"
#include "column/value.h"

namespace mullion {
namespace {

constexpr size_t kPageBytesMin = 16 << 10;
constexpr size_t kFixedKeyBytes = 15;  // the 16th holds a NULL bit for each of at most 8 key columns
constexpr uint64_t kAddressMask = (uint64_t{1} << 48) - 1;

/// What every row begins with. Bytes keys: `low` is the address on the arena, `high` the length.
struct RowHeader {
  uint32_t hash;
  uint32_t unused;
  KeyBatch::FixedKey key;
};

RowHeader& HeaderOf(char* row) {
  return *reinterpret_cast<RowHeader*>(row);
}
const RowHeader& HeaderOf(const char* row) {
  return *reinterpret_cast<const RowHeader*>(row);
}

std::string_view BytesOf(const char* row) {
  const RowHeader& header = HeaderOf(row);
  return {reinterpret_cast<const char*>(header.key.low), header.key.high};
}

uint64_t Mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = static_cast<unsigned __int128>(a ^ 0x9e3779b97f4a7c15ull) * (b ^ 0xd6e8feb86659fd93ull);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint32_t Fold(uint64_t hash) {
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

uint32_t HashFixed(const KeyBatch::FixedKey& key) {
  return Fold(Mix(key.low, key.high ^ 0xa0761d6478bd642full));
}

uint32_t HashBytes(std::string_view bytes) {
  uint64_t hash = bytes.size();
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    hash = Mix(hash, word);
    bytes.remove_prefix(8);
  }
  uint64_t word = 0;
  if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
  return Fold(Mix(hash, word + 0xe7037ed1a0b428dbull));
}

bool FitsFixed(const std::vector<DataType>& types) {
  size_t width = 0;
  for (const DataType& type : types) {
    size_t size = ValueSize(type.physical());
    if (size == 0 || size > 8) return false;
    width += size;
  }
  return width <= kFixedKeyBytes && types.size() <= 8;
}

/// One spelling for equal floating-point keys, as EncodeValue has it.
template <typename T>
T Canonical(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    if (value == 0) return 0;
    if (std::isnan(value)) return std::numeric_limits<T>::quiet_NaN();
  }
  return value;
}

}  // namespace

GroupLayout::GroupLayout(std::vector<DataType> key_types, std::vector<AggregateCall> calls)
    : key_types_(std::move(key_types)), calls_(std::move(calls)) {
  fixed_keys_ = FitsFixed(key_types_);
  has_heap_ = false;
  size_t at = sizeof(RowHeader);
  for (const AggregateCall& call : calls_) {
    offsets_.push_back(at);
    at += call.function->state_size();
    has_heap_ |= call.function->has_heap();
  }
  row_bytes_ = at;
  page_bytes_ = std::bit_ceil(std::max(kPageBytesMin, row_bytes_ + 16));
  rows_per_page_ = static_cast<uint32_t>((page_bytes_ - 16) / row_bytes_);
}

void KeyBatch::Compute(const GroupLayout& layout, std::span<const ColumnPtr> columns, std::span<const uint32_t> rows) {
  hashes_.resize(rows.size());
  if (layout.fixed_keys()) {
    ComputeFixed(columns, rows);
  } else {
    ComputeBytes(columns, rows);
  }
}

void KeyBatch::ComputeFixed(std::span<const ColumnPtr> columns, std::span<const uint32_t> rows) {
  fixed_.assign(rows.size(), FixedKey{});
  size_t at = 0;
  for (size_t c = 0; c < columns.size(); ++c) {
    const Column& column = *columns[c];
    DispatchPhysical(column.type().physical(), [&]<typename T>() {
      if constexpr (sizeof(T) <= 8) {
        const T* values = column.Values<T>();
        if (at == 0 && !column.has_nulls()) {
          for (size_t i = 0; i < rows.size(); ++i) {
            T value = Canonical(values[rows[i]]);
            std::memcpy(reinterpret_cast<char*>(&fixed_[i]), &value, sizeof(T));
          }
        } else {
          for (size_t i = 0; i < rows.size(); ++i) {
            char* key = reinterpret_cast<char*>(&fixed_[i]);
            if (column.IsNull(rows[i])) {
              key[kFixedKeyBytes] = static_cast<char>(key[kFixedKeyBytes] | (1 << c));
              continue;
            }
            T value = Canonical(values[rows[i]]);
            std::memcpy(key + at, &value, sizeof(T));
          }
        }
      }
    });
    at += ValueSize(column.type().physical());
  }
  for (size_t i = 0; i < rows.size(); ++i) hashes_[i] = HashFixed(fixed_[i]);
}

void KeyBatch::ComputeBytes(std::span<const ColumnPtr> columns, std::span<const uint32_t> rows) {
  bytes_.clear();
  ends_.assign(1, 0);
  for (uint32_t row : rows) {
    EncodeRow(columns, row, &bytes_);
    ends_.push_back(bytes_.size());
  }
  for (size_t i = 0; i < rows.size(); ++i) hashes_[i] = HashBytes(bytes(i));
}

void GroupTable::FreePage::operator()(PageHeader* page) const {
  std::free(page);
}

GroupTable::GroupTable(const GroupLayout* layout) : layout_(layout), buckets_(16), mask_(15) {}

GroupTable::~GroupTable() {
  if (!layout_->has_heap()) return;
  ForEachChunk(1024, [this](std::span<char* const> rows) {
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      for (char* row : rows) layout_->calls()[c].function->Destroy(row + layout_->offset(c));
    }
  });
}

size_t GroupTable::bytes() const {
  return buckets_.size() * sizeof(uint64_t) + pages_.size() * layout_->page_bytes() + arena_.bytes();
}

char* GroupTable::NewRow(uint32_t hash, uint64_t version) {
  if (pages_.empty() || pages_.back()->used == layout_->rows_per_page()) {
    auto* page = static_cast<PageHeader*>(std::aligned_alloc(layout_->page_bytes(), layout_->page_bytes()));
    MULLION_CHECK(page != nullptr, "out of memory for a page of window state");
    *page = PageHeader{version, 0, 0};
    pages_.emplace_back(page);
  }
  PageHeader* page = pages_.back().get();
  page->version = version;
  char* row = RowOf(page, page->used++);
  ++size_;
  HeaderOf(row).hash = hash;
  for (size_t c = 0; c < layout_->calls().size(); ++c) layout_->calls()[c].function->Init(row + layout_->offset(c));
  return row;
}

void GroupTable::Grow() {
  std::vector<uint64_t> old = std::move(buckets_);
  buckets_.assign(old.size() * 2, 0);
  mask_ = buckets_.size() - 1;
  for (uint64_t entry : old) {
    if (entry == 0) continue;
    size_t at = HeaderOf(reinterpret_cast<const char*>(entry & kAddressMask)).hash & mask_;
    while (buckets_[at] != 0) at = (at + 1) & mask_;
    buckets_[at] = entry;
  }
}

char* GroupTable::Insert(uint32_t hash, const KeyBatch::FixedKey& fixed, std::string_view bytes, size_t bucket,
                         uint64_t version) {
  char* row = NewRow(hash, version);
  if (layout_->fixed_keys()) {
    HeaderOf(row).key = fixed;
  } else {
    std::string_view copy = arena_.Copy(bytes);
    HeaderOf(row).key = {reinterpret_cast<uint64_t>(copy.data()), copy.size()};
  }
  buckets_[bucket] = (static_cast<uint64_t>(hash >> 16) << 48) | reinterpret_cast<uint64_t>(row);
  if (size_ * 2 > buckets_.size()) Grow();
  return row;
}

bool GroupTable::Matches(const char* row, const KeyBatch::FixedKey& fixed, std::string_view bytes) const {
  return layout_->fixed_keys() ? HeaderOf(row).key == fixed : BytesOf(row) == bytes;
}

char* GroupTable::FindOrInsertOne(uint32_t hash, const KeyBatch::FixedKey& fixed, std::string_view bytes,
                                  uint64_t version) {
  uint64_t tag = hash >> 16;
  for (size_t at = hash & mask_;; at = (at + 1) & mask_) {
    uint64_t entry = buckets_[at];
    if (entry == 0) return Insert(hash, fixed, bytes, at, version);
    char* row = reinterpret_cast<char*>(entry & kAddressMask);
    if ((entry >> 48) == tag && Matches(row, fixed, bytes)) return row;
  }
}

void GroupTable::FindOrInsert(const KeyBatch& keys, std::span<const uint32_t> which, uint64_t version,
                              std::vector<char*>* groups) {
  // Far enough ahead that the memory has answered when the row is reached; beyond the caches it hides most of the
  // misses.
  constexpr size_t kAhead = 24;
  groups->resize(which.size());
  const auto& hashes = keys.hashes();
  const KeyBatch::FixedKey none;
  bool fixed = layout_->fixed_keys();
  for (size_t i = 0; i < which.size(); ++i) {
    if (i + 2 * kAhead < which.size()) __builtin_prefetch(&buckets_[hashes[which[i + 2 * kAhead]] & mask_]);
    if (i + kAhead < which.size()) {
      __builtin_prefetch(reinterpret_cast<char*>(buckets_[hashes[which[i + kAhead]] & mask_] & kAddressMask), 1);
    }
    uint32_t k = which[i];
    char* row =
        FindOrInsertOne(hashes[k], fixed ? keys.fixed()[k] : none, fixed ? std::string_view{} : keys.bytes(k), version);
    Touch(row, version);
    (*groups)[i] = row;
  }
}

void GroupTable::MergeFrom(const GroupTable& other, uint64_t version) {
  other.ForEachChunk(1024, [&](std::span<char* const> rows) {
    for (char* from : rows) {
      const RowHeader& header = HeaderOf(from);
      std::string_view bytes = layout_->fixed_keys() ? std::string_view{} : BytesOf(from);
      char* to = FindOrInsertOne(header.hash, header.key, bytes, version);
      Touch(to, version);
      for (size_t c = 0; c < layout_->calls().size(); ++c) {
        layout_->calls()[c].function->Merge(to + layout_->offset(c), from + layout_->offset(c));
      }
    }
  });
}

void GroupTable::Reset(char* group) const {
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    layout_->calls()[c].function->Destroy(group + layout_->offset(c));
    layout_->calls()[c].function->Init(group + layout_->offset(c));
  }
}

char* GroupTable::CopyOf(const char* group, uint64_t version) {
  const RowHeader& header = HeaderOf(group);
  std::string_view bytes = layout_->fixed_keys() ? std::string_view{} : BytesOf(group);
  char* row = FindOrInsertOne(header.hash, header.key, bytes, version);
  std::string state;
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    const AggregateFunction& function = *layout_->calls()[c].function;
    state.clear();
    function.Encode(group + layout_->offset(c), &state);
    std::string_view encoded = state;
    function.Destroy(row + layout_->offset(c));
    MULLION_CHECK(function.Decode(&encoded, row + layout_->offset(c)).has_value(), "a group's state does not decode");
  }
  return row;
}

std::vector<ColumnPtr> GroupTable::Keys(std::span<char* const> groups) const {
  std::vector<ColumnPtr> out;
  if (!layout_->fixed_keys()) {
    std::vector<ColumnBuilder> builders;
    for (const DataType& type : layout_->key_types()) builders.emplace_back(type);
    for (char* group : groups) {
      MULLION_CHECK(DecodeRow(BytesOf(group), builders).has_value(), "a group's key does not decode");
    }
    for (ColumnBuilder& builder : builders) out.push_back(builder.Finish());
    return out;
  }
  size_t at = 0;
  for (size_t c = 0; c < layout_->key_types().size(); ++c) {
    const DataType& type = layout_->key_types()[c];
    auto column = std::make_shared<Column>(type, groups.size());
    size_t width = ValueSize(type.physical());
    char* values = column->MutableValues<char>();
    for (size_t i = 0; i < groups.size(); ++i) {
      const char* key = reinterpret_cast<const char*>(&HeaderOf(groups[i]).key);
      std::memcpy(values + i * width, key + at, width);
      if (key[kFixedKeyBytes] & (1 << c)) column->SetNull(i);
    }
    at += width;
    out.push_back(std::move(column));
  }
  return out;
}

void GroupTable::Encode(std::string* out) const {
  PutValue<uint64_t>(size_, out);
  ForEachChunk(4096, [&](std::span<char* const> rows) {
    for (const char* row : rows) {
      if (layout_->fixed_keys()) {
        PutValue(HeaderOf(row).key, out);
      } else {
        PutBytes(BytesOf(row), out);
      }
      for (size_t c = 0; c < layout_->calls().size(); ++c) {
        layout_->calls()[c].function->Encode(row + layout_->offset(c), out);
      }
    }
  });
}

Status GroupTable::Decode(std::string_view* bytes, uint64_t version) {
  BinaryReader reader(bytes, "a stored table of groups");
  MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
  for (uint64_t i = 0; i < count; ++i) {
    KeyBatch::FixedKey fixed;
    std::string_view key;
    if (layout_->fixed_keys()) {
      MULLION_ASSIGN(fixed, reader.Value<KeyBatch::FixedKey>());
    } else {
      MULLION_ASSIGN(key, reader.Bytes());
    }
    uint32_t hash = layout_->fixed_keys() ? HashFixed(fixed) : HashBytes(key);
    char* row = FindOrInsertOne(hash, fixed, key, version);
    for (size_t c = 0; c < layout_->calls().size(); ++c) {
      const AggregateFunction& function = *layout_->calls()[c].function;
      function.Destroy(row + layout_->offset(c));
      MULLION_TRY(function.Decode(bytes, row + layout_->offset(c)));
    }
  }
  return Ok();
}

}  // namespace mullion
