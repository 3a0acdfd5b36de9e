#pragma once
// Base64 as Jackson reads and writes it (RFC 4648, padded, no line breaks). Pure functions, any thread.

#include <string>
#include <string_view>

namespace mullion {

void AppendBase64(std::string_view bytes, std::string* out);

/// Appends the bytes; false when the text is not Base64 or its padding is missing. Blanks before it are skipped.
bool AppendFromBase64(std::string_view text, std::string* out);

}  // namespace mullion
