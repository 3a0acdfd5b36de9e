#include "plan/grouping_sets.h"

#include <algorithm>
#include <utility>

namespace mullion::plan {
namespace {

using Set = std::vector<int>;
using Sets = std::vector<Set>;

/// More sets than this are a mistake, not a report.
constexpr size_t kSetsMax = 4096;

Set Union(const Set& a, const Set& b) {
  Set out = a;
  out.insert(out.end(), b.begin(), b.end());
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Error TooMany(TextPosition position) {
  return Error::User("the GROUP BY clause makes more than 4096 grouping sets").At(position);
}

Result<Sets> SetsOf(const sql::GroupingElement& element, const KeyOf& key_of);

/// What one element of ROLLUP or CUBE stands for: a key, or several in parentheses.
Result<Sets> Units(const sql::GroupingElement& element, const KeyOf& key_of) {
  Sets units;
  for (const sql::GroupingElement& part : element.elements) {
    MULLION_ASSIGN(Sets sets, SetsOf(part, key_of));
    if (part.kind != sql::GroupingKind::kExpressions || sets.size() != 1) {
      return Fail(Error::User("ROLLUP and CUBE take plain expressions").At(part.position));
    }
    units.push_back(std::move(sets.front()));
  }
  return units;
}

Result<Sets> SetsOf(const sql::GroupingElement& element, const KeyOf& key_of) {
  Sets out;
  switch (element.kind) {
    case sql::GroupingKind::kExpressions: {
      Set set;
      for (const sql::ExprPtr& expr : element.exprs) {
        MULLION_ASSIGN(int key, key_of(*expr));
        set = Union(set, {key});
      }
      return Sets{std::move(set)};
    }
    case sql::GroupingKind::kGroupingSets:
      for (const sql::GroupingElement& part : element.elements) {
        MULLION_ASSIGN(Sets sets, SetsOf(part, key_of));
        out.insert(out.end(), sets.begin(), sets.end());
      }
      return out;
    case sql::GroupingKind::kRollup: {
      MULLION_ASSIGN(Sets units, Units(element, key_of));
      for (size_t count = units.size() + 1; count-- > 0;) {
        Set set;
        for (size_t i = 0; i < count; ++i) set = Union(set, units[i]);
        out.push_back(std::move(set));
      }
      return out;
    }
    case sql::GroupingKind::kCube:
      break;
  }
  MULLION_ASSIGN(Sets units, Units(element, key_of));
  if (units.size() >= 12) return Fail(TooMany(element.position));
  for (size_t absent = 0; absent < (size_t{1} << units.size()); ++absent) {
    Set set;
    for (size_t i = 0; i < units.size(); ++i) {
      bool present = (absent >> (units.size() - 1 - i) & 1) == 0;
      if (present) set = Union(set, units[i]);
    }
    out.push_back(std::move(set));
  }
  return out;
}

}  // namespace

Result<std::vector<std::vector<int>>> ExpandGroupingSets(const std::vector<sql::GroupingElement>& elements,
                                                         const KeyOf& key_of) {
  Sets all = {Set{}};
  for (const sql::GroupingElement& element : elements) {
    MULLION_ASSIGN(Sets sets, SetsOf(element, key_of));
    if (all.size() * sets.size() > kSetsMax) return Fail(TooMany(element.position));
    Sets product;
    for (const Set& before : all) {
      for (const Set& set : sets) product.push_back(Union(before, set));
    }
    all = std::move(product);
  }
  return all;
}

}  // namespace mullion::plan
