#include "format/base64.h"

#include <array>
#include <cstdint>

namespace mullion {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int8_t, 256> MakeValues() {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  return values;
}

constexpr std::array<int8_t, 256> kValues = MakeValues();

}  // namespace

void AppendBase64(std::string_view bytes, std::string* out) {
  size_t i = 0;
  auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at])); };
  auto put = [out](uint32_t six) { out->push_back(kAlphabet[six & 63]); };
  for (; i + 3 <= bytes.size(); i += 3) {
    uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    put(group >> 18), put(group >> 12), put(group >> 6), put(group);
  }
  if (i == bytes.size()) return;
  bool two = bytes.size() - i == 2;
  uint32_t group = byte(i) << 16 | (two ? byte(i + 1) << 8 : 0);
  put(group >> 18), put(group >> 12);
  if (two) put(group >> 6);
  out->append(two ? "=" : "==");
}

bool AppendFromBase64(std::string_view text, std::string* out) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.size() % 4 != 0) return false;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  uint32_t group = 0;
  int bits = 0;
  for (char c : text) {
    int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    group = group << 6 | static_cast<uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out->push_back(static_cast<char>(group >> bits));
    }
  }
  return true;
}

}  // namespace mullion
