// LIKE and SIMILAR TO.
#include "expr/function_table.h"
#include "expr/regexp.h"
#include "expr/utf8.h"

namespace mullion {
namespace {

using Sv = std::string_view;

/// A pattern taken apart at its %: each part is matched literally but for _ (any one character).
class LikePattern {
 public:
  static Result<LikePattern> Parse(Sv pattern, std::optional<Sv> escape);

  bool Matches(Sv text) const;

 private:
  struct Part {
    std::string bytes;
    std::vector<bool> any;  ///< one a byte: an _ stands there; empty when none does
  };

  /// Bytes of `text` that the part covers from its front, npos when it does not.
  static size_t MatchAtFront(const Part& part, Sv text);
  /// Where the part covers bytes of `text` first: begin and end, npos when nowhere.
  static std::pair<size_t, size_t> FindFirst(const Part& part, Sv text);
  bool MatchesAtEnd(const Part& part, Sv text) const;

  std::vector<Part> parts_{1};  ///< one more than there are %
};

Result<LikePattern> LikePattern::Parse(Sv pattern, std::optional<Sv> escape) {
  LikePattern like;
  auto add = [&](Sv bytes, bool any) {
    Part& part = like.parts_.back();
    if (any && part.any.empty()) part.any.assign(part.bytes.size(), false);
    part.bytes += bytes;
    if (!part.any.empty() || any) part.any.resize(part.bytes.size(), any);
  };
  while (!pattern.empty()) {
    if (escape && pattern.starts_with(*escape)) {
      pattern.remove_prefix(escape->size());
      bool special = pattern.starts_with('%') || pattern.starts_with('_') || pattern.starts_with(*escape);
      if (!special)
        return Fail(Error::User("Invalid escape sequence in a LIKE pattern")
                        .Hint("after the escape character stands %, _ or itself"));
      size_t length = pattern.starts_with(*escape) ? escape->size() : 1;
      add(pattern.substr(0, length), false);
      pattern.remove_prefix(length);
      continue;
    }
    char c = pattern.front();
    if (c == '%') {
      like.parts_.emplace_back();
    } else {
      add(pattern.substr(0, 1), c == '_');
    }
    pattern.remove_prefix(1);
  }
  return like;
}

size_t LikePattern::MatchAtFront(const Part& part, Sv text) {
  if (part.any.empty()) return text.starts_with(part.bytes) ? part.bytes.size() : Sv::npos;
  size_t at = 0;
  for (size_t i = 0; i < part.bytes.size(); ++i) {
    if (at >= text.size()) return Sv::npos;
    if (!part.any[i]) {
      if (text[at] != part.bytes[i]) return Sv::npos;
      ++at;
      continue;
    }
    ++at;
    while (at < text.size() && IsContinuation(text[at])) ++at;
  }
  return at;
}

std::pair<size_t, size_t> LikePattern::FindFirst(const Part& part, Sv text) {
  if (part.any.empty()) {
    size_t at = text.find(part.bytes);
    return {at, at == Sv::npos ? Sv::npos : at + part.bytes.size()};
  }
  for (size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && IsContinuation(text[at])) continue;
    size_t length = MatchAtFront(part, text.substr(at));
    if (length != Sv::npos) return {at, at + length};
  }
  return {Sv::npos, Sv::npos};
}

bool LikePattern::MatchesAtEnd(const Part& part, Sv text) const {
  if (part.any.empty()) return text.ends_with(part.bytes);
  for (size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && IsContinuation(text[at])) continue;
    if (MatchAtFront(part, text.substr(at)) == text.size() - at) return true;
  }
  return false;
}

bool LikePattern::Matches(Sv text) const {
  size_t front = MatchAtFront(parts_.front(), text);
  if (front == Sv::npos) return false;
  text.remove_prefix(front);
  // Flink takes '' for the start of any text.
  if (parts_.size() == 1) return text.empty() || parts_.front().bytes.empty();
  // Between two % the first place that fits is as good as any other.
  for (size_t i = 1; i + 1 < parts_.size(); ++i) {
    size_t end = FindFirst(parts_[i], text).second;
    if (end == Sv::npos) return false;
    text.remove_prefix(end);
  }
  return MatchesAtEnd(parts_.back(), text);
}

std::optional<Sv> EscapeOf(const Args& args) {
  if (args.size() < 3) return std::nullopt;
  const Value* value = AsLiteral(*args[2]);
  return value && !value->is_null() ? std::optional<Sv>(value->AsText()) : std::nullopt;
}

