#pragma once
// Text as a JSON string, for the few places that write JSON without a library. Any thread.

#include <string>
#include <string_view>

namespace mullion {

/// Appends `text` with its quotes; bytes that are no UTF-8 become U+FFFD.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace mullion
