#pragma once
// UTF-8 checks for the formats. Pure functions, any thread.

#include <string>
#include <string_view>

namespace mullion {

/// True when the bytes are UTF-8 as Unicode defines it (no overlong forms, no surrogates).
bool IsUtf8(std::string_view bytes);

/// The text as UTF-8, at most `bytes_max` bytes of it and then "…", with U+FFFD where it was not: for messages.
std::string PrintableText(std::string_view bytes, size_t bytes_max);

/// Appends a code point as UTF-8.
void AppendUtf8(uint32_t code_point, std::string* out);

}  // namespace mullion
