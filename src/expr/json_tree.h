#pragma once
// A JSON text as a tree, for the JSON functions: strict RFC 8259, members in their order, numbers in their spelling.
// Plain values, any thread. Internal to expr.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mullion {

struct JsonNode {
  enum class Kind { kNull, kTrue, kFalse, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;               ///< number: as written; string: decoded
  std::vector<std::string> keys;  ///< object
  std::vector<JsonNode> items;    ///< array: elements; object: values, one a key

  bool is_scalar() const { return kind != Kind::kArray && kind != Kind::kObject; }
  /// The value of the last member of that name; nullptr when there is none or this is no object.
  const JsonNode* Member(std::string_view key) const;
};

/// nullopt when the text is not one JSON value (or nests deeper than 1000).
std::optional<JsonNode> ParseJson(std::string_view text);
/// Without blanks.
void AppendJson(const JsonNode& node, std::string* out);

}  // namespace mullion
