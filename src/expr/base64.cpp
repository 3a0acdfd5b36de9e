#include "expr/base64.h"

#include <algorithm>
#include <cstdint>

namespace mullion {
namespace {

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

void AppendBase64(std::string_view bytes, std::string* out) {
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t left = std::min<size_t>(bytes.size() - i, 3);
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) group = (group << 8) | (j < left ? static_cast<unsigned char>(bytes[i + j]) : 0);
    for (size_t j = 0; j < 4; ++j) out->push_back(j <= left ? kBase64[(group >> (18 - 6 * j)) & 63] : '=');
  }
}

bool AppendFromBase64(std::string_view text, std::string* out) {
  size_t size = text.size();
  while (size > 0 && text[size - 1] == '=' && text.size() - size < 2) --size;
  if (size % 4 == 1 || (size != text.size() && text.size() % 4 != 0)) return false;
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0; i < size; ++i) {
    const char* digit = std::find(kBase64, kBase64 + 64, text[i]);
    if (digit == kBase64 + 64) return false;
    bits = (bits << 6) | static_cast<uint32_t>(digit - kBase64);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out->push_back(static_cast<char>(bits >> count));
  }
  return true;
}

}  // namespace mullion
