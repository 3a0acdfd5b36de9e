#include "plan/scope.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"

namespace mullion::plan {

Scope::Scope(std::vector<RelColumn> columns, std::vector<std::string> name) : columns_(std::move(columns)) {
  tables_.push_back({.name = std::move(name), .first = 0, .count = static_cast<int>(columns_.size())});
}

Scope Scope::Join(const Scope& left, const Scope& right, bool outer) {
  Scope joined = left;
  int shift = static_cast<int>(left.columns_.size());
  if (outer) {
    for (ScopeTable& table : joined.tables_) ++table.level;
  }
  joined.columns_.insert(joined.columns_.end(), right.columns_.begin(), right.columns_.end());
  for (ScopeTable table : right.tables_) {
    table.first += shift;
    joined.tables_.push_back(std::move(table));
  }
  for (int column : right.hidden_) joined.hidden_.push_back(column + shift);
  return joined;
}

int Scope::SubqueryColumn(const sql::Expr& expr) const {
  auto it = std::ranges::find(subqueries_, &expr, &std::pair<const sql::Expr*, int>::first);
  return it == subqueries_.end() ? -1 : it->second;
}

void Scope::TakeTypes(const Rel& joined) {
  for (size_t i = 0; i < std::min(columns_.size(), joined.columns.size()); ++i)
    columns_[i].type = joined.columns[i].type;
}

bool Scope::IsHidden(int column) const {
  return std::ranges::find(hidden_, column) != hidden_.end();
}

const ScopeTable* Scope::FindTable(std::span<const sql::Identifier> name, int level) const {
  for (const ScopeTable& table : tables_) {
    if (table.level != level || table.name.size() < name.size()) continue;
    auto tail = table.name.end() - static_cast<std::ptrdiff_t>(name.size());
    if (std::equal(tail, table.name.end(), name.begin(),
                   [](const std::string& a, const sql::Identifier& b) { return a == b.name; })) {
      return &table;
    }
  }
  return nullptr;
}

std::vector<int> Scope::FindColumns(std::string_view name, const ScopeTable& table) const {
  std::vector<int> found;
  for (int i = table.first; i < table.first + table.count; ++i) {
    if (column(i).name == name) found.push_back(i);
  }
  return found;
}

Error Scope::ColumnNotFound(const sql::Identifier& name, std::string_view where, const ScopeTable* table) const {
  std::vector<std::string> known;
  for (const ScopeTable& t : tables_) {
    if (table && &t != table) continue;
    for (int i = t.first; i < t.first + t.count; ++i) {
      if (std::ranges::find(known, column(i).name) == known.end()) known.push_back(column(i).name);
    }
  }
  Error error = Error::User(fmt::format("Column '{}' not found in {}", name.name, where)).At(name.position);
  std::string near = DidYouMean(name.name, known);
  if (!near.empty()) return std::move(error).Hint(near);
  constexpr size_t kListedMax = 12;
  if (known.empty()) return error;
  if (known.size() > kListedMax) known.resize(kListedMax), known.push_back("…");
  return std::move(error).Hint(fmt::format("the columns here are: {}", fmt::join(known, ", ")));
}

Result<ResolvedColumn> Scope::ResolveAt(const sql::IdentifierPath& path, int level) const {
  std::span<const sql::Identifier> parts = path.parts;
  size_t qualifier_max = std::min<size_t>(3, parts.size() - 1);
  for (size_t k = qualifier_max; k >= 1; --k) {
    const ScopeTable* table = FindTable(parts.first(k), level);
    if (!table) continue;
    std::vector<int> found = FindColumns(parts[k].name, *table);
    if (found.size() == 1) return ResolvedColumn{found[0], k + 1, level};
    if (found.size() > 1) {
      return Fail(Error::User(fmt::format("Column '{}' is ambiguous", parts[k].name)).At(parts[k].position));
    }
    return Fail(ColumnNotFound(parts[k], fmt::format("table '{}'", parts[k - 1].name), table));
  }
  std::vector<int> found;
  for (const ScopeTable& table : tables_) {
    if (table.level != level) continue;
    for (int column : FindColumns(parts[0].name, table)) {
      if (!IsHidden(column)) found.push_back(column);
    }
  }
  if (found.size() > 1) {
    return Fail(Error::User(fmt::format("Column '{}' is ambiguous", parts[0].name))
                    .At(parts[0].position)
                    .Hint("write the table before it: t." + parts[0].name));
  }
  if (found.empty()) return ResolvedColumn{};
  return ResolvedColumn{found[0], 1, level};
}

Result<ResolvedColumn> Scope::Resolve(const sql::IdentifierPath& path) const {
  int levels = 0;
  for (const ScopeTable& table : tables_) levels = std::max(levels, table.level + 1);
  for (int level = 0; level < levels; ++level) {
    MULLION_ASSIGN(ResolvedColumn found, ResolveAt(path, level));
    if (found.column >= 0) return found;
  }
  if (path.parts.size() > 1) {
    std::vector<std::string> known;
    for (const ScopeTable& table : tables_) {
      if (!table.name.empty()) known.push_back(table.name.back());
    }
    std::string near = DidYouMean(path.parts[0].name, known);
    Error error = Error::User(fmt::format("Table '{}' not found", path.parts[0].name)).At(path.parts[0].position);
    if (near.empty() && !known.empty()) near = fmt::format("the tables here are: {}", fmt::join(known, ", "));
    return Fail(near.empty() ? std::move(error) : std::move(error).Hint(near));
  }
  return Fail(ColumnNotFound(path.parts[0], "any table", nullptr));
}

Result<std::vector<int>> Scope::Star(const sql::IdentifierPath& qualifier) const {
  std::vector<int> out;
  if (!qualifier.empty()) {
    const ScopeTable* table = FindTable(qualifier.parts, 0);
    if (!table) {
      return Fail(Error::User(fmt::format("Unknown identifier '{}'", qualifier.ToString())).At(qualifier.position));
    }
    for (int i = table->first; i < table->first + table->count; ++i) out.push_back(i);
    return out;
  }
  for (const ScopeTable& table : tables_) {
    if (table.level != 0) continue;
    for (int i = table.first; i < table.first + table.count; ++i) {
      if (!IsHidden(i)) out.push_back(i);
    }
  }
  return out;
}

}  // namespace mullion::plan
