#pragma once
// What the sink is waiting for, in words: said once when it begins, changes and ends. Not thread-safe.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mullion::elasticsearch {

class Troubles {
 public:
  /// `scope` is the index, or empty for the far side as a whole. Returns the line to log when something is new.
  std::optional<std::string> Begin(std::string_view scope, const std::string& text, size_t rows_waiting,
                                   int64_t now_ns);
  /// Returns the line to log when there was trouble.
  std::optional<std::string> End(std::string_view scope, int64_t now_ns);
  /// For SinkStats::trouble; empty when all is well.
  std::string Describe(size_t rows_waiting) const;

 private:
  struct Trouble {
    std::string text;
    int64_t since_ns;
  };
  std::map<std::string, Trouble, std::less<>> by_scope_;
};

}  // namespace mullion::elasticsearch
