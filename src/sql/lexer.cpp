#include "sql/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sql/keywords.h"

namespace mullion::sql {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool IsNamePart(char c) {
  return IsNameStart(c) || IsDigit(c);
}
bool IsOptionKeyPart(char c) {
  return IsNamePart(c) || c == '.' || c == '-';
}

/// Characters that editors and chat programs put in the place of the plain ones.
struct Lookalike {
  std::string_view bytes;
  std::string_view name;
  std::string_view plain;
};
constexpr Lookalike kLookalikes[] = {
    {"\xE2\x80\x98", "a typographic quote", "'"},
    {"\xE2\x80\x99", "a typographic quote", "'"},
    {"\xE2\x80\x9C", "a typographic quote", "'"},
    {"\xE2\x80\x9D", "a typographic quote", "'"},
    {"\xE2\x80\x93", "a long dash", "-"},
    {"\xE2\x80\x94", "a long dash", "-"},
    {"\xC2\xA0", "a no-break space", "a space"},
    {"\xE3\x80\x80", "a full-width space", "a space"},
    {"\xEF\xBC\x8C", "a full-width comma", ","},
    {"\xEF\xBC\x88", "a full-width parenthesis", "("},
    {"\xEF\xBC\x89", "a full-width parenthesis", ")"},
    {"\xEF\xBC\x9B", "a full-width semicolon", ";"},
};

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Longest first.
constexpr std::string_view kSymbols[] = {"=>", "<>", "<=", ">=", "||", "!=", "==", "&&", "::", "->", "(", ")",
                                         "[",  "]",  "{",  "}",  ",",  ";",  ".",  "=",  "<",  ">",  "+", "-",
                                         "*",  "/",  "%",  ":",  "?",  "&",  "|",  "!",  "^",  "~",  "@", "#"};

/// Bytes of the UTF-8 character at the beginning of `text`; 0 when it is not one.
size_t CharacterLength(std::string_view text) {
  auto byte = static_cast<unsigned char>(text[0]);
  size_t length = byte < 0x80                   ? 1
                  : byte >= 0xC2 && byte < 0xE0 ? 2
                  : byte >= 0xE0 && byte < 0xF0 ? 3
                  : byte >= 0xF0 && byte < 0xF5 ? 4
                                                : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  return length;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {
    if (text.starts_with(kByteOrderMark)) at_ = seen_ = kByteOrderMark.size();
  }

  Tokens Run() {
    while (true) {
      if (!SkipSpaceAndComments()) return Finish();
      if (at_ == text_.size()) {
        Emit(TokenKind::kEnd, at_, "");
        return Finish();
      }
      if (!Next()) return Finish();
    }
  }

 private:
  Tokens Finish() {
    if (out_.error) out_.list.push_back(Token{TokenKind::kError, "", "", {at_, at_}, *out_.error->position()});
    return std::move(out_);
  }

  bool At(std::string_view prefix) const { return text_.substr(at_).starts_with(prefix); }

  /// The place of a byte at or behind the last one asked for: tokens come in order, so one walk over the text is
  /// enough.
  TextPosition PositionOf(size_t byte, size_t end) {
    for (; seen_ < byte; ++seen_) {
      if (text_[seen_] == '\n') {
        ++line_;
        column_ = 1;
      } else if (!IsContinuation(text_[seen_])) {
        ++column_;
      }
    }
    int length = 0;
    for (size_t i = byte; i < end && text_[i] != '\n'; ++i) length += IsContinuation(text_[i]) ? 0 : 1;
    return {line_, column_, std::max(1, length)};
  }

  bool Fail(size_t begin, size_t end, std::string what, std::string hint) {
    out_.error = Error::User(std::move(what)).At(PositionOf(begin, end)).Hint(std::move(hint));
    return false;
  }

  void Emit(TokenKind kind, size_t begin, std::string token_text) {
    Token token{kind, std::move(token_text), "", {begin, at_}, PositionOf(begin, at_)};
    if (kind == TokenKind::kWord) token.capitals = InCapitals(token.text);
    out_.list.push_back(std::move(token));
  }

  bool SkipSpaceAndComments() {
    while (at_ < text_.size()) {
      if (IsSpace(text_[at_])) {
        ++at_;
      } else if (At("--") || At("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (At("/*") && !At("/*+")) {
        size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          return Fail(at_, at_ + 2, "this comment is not closed", "write */ where the comment ends");
        }
        at_ = end + 2;
      } else {
        return true;
      }
    }
    return true;
  }

  bool Next() {
    char c = text_[at_];
    char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == '\'') return Quoted(at_, '\'', TokenKind::kString);
    if (c == '`') return Quoted(at_, '`', TokenKind::kQuotedName);
    if (c == '"') return DoubleQuoted();
    if ((c == 'x' || c == 'X') && next == '\'') return Quoted(at_++, '\'', TokenKind::kBinaryString);
    if ((c == 'u' || c == 'U') && text_.substr(at_ + 1).starts_with("&'")) {
      size_t begin = at_;
      at_ += 2;
      return Quoted(begin, '\'', TokenKind::kUnicodeString);
    }
    if (IsDigit(c) || (c == '.' && IsDigit(next))) return Number();
    if (IsNameStart(c)) return Word();
    return Symbol();
  }

  /// From the opening quote at at_ to the closing one; a doubled quote stands for itself.
  bool Quoted(size_t begin, char quote, TokenKind kind) {
    size_t open = at_;
    std::string value;
    for (size_t i = open + 1; i < text_.size(); ++i) {
      if (text_[i] != quote) {
        value += text_[i];
      } else if (i + 1 < text_.size() && text_[i + 1] == quote) {
        value += text_[++i];
      } else {
        at_ = i + 1;
        return Accept(begin, kind, std::move(value));
      }
    }
    if (quote == '`') return Fail(open, open + 1, "this name is not closed", "write ` where the name ends");
    return Fail(open, open + 1, "this string is not closed",
                "write ' where the string ends; a quote inside a string is written twice: 'it''s'");
  }

