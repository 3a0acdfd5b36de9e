#pragma once
// What the records of a stream have looked like so far: which bytes stood between one value and the next, and which
// field they led to. Real streams repeat themselves, so that most of a record is recognised by comparing a few words.
// Learned by one decoder; it only makes it faster. Invariant: bounded, whatever the records are.

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/json_field.h"
#include "format/swar.h"

namespace mullion {

struct JsonNode;

/// The bytes from the end of one value to the beginning of the next, `, "amount": `.
struct JsonGap {
  static constexpr size_t kBytesMax = 32;

  std::array<uint64_t, 4> words{};
  std::array<uint64_t, 4> masks{};
  uint32_t length = 0;
  JsonNode* to = nullptr;  ///< what the bytes lead to

  /// Reads up to kBytesMax bytes from `p`.
  bool Matches(const char* p) const {
    uint64_t differ = ((Load64(p) ^ words[0]) & masks[0]) | ((Load64(p + 8) ^ words[1]) & masks[1]);
    if (length > 16) {
      differ |= ((Load64(p + 16) ^ words[2]) & masks[2]) | ((Load64(p + 24) ^ words[3]) & masks[3]);
    }
    return differ == 0;
  }
};

/// A place in a record: its begin, its end, or a field; and the gaps known to follow.
struct JsonNode {
  static constexpr uint32_t kGapsMax = 4;

  /// The gap that stands at `p` and ends at `end` at the latest, or nullptr.
  const JsonGap* Find(const char* p, const char* end) const {
    for (uint32_t i = 0; i < gap_count; ++i) {
      if (gaps[i].Matches(p) && static_cast<size_t>(end - p) >= gaps[i].length) return &gaps[i];
    }
    return nullptr;
  }

  uint32_t gap_count = 0;
  uint32_t replaced_next = 0;  ///< the gap that is given up when another comes and there is no room
  JsonField* field = nullptr;  ///< nullptr: no field of the table
  std::array<JsonGap, kGapsMax> gaps;
};

class JsonShape {
 public:
  /// The fields of the table; they must outlive this object and stay where they are.
  explicit JsonShape(std::span<JsonField> fields);

  JsonNode* start() { return &nodes_[0]; }
  /// After the closing brace.
  JsonNode* end() { return &nodes_[1]; }

  /// The node of a field by its number in the table, or of another one by its name. Names beyond a bound share a node
  /// that has no gaps.
  JsonNode* NodeOf(std::string_view name, int field);
  void Learn(JsonNode* from, std::string_view bytes, JsonNode* to);

 private:
  static constexpr size_t kFirstField = 3;
  static constexpr size_t kUnknownNamesMax = 32;

  JsonNode* anonymous() { return &nodes_[2]; }

  std::deque<JsonNode> nodes_;  ///< the three above, the fields of the table, then unknown names; addresses stay
  size_t field_count_;
  std::vector<std::string> unknown_names_;
};

/// The fields of a schema by name: the length and the first eight bytes decide, then the rest is compared.
class JsonFieldIndex {
 public:
  explicit JsonFieldIndex(std::vector<std::string> names);
  static constexpr int kUnknown = -1;

  /// The number of the field, or kUnknown.
  int Find(std::string_view name) const;

 private:
  static uint64_t Head(std::string_view name);
  size_t Bucket(uint64_t head, size_t length) const {
    return ((head ^ length * 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93 >> 32) & mask_;
  }

  std::vector<std::string> names_;
  std::vector<int> buckets_;  ///< open addressing, kUnknown where empty
  size_t mask_ = 0;
};

}  // namespace mullion
