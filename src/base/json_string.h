#pragma once
// Text as a JSON string, for the few places that write JSON without a library. Any thread.

#include <map>
#include <string>
#include <string_view>

namespace mullion {

/// Appends `text` with its quotes; bytes that are no UTF-8 become U+FFFD.
void AppendJsonString(std::string_view text, std::string* out);

/// The object of these members, whose values are JSON already, in the order of their keys: Flink sorts the keys of
/// every object it makes, so that equal objects are equal texts.
void AppendJsonObject(const std::map<std::string, std::string>& members, std::string* out);

}  // namespace mullion
