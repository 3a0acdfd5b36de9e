#include "sql/printer.h"

#include "sql/keywords.h"
#include "sql/print_impl.h"

namespace mullion::sql {
namespace {

bool IsPlainName(std::string_view name) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !letter(name[0])) return false;
  for (char c : name) {
    if (!letter(c) && (c < '0' || c > '9')) return false;
  }
  return true;
}

std::string Quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (char c : text) {
    if (c == quote) out += c;
    out += c;
  }
  return out + quote;
}

template <typename Node>
std::string PrintNode(const Node& node) {
  Printer printer;
  printer.Write(node);
  return printer.Take();
}

}  // namespace

void Printer::Write(const Identifier& identifier) {
  bool plain =
      !quote_names_ && !identifier.quoted && IsPlainName(identifier.name) && !IsReserved(InCapitals(identifier.name));
  out_ += plain ? identifier.name : Quoted(identifier.name, '`');
}

void Printer::Write(const IdentifierPath& path) {
  for (size_t i = 0; i < path.parts.size(); ++i) {
    if (i > 0) out_ += '.';
    Write(path.parts[i]);
  }
}

void Printer::WriteString(std::string_view value) {
  out_ += Quoted(value, '\'');
}

void Printer::Write(const std::vector<Option>& options) {
  out_ += '(';
  List(options, [&](const Option& option) {
    WriteString(option.key);
    out_ += " = ";
    WriteString(option.value);
  });
  out_ += ')';
}

void Printer::WriteColumns(const std::vector<Identifier>& columns) {
  out_ += '(';
  List(columns, [&](const Identifier& column) { Write(column); });
  out_ += ')';
}

std::string Print(const Expr& expr) {
  return PrintNode(expr);
}
std::string PrintQuoted(const Expr& expr) {
  Printer printer(true);
  printer.Write(expr);
  return printer.Take();
}
std::string Print(const Query& query) {
  return PrintNode(query);
}
std::string Print(const Statement& statement) {
  return PrintNode(statement);
}
std::string Print(const TypeName& type) {
  return PrintNode(type);
}
std::string Print(const Identifier& identifier) {
  return PrintNode(identifier);
}
std::string Print(const IdentifierPath& path) {
  return PrintNode(path);
}
std::string PrintString(std::string_view value) {
  return Quoted(value, '\'');
}

}  // namespace mullion::sql
