#pragma once
// A job file cut into its statements without understanding them: for those who hand the text to somebody else.
// Stateless function, any thread.

#include <string_view>
#include <vector>

#include "base/error.h"
#include "sql/source.h"

namespace mullion::sql {

struct StatementText {
  SourceRange range;                     ///< in the job text, without the semicolon that ends it
  TextPosition position;                 ///< of its first word
  std::vector<std::string> first_words;  ///< in capitals, at most four: "BEGIN", "STATEMENT", "SET"
};

/// Statements end at semicolons outside of strings, quoted names and comments; the semicolons between the BEGIN and END
/// of EXECUTE STATEMENT SET (and EXPLAIN, COMPILE …) belong to the statement. Empty statements are left out. Error: a
/// string or comment that does not close.
Result<std::vector<StatementText>> SplitScript(std::string_view text);

}  // namespace mullion::sql
