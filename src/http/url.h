#pragma once
// Request targets: percent-decoding and query strings. Pure functions, any thread.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mullion {

struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};

/// nullopt: does not begin with '/', has a broken escape, or decodes to a control character.
std::optional<Target> ParseTarget(std::string_view target);

/// The name in a Host header without its port: "[::1]:80" gives "[::1]". Lower case.
std::string HostName(std::string_view host_header);

}  // namespace mullion
