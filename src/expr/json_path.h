#pragma once
// SQL/JSON paths as Flink takes them: "lax $.a[0].b", "strict $['a']", "$.a[*]", "$..b". Immutable, any thread.
// Internal to expr.

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
    enum class Kind { kMember, kIndex, kAll, kDescend } kind;
    std::string name;
    int64_t index = 0;  ///< negative: from the end
  };

  Status ParseStep(std::string_view* text);
  Status ParseBracket(std::string_view* text);
  Error Malformed() const;
  static void Apply(const Step& step, const JsonNode* node, std::vector<const JsonNode*>* out);

  std::string text_;
  bool strict_ = false;
  bool many_ = false;  ///< has * or ..
  std::vector<Step> steps_;
};

}  // namespace mullion
