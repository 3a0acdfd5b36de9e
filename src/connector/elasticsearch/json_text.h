#pragma once
// Text as a JSON string, for the action lines of bulk requests and for mappings. No state.

#include <string>
#include <string_view>

namespace mullion::elasticsearch {

/// Appends `text` in quotes; quotes, backslashes and control characters are escaped, all else stays as it is (UTF-8).
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace mullion::elasticsearch
