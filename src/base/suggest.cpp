#include "base/suggest.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace mullion {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A name longer than this is data, not a slip; it bounds the work that hostile text can cause.
constexpr size_t kLengthMax = 128;

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      bool swapped = i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<std::string> SuggestNames(std::string_view wrong, std::span<const std::string> candidates,
                                      size_t count_max) {
  if (wrong.empty() || wrong.size() > kLengthMax) return {};
  size_t slips_max = std::max<size_t>(1, wrong.size() / 3);
  std::vector<std::pair<size_t, const std::string*>> near;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLengthMax || candidate == wrong) continue;
    size_t slips = EditDistance(wrong, candidate);
    // A word of which nothing is left is no near miss.
    if (slips <= slips_max && slips < candidate.size() && slips < wrong.size()) near.emplace_back(slips, &candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (const auto& [slips, name] : near) {
    if (out.size() == count_max) break;
    if (std::find(out.begin(), out.end(), *name) == out.end()) out.push_back(*name);
  }
  return out;
}

std::string DidYouMean(std::string_view wrong, std::span<const std::string> candidates) {
  std::vector<std::string> names = SuggestNames(wrong, candidates);
  if (names.empty()) return {};
  std::string list = names[0];
  for (size_t i = 1; i < names.size(); ++i) list += (i + 1 == names.size() ? " or " : ", ") + names[i];
  return fmt::format("did you mean {}?", list);
}

}  // namespace mullion
