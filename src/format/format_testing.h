#pragma once
// What the tests of the formats share: lines in, rows as text out.

#include <memory>
#include <string>
#include <vector>

#include "column/text.h"
#include "format/format.h"

namespace mullion {

inline FormatSpec SpecOf(std::string name, std::vector<Field> fields, std::map<std::string, std::string> options = {}) {
  FormatSpec spec;
  spec.name = std::move(name);
  spec.schema.fields = std::move(fields);
  spec.options = std::move(options);
  for (size_t i = 0; i < spec.schema.size(); ++i) spec.projection.push_back(static_cast<int>(i));
  return spec;
}

/// The lines as one run, each followed by a line break.
inline Records RunOf(const std::vector<std::string>& lines, uint32_t padding = 64) {
  auto bytes = std::make_shared<std::string>();
  Records run;
  for (const std::string& line : lines) {
    auto begin = static_cast<uint32_t>(bytes->size());
    *bytes += line;
    run.ranges.push_back({begin, static_cast<uint32_t>(bytes->size())});
    *bytes += '\n';
  }
  size_t size = bytes->size();
  bytes->append(padding, '"');
  run.bytes = std::string_view(*bytes).substr(0, size);
  run.keeper = bytes;
  run.padding = padding;
  return run;
}

/// "1|abc|NULL" for each row.
inline std::vector<std::string> RowsAsText(const DecodedRows& rows) {
  std::vector<std::string> out(rows.row_count);
  for (size_t row = 0; row < rows.row_count; ++row) {
    for (size_t i = 0; i < rows.columns.size(); ++i) {
      if (i > 0) out[row] += '|';
      out[row] += ToText(rows.columns[i]->type(), ReadValue(*rows.columns[i], row));
    }
  }
  return out;
}

inline DecodedRows DecodeLines(const FormatSpec& spec, const std::vector<std::string>& lines) {
  return (*MakeDecoder(spec))->Decode(RunOf(lines));
}

inline std::vector<std::string> ReasonsOf(const DecodedRows& rows) {
  std::vector<std::string> out;
  for (const BadRecord& bad : rows.bad) out.push_back(std::to_string(bad.record) + " " + bad.kind + ": " + bad.reason);
  return out;
}

}  // namespace mullion
