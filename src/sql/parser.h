#pragma once
// Job text -> tree: Flink 1.18's SQL as windowed jobs write it. Stateless functions, any thread.
// Every error carries the place, what was found and what was expected there, and a hint that says what to write. Text
// of any kind is safe: nesting is bounded, nothing recurses without limit.

#include <string_view>
#include <vector>

#include "base/error.h"
#include "sql/ast.h"

namespace mullion::sql {

/// A job file: statements ended by semicolons, the last one's may be left out. BEGIN STATEMENT SET; …; END; becomes one
/// StatementSet. An empty text gives no statements.
Result<std::vector<Statement>> ParseScript(std::string_view text);

/// Exactly one statement; a semicolon may end it.
Result<Statement> ParseStatement(std::string_view text);

/// One expression and nothing behind it, as in a computed column.
Result<ExprPtr> ParseExpression(std::string_view text);

/// A query and nothing behind it (no semicolon): the text of a view.
Result<QueryPtr> ParseQuery(std::string_view text);

/// A type as in a column definition: "DECIMAL(10, 2) NOT NULL".
Result<TypeName> ParseType(std::string_view text);

/// A table's name: a, a.b, `a`.b.c.
Result<IdentifierPath> ParsePath(std::string_view text);

}  // namespace mullion::sql
