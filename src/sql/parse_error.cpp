// What a syntax error says: what was found, what was expected, and what to write instead.

#include <array>

#include <fmt/format.h>

#include "base/suggest.h"
#include "sql/keywords.h"
#include "sql/parser_impl.h"
#include "sql/printer.h"

namespace mullion::sql {
namespace {

/// Strings and names are cut here in a message.
constexpr size_t kQuoteMax = 40;

std::string Shortened(const std::string& text) {
  if (text.size() <= kQuoteMax) return text;
  size_t end = kQuoteMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
  return text.substr(0, end) + "…";
}

std::string Found(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "the end of the text";
    case TokenKind::kString:
    case TokenKind::kUnicodeString:
    case TokenKind::kBinaryString:
      return fmt::format("the string '{}'", Shortened(token.text));
    case TokenKind::kExactNumber:
    case TokenKind::kApproximateNumber:
      return fmt::format("the number {}", Shortened(token.text));
    case TokenKind::kQuotedName:
      return fmt::format("the name `{}`", Shortened(token.text));
    case TokenKind::kDoubleQuoted:
      return fmt::format("\"{}\" in double quotes", Shortened(token.text));
    default:
      return fmt::format("'{}'", Shortened(token.text));
  }
}

/// Words that go on with the statement: found where a name should be, they mean that the name is missing, not that the
/// user wants a column of this name.
bool GoesOn(const Token& token, const Token& next) {
  const std::string& word = token.capitals;
  if (word == "ORDER" || word == "GROUP" || word == "PARTITION") return next.capitals == "BY";
  constexpr std::array kWords = {"FROM",  "WHERE", "HAVING", "SELECT", "UNION", "INTERSECT", "EXCEPT", "AND",
                                 "OR",    "JOIN",  "ON",     "AS",     "WHEN",  "THEN",      "ELSE",   "END",
                                 "INTO",  "BY",    "SET",    "FOR",    "WITH",  "INSERT",    "CREATE", "LEFT",
                                 "RIGHT", "FULL",  "INNER",  "CROSS",  "IS",    "IN",        "LIKE",   "BETWEEN"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

struct Wording {
  std::string_view found;
  std::string_view hint;
};

// What other dialects write, and what Flink writes instead.
constexpr Wording kOtherDialects[] = {
    {"==", "equality is written ="},
    {"!=", "\"not equal\" is written <>"},
    {"&&", "write AND"},
    {"!", "write NOT"},
    {"::", "a conversion is written CAST(x AS type)"},
    {"^", "a power is written POWER(x, y)"},
    {"?", "parameters are not supported: write the value"},
    {"QUALIFY", "put the ranking into a subquery and filter it with WHERE"},
    {"TOP", "the number of rows stands at the end: LIMIT n"},
    {"REGEXP", "write REGEXP(text, 'pattern')"},
    {"EMIT", "early results are turned on with SET 'table.exec.emit.early-fire.enabled' = 'true'"},
    {"MINUS", "write EXCEPT"},
    {"ARRAY_AGG", "write COLLECT(x) or LISTAGG(x)"},
    {"STRING_AGG", "write LISTAGG(x, ',')"},
    {"GROUP_CONCAT", "write LISTAGG(x, ',')"},
    {"AUTO_INCREMENT", "Flink has no generated keys"},
    {"RECURSIVE", "recursive queries are not supported"},
};

std::string OtherDialect(const Token& token) {
  if (token.kind != TokenKind::kSymbol && token.kind != TokenKind::kWord) return {};
  for (const Wording& wording : kOtherDialects) {
    if (wording.found == token.text || wording.found == token.capitals) return std::string(wording.hint);
  }
  return {};
}

/// The candidate that a word may have meant: by its first word, so that GROPU finds GROUP BY.
std::string Meant(const Token& token, const std::vector<std::string>& candidates) {
  if (token.kind != TokenKind::kWord || token.capitals.size() < 2 || IsReserved(token.capitals)) return {};
  std::vector<std::string> first_words;
  for (const std::string& candidate : candidates) first_words.push_back(candidate.substr(0, candidate.find(' ')));
  std::vector<std::string> near = SuggestNames(token.capitals, first_words, 1);
  if (near.empty()) return {};
  auto index = std::find(first_words.begin(), first_words.end(), near[0]) - first_words.begin();
  return fmt::format("did you mean {}?", candidates[static_cast<size_t>(index)]);
}

/// "a, b or c"; of a long list the first few and the last, which says what would end here.
std::string Joined(std::vector<std::string> parts) {
  constexpr size_t kNamedMax = 5;
  if (parts.size() > kNamedMax + 1) {
    parts.erase(parts.begin() + kNamedMax - 1, parts.end() - 1);
    parts.insert(parts.end() - 1, "…");
  }
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? " or " : ", ";
    out += parts[i];
  }
  return out;
}

}  // namespace

TextPosition Parser::PositionSince(size_t first) const {
  TextPosition position = tokens_.list[first].position;
  if (index_ <= first) return position;
  // The last token of the first line: most trees begin and end on one line, so this is at once the last token of all.
  size_t last = index_ - 1;
  while (tokens_.list[last].position.line != position.line) --last;
  const TextPosition& end = tokens_.list[last].position;
  position.length = end.column + end.length - position.column;
  return position;
}

SourceRange Parser::RangeSince(size_t first) const {
  size_t begin = tokens_.list[first].range.begin;
  return {begin, index_ > first ? Previous().range.end : begin};
}

std::string Parser::HintFor(const Token& token, const std::vector<std::string>& candidates, std::string_view expected) {
  if (token.kind == TokenKind::kDoubleQuoted) {
    return fmt::format("names are quoted like this: `{0}`, strings like this: '{0}'", Shortened(token.text));
  }
  const Token* previous = index_ > 0 ? &Previous() : nullptr;
  bool after_string = previous != nullptr && previous->kind == TokenKind::kString;
  if (after_string && previous->range.end == token.range.begin && token.kind == TokenKind::kWord) {
    return "a quote inside a string is written twice: 'it''s'";
  }
  if (previous != nullptr && previous->capitals == "TOP") return OtherDialect(*previous);
  if (std::string hint = Meant(token, candidates); !hint.empty()) return hint;
  bool closes = token.kind == TokenKind::kEnd || AtSymbol(")") || AtSymbol(";") || GoesOn(token, Peek(1));
  if (previous != nullptr && previous->kind == TokenKind::kSymbol && previous->text == "," && closes) {
    return fmt::format("remove the comma before it (line {}, column {})", previous->position.line,
                       previous->position.column);
  }
  if (bare_alias_ && *bare_alias_ + 1 == index_ && AtName()) {
    return fmt::format("is a comma missing before {}? Only one alias can follow", token.text);
  }
  if (AtSymbol(")") && expected.starts_with("the end of")) return "this ')' has no '('";
  bool name_expected = expected.find("name") != std::string_view::npos || expected == "an expression";
  if (name_expected && token.kind == TokenKind::kWord && IsReserved(token.capitals) && !GoesOn(token, Peek(1))) {
    return fmt::format("{} is a reserved word: as a name it is written `{}`", token.capitals, token.text);
  }
  return {};
}

/// `FROM t GROPU BY a`: GROPU was read as the alias of t, and the error shows only at the next word.
std::optional<Error> Parser::MistakenAlias() {
  if (!bare_alias_ || *bare_alias_ + 1 != index_) return std::nullopt;
  const Token& alias = Previous();
  static const std::vector<std::string> kClauses = {
      "FROM",      "WHERE",  "GROUP BY", "HAVING",    "WINDOW",     "ORDER BY",   "LIMIT",   "OFFSET", "UNION",
      "INTERSECT", "EXCEPT", "JOIN",     "LEFT JOIN", "INNER JOIN", "CROSS JOIN", "BETWEEN", "LIKE",   "AND"};
  if (std::string hint = OtherDialect(alias); !hint.empty()) {
    return Error::User(fmt::format("Flink SQL has no '{}' here", alias.text)).At(alias.position).Hint(hint);
  }
  std::string hint = Meant(alias, kClauses);
  if (hint.empty()) return std::nullopt;
  return Error::User(fmt::format("'{}' means nothing here", alias.text)).At(alias.position).Hint(hint);
}

/// `GROUP client`: the second word of a phrase is missing.
std::optional<Error> Parser::HalfPhrase() {
  if (noted_at_ != index_ || Peek().kind != TokenKind::kWord) return std::nullopt;
  for (const std::string& phrase : noted_) {
    size_t space = phrase.find(' ');
    if (space == std::string::npos || !AtWord(phrase.substr(0, space))) continue;
    const Token& next = Peek(1);
    if (next.kind == TokenKind::kError) return *tokens_.error;
    return Error::User(
               fmt::format("found {}, expected {} after {}", Found(next), phrase.substr(space + 1), Peek().text))
        .At(next.position)
        .Hint(Meant(next, {phrase.substr(space + 1)}));
  }
  return std::nullopt;
}

std::unexpected<Error> Parser::Unexpected(std::string_view expected, Words candidates) {
  const Token& token = Peek();
  if (token.kind == TokenKind::kError) return Fail(*tokens_.error);
  if (std::optional<Error> error = MistakenAlias()) return Fail(std::move(*error));
  if (std::optional<Error> error = HalfPhrase()) return Fail(std::move(*error));
  if (std::string hint = OtherDialect(token); !hint.empty()) {
    return NotSupported(token, fmt::format("Flink SQL has no '{}' here", token.text), std::move(hint));
  }
  std::vector<std::string> wanted;
  if (noted_at_ == index_) wanted = noted_;
  std::vector<std::string> near = wanted;
  near.insert(near.end(), candidates.begin(), candidates.end());
  if (!wanted.empty()) near.insert(near.end(), {"AND", "OR", "AS", "LIKE", "BETWEEN"});
  wanted.emplace_back(expected);
  return Fail(Error::User(fmt::format("found {}, expected {}", Found(token), Joined(std::move(wanted))))
                  .At(token.position)
                  .Hint(HintFor(token, near, expected)));
}

std::unexpected<Error> Parser::NotSupported(const Token& at, std::string what, std::string hint) {
  return Fail(Error::User(std::move(what)).At(at.position).Hint(std::move(hint)));
}

std::unexpected<Error> Parser::TooDeep() {
  const Token& token = Peek();
  return Fail(
      Error::User(fmt::format("this is nested too deep: at most {} levels of parentheses and {} operators in a row",
                              kMaxNesting, kMaxTreeHeight))
          .At(token.position)
          .Hint("split it into views"));
}

}  // namespace mullion::sql
