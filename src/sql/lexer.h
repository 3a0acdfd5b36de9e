#pragma once
// Job text -> tokens. The parser's helper; nobody else needs it. Stateless function, any thread.
// Invariant: the last token is kEnd, or kError when the text cannot be read on (an unclosed string, a stray byte).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sql/source.h"

namespace mullion::sql {

enum class TokenKind {
  kWord,           ///< a name or a keyword
  kQuotedName,     ///< `x`
  kString,         ///< 'x'
  kUnicodeString,  ///< U&'x', not decoded: UESCAPE may follow
  kBinaryString,   ///< X'0A', not decoded
  kDoubleQuoted,   ///< "x": not Flink's, kept for the message
  kExactNumber,
  kApproximateNumber,
  kSymbol,  ///< operators and punctuation; /*+ and */ around a hint
  kEnd,
  kError,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  /// Words and numbers as written, names and strings without their quotes, symbols as they are.
  std::string text;
  /// Words in capitals, else empty.
  std::string capitals;
  SourceRange range;
  TextPosition position;
};

struct Tokens {
  std::vector<Token> list;
  std::optional<Error> error;  ///< what kError at the end of the list stands for
};

/// `SET k = v` and `RESET k` without quotes come out as if k and v had quotes.
Tokens Tokenize(std::string_view text);

}  // namespace mullion::sql
