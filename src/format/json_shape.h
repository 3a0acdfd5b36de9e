#pragma once
// What the records of a stream have looked like so far: which bytes stood between one value and the next, and which
// field they led to. Real streams repeat themselves, so that most of a record is recognised by comparing a few words.
// Learned by one decoder; it only makes it faster. Invariant: bounded, whatever the records are.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/swar.h"

namespace mullion {

/// The bytes from the end of one value to the beginning of the next, `, "amount": `.
struct JsonGap {
  static constexpr size_t kBytesMax = 32;

  std::array<uint64_t, 4> words{};
  std::array<uint64_t, 4> masks{};
  uint32_t length = 0;
  uint32_t to = 0;  ///< the node of the field that the bytes lead to

  /// Reads up to kBytesMax bytes from `p`.
  bool Matches(const char* p) const {
    uint64_t differ = ((Load64(p) ^ words[0]) & masks[0]) | ((Load64(p + 8) ^ words[1]) & masks[1]);
    if (length > 16) {
      differ |= ((Load64(p + 16) ^ words[2]) & masks[2]) | ((Load64(p + 24) ^ words[3]) & masks[3]);
    }
    return differ == 0;
  }
};

class JsonShape {
 public:
  static constexpr uint32_t kStart = 0;      ///< before the opening brace
  static constexpr uint32_t kEnd = 1;        ///< after the closing brace
  static constexpr uint32_t kAnonymous = 2;  ///< a field that no node is kept for
  static constexpr int kUnknownField = -1;

  explicit JsonShape(size_t field_count);

  /// The gap known to follow that node which stands at `p` and ends at `end` at the latest, or nullptr.
  const JsonGap* Find(uint32_t node, const char* p, const char* end) const {
    const Node& from = nodes_[node];
    for (uint32_t i = 0; i < from.count; ++i) {
      const JsonGap& gap = from.gaps[i];
      if (gap.Matches(p) && static_cast<size_t>(end - p) >= gap.length) return &gap;
    }
    return nullptr;
  }

  /// Position of the field in the schema, or kUnknownField.
  int field(uint32_t node) const { return nodes_[node].field; }

  /// The node of a field of the schema, or of another one by its name; kAnonymous when there are too many of those.
  uint32_t NodeOf(std::string_view name, int field);
  void Learn(uint32_t from, std::string_view bytes, uint32_t to);

 private:
  static constexpr uint32_t kGapsMax = 4;
  static constexpr size_t kUnknownNamesMax = 32;

  struct Node {
    std::array<JsonGap, kGapsMax> gaps;
    uint32_t count = 0;
    uint32_t next = 0;  ///< the gap that is given up when another comes and all are taken
    int field = kUnknownField;
  };

  std::vector<Node> nodes_;  ///< the three above, then the fields of the schema, then unknown names
  size_t field_count_;
  std::vector<std::string> unknown_names_;
};

/// The fields of a schema by name: the length and the first eight bytes decide, then the rest is compared.
class JsonFieldIndex {
 public:
  explicit JsonFieldIndex(std::vector<std::string> names);
  /// JsonShape::kUnknownField when there is none.
  int Find(std::string_view name) const;

 private:
  static uint64_t Head(std::string_view name);
  size_t Bucket(uint64_t head, size_t length) const {
    return ((head ^ length * 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93 >> 32) & mask_;
  }

  std::vector<std::string> names_;
  std::vector<int> buckets_;  ///< open addressing, kUnknownField where empty
  size_t mask_ = 0;
};

}  // namespace mullion
