#pragma once
// The options 'fields.<column>.<what>' of one table, and which of them a generator asked for: what nobody asked for is
// a mistake of the user's. Lives while the generators of a table are made.

#include <optional>
#include <set>
#include <string>

#include "connector/table.h"

namespace mullion::datagen {

class FieldOptions {
 public:
  explicit FieldOptions(const TableDefinition& table) : table_(table) {}

  /// `field` is the path below "fields.": "client", "address.city", "tags.element".
  const std::string* Find(const std::string& field, const std::string& what);
  Result<std::optional<int64_t>> Long(const std::string& field, const std::string& what);
  Result<std::optional<double>> Double(const std::string& field, const std::string& what);
  Result<std::optional<int64_t>> DurationMs(const std::string& field, const std::string& what);
  Error Wrong(const std::string& field, const std::string& what, std::string_view needed) const;

  /// Every 'fields.' option has been asked for.
  Status CheckAllKnown() const;

 private:
  const TableDefinition& table_;
  std::set<std::string> known_;
};

}  // namespace mullion::datagen
