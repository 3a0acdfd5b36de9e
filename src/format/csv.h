#pragma once
// What a csv table looks like: the options of the format, read. Plain values.

#include <optional>
#include <string>

#include "format/format.h"

namespace mullion {

struct CsvDialect {
  char delimiter = ',';
  std::optional<char> quote = '"';
  std::optional<char> escape;
  std::optional<std::string> null_literal;
  std::string array_delimiter = ";";
  bool allow_comments = false;
  bool ignore_parse_errors = false;
  bool scientific_decimals = true;
};

/// The options must have passed CheckFormat.
CsvDialect ReadCsvDialect(const FormatSpec& spec);

std::unique_ptr<Decoder> MakeCsvDecoder(const FormatSpec& spec, const CsvDialect& dialect);
std::unique_ptr<Encoder> MakeCsvEncoder(const FormatSpec& spec, const CsvDialect& dialect);

}  // namespace mullion
