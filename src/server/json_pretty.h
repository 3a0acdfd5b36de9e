#pragma once
// Lays out JSON text as Elasticsearch's `?pretty` does, digit for digit the same values. Pure function, any thread.

#include <string>
#include <string_view>

namespace mullion {

/// `json`: valid JSON. Two spaces a level, " : " after names, "[ ]" and "{ }" when empty; ends with a line break.
std::string PrettyJson(std::string_view json);

}  // namespace mullion