  bool Accept(size_t begin, TokenKind kind, std::string value) {
    if (kind == TokenKind::kQuotedName && value.empty()) return Fail(begin, at_, "a name cannot be empty", "");
    for (size_t i = 0; i < value.size();) {
      size_t length = CharacterLength(std::string_view(value).substr(i));
      if (length == 0) return Fail(begin, at_, "the text between these quotes is not UTF-8", "save the file as UTF-8");
      i += length;
    }
    Emit(kind, begin, std::move(value));
    return true;
  }

  bool DoubleQuoted() {
    size_t begin = at_;
    size_t end = text_.find_first_of("\"\n", at_ + 1);
    bool closed = end != std::string_view::npos && text_[end] == '"';
    at_ = closed ? end + 1 : at_ + 1;
    Emit(TokenKind::kDoubleQuoted, begin, std::string(closed ? text_.substr(begin + 1, end - begin - 1) : ""));
    return true;
  }

  void SkipDigits() {
    while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
  }

  bool Number() {
    size_t begin = at_;
    SkipDigits();
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      SkipDigits();
    }
    size_t exponent = at_;
    if (exponent < text_.size() && (text_[exponent] == 'e' || text_[exponent] == 'E')) {
      ++exponent;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    }
    bool approximate = exponent > at_ && exponent < text_.size() && IsDigit(text_[exponent]);
    if (approximate) {
      at_ = exponent;
      SkipDigits();
    }
    Emit(approximate ? TokenKind::kApproximateNumber : TokenKind::kExactNumber, begin,
         std::string(text_.substr(begin, at_ - begin)));
    return true;
  }

  bool Word() {
    size_t begin = at_;
    while (at_ < text_.size() && IsNamePart(text_[at_])) {
      size_t length = CharacterLength(text_.substr(at_));
      if (length == 0) return Fail(at_, at_ + 1, "this byte is not UTF-8", "save the file as UTF-8");
      for (const Lookalike& lookalike : kLookalikes) {
        if (At(lookalike.bytes)) return RefuseLookalike(lookalike);
      }
      at_ += length;
    }
    bool starts_statement = out_.list.empty() || out_.list.back().text == ";";
    Emit(TokenKind::kWord, begin, std::string(text_.substr(begin, at_ - begin)));
    return !starts_statement || UnquotedSetting();
  }

  bool RefuseLookalike(const Lookalike& lookalike) {
    return Fail(at_, at_ + lookalike.bytes.size(), fmt::format("this is {}, not the plain character", lookalike.name),
                fmt::format("write {} instead", lookalike.plain));
  }

  /// SET table.local-time-zone = UTC and RESET table.local-time-zone: Flink's SQL client reads both without quotes.
  /// What does not look like that is left to the ordinary rules.
  bool UnquotedSetting() {
    const std::string& word = out_.list.back().capitals;
    if (word != "SET" && word != "RESET") return true;
    size_t key = SpaceEnd(at_);
    size_t key_end = key;
    while (key_end < text_.size() && IsOptionKeyPart(text_[key_end])) ++key_end;
    if (key_end == key) return true;
    size_t equals = SpaceEnd(key_end);
    if (word == "RESET") {
      bool alone = equals == text_.size() || text_[equals] == ';';
      return !alone || EmitSetting(TokenKind::kString, key, key_end);
    }
    if (equals == text_.size() || text_[equals] != '=') return true;
    size_t value = SpaceEnd(equals + 1);
    size_t value_end = value;
    while (value_end < text_.size() && text_[value_end] != ';' && !IsSpace(text_[value_end])) ++value_end;
    if (value_end == value) return true;
    bool quoted = text_[value] == '\'';
    return EmitSetting(TokenKind::kString, key, key_end) && EmitSetting(TokenKind::kSymbol, equals, equals + 1) &&
           (quoted || EmitSetting(TokenKind::kString, value, value_end));
  }

  size_t SpaceEnd(size_t from) const {
    while (from < text_.size() && IsSpace(text_[from])) ++from;
    return from;
  }

  bool EmitSetting(TokenKind kind, size_t begin, size_t end) {
    at_ = end;
    return Accept(begin, kind, std::string(text_.substr(begin, end - begin)));
  }

  bool Symbol() {
    size_t begin = at_;
    if (At("/*+") || (in_hint_ && At("*/"))) {
      in_hint_ = At("/*+");
      at_ += in_hint_ ? 3 : 2;
      Emit(TokenKind::kSymbol, begin, std::string(text_.substr(begin, at_ - begin)));
      return true;
    }
    for (std::string_view symbol : kSymbols) {
      if (!At(symbol)) continue;
      at_ += symbol.size();
      Emit(TokenKind::kSymbol, begin, std::string(symbol));
      return true;
    }
    auto code = static_cast<unsigned char>(text_[at_]);
    if (code < 0x20 || code == 0x7F) {
      return Fail(at_, at_ + 1, fmt::format("a control character (0x{:02x}) cannot stand here", code), "remove it");
    }
    return Fail(at_, at_ + 1, fmt::format("the character '{}' means nothing here", text_[at_]), "");
  }

  std::string_view text_;
  size_t at_ = 0;
  bool in_hint_ = false;
  // The last place that PositionOf was asked for.
  size_t seen_ = 0;
  int line_ = 1;
  int column_ = 1;
  Tokens out_;
};

}  // namespace

Tokens Tokenize(std::string_view text) {
  return Lexer(text).Run();
}

}  // namespace mullion::sql
