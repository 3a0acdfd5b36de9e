#pragma once
// Base 64 as RFC 4648 has it, with padding. Pure functions. Internal to expr.

#include <string>
#include <string_view>

namespace mullion {

void AppendBase64(std::string_view bytes, std::string* out);
/// False when malformed: other characters, or padding in the wrong place.
bool AppendFromBase64(std::string_view text, std::string* out);

}  // namespace mullion
