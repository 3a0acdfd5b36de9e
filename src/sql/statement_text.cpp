#include "sql/statement_text.h"

#include "sql/lexer.h"

namespace mullion::sql {
namespace {

constexpr size_t kFirstWordsMax = 4;

bool IsSemicolon(const Token& token) {
  return token.kind == TokenKind::kSymbol && token.text == ";";
}

/// EXECUTE, EXPLAIN or COMPILE … STATEMENT SET BEGIN: statements stand inside up to an END.
bool OpensBlock(const StatementText& statement, const Token& token) {
  if (token.capitals != "BEGIN" || statement.first_words.empty()) return false;
  const std::string& first = statement.first_words.front();
  return first == "EXECUTE" || first == "EXPLAIN" || first == "COMPILE";
}

}  // namespace

Result<std::vector<StatementText>> SplitScript(std::string_view text) {
  Tokens tokens = Tokenize(text);
  if (tokens.error) return Fail(*std::move(tokens.error));
  std::vector<StatementText> out;
  bool open = false;   // a statement has begun
  bool block = false;  // between its BEGIN and END
  bool after_semicolon = false;
  for (const Token& token : tokens.list) {
    if (token.kind == TokenKind::kEnd) break;
    if (IsSemicolon(token) && (!block || !open)) {
      open = block = false;
      continue;
    }
    if (!open) {
      out.push_back({token.range, token.position, {}});
      open = true;
    }
    StatementText& statement = out.back();
    statement.range.end = token.range.end;
    if (block && after_semicolon && token.capitals == "END") block = false;
    if (OpensBlock(statement, token)) block = true;
    if (statement.first_words.size() < kFirstWordsMax && token.kind == TokenKind::kWord) {
      statement.first_words.push_back(token.capitals);
    }
    after_semicolon = IsSemicolon(token);
  }
  return out;
}

}  // namespace mullion::sql
