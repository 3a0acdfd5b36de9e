#pragma once
// The json format, writing: a row as one object on one line, spelled as Flink's RowDataToJsonConverters and Jackson
// spell it. Owned by one worker.

#include <memory>
#include <string>

#include "format/format.h"

namespace mullion {

enum class MapNullKey { kFail, kDrop, kLiteral };

struct JsonSpelling {
  char timestamp_separator = ' ';
  MapNullKey map_null_key = MapNullKey::kFail;
  std::string map_null_key_literal = "null";
  bool decimal_as_plain_number = false;  ///< 100.00 instead of 1E+2
  bool ignore_null_fields = false;
};

std::unique_ptr<Encoder> MakeJsonEncoder(const FormatSpec& spec, const JsonSpelling& spelling);

}  // namespace mullion
