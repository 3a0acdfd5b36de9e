#pragma once
// Where a piece of the tree stands in the job text, and names as they were written. Plain values of the sql room; any
// thread.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion::sql {

/// Bytes [begin, end) of the job text.
struct SourceRange {
  size_t begin = 0;
  size_t end = 0;
  std::string_view Of(std::string_view job_text) const { return job_text.substr(begin, end - begin); }
  bool operator==(const SourceRange&) const = default;
};

/// One name. Flink's names are case-sensitive, written plain or in back-quotes; `name` is without the quotes.
struct Identifier {
  std::string name;
  bool quoted = false;
  TextPosition position;
};

/// a, a.b, a.b.c: never empty where it stands in a tree unless said.
struct IdentifierPath {
  std::vector<Identifier> parts;
  TextPosition position;

  bool empty() const { return parts.empty(); }
  const Identifier& last() const { return parts.back(); }
  /// The parts joined by dots, without quotes: for messages and look-ups.
  std::string ToString() const;
};

/// 'key' = 'value' of WITH, SET, OPTIONS hints; each with its place.
struct Option {
  std::string key;
  std::string value;
  TextPosition key_position;
  TextPosition value_position;
};

}  // namespace mullion::sql
