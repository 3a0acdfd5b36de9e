#pragma once
// A line of csv to cells, by the rules of Jackson's csv reader. Pure functions; the arena is the caller's.

#include <string_view>
#include <vector>

#include "column/arena.h"
#include "format/csv.h"

namespace mullion {

/// Appends the cells of the line; a cell with doubled quotes or escapes is copied into the arena. nullptr, or what is
/// wrong with the line.
const char* SplitCsvLine(std::string_view line, const CsvDialect& dialect, Arena* arena,
                         std::vector<std::string_view>* cells);

/// Appends one cell, quoted where Jackson quotes: text of more than 24 characters, or with a character up to the
/// delimiter or the quote (which includes the space).
void AppendCsvText(std::string_view text, const CsvDialect& dialect, std::string* out);

}  // namespace mullion
