#pragma once
// The recursive descent behind sql/parser.h, split over the files parse_*.cpp by area. Made for one text, used by one
// thread, thrown away. Nobody outside this room includes it.
// Invariants: the cursor never passes the last token (kEnd or kError); nesting is at most kMaxNesting, so the stack is
// bounded; a function that fails leaves the cursor anywhere.

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "sql/ast.h"
#include "sql/lexer.h"

namespace mullion::sql {

/// Parentheses, subqueries, types, CASEs within each other. Flink's own parser overflows its stack instead.
inline constexpr int kMaxNesting = 200;

class Parser {
 public:
  explicit Parser(std::string_view text);

  Result<std::vector<Statement>> Script();
  Result<Statement> OneStatement();
  Result<ExprPtr> OneExpression();
  Result<QueryPtr> OneQuery();
  Result<TypeName> OneType();
  Result<IdentifierPath> OnePath();

 private:
  class Nesting;
  class Height;
  using Words = std::initializer_list<std::string_view>;

  // ---- the cursor (parser.cpp) ----
  const Token& Peek(size_t ahead = 0) const;
  const Token& Previous() const { return tokens_.list[index_ - 1]; }
  const Token& Take() { return tokens_.list[index_ + 1 < tokens_.list.size() ? index_++ : index_]; }
  bool AtEnd() const { return Peek().kind == TokenKind::kEnd; }
  bool AtWord(std::string_view word, size_t ahead = 0) const;
  bool AtAnyWord(Words words, size_t ahead = 0) const;
  /// "GROUP BY": all the words of a phrase.
  bool AtPhrase(std::string_view phrase) const;
  bool AtSymbol(std::string_view symbol, size_t ahead = 0) const;
  bool AcceptWord(std::string_view word);
  bool AcceptPhrase(std::string_view phrase);
  bool AcceptSymbol(std::string_view symbol);
  /// Like AcceptPhrase; what is not found is named as expected when the text fails at this place.
  bool AcceptClause(std::string_view phrase);
  Status ExpectWord(std::string_view word);
  Status ExpectPhrase(std::string_view phrase);
  Status ExpectSymbol(std::string_view symbol);
  /// The ')' that belongs to the '(' at token `open`.
  Status ExpectClose(size_t open, std::string_view close = ")");
  Status ExpectEnd(std::string_view what);

  // ---- errors (parse_error.cpp) ----
  /// "found X, expected Y" at the cursor. `expected` reads on after "expected"; `candidates` are further words that a
  /// typing slip may have meant.
  std::unexpected<Error> Unexpected(std::string_view expected, Words candidates = {});
  std::unexpected<Error> NotSupported(const Token& at, std::string what, std::string hint);
  std::string HintFor(const Token& token, const std::vector<std::string>& candidates, std::string_view expected);
  std::optional<Error> MistakenAlias();
  std::optional<Error> HalfPhrase();
  std::unexpected<Error> TooDeep();
  TextPosition PositionSince(size_t first) const;
  SourceRange RangeSince(size_t first) const;

  // ---- names and small things (parse_name.cpp) ----
  bool AtName(size_t ahead = 0) const;
  Result<Identifier> ParseIdentifier(std::string_view what);
  Result<IdentifierPath> ParsePath(std::string_view what);
  Result<std::vector<Identifier>> ParseIdentifierList(std::string_view what);
  Result<std::string> ParseStringLiteral(std::string_view what);
  Result<int64_t> ParseInteger(std::string_view what);
  Result<std::vector<Option>> ParseOptions(std::string_view what);
  Result<std::optional<std::string>> ParseComment();
  Result<std::vector<Hint>> ParseHints();
  Result<Hint> ParseHint();
  Result<std::string> DecodeUnicode(const Token& token);
  Result<std::string> DecodeBinary(const Token& token);

  // ---- types (parse_type.cpp) ----
  Result<TypeName> ParseTypeName(bool nullability);
  Result<TypeName> ParseSimpleType();
  Status ParseScalarType(TypeName& type, std::string_view word);
  Status ParseTimeZone(TypeName& type);
  Status ParseTypeArguments(TypeName& type);
  Result<RowField> ParseRowField();
  Status ParsePrecision(TypeName& type);
  Status ParseNullability(TypeName& type);
  Result<IntervalQualifier> ParseIntervalQualifier();
  std::optional<TimeUnit> AcceptIntervalUnit(bool plural);

