// Expressions but calls (print_call.cpp). Parentheses stand only where reading back needs them, or the eye does.

#include "sql/print_impl.h"

namespace mullion::sql {
namespace {

// The precedences of parse_expression.cpp.
constexpr int kComparison = 30;
constexpr int kBetween = 32;
constexpr int kSign = 80;
constexpr int kTight = 100;

int Precedence(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kOr:
      return 22;
    case BinaryOperator::kAnd:
      return 24;
    case BinaryOperator::kAdd:
    case BinaryOperator::kSubtract:
      return 40;
    case BinaryOperator::kMultiply:
    case BinaryOperator::kDivide:
    case BinaryOperator::kModulo:
    case BinaryOperator::kConcat:
      return 60;
    default:
      return kComparison;
  }
}

int Precedence(const Expr& expr) {
  return std::visit(Overloaded{
                        [](const Unary& unary) { return unary.op == UnaryOperator::kNot ? 26 : kSign; },
                        [](const Binary& binary) { return Precedence(binary.op); },
                        [](const IsPredicate&) { return 28; },
                        [](const IsDistinctFrom&) { return 28; },
                        [](const QuantifiedComparison&) { return kComparison; },
                        [](const Between&) { return kBetween; },
                        [](const Like&) { return kBetween; },
                        [](const InList&) { return kBetween; },
                        [](const InSubquery&) { return kBetween; },
                        [](const auto&) { return kTight; },
                    },
                    expr.node);
}

std::string Hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace

std::string_view BinaryOperatorText(BinaryOperator op) {
  constexpr std::string_view kTexts[] = {
      "OR", "AND", "=", "<>", "<",  "<=",       ">",        ">=",        "+",
      "-",  "*",   "/", "%",  "||", "OVERLAPS", "CONTAINS", "MEMBER OF", "SUBMULTISET OF"};
  return kTexts[static_cast<size_t>(op)];
}

void Printer::Write(const Expr& expr, int lowest) {
  bool parentheses = Precedence(expr) < lowest;
  if (parentheses) out_ += '(';
  Write(expr);
  if (parentheses) out_ += ')';
}

void Printer::WriteList(const std::vector<ExprPtr>& exprs) {
  List(exprs, [&](const ExprPtr& expr) { Write(*expr); });
}

/// False when it is none.
bool Printer::WriteLiteral(const Expr& expr) {
  auto quoted = [&](std::string_view word, std::string_view text) {
    Text(word);
    WriteString(text);
  };
  bool literal = true;
  std::visit(Overloaded{
                 [&](const NullLiteral& node) { Text(node.unknown ? "UNKNOWN" : "NULL"); },
                 [&](const BooleanLiteral& node) { Text(node.value ? "TRUE" : "FALSE"); },
                 [&](const ExactNumber& node) { Text(node.digits); },
                 [&](const ApproximateNumber& node) { Text(node.digits); },
                 [&](const StringLiteral& node) { WriteString(node.value); },
                 [&](const BinaryLiteral& node) { quoted("X", Hexadecimal(node.bytes)); },
                 [&](const DateLiteral& node) { quoted("DATE ", node.text); },
                 [&](const TimeLiteral& node) { quoted("TIME ", node.text); },
                 [&](const TimestampLiteral& node) { quoted("TIMESTAMP ", node.text); },
                 [&](const auto&) { literal = false; },
             },
             expr.node);
  return literal;
}

void Printer::Write(const Expr& expr) {
  if (WriteLiteral(expr)) return;
  auto wrapped = [&](std::string_view before, const std::vector<ExprPtr>& list, char after) {
    Text(before);
    WriteList(list);
    out_ += after;
  };
  std::visit(Overloaded{
                 [&](const IntervalLiteral& node) { WriteInterval(node); },
                 [&](const IntervalExpression& node) {
                   Text("INTERVAL ");
                   Write(*node.value, kSign);
                   out_ += ' ';
                   Write(node.qualifier);
                 },
                 [&](const RowCount& node) {
                   Write(*node.value);
                   out_ += " ROWS";
                 },
                 [&](const ColumnReference& node) { Write(node.path); },
                 [&](const Star& node) {
                   Write(node.qualifier);
                   Text(node.qualifier.empty() ? "*" : ".*");
                 },
                 [&](const FieldAccess& node) { WriteFieldAccess(node); },
                 [&](const ElementAccess& node) { WriteElementAccess(node); },
                 [&](const Unary& node) { WriteUnary(node); },
                 [&](const Binary& node) { WriteBinary(node); },
                 [&](const IsPredicate& node) { WriteIs(node); },
                 [&](const IsDistinctFrom& node) {
                   Write(*node.left, kBetween);
                   Text(node.negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
                   Write(*node.right, kBetween);
                 },
                 [&](const Between& node) { WriteBetween(node); },
                 [&](const Like& node) { WriteLike(node); },
                 [&](const InList& node) {
                   Write(*node.operand, kBetween + 1);
                   wrapped(node.negated ? " NOT IN (" : " IN (", node.values, ')');
                 },
                 [&](const InSubquery& node) {
                   Write(*node.operand, kBetween + 1);
                   Text(node.negated ? " NOT IN " : " IN ");
                   WriteParenthesised(*node.query);
                 },
                 [&](const QuantifiedComparison& node) { WriteQuantified(node); },
                 [&](const Exists& node) {
                   Text("EXISTS ");
                   WriteParenthesised(*node.query);
                 },
                 [&](const ScalarSubquery& node) { WriteParenthesised(*node.query); },
                 [&](const Case& node) { WriteCase(node); },
                 [&](const Cast& node) {
                   Text(node.try_cast ? "TRY_CAST(" : "CAST(");
                   Write(*node.operand);
                   Text(" AS ");
                   Write(node.type);
                   out_ += ')';
                 },
                 [&](const RowConstructor& node) { wrapped(node.explicit_row ? "ROW(" : "(", node.values, ')'); },
                 [&](const ArrayConstructor& node) { wrapped("ARRAY[", node.elements, ']'); },
                 [&](const CollectionSubquery& node) {
                   Text(node.kind == TypeKind::kArray ? "ARRAY" : node.kind == TypeKind::kMap ? "MAP" : "MULTISET");
                   WriteParenthesised(*node.query);
                 },
                 [&](const MapConstructor& node) { WriteMap(node); },
                 [&](const MultisetConstructor& node) { wrapped("MULTISET[", node.elements, ']'); },
                 [&](const FunctionCall& node) { WriteCall(node); },
                 [&](const Trim& node) { WriteTrim(node); },
                 [&](const TimeUnitArgument& node) { Text(TimeUnitName(node.unit)); },
                 [&](const Descriptor& node) {
                   Text("DESCRIPTOR");
                   WriteColumns(node.columns);
                 },
                 [&](const TableArgument& node) { WriteTableArgument(node); },
                 [&](const DefaultValue&) { Text("DEFAULT"); },
                 [](const auto&) { MULLION_CHECK(false, "an expression that cannot be written"); },
             },
             expr.node);
}

void Printer::WriteUnary(const Unary& unary) {
  bool negation = unary.op == UnaryOperator::kNot;
  Text(negation ? "NOT " : unary.op == UnaryOperator::kMinus ? "-" : "+");
  // Two signs in a row need parentheses: -- begins a comment.
  Write(*unary.operand, negation ? 26 : kSign + 1);
}

void Printer::WriteBinary(const Binary& binary) {
  int precedence = Precedence(binary.op);
  bool mixes = precedence == kComparison;  // a < b < c is legal and puzzling
  Write(*binary.left, mixes ? precedence + 1 : precedence);
  out_ += ' ';
  Text(BinaryOperatorText(binary.op));
  out_ += ' ';
  Write(*binary.right, precedence + 1);
}

void Printer::WriteIs(const IsPredicate& is) {
  constexpr std::string_view kTests[] = {"NULL",       "TRUE",        "FALSE",      "UNKNOWN",    "JSON",
                                         "JSON VALUE", "JSON OBJECT", "JSON ARRAY", "JSON SCALAR"};
  Write(*is.operand, kBetween);
  Text(is.negated ? " IS NOT " : " IS ");
  Text(kTests[static_cast<size_t>(is.test)]);
}

void Printer::WriteBetween(const Between& between) {
  Write(*between.operand, kBetween + 1);
  Text(between.negated ? " NOT BETWEEN " : " BETWEEN ");
  if (between.symmetric) Text("SYMMETRIC ");
  Write(*between.low, kBetween + 1);
  Text(" AND ");
  Write(*between.high, kBetween + 1);
}

void Printer::WriteLike(const Like& like) {
  constexpr std::string_view kWords[] = {"LIKE ", "ILIKE ", "RLIKE ", "SIMILAR TO "};
  Write(*like.operand, kBetween + 1);
  Text(like.negated ? " NOT " : " ");
  Text(kWords[static_cast<size_t>(like.kind)]);
  Write(*like.pattern, kBetween + 1);
  if (like.escape == nullptr) return;
  Text(" ESCAPE ");
  Write(*like.escape, kBetween + 1);
}

void Printer::WriteQuantified(const QuantifiedComparison& comparison) {
  Write(*comparison.operand, kComparison + 1);
  out_ += ' ';
  Text(BinaryOperatorText(comparison.op));
  Text(comparison.quantifier == Quantifier::kAll ? " ALL " : " SOME ");
  if (comparison.query != nullptr) return WriteParenthesised(*comparison.query);
  out_ += '(';
  WriteList(comparison.values);
  out_ += ')';
}

void Printer::WriteCase(const Case& node) {
  Text("CASE");
  if (node.operand != nullptr) {
    out_ += ' ';
    Write(*node.operand);
  }
  for (const CaseBranch& branch : node.branches) {
    Text(" WHEN ");
    Write(*branch.when);
    for (const ExprPtr& more : branch.more_when) {
      Text(", ");
      Write(*more);
    }
    Text(" THEN ");
    Write(*branch.then);
  }
  if (node.otherwise != nullptr) {
    Text(" ELSE ");
    Write(*node.otherwise);
  }
  Text(" END");
}

void Printer::WriteMap(const MapConstructor& map) {
  Text("MAP[");
  for (size_t i = 0; i < map.keys.size(); ++i) {
    if (i > 0) Text(", ");
    Write(*map.keys[i]);
    Text(", ");
    Write(*map.values[i]);
  }
  out_ += ']';
}

void Printer::WriteInterval(const IntervalLiteral& literal) {
  Text(literal.negative ? "INTERVAL -" : "INTERVAL ");
  WriteString(literal.text);
  out_ += ' ';
  Write(literal.qualifier);
}

void Printer::WriteFieldAccess(const FieldAccess& access) {
  const Expr& operand = *access.operand;
  bool bare = operand.Is<FunctionCall>() || operand.Is<FieldAccess>() || operand.Is<ElementAccess>() ||
              operand.Is<Cast>() || operand.Is<RowConstructor>();
  Write(operand, bare ? 0 : kTight + 1);
  out_ += '.';
  Write(access.field);
}

void Printer::WriteElementAccess(const ElementAccess& access) {
  const Expr& operand = *access.operand;
  bool bare = operand.Is<ColumnReference>() || operand.Is<FunctionCall>() || operand.Is<FieldAccess>() ||
              operand.Is<ElementAccess>() || operand.Is<ArrayConstructor>() || operand.Is<MapConstructor>();
  // A column called map would read as the constructor MAP[…].
  auto* column = operand.As<ColumnReference>();
  bool map = column != nullptr && column->path.parts.size() == 1 && !column->path.last().quoted &&
             column->path.last().name.size() == 3;
  Write(operand, bare && !map ? 0 : kTight + 1);
  out_ += '[';
  Write(*access.index);
  out_ += ']';
}

}  // namespace mullion::sql
