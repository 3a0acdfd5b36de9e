#pragma once
// Java's regular expressions on RE2: linear time, and the one place that names RE2. What RE2 does not have
// (look-around, back references, possessive quantifiers) is an error that says so. Immutable, any thread. Internal to
// expr.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace mullion {

class Regexp {
 public:
  /// A pattern in Java's spelling.
  static Result<std::shared_ptr<const Regexp>> Compile(std::string_view pattern);
  ~Regexp();

  /// Somewhere in the text.
  bool Finds(std::string_view text) const;
  /// The whole text.
  bool MatchesAll(std::string_view text) const;
  /// Group `group` of the first match; nullopt without a match or group, or when the group took no part.
  std::optional<std::string_view> Extract(std::string_view text, int group) const;
  /// Where the first match begins and ends, in bytes.
  std::optional<std::pair<size_t, size_t>> FindFirst(std::string_view text) const;
  /// Appends the text with all matches replaced by `replacement`, taken literally.
  void ReplaceAll(std::string_view text, std::string_view replacement, std::string* out) const;

 private:
  struct Impl;
  explicit Regexp(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace mullion
