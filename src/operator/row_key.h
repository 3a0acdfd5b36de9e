#pragma once
// Rows and keys as bytes (row_codec.h), and maps by them: what the operators that keep rows share. One thread.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "column/batch.h"

namespace mullion {

struct BytesHash {
  using is_transparent = void;
  size_t operator()(std::string_view bytes) const { return std::hash<std::string_view>{}(bytes); }
};

template <typename V>
using KeyMap = std::unordered_map<std::string, V, BytesHash, std::equal_to<>>;

/// Encodes chosen columns of a batch's rows. The batch must outlive it.
class RowEncoder {
 public:
  RowEncoder(const Batch& batch, std::span<const int> columns);
  /// All columns.
  explicit RowEncoder(const Batch& batch) : columns_(batch.columns) {}

  /// Valid until the next call.
  std::string_view Encode(size_t row);
  bool IsNull(size_t column, size_t row) const { return columns_[column]->IsNull(row); }

 private:
  std::vector<ColumnPtr> columns_;
  std::string bytes_;
};

/// The mapped value of that key, made where there was none.
template <typename V>
V& FindOrMake(KeyMap<V>& map, std::string_view key) {
  auto it = map.find(key);
  if (it == map.end()) it = map.emplace(std::string(key), V{}).first;
  return it->second;
}

inline bool IsRetraction(ChangeKind kind) {
  return kind == ChangeKind::kUpdateBefore || kind == ChangeKind::kDelete;
}

}  // namespace mullion
