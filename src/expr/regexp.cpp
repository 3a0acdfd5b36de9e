#include "expr/regexp.h"

#include <re2/re2.h>

#include <vector>

namespace mullion {
namespace {

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

/// Java's spellings that RE2 has under another name.
std::string ToRe2(std::string_view java) {
  static constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
      {"(?<", "(?P<"},
      {"\\p{Lower}", "[a-z]"},
      {"\\p{Upper}", "[A-Z]"},
      {"\\p{Alpha}", "[a-zA-Z]"},
      {"\\p{Digit}", "[0-9]"},
      {"\\p{Alnum}", "[a-zA-Z0-9]"},
      {"\\p{Punct}", "[[:punct:]]"},
      {"\\p{Space}", "[[:space:]]"},
      {"\\p{XDigit}", "[[:xdigit:]]"},
      {"\\p{IsAlphabetic}", "\\p{L}"},
      {"\\p{IsLetter}", "\\p{L}"},
      {"\\h", "[ \\t]"},
      {"\\R", "(?:\\r\\n|[\\n\\r])"},
      {"\\Z", "(?:\\n?\\z)"},
  };
  std::string out;
  while (!java.empty()) {
    bool replaced = false;
    for (auto [from, to] : kSpellings) {
      if (!java.starts_with(from)) continue;
      // (?<= and (?<! are look-behind: RE2 refuses them by itself.
      if (from == "(?<" && java.size() > 3 && (java[3] == '=' || java[3] == '!')) continue;
      out += to;
      java.remove_prefix(from.size());
      replaced = true;
      break;
    }
    if (replaced) continue;
    if (java.starts_with("\\u") && java.size() >= 6) {
      out += "\\x{" + std::string(java.substr(2, 4)) + "}";
      java.remove_prefix(6);
      continue;
    }
    size_t length = java.front() == '\\' && java.size() > 1 ? 2 : 1;
    out += java.substr(0, length);
    java.remove_prefix(length);
  }
  return out;
}

}  // namespace

struct Regexp::Impl {
  explicit Impl(const std::string& pattern, const RE2::Options& options) : re(pattern, options) {}
  RE2 re;
};

Regexp::Regexp(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Regexp::~Regexp() = default;

Result<std::shared_ptr<const Regexp>> Regexp::Compile(std::string_view pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  auto impl = std::make_unique<Impl>(ToRe2(pattern), options);
  if (!impl->re.ok()) {
    return Fail(Error::User("the regular expression '" + std::string(pattern) + "' cannot be used")
                    .Why(impl->re.error())
                    .Hint("look-around, back references and possessive quantifiers are not supported"));
  }
  return std::shared_ptr<const Regexp>(new Regexp(std::move(impl)));
}

bool Regexp::Finds(std::string_view text) const {
  return RE2::PartialMatch(Piece(text), impl_->re);
}

bool Regexp::MatchesAll(std::string_view text) const {
  return RE2::FullMatch(Piece(text), impl_->re);
}

std::optional<std::string_view> Regexp::Extract(std::string_view text, int group) const {
  if (group < 0 || group > impl_->re.NumberOfCapturingGroups()) return std::nullopt;
  std::vector<re2::StringPiece> groups(static_cast<size_t>(group) + 1);
  if (!impl_->re.Match(Piece(text), 0, text.size(), RE2::UNANCHORED, groups.data(), group + 1)) return std::nullopt;
  const re2::StringPiece& found = groups.back();
  if (found.data() == nullptr) return std::nullopt;
  return std::string_view(found.data(), found.size());
}

std::optional<std::pair<size_t, size_t>> Regexp::FindFirst(std::string_view text) const {
  re2::StringPiece match;
  if (!impl_->re.Match(Piece(text), 0, text.size(), RE2::UNANCHORED, &match, 1)) return std::nullopt;
  auto begin = static_cast<size_t>(match.data() - text.data());
  return std::pair(begin, begin + match.size());
}

void Regexp::ReplaceAll(std::string_view text, std::string_view replacement, std::string* out) const {
  size_t from = 0;
  size_t copied = 0;
  re2::StringPiece match;
  while (from <= text.size() && impl_->re.Match(Piece(text), from, text.size(), RE2::UNANCHORED, &match, 1)) {
    auto begin = static_cast<size_t>(match.data() - text.data());
    out->append(text.substr(copied, begin - copied));
    out->append(replacement);
    copied = begin + match.size();
    // An empty match: go on behind the next character.
    from = copied;
    if (match.empty()) {
      ++from;
      while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
    }
  }
  if (copied < text.size()) out->append(text.substr(copied));
}

}  // namespace mullion
