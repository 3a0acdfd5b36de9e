#pragma once
// An answer's JSON as a view: nothing is copied, and numbers keep their digits. The text must outlive what points into
// it. Pure, any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/json_scan.h"

namespace mullion {

class JsonReply {
 public:
  /// nullopt when the text is not one JSON value.
  static std::optional<JsonReply> Parse(std::string_view text);

  /// A member of an object.
  std::optional<JsonReply> Find(std::string_view name) const;
  /// The elements of an array; else none.
  std::vector<JsonReply> Elements() const;
  /// The members of an object whose values are texts.
  std::vector<std::pair<std::string, std::string>> Texts() const;

  /// A string's meaning, "" when it is none.
  std::string Text() const;
  std::string TextOf(std::string_view name) const;
  bool BoolOf(std::string_view name, bool fallback) const;
  int IntOf(std::string_view name, int fallback) const;
  bool IsObject() const { return token_.kind == TokenKind::kObject; }
  bool IsArray() const { return token_.kind == TokenKind::kArray; }
  /// As written.
  std::string_view raw() const { return raw_; }

 private:
  JsonReply(Token token, std::string_view raw) : token_(token), raw_(raw) {}
  static JsonReply Of(const Token& token);

  Token token_;
  std::string_view raw_;
};

}  // namespace mullion
