#pragma once
// UTF-8 by code points. Texts are taken as valid; a stray byte counts as one character. Pure functions. Internal to
// expr.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mullion {

inline bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}
/// True when every byte is one character.
bool IsAscii(std::string_view text);
size_t CountCharacters(std::string_view text);
/// The byte position of the character with that index (from 0); text.size() past the end.
size_t ByteOfCharacter(std::string_view text, size_t character);
/// The first `count` characters.
inline std::string_view FirstCharacters(std::string_view text, size_t count) {
  return text.substr(0, ByteOfCharacter(text, count));
}
/// The code point at the front, removed from `text`, which is not empty.
uint32_t TakeCodePoint(std::string_view* text);
void AppendCodePoint(uint32_t code_point, std::string* out);
/// Every byte that is not part of valid UTF-8 becomes U+FFFD, as when Java decodes bytes.
void AppendRepaired(std::string_view bytes, std::string* out);
bool IsValidUtf8(std::string_view bytes);

}  // namespace mullion