Status CheckPattern(const Function& self, const Args& args) {
  if (args[1]->type().kind() == TypeKind::kNull)
    return Fail(ArgumentError(self, 1, args[1]->type(), "a character string"));
  if (args.size() < 3) return Ok();
  MULLION_ASSIGN(auto escape, WantSymbol(self, args, 2));
  if (CountCharacters(escape) == 1) return Ok();
  return Fail(Error::User("Invalid escape character '" + escape + "'").Hint("ESCAPE takes one character"));
}

/// A literal pattern is taken apart once, a pattern from a column in each row.
Result<ExprPtr> BindLike(const Function& self, Args args) {
  MULLION_TRY(CheckPattern(self, args));
  MULLION_TRY(Want(self, "s", &args));
  bool negated = self.name.starts_with("NOT");
  DataType type = DataType::Boolean();
  const Value* pattern = AsLiteral(*args[1]);
  if (pattern && !pattern->is_null()) {
    MULLION_ASSIGN(auto parsed, LikePattern::Parse(pattern->AsText(), EscapeOf(args)));
    auto like = std::make_shared<const LikePattern>(std::move(parsed));
    Kernel kernel = MapRows<bool, Sv>(NullableLike(type, std::span(args).first(1)),
                                      [like, negated](Sv text) { return like->Matches(text) != negated; });
    DataType exact = NullableLike(type, args);  // before the arguments are moved away
    return MakeKernelCall(self.name, std::move(exact), std::move(args), std::move(kernel));
  }
  std::optional<std::string> escape;
  if (auto text = EscapeOf(args)) escape = std::string(*text);
  args.resize(2);
  return BindRows<bool, Sv, Sv>(self, type, std::move(args), [escape, negated](Sv text, Sv like) -> Result<bool> {
    MULLION_ASSIGN(auto parsed, LikePattern::Parse(like, escape ? std::optional<Sv>(*escape) : std::nullopt));
    return parsed.Matches(text) != negated;
  });
}

/// SIMILAR TO as a regular expression: % and _ as in LIKE, | * + ? {} () [] as in regular expressions, nothing else.
Result<std::string> SimilarToRegexp(Sv pattern, std::optional<Sv> escape) {
  std::string regexp;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (escape && !escape->empty() && pattern.substr(i).starts_with(*escape)) {
      i += escape->size();
      if (i >= pattern.size()) return Fail(Error::User("Invalid escape sequence in a SIMILAR TO pattern"));
      regexp += '\\';
      regexp += pattern[i];
    } else if (in_class) {
      in_class = c != ']';
      regexp += c;
    } else if (c == '%') {
      regexp += "(?s:.*)";
    } else if (c == '_') {
      regexp += "(?s:.)";
    } else if (c == '.' || c == '^' || c == '$' || c == '\\') {
      regexp += '\\';
      regexp += c;
    } else {
      in_class = c == '[';
      regexp += c;
    }
  }
  return regexp;
}

Result<ExprPtr> BindSimilar(const Function& self, Args args) {
  MULLION_TRY(CheckPattern(self, args));
  MULLION_TRY(Want(self, "s", &args));
  MULLION_ASSIGN(auto pattern, WantSymbol(self, args, 1));
  MULLION_ASSIGN(auto translated, SimilarToRegexp(pattern, EscapeOf(args)));
  MULLION_ASSIGN(auto regexp, Regexp::Compile(translated));
  bool negated = self.name.starts_with("NOT");
  DataType type = NullableLike(DataType::Boolean(), args);
  Kernel kernel = MapRows<bool, Sv>(type, [regexp, negated](Sv text) { return regexp->MatchesAll(text) != negated; });
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

constexpr Function kFunctions[] = {
    {"LIKE", 2, 3, "text LIKE pattern [ESCAPE character]", BindLike},
    {"NOT LIKE", 2, 3, "text NOT LIKE pattern [ESCAPE character]", BindLike},
    {"SIMILAR TO", 2, 3, "text SIMILAR TO 'pattern' [ESCAPE character]", BindSimilar},
    {"NOT SIMILAR TO", 2, 3, "text NOT SIMILAR TO 'pattern' [ESCAPE character]", BindSimilar},
};

}  // namespace

std::span<const Function> LikeFunctions() {
  return kFunctions;
}

}  // namespace mullion
