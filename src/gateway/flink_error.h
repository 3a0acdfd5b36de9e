#pragma once
// What Flink says when something fails: a Java stack trace as text, reduced to what a person needs. Pure functions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion {

/// One exception of the chain.
struct FlinkCause {
  std::string type;     ///< "org.apache.flink.table.api.ValidationException"
  std::string message;  ///< may have several lines; may be empty
};

struct FlinkError {
  std::vector<FlinkCause> causes;  ///< the outermost first; never empty

  /// The causes that say something: wrappers and repetitions left out, "Type: message" each; never empty.
  std::vector<std::string> Telling() const;
  /// True when the statement itself was found wrong, not something that ran.
  bool IsAboutTheStatement() const;
  /// "From line 1, column 15 to line 1, column 20" in a message: the place in the statement.
  std::optional<TextPosition> Place() const;
};

/// Reads "Type: message\n\tat …\nCaused by: …". Text that is no stack trace becomes one cause without a type.
FlinkError ReadStackTrace(std::string_view text);

}  // namespace mullion
