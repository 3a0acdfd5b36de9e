#pragma once
// Which topics a table reads: a list, or a pattern that must match the whole name. Immutable, any thread.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion::kafka {

class TopicFilter {
 public:
  static TopicFilter FromList(std::vector<std::string> topics);
  /// A regular expression; an error says what is wrong with it.
  static Result<TopicFilter> FromPattern(const std::string& pattern);

  /// Kafka's own topics never match a pattern.
  bool Matches(std::string_view topic) const;
  bool is_pattern() const { return pattern_ != nullptr; }
  /// Empty for a pattern.
  const std::vector<std::string>& topics() const { return topics_; }

 private:
  struct Pattern;
  std::vector<std::string> topics_;
  std::shared_ptr<const Pattern> pattern_;
};

}  // namespace mullion::kafka
