// Names, strings, numbers, options, hints.

#include <charconv>

#include <fmt/format.h>

#include "sql/keywords.h"
#include "sql/parser_impl.h"

namespace mullion::sql {
namespace {

void AppendUtf8(std::string& out, uint32_t code) {
  auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::optional<uint32_t> Hexadecimal(std::string_view digits) {
  uint32_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool IsHighSurrogate(uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool IsLowSurrogate(uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

bool Parser::AtName(size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == TokenKind::kQuotedName || (token.kind == TokenKind::kWord && !IsReserved(token.capitals));
}

Result<Identifier> Parser::ParseIdentifier(std::string_view what) {
  if (!AtName()) return Unexpected(what);
  const Token& token = Take();
  return Identifier{token.text, token.kind == TokenKind::kQuotedName, token.position};
}

Result<IdentifierPath> Parser::ParsePath(std::string_view what) {
  size_t first = index_;
  IdentifierPath path;
  MULLION_ASSIGN(Identifier name, ParseIdentifier(what));
  path.parts.push_back(std::move(name));
  while (AtSymbol(".") && !AtSymbol("*", 1)) {
    ++index_;
    MULLION_ASSIGN(Identifier part, ParseIdentifier("a name after the dot"));
    path.parts.push_back(std::move(part));
  }
  path.position = PositionSince(first);
  return path;
}

Result<std::vector<Identifier>> Parser::ParseIdentifierList(std::string_view what) {
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  std::vector<Identifier> names;
  do {
    MULLION_ASSIGN(Identifier name, ParseIdentifier(what));
    names.push_back(std::move(name));
  } while (AcceptSymbol(","));
  MULLION_TRY(ExpectClose(open));
  return names;
}

Result<std::string> Parser::ParseStringLiteral(std::string_view what) {
  if (Peek().kind != TokenKind::kString) return Unexpected(what);
  return Take().text;
}

Result<int64_t> Parser::ParseInteger(std::string_view what) {
  const Token& token = Peek();
  int64_t value = 0;
  const char* end = token.text.data() + token.text.size();
  if (token.kind != TokenKind::kExactNumber) return Unexpected(what);
  auto [stop, error] = std::from_chars(token.text.data(), end, value);
  if (error != std::errc() || stop != end) return Unexpected(what);
  ++index_;
  return value;
}

Result<std::vector<Option>> Parser::ParseOptions(std::string_view what) {
  size_t open = index_;
  MULLION_TRY(ExpectSymbol("("));
  std::vector<Option> options;
  if (AcceptSymbol(")")) return options;
  do {
    const Token& key = Peek();
    if (AtName()) {
      return Fail(Error::User(fmt::format("the {} option {} must stand in quotes", what, key.text))
                      .At(key.position)
                      .Hint("both sides of an option are strings: 'key' = 'value'"));
    }
    MULLION_ASSIGN(std::string name, ParseStringLiteral(fmt::format("a {} option 'key' = 'value'", what)));
    if (AtSymbol(":") || AtSymbol("=>")) {
      return NotSupported(Peek(), fmt::format("found '{}', expected '='", Peek().text), "write 'key' = 'value'");
    }
    MULLION_TRY(ExpectSymbol("="));
    const Token& value = Peek();
    if (value.kind == TokenKind::kExactNumber || AtAnyWord({"TRUE", "FALSE"})) {
      return Fail(Error::User(fmt::format("the value of '{}' must stand in quotes", name))
                      .At(value.position)
                      .Hint(fmt::format("write '{}' = '{}'", name, value.text)));
    }
    MULLION_ASSIGN(std::string text, ParseStringLiteral("the option's value as a string 'value'"));
    options.push_back({std::move(name), std::move(text), key.position, value.position});
  } while (AcceptSymbol(","));
  if (Peek().kind == TokenKind::kString && Peek().range.begin > Previous().range.end) {
    return Fail(Error::User(fmt::format("a comma is missing before '{}'", Peek().text)).At(Peek().position));
  }
  MULLION_TRY(ExpectClose(open));
  return options;
}

Result<std::optional<std::string>> Parser::ParseComment() {
  if (!AcceptClause("COMMENT")) return std::nullopt;
  MULLION_ASSIGN(std::string text, ParseStringLiteral("the comment as a string 'text'"));
  return text;
}

Result<std::vector<Hint>> Parser::ParseHints() {
  std::vector<Hint> hints;
  if (!AcceptSymbol("/*+")) return hints;
  do {
    MULLION_ASSIGN(Hint hint, ParseHint());
    hints.push_back(std::move(hint));
  } while (AcceptSymbol(",") || AtName());
  MULLION_TRY(ExpectSymbol("*/"));
  return hints;
}

Result<Hint> Parser::ParseHint() {
  Hint hint;
  MULLION_ASSIGN(hint.name, ParseIdentifier("a hint such as OPTIONS('key' = 'value')"));
  if (!AtSymbol("(")) return hint;
  if (Peek(1).kind == TokenKind::kString && AtSymbol("=", 2)) {
    MULLION_ASSIGN(hint.options, ParseOptions("hint"));
    return hint;
  }
  size_t open = index_++;
  while (!AtSymbol(")")) {
    if (!AtName() && Peek().kind != TokenKind::kString && Peek().kind != TokenKind::kExactNumber) {
      return Unexpected("a name, a string or a number");
    }
    hint.arguments.push_back(Take().text);
    if (!AcceptSymbol(",")) break;
  }
  MULLION_TRY(ExpectClose(open));
  return hint;
}

/// U&'\00e4': escapes are four hexadecimal digits, a UTF-16 unit each; UESCAPE names another escape character.
Result<std::string> Parser::DecodeUnicode(const Token& token) {
  char escape = '\\';
  if (AcceptWord("UESCAPE")) {
    if (Peek().kind != TokenKind::kString || Peek().text.size() != 1) {
      return Unexpected("the escape character as a string of one character, as in UESCAPE '!'");
    }
    escape = Take().text[0];
  }
  std::string out;
  uint32_t high = 0;
  auto bad = [&] {
    return Fail(Error::User("this Unicode string is malformed")
                    .At(token.position)
                    .Hint(fmt::format("an escape is four hexadecimal digits: {}00e4", escape)));
  };
  for (size_t i = 0; i < token.text.size(); ++i) {
    bool doubled = token.text.compare(i, 2, std::string(2, escape)) == 0;
    if (token.text[i] != escape || doubled) {
      if (high != 0) return bad();
      out += token.text[i];
      i += doubled ? 1 : 0;
      continue;
    }
    std::optional<uint32_t> unit = Hexadecimal(std::string_view(token.text).substr(i + 1, 4));
    if (!unit || i + 4 >= token.text.size() || IsLowSurrogate(*unit) != (high != 0)) return bad();
    i += 4;
    if (IsHighSurrogate(*unit)) {
      high = *unit;
      continue;
    }
    AppendUtf8(out, high == 0 ? *unit : 0x10000 + ((high - 0xD800) << 10) + (*unit - 0xDC00));
    high = 0;
  }
  if (high != 0) return bad();
  return out;
}

Result<std::string> Parser::DecodeBinary(const Token& token) {
  std::string out;
  for (size_t i = 0; i < token.text.size(); i += 2) {
    std::optional<uint32_t> byte = Hexadecimal(std::string_view(token.text).substr(i, 2));
    if (!byte || i + 1 == token.text.size()) {
      return Fail(Error::User("this binary string is malformed")
                      .At(token.position)
                      .Hint("two hexadecimal digits stand for a byte: X'0AFF'"));
    }
    out += static_cast<char>(*byte);
  }
  return out;
}

}  // namespace mullion::sql
