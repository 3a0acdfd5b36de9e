#include "connector/elasticsearch/troubles.h"

#include <fmt/format.h>

namespace mullion::elasticsearch {
namespace {

/// 1,024
std::string Grouped(size_t number) {
  std::string digits = fmt::format("{}", number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<size_t>(at), ",");
  return digits;
}

std::string Waiting(size_t rows) {
  return fmt::format("{} {}", Grouped(rows), rows == 1 ? "document waits" : "documents wait");
}

}  // namespace

std::optional<std::string> Troubles::Begin(std::string_view scope, const std::string& text, size_t rows_waiting,
                                           int64_t now_ns) {
  auto [it, is_new] = by_scope_.try_emplace(std::string(scope), Trouble{text, now_ns});
  if (!is_new && it->second.text == text) return std::nullopt;
  it->second.text = text;
  return fmt::format("elasticsearch {}, {}", text, Waiting(rows_waiting));
}

std::optional<std::string> Troubles::End(std::string_view scope, int64_t now_ns) {
  auto it = by_scope_.find(scope);
  if (it == by_scope_.end()) return std::nullopt;
  double seconds = static_cast<double>(now_ns - it->second.since_ns) / 1e9;
  std::string where = scope.empty() ? "elasticsearch" : fmt::format("elasticsearch index {}", scope);
  by_scope_.erase(it);
  return fmt::format("{} takes documents again after {:.1f} s", where, seconds);
}

std::string Troubles::Describe(size_t rows_waiting) const {
  if (by_scope_.empty()) return {};
  return fmt::format("elasticsearch {}, {}", by_scope_.begin()->second.text, Waiting(rows_waiting));
}

}  // namespace mullion::elasticsearch
