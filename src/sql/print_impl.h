#pragma once
// The writer behind sql/printer.h, split over print_*.cpp by area. Made for one text, used by one thread. Nobody
// outside this room includes it.

#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.h"

namespace mullion::sql {

/// A visitor of several lambdas.
template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

class Printer {
 public:
  explicit Printer(bool quote_names = false) : quote_names_(quote_names) {}
  std::string Take() { return std::move(out_); }

  // ---- print_expression.cpp ----
  void Write(const Expr& expr);
  /// In parentheses when it binds looser than `lowest`.
  void Write(const Expr& expr, int lowest);
  void Write(const IntervalQualifier& qualifier);

  // ---- print_query.cpp ----
  void Write(const Query& query);
  void Write(const std::vector<Hint>& hints);
  void Write(const WindowSpec& spec);
  void Write(const std::vector<OrderItem>& items);
  void WriteParenthesised(const Query& query);

  // ---- print_statement.cpp ----
  void Write(const Statement& statement);

  // ---- print_type.cpp ----
  void Write(const TypeName& type);

  // ---- printer.cpp ----
  void Write(const Identifier& identifier);
  void Write(const IdentifierPath& path);
  void WriteString(std::string_view value);
  void Write(const std::vector<Option>& options);
  void WriteColumns(const std::vector<Identifier>& columns);

 private:
  void Text(std::string_view text) { out_ += text; }
  template <typename Items, typename WriteItem>
  void List(const Items& items, WriteItem write) {
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ", ";
      first = false;
      write(item);
    }
  }
  void WriteList(const std::vector<ExprPtr>& exprs);

  bool WriteLiteral(const Expr& expr);
  void WriteUnary(const Unary& unary);
  void WriteBinary(const Binary& binary);
  void WriteIs(const IsPredicate& is);
  void WriteBetween(const Between& between);
  void WriteLike(const Like& like);
  void WriteQuantified(const QuantifiedComparison& comparison);
  void WriteCase(const Case& node);
  void WriteMap(const MapConstructor& map);
  void WriteInterval(const IntervalLiteral& literal);
  void WriteFieldAccess(const FieldAccess& access);
  void WriteElementAccess(const ElementAccess& access);
  void WriteTableArgument(const TableArgument& table);
  void WriteTrim(const Trim& trim);
  void WriteCall(const FunctionCall& call);
  bool WriteSpecialArguments(const FunctionCall& call);
  void WriteArguments(const FunctionCall& call);
  void WriteJsonPairs(const FunctionCall& call);
  void WriteJsonClauses(const JsonClauses& clauses);
  void WriteJsonBehavior(const JsonBehavior& behavior);
  void WriteFrameBound(const FrameBound& bound);

  void WriteSelect(const Select& select);
  void WriteSetOperation(const SetOperation& operation);
  void WriteOperand(const Query& query, bool in_parentheses);
  void WriteGrouping(const GroupingElement& element);
  void WriteTable(const TableRef& table);
  void WriteJoin(const Join& join);
  void WriteAlias(const TableAlias& alias);

  void WriteCreateTable(const CreateTable& create);
  void WriteElements(const TableElements& elements, const std::vector<ColumnPlace>* places);
  void WriteColumn(const ColumnDefinition& column);
  void WriteKey(const PrimaryKey& key);
  void WriteCreateView(const CreateView& create);
  void WriteCreateFunction(const CreateFunction& create);
  void WriteDrop(const Drop& drop);
  void WriteAlter(const Alter& alter);
  void WriteInsert(const Insert& insert);
  void WriteStatementSet(const StatementSet& set);
  void WriteExplain(const Explain& explain);
  void WriteShow(const Show& show);
  void WriteComment(const std::optional<std::string>& comment);

  bool quote_names_;
  std::string out_;
};

}  // namespace mullion::sql
