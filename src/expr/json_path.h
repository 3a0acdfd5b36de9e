#pragma once
// SQL/JSON paths as Flink takes them: "lax $.a[0].b", "strict $['a']", "$.a[*]", "$..b", "$.a[0:2]", "$.a.length()".
// A path that names no mode is strict, one without a $ begins with a member of the root. Immutable, any thread.
// Internal to expr.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "expr/json_tree.h"

namespace mullion {

class JsonPath {
 public:
  /// An error (user) for a malformed path, and for filters, which are not supported.
  static Result<JsonPath> Parse(std::string_view text);

  bool strict() const { return strict_; }
  /// nullopt when the path leads nowhere. A path with * or .. gives an array of what it finds.
  std::optional<JsonNode> Find(const JsonNode& root) const;
  const std::string& text() const { return text_; }

 private:
  struct Step {
    enum class Kind { kMember, kIndex, kSlice, kAll, kDescend, kLength } kind;
    std::string name;
    std::vector<int64_t> indexes = {};   ///< negative: from the end
    std::optional<int64_t> first = {};   ///< kSlice: from this one
    std::optional<int64_t> behind = {};  ///< kSlice: to the one before this
  };

  Status ParseStep(std::string_view* text);
  Status ParseBracket(std::string_view* text);
  Status ParseIndexes(std::string_view inside);
  Error Malformed() const;
  void TakeMode(std::string_view* text);
  static void Apply(const Step& step, const JsonNode* node, std::vector<const JsonNode*>* out);
  static void ApplyIndexes(const Step& step, const JsonNode& array, std::vector<const JsonNode*>* out);

  std::string text_;
  bool strict_ = true;
  bool many_ = false;  ///< has *, .., a slice or several indexes
  std::vector<Step> steps_;
};

}  // namespace mullion
