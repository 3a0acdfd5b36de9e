#include "format/json_scan.h"

#include "format/swar.h"
#include "format/utf8.h"

namespace mullion {
namespace {

const char* Refuse(const char* what, const char* at, ScanError* error) {
  *error = {what, at};
  return nullptr;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

uint32_t FourHexDigits(const char* p) {
  uint32_t code = 0;
  for (int i = 0; i < 4; ++i) code = code << 4 | static_cast<uint32_t>(HexValue(p[i]));
  return code;
}

/// `p` stands on the backslash; the position after the escape.
const char* ScanEscape(const char* p, const char* end, ScanError* error) {
  if (end - p < 2) return Refuse("a string is not closed", p, error);
  if (p[1] != 'u') {
    if (std::string_view("\"\\/bfnrt").find(p[1]) == std::string_view::npos) {
      return Refuse("an unknown escape in a string", p, error);
    }
    return p + 2;
  }
  if (end - p < 6) return Refuse("a string is not closed", p, error);
  for (int i = 2; i < 6; ++i) {
    if (HexValue(p[i]) < 0) return Refuse("four hexadecimal digits must follow \\u", p, error);
  }
  return p + 6;
}

const char* ScanDigits(const char* p, const char* end) {
  while (p < end && IsDigit(*p)) ++p;
  return p;
}

const char* ScanNumber(const char* begin, const char* end, Token* token, ScanError* error) {
  const char* p = begin + (*begin == '-');
  const char* whole = p;
  p = ScanDigits(p, end);
  if (p == whole) return Refuse("a number without digits", begin, error);
  if (*whole == '0' && p - whole > 1) return Refuse("a number with leading zeros", begin, error);
  token->kind = TokenKind::kInteger;
  if (p < end && *p == '.') {
    const char* fraction = ++p;
    p = ScanDigits(p, end);
    if (p == fraction) return Refuse("a number without digits after its point", begin, error);
    token->kind = TokenKind::kFloat;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) ++p;
    const char* exponent = p;
    p = ScanDigits(p, end);
    if (p == exponent) return Refuse("a number without digits in its exponent", begin, error);
    token->kind = TokenKind::kFloat;
  }
  token->text = {begin, static_cast<size_t>(p - begin)};
  return p;
}

const char* ScanWord(const char* p, const char* end, std::string_view word, TokenKind kind, Token* token,
                     ScanError* error) {
  if (!std::string_view(p, static_cast<size_t>(end - p)).starts_with(word)) {
    return Refuse("a word that is neither true, false nor null", p, error);
  }
  token->kind = kind;
  token->text = {p, word.size()};
  return p + word.size();
}

const char* ScanScalar(const char* p, const char* end, Token* token, ScanError* error) {
  token->escaped = false;
  switch (*p) {
    case '"':
      return ScanString(p, end, token, error);
    case 't':
      return ScanWord(p, end, "true", TokenKind::kTrue, token, error);
    case 'f':
      return ScanWord(p, end, "false", TokenKind::kFalse, token, error);
    case 'n':
      return ScanWord(p, end, "null", TokenKind::kNull, token, error);
    default:
      break;
  }
  if (*p == '-' || IsDigit(*p)) return ScanNumber(p, end, token, error);
  return Refuse("a value must stand here", p, error);
}

/// Any depth without recursion: the brackets that are open stand in a string, innermost last.
const char* ScanNested(const char* begin, const char* end, Token* token, ScanError* error) {
  std::string open;
  const char* p = begin;
  Token inner;
  bool value_next = true;
  for (;;) {
    p = SkipSpace(p, end);
    if (p == end) return Refuse("it ends before its last bracket is closed", p, error);
    if (value_next && (*p == '{' || *p == '[')) {
      open.push_back(*p);
      const char* inside = SkipSpace(p + 1, end);
      bool empty = inside < end && *inside == (*p == '{' ? '}' : ']');
      p = inside;
      value_next = !empty;
      if (empty || open.back() == '[') continue;
      if ((p = ScanName(p, end, &inner, error)) == nullptr) return nullptr;
      continue;
    }
    if (value_next) {
      if ((p = ScanScalar(p, end, &inner, error)) == nullptr) return nullptr;
      value_next = false;
      continue;
    }
    if (*p == ',') {
      p = SkipSpace(p + 1, end);
      if (open.back() == '{' && (p = ScanName(p, end, &inner, error)) == nullptr) return nullptr;
      value_next = true;
      continue;
    }
    if (*p != (open.back() == '{' ? '}' : ']')) return Refuse("a comma or a closing bracket must stand here", p, error);
    open.pop_back();
    ++p;
    if (open.empty()) break;
  }
  token->kind = *begin == '{' ? TokenKind::kObject : TokenKind::kArray;
  token->escaped = false;
  token->text = {begin, static_cast<size_t>(p - begin)};
  return p;
}

}  // namespace

const char* ScanString(const char* quote, const char* end, Token* token, ScanError* error) {
  const char* begin = quote + 1;
  const char* p = begin;
  token->kind = TokenKind::kString;
  token->escaped = false;
  bool ascii = true;
  for (;;) {
    if (end - p >= 16) {
      uint32_t stops = QuoteStops(p);
      int plain = stops == 0 ? 16 : std::countr_zero(stops);
      ascii &= (NotAscii(p) & ((1u << plain) - 1)) == 0;
      p += plain;
      if (stops == 0) continue;
    } else if (p == end) {
      return Refuse("a string is not closed", quote, error);
    }
    if (*p == '"') break;
    if (*p == '\\') {
      token->escaped = true;
      if ((p = ScanEscape(p, end, error)) == nullptr) return nullptr;
      continue;
    }
    if (*p & 0x80) ascii = false;
    ++p;
  }
  token->text = {begin, static_cast<size_t>(p - begin)};
  if (!ascii && !IsUtf8(token->text)) return Refuse("a string is not valid UTF-8", quote, error);
  return p + 1;
}

const char* ScanToken(const char* p, const char* end, Token* token, ScanError* error) {
  if (p == end) return Refuse("it ends where a value must stand", p, error);
  if (*p == '{' || *p == '[') return ScanNested(p, end, token, error);
  return ScanScalar(p, end, token, error);
}

const char* ScanName(const char* p, const char* end, Token* name, ScanError* error) {
  if (p == end || *p != '"') return Refuse("a field name in double quotes must stand here", p, error);
  if ((p = ScanString(p, end, name, error)) == nullptr) return nullptr;
  p = SkipSpace(p, end);
  if (p == end || *p != ':') return Refuse("a colon must follow the field name", p, error);
  return SkipSpace(p + 1, end);
}

void AppendUnescaped(std::string_view text, std::string* out) {
  const char* p = text.data();
  const char* end = p + text.size();
  while (p < end) {
    auto* stop = static_cast<const char*>(std::memchr(p, '\\', static_cast<size_t>(end - p)));
    if (stop == nullptr) stop = end;
    out->append(p, stop);
    if (stop == end) return;
    p = stop + 2;
    switch (stop[1]) {
      case 'b':
        out->push_back('\b');
        continue;
      case 'f':
        out->push_back('\f');
        continue;
      case 'n':
        out->push_back('\n');
        continue;
      case 'r':
        out->push_back('\r');
        continue;
      case 't':
        out->push_back('\t');
        continue;
      case 'u':
        break;
      default:
        out->push_back(stop[1]);
        continue;
    }
    uint32_t code = FourHexDigits(p);
    p += 4;
    bool high = code >= 0xD800 && code < 0xDC00;
    if (high && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
      uint32_t low = FourHexDigits(p + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        AppendUtf8(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), out);
        p += 6;
        continue;
      }
    }
    if (code >= 0xD800 && code < 0xE000) {
      out->push_back('?');
    } else {
      AppendUtf8(code, out);
    }
  }
}

NestedCursor::NestedCursor(const Token& nested)
    : object_(nested.kind == TokenKind::kObject),
      p_(nested.text.data() + 1),
      end_(nested.text.data() + nested.text.size() - 1) {}

bool NestedCursor::Next(Token* name, Token* value) {
  ScanError error;
  p_ = SkipSpace(p_, end_);
  if (p_ < end_ && *p_ == ',') p_ = SkipSpace(p_ + 1, end_);
  if (p_ >= end_) return false;
  if (object_) p_ = ScanName(p_, end_, name, &error);
  p_ = ScanToken(p_, end_, value, &error);
  return true;
}

}  // namespace mullion