  // ---- expressions (parse_expression.cpp, parse_operator.cpp, parse_primary.cpp) ----
  ExprPtr Make(size_t first, ExprNode node) const;
  Result<ExprPtr> ParseExpr();
  Result<ExprPtr> ParseBinary(int lowest);
  Result<ExprPtr> ParsePrefix();
  Result<ExprPtr> ParsePostfix();
  /// One infix or postfix operator behind `left` if there is one that binds at `lowest` or tighter; else null in
  /// `*more`.
  Result<ExprPtr> ParseOperator(size_t first, ExprPtr left, int lowest, bool* more);
  Result<ExprPtr> ParseQuantified(size_t first, ExprPtr left, BinaryOperator op);
  Result<ExprPtr> ParseIs(size_t first, ExprPtr left);
  Result<ExprPtr> ParseNegatable(size_t first, ExprPtr left, bool negated);
  Result<ExprPtr> ParseBetween(size_t first, ExprPtr left, bool negated);
  Result<ExprPtr> ParseLike(size_t first, ExprPtr left, LikeKind kind, bool negated);
  Result<ExprPtr> ParseIn(size_t first, ExprPtr left, bool negated);
  Result<std::vector<ExprPtr>> ParseExprList();
  /// "(" is the current token: a list of expressions up to its ")".
  Result<std::vector<ExprPtr>> ParseParenthesisedList();

  Result<ExprPtr> ParsePrimary();
  /// The forms that begin with a keyword; null in `*matched` when the cursor is at none of them.
  Result<ExprPtr> ParseKeywordPrimary(bool* matched);
  Result<ExprPtr> ParseLiteral(bool* matched);
  Result<ExprPtr> ParseString(size_t first);
  Result<ExprPtr> ParseParenthesised();
  Result<ExprPtr> ParseCase();
  Result<ExprPtr> ParseCast();
  Result<ExprPtr> ParseInterval();
  Result<ExprPtr> ParseRow();
  Result<ExprPtr> ParseCollection(TypeKind kind);
  Result<ExprPtr> ParseDateTimeLiteral();
  Result<ExprPtr> ParseOdbcEscape();
  Result<ExprPtr> ParseNameOrCall();

  // ---- calls (parse_call.cpp, parse_special_call.cpp, parse_json.cpp, parse_window.cpp) ----
  Result<ExprPtr> ParseCall(size_t first, IdentifierPath name);
  Status ParseArguments(FunctionCall& call);
  Result<Argument> ParseArgument();
  Result<ExprPtr> ParseTableArgument();
  Result<ExprPtr> FinishCall(size_t first, FunctionCall call);
  Result<ExprPtr> ParseSpecialCall(size_t first, FunctionCall& call, bool* matched);
  Result<ExprPtr> ParseTimeUnitArgument(bool timestamp_add);
  /// The next argument of a special form.
  Status AddArgument(FunctionCall& call);
  Result<ExprPtr> ParseExtract(size_t first, FunctionCall call);
  Result<ExprPtr> ParseFloor(size_t first, FunctionCall call);
  Result<ExprPtr> ParseTrim(size_t first);
  Result<ExprPtr> ParseSubstring(size_t first, FunctionCall call);
  Result<ExprPtr> ParsePositionCall(size_t first, FunctionCall call);
  Result<ExprPtr> ParseOverlay(size_t first, FunctionCall call);
  Result<ExprPtr> ParseTimestampAdd(size_t first, FunctionCall call);
  Result<ExprPtr> ParseDescriptor(size_t first);
  Result<ExprPtr> ParseJsonCall(size_t first, FunctionCall call);
  Status ParseJsonPairs(FunctionCall& call);
  Status ParseJsonPair(FunctionCall& call);
  Status ParseJsonBehaviors(FunctionCall& call);
  Result<std::optional<JsonBehavior>> ParseJsonBehavior();
  Status ParseJsonWrapper(JsonClauses& clauses);
  Status ParseJsonNulls(JsonClauses& clauses);
  Status RefuseFormatJson();
  Result<WindowSpec> ParseOver();
  Result<WindowSpec> ParseWindowSpec();
  Result<Frame> ParseFrame();
  Result<FrameBound> ParseFrameBound();
  Result<std::vector<OrderItem>> ParseOrderItems();

  // ---- queries (parse_query.cpp, parse_table.cpp) ----
  /// At SELECT, VALUES, WITH, TABLE, or such behind opening parentheses.
  bool AtQuery() const;
  Result<QueryPtr> ParseQueryExpression();
  Result<QueryPtr> ParseSetOperations(int lowest);
  Result<QueryPtr> ContinueSetOperations(size_t first, QueryPtr left, int lowest);
  Result<QueryPtr> ParseQueryTerm();
  Result<QueryPtr> ParseQueryTail(size_t first, QueryPtr query);
  Status ParseOffset(Query& query);
  Result<std::vector<CommonTable>> ParseWith();
  Result<Select> ParseSelect();
  Status ParseSelectTail(Select& select);
  Result<SelectItem> ParseSelectItem();
  Result<std::optional<Identifier>> ParseAlias();
  Result<Values> ParseValues();
  Result<GroupingElement> ParseGroupingElement();
  Result<std::vector<GroupingElement>> ParseGroupingElements();
  Result<QueryPtr> WrapBody(size_t first, decltype(Query::body) body);
  Result<QueryPtr> ParseSubquery();

