#include "connector/kafka/topic_filter.h"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

namespace mullion::kafka {

struct TopicFilter::Pattern {
  std::regex regex;
};

TopicFilter TopicFilter::FromList(std::vector<std::string> topics) {
  TopicFilter filter;
  filter.topics_ = std::move(topics);
  return filter;
}

Result<TopicFilter> TopicFilter::FromPattern(const std::string& pattern) {
  TopicFilter filter;
  try {
    filter.pattern_ =
        std::make_shared<const Pattern>(std::regex(pattern, std::regex::ECMAScript | std::regex::optimize));
  } catch (const std::regex_error& error) {
    return Fail(
        Error::User(fmt::format("'topic-pattern' = '{}' is not a regular expression", pattern)).Why(error.what()));
  }
  return filter;
}

bool TopicFilter::Matches(std::string_view topic) const {
  if (!pattern_) return std::ranges::find(topics_, topic) != topics_.end();
  if (topic == "__consumer_offsets" || topic == "__transaction_state") return false;
  return std::regex_match(topic.begin(), topic.end(), pattern_->regex);
}

}  // namespace mullion::kafka
