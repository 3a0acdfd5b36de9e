#include "gateway/json_reply.h"

#include <charconv>

namespace mullion {

JsonReply JsonReply::Of(const Token& token) {
  std::string_view raw = token.text;
  // A string's text is what stands between its quotes.
  if (token.kind == TokenKind::kString) raw = {raw.data() - 1, raw.size() + 2};
  return {token, raw};
}

std::optional<JsonReply> JsonReply::Parse(std::string_view text) {
  const char* end = text.data() + text.size();
  const char* begin = SkipSpace(text.data(), end);
  if (begin == end) return std::nullopt;
  Token token;
  ScanError error;
  const char* after = ScanToken(begin, end, &token, &error);
  if (after == nullptr || SkipSpace(after, end) != end) return std::nullopt;
  return Of(token);
}

std::optional<JsonReply> JsonReply::Find(std::string_view name) const {
  if (!IsObject()) return std::nullopt;
  NestedCursor cursor(token_);
  for (Token key, value; cursor.Next(&key, &value);) {
    if (Of(key).Text() == name) return Of(value);
  }
  return std::nullopt;
}

std::vector<JsonReply> JsonReply::Elements() const {
  std::vector<JsonReply> out;
  if (!IsArray()) return out;
  NestedCursor cursor(token_);
  for (Token value; cursor.Next(nullptr, &value);) out.push_back(Of(value));
  return out;
}

std::vector<std::pair<std::string, std::string>> JsonReply::Texts() const {
  std::vector<std::pair<std::string, std::string>> out;
  if (!IsObject()) return out;
  NestedCursor cursor(token_);
  for (Token key, value; cursor.Next(&key, &value);) {
    if (value.kind == TokenKind::kString) out.emplace_back(Of(key).Text(), Of(value).Text());
  }
  return out;
}

std::string JsonReply::Text() const {
  std::string out;
  if (token_.kind == TokenKind::kString) AppendUnescaped(token_.text, &out);
  return out;
}

std::string JsonReply::TextOf(std::string_view name) const {
  auto member = Find(name);
  return member ? member->Text() : "";
}

bool JsonReply::BoolOf(std::string_view name, bool fallback) const {
  auto member = Find(name);
  if (!member) return fallback;
  if (member->token_.kind == TokenKind::kTrue) return true;
  return member->token_.kind == TokenKind::kFalse ? false : fallback;
}

int JsonReply::IntOf(std::string_view name, int fallback) const {
  auto member = Find(name);
  if (!member || member->token_.kind != TokenKind::kInteger) return fallback;
  int value = fallback;
  std::from_chars(member->raw_.data(), member->raw_.data() + member->raw_.size(), value);
  return value;
}

}  // namespace mullion