  Result<TableRefPtr> ParseFrom();
  Result<TableRefPtr> ParseJoins();
  Result<TableRefPtr> ContinueJoins(TableRefPtr left, size_t first);
  Result<std::optional<std::pair<JoinKind, bool>>> ParseJoinKind();
  Status ParseJoinCondition(Join& join);
  Result<TableRefPtr> ParseTableRef();
  Result<TableRefPtr> ParseTableFactor();
  Result<TableRefPtr> ParseNamedTable();
  Result<TableRefPtr> ParseTableFunction(bool lateral);
  Result<TableRefPtr> ParseParenthesisedTable(bool lateral);
  Result<TableRefPtr> ParseUnnest();
  Result<std::optional<TableAlias>> ParseTableAlias();
  Status RefuseTableClauses();
  TableRefPtr MakeTable(size_t first, decltype(TableRef::node) node) const;

  // ---- statements (parse_statement.cpp, parse_create.cpp, parse_alter.cpp, parse_show.cpp) ----
  Result<Statement> ParseStatement();
  Result<StatementNode> ParseStatementNode();
  Result<StatementNode> ParseOtherStatement();
  Result<std::optional<StatementNode>> ParseUnsupported();
  Result<Insert> ParseInsert();
  Result<std::vector<PartitionValue>> ParsePartitionValues();
  Result<StatementSet> ParseStatementSetBody();
  Result<StatementNode> ParseExecute();
  Result<StatementNode> ParseBeginStatementSet();
  Result<StatementNode> ParseExplain();
  Result<Insert> ParseInsertOfSet();
  Result<StatementNode> ParseSet();
  Result<StatementNode> ParseReset();
  Result<StatementNode> ParseUse();
  Result<StatementNode> ParseShow();
  Status ParseShowFilter(Show& show);
  Result<StatementNode> ParseDescribe();
  Result<StatementNode> ParseJar(bool add);

  Result<StatementNode> ParseCreate();
  Result<StatementNode> ParseCreateTable(bool temporary, bool or_replace);
  Result<StatementNode> ParseCreateView(bool temporary);
  Result<StatementNode> ParseCreateCatalog();
  Result<StatementNode> ParseCreateDatabase();
  Result<StatementNode> ParseCreateFunction(bool temporary, bool system);
  Result<bool> AcceptIfNotExists();
  Result<bool> AcceptIfExists();
  /// `places` is given in ALTER TABLE: FIRST and AFTER c are read into it.
  Status ParseTableElements(TableElements& elements, std::vector<ColumnPlace>* places);
  Status ParseTableElement(TableElements& elements, std::vector<ColumnPlace>* places);
  Result<ColumnDefinition> ParseColumn(TableElements& elements);
  Status ParseColumnType(ColumnDefinition& column);
  Result<WatermarkDefinition> ParseWatermark();
  Result<PrimaryKey> ParseTableKey();
  Status ParseEnforcement(PrimaryKey& key);
  Result<LikeClause> ParseLikeClause();
  Result<LikeOption> ParseLikeOption();
  Result<StatementNode> ParseDrop();
  Result<StatementNode> ParseAlter();
  Status ParseAlterTableAction(Alter& alter);
  Status ParseAlterDrop(Alter& alter);
  Status ParseAlterAdd(Alter& alter, bool modify);
  Result<ResetOptions> ParseResetOptions();

  std::string_view text_;
  Tokens tokens_;
  size_t index_ = 0;
  int nesting_ = 0;
  /// The height of the tallest finished tree in the current scope: see Height.
  int height_ = 0;
  /// What AcceptClause looked for at token `noted_at_`.
  std::vector<std::string> noted_;
  size_t noted_at_ = 0;
  /// The last alias that was written without AS.
  std::optional<size_t> bare_alias_;
};

/// One level deeper for as long as it lives.
class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) { ++parser_.nesting_; }
  ~Nesting() { --parser_.nesting_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  bool too_deep() const { return parser_.nesting_ > kMaxNesting; }

 private:
  Parser& parser_;
};

/// Bounds the height of chains (a + b + c + …, UNION ALL, joins), which nesting does not see: the left operand sinks
/// one level with each operator. Trees finished inside the scope count from zero; at its end the tallest counts
/// outside.
class Parser::Height {
 public:
  explicit Height(Parser& parser) : parser_(parser), outside_(std::exchange(parser.height_, 0)) {}
  ~Height() { parser_.height_ = std::max(outside_, parser_.height_); }
  Height(const Height&) = delete;
  Height& operator=(const Height&) = delete;
  /// One node above all that is finished in this scope; false when that is too high.
  bool Grow() { return ++parser_.height_ <= kMaxTreeHeight; }

 private:
  Parser& parser_;
  int outside_;
};

}  // namespace mullion::sql
