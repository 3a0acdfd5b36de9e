#pragma once
// Tree -> canonical SQL text, one line, keywords in capitals: for EXPLAIN, views, messages. Print(Parse(x)) parses to a
// tree that prints the same. Stateless functions, any thread.

#include <string>

#include "sql/ast.h"

namespace mullion::sql {

std::string Print(const Expr& expr);
std::string Print(const Query& query);
std::string Print(const Statement& statement);
std::string Print(const TypeName& type);
/// With every column's name in back-quotes, as Flink prints the expressions of a table's declaration.
std::string PrintQuoted(const Expr& expr);
/// Back-quoted where the plain word would not be read as a name.
std::string Print(const Identifier& identifier);
std::string Print(const IdentifierPath& path);
/// 'it''s'
std::string PrintString(std::string_view value);

}  // namespace mullion::sql
