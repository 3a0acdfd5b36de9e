#include "format/utf8.h"

#include <simdjson.h>

namespace mullion {

bool IsUtf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

std::string PrintableText(std::string_view bytes, size_t bytes_max) {
  bool cut = bytes.size() > bytes_max;
  if (cut) {
    size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80) --end;
    bytes = bytes.substr(0, end);
  }
  std::string out;
  if (IsUtf8(bytes)) {
    out = bytes;
  } else {
    for (char c : bytes) out.append(c & 0x80 ? "\xEF\xBF\xBD" : std::string_view(&c, 1));
  }
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  if (cut) out += "…";
  return out;
}

void AppendUtf8(uint32_t code_point, std::string* out) {
  auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      put(0xE0 | code_point >> 12);
    } else {
      put(0xF0 | code_point >> 18);
      put(0x80 | (code_point >> 12 & 0x3F));
    }
    put(0x80 | (code_point >> 6 & 0x3F));
  }
  put(0x80 | (code_point & 0x3F));
}

}  // namespace mullion
