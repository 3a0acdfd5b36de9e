#include "format/json_write.h"

#include <fmt/format.h>

#include "column/text.h"

namespace mullion {
namespace {

bool NeedsEscape(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void AppendEscape(char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\b':
      out->append("\\b");
      return;
    case '\f':
      out->append("\\f");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      fmt::format_to(std::back_inserter(*out), "\\u{:04X}", static_cast<unsigned>(c));
      return;
  }
}

}  // namespace

void AppendJsonText(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out->append(text, begin, i - begin);
    AppendEscape(text[i], out);
    begin = i + 1;
  }
  out->append(text, begin);
  out->push_back('"');
}

void AppendStrippedDecimal(Int128 unscaled, int scale, std::string* out) {
  if (unscaled == 0) return void(out->push_back('0'));
  while (unscaled % 10 == 0) {
    unscaled /= 10;
    --scale;
  }
  std::string digits;
  AppendDecimal(unscaled < 0 ? -unscaled : unscaled, 0, &digits);
  int exponent = static_cast<int>(digits.size()) - 1 - scale;
  if (scale >= 0 && exponent >= -6) return AppendDecimal(unscaled, scale, out);
  if (unscaled < 0) out->push_back('-');
  out->push_back(digits[0]);
  if (digits.size() > 1) out->append(1, '.').append(digits, 1);
  fmt::format_to(std::back_inserter(*out), "E{:+}", exponent);
}

}  // namespace mullion
