#pragma once
// Tokens to typed values with the coercions of Flink's json format (JsonParserToRowDataConverters). Pure functions; the
// arena given is the caller's.

#include <string>

#include "column/arena.h"
#include "column/value.h"
#include "format/json_scan.h"
#include "format/text_value.h"

namespace mullion {

struct JsonRules {
  char timestamp_separator = ' ';  ///< 'T' with timestamp-format.standard = ISO-8601
  bool ignore_parse_errors = false;
  bool fail_on_missing_field = false;
};

/// A token into a column that is not nested; `to` points to the C++ type of type.physical(). Text without escapes is
/// not copied: it points into the token.
Fit ConvertScalar(const Token& token, const DataType& type, const JsonRules& rules, Arena* arena, void* to);

/// What is wrong with a value of a nested column, for the message.
struct NestedTrouble {
  std::string path;    ///< ".geo.lat", "[2]", "" for the value itself
  std::string reason;  ///< "'x' is not a DOUBLE"
};

/// A token into a column of any type, as a Value.
Fit ConvertValue(const Token& token, const DataType& type, const JsonRules& rules, Value* to, NestedTrouble* trouble);

/// "'abc' is not an INT".
std::string MisfitText(const Token& token, const DataType& type, const JsonRules& rules);

/// An object or array as Jackson prints its tree: no spaces, no needless escapes.
std::string CompactJson(std::string_view text);

}  // namespace mullion
