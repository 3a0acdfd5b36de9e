#pragma once
// A JSON text as a tree, for the JSON functions: RFC 8259, members in their order, a repeated one with its last value;
// numbers as Java spells them (1.50 is 1.5, 1e3 is 1000.0), integers of any length as they are.
// Plain values, any thread. Internal to expr.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mullion {

struct JsonNode {
  enum class Kind { kNull, kTrue, kFalse, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;               ///< number: as Java spells it; string: decoded
  std::vector<std::string> keys;  ///< object
  std::vector<JsonNode> items;    ///< array: elements; object: values, one a key

  bool is_scalar() const { return kind != Kind::kArray && kind != Kind::kObject; }
  /// A member of an object; replaces the value of one of that name.
  void Put(std::string key, JsonNode item);
  /// The value of the member of that name; nullptr when there is none or this is no object.
  const JsonNode* Member(std::string_view key) const;
};

/// nullopt when the text does not begin with a JSON value (or nests deeper than 1000). What stands behind the value and
/// a blank, or behind a closing bracket, is not looked at: Flink reads one value and stops.
std::optional<JsonNode> ParseJson(std::string_view text);
/// Without blanks.
void AppendJson(const JsonNode& node, std::string* out);

}  // namespace mullion
