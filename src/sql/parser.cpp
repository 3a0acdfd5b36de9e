#include "sql/parser.h"

#include "sql/parser_impl.h"

namespace mullion::sql {

Parser::Parser(std::string_view text) : text_(text), tokens_(Tokenize(text)) {}

const Token& Parser::Peek(size_t ahead) const {
  return tokens_.list[std::min(index_ + ahead, tokens_.list.size() - 1)];
}

bool Parser::AtWord(std::string_view word, size_t ahead) const {
  return Peek(ahead).capitals == word;
}

bool Parser::AtAnyWord(Words words, size_t ahead) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return AtWord(word, ahead); });
}

bool Parser::AtPhrase(std::string_view phrase) const {
  for (size_t ahead = 0; !phrase.empty(); ++ahead) {
    size_t space = std::min(phrase.find(' '), phrase.size());
    if (!AtWord(phrase.substr(0, space), ahead)) return false;
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
  }
  return true;
}

bool Parser::AtSymbol(std::string_view symbol, size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == TokenKind::kSymbol && token.text == symbol;
}

bool Parser::AcceptWord(std::string_view word) {
  if (!AtWord(word)) return false;
  ++index_;
  return true;
}

bool Parser::AcceptPhrase(std::string_view phrase) {
  if (!AtPhrase(phrase)) return false;
  index_ += static_cast<size_t>(std::count(phrase.begin(), phrase.end(), ' ')) + 1;
  return true;
}

bool Parser::AcceptClause(std::string_view phrase) {
  if (AcceptPhrase(phrase)) return true;
  if (noted_at_ != index_) noted_.clear();
  noted_at_ = index_;
  if (std::find(noted_.begin(), noted_.end(), phrase) == noted_.end()) noted_.emplace_back(phrase);
  return false;
}

bool Parser::AcceptSymbol(std::string_view symbol) {
  if (!AtSymbol(symbol)) return false;
  ++index_;
  return true;
}

Status Parser::ExpectWord(std::string_view word) {
  if (AcceptWord(word)) return Ok();
  return Unexpected(word, {word});
}

Status Parser::ExpectPhrase(std::string_view phrase) {
  while (!phrase.empty()) {
    size_t space = std::min(phrase.find(' '), phrase.size());
    MULLION_TRY(ExpectWord(phrase.substr(0, space)));
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
  }
  return Ok();
}

Status Parser::ExpectSymbol(std::string_view symbol) {
  if (AcceptSymbol(symbol)) return Ok();
  return Unexpected("'" + std::string(symbol) + "'");
}

Status Parser::ExpectClose(size_t open, std::string_view close) {
  if (AcceptSymbol(close)) return Ok();
  const Token& opening = tokens_.list[open];
  return Unexpected("'" + std::string(close) + "' to close the '" + opening.text + "' of line " +
                    std::to_string(opening.position.line) + ", column " + std::to_string(opening.position.column));
}

Status Parser::ExpectEnd(std::string_view what) {
  if (AtEnd()) return Ok();
  return Unexpected("the end of the " + std::string(what));
}

Result<ExprPtr> Parser::OneExpression() {
  MULLION_ASSIGN(ExprPtr expr, ParseExpr());
  MULLION_TRY(ExpectEnd("expression"));
  return expr;
}

Result<QueryPtr> Parser::OneQuery() {
  MULLION_ASSIGN(QueryPtr query, ParseQueryExpression());
  MULLION_TRY(ExpectEnd("query"));
  return query;
}

Result<TypeName> Parser::OneType() {
  MULLION_ASSIGN(TypeName type, ParseTypeName(true));
  MULLION_TRY(ExpectEnd("type"));
  return type;
}

Result<IdentifierPath> Parser::OnePath() {
  MULLION_ASSIGN(IdentifierPath path, ParsePath("a name"));
  MULLION_TRY(ExpectEnd("name"));
  return path;
}

Result<std::vector<Statement>> ParseScript(std::string_view text) {
  return Parser(text).Script();
}
Result<Statement> ParseStatement(std::string_view text) {
  return Parser(text).OneStatement();
}
Result<ExprPtr> ParseExpression(std::string_view text) {
  return Parser(text).OneExpression();
}
Result<QueryPtr> ParseQuery(std::string_view text) {
  return Parser(text).OneQuery();
}
Result<TypeName> ParseType(std::string_view text) {
  return Parser(text).OneType();
}
Result<IdentifierPath> ParsePath(std::string_view text) {
  return Parser(text).OnePath();
}

}  // namespace mullion::sql
