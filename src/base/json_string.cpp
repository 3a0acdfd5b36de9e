#include "base/json_string.h"

#include <fmt/format.h>

namespace mullion {
namespace {

/// The length of the UTF-8 character at the front of `text`; 0 when it is none.
size_t Utf8Length(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  size_t length = byte(0) < 0x80                      ? 1
                  : byte(0) >= 0xC2 && byte(0) < 0xE0 ? 2
                  : (byte(0) & 0xF0) == 0xE0          ? 3
                  : byte(0) >= 0xF0 && byte(0) < 0xF5 ? 4
                                                      : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  bool overlong = (byte(0) == 0xE0 && byte(1) < 0xA0) || (byte(0) == 0xF0 && byte(1) < 0x90);
  bool outside = (byte(0) == 0xED && byte(1) >= 0xA0) || (byte(0) == 0xF4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

/// As Jackson escapes: short where there is a letter for it.
void AppendEscape(char c, std::string* out) {
  static constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kLetters = "\"\\bfnrt";
  size_t at = kShort.find(c);
  if (at != std::string_view::npos) {
    *out += '\\';
    *out += kLetters[at];
    return;
  }
  fmt::format_to(std::back_inserter(*out), "\\u{:04X}", static_cast<unsigned>(c));
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  *out += '"';
  while (!text.empty()) {
    unsigned char c = static_cast<unsigned char>(text[0]);
    size_t length = Utf8Length(text);
    if (c == '"' || c == '\\' || c < 0x20) {
      AppendEscape(text[0], out);
    } else if (length == 0) {
      *out += "\xEF\xBF\xBD";
    } else {
      *out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  *out += '"';
}

void AppendJsonObject(const std::map<std::string, std::string>& members, std::string* out) {
  *out += '{';
  bool first = true;
  for (const auto& [key, value] : members) {
    if (!first) *out += ',';
    first = false;
    AppendJsonString(key, out);
    *out += ':';
    *out += value;
  }
  *out += '}';
}

}  // namespace mullion
