#pragma once
// "Did you mean …?": the names nearest to a wrong one. Stateless functions, any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mullion {

/// The candidates that `wrong` may have meant, nearest first, at most `count_max`: one typing slip (a letter missing,
/// doubled, wrong or swapped) for every three letters. Case is ignored; a candidate that differs only in case comes
/// first.
std::vector<std::string> SuggestNames(std::string_view wrong, std::span<const std::string> candidates,
                                      size_t count_max = 3);

/// "did you mean a, b or c?", or "" when nothing is near.
std::string DidYouMean(std::string_view wrong, std::span<const std::string> candidates);

/// Typing slips between two words, ASCII case ignored: insertions, deletions, replacements, swaps of neighbours.
size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace mullion
