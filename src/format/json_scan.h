#pragma once
// JSON text to tokens: the complete, bounded reader. Never reads past `end`. It accepts what Jackson accepts in Flink's
// setting: RFC 8259, and control characters inside of strings. Pure functions, any thread.

#include <cstdint>
#include <string>
#include <string_view>

namespace mullion {

enum class TokenKind : uint8_t { kString, kInteger, kFloat, kTrue, kFalse, kNull, kObject, kArray };

struct Token {
  TokenKind kind = TokenKind::kNull;
  bool escaped = false;   ///< strings: holds a backslash
  std::string_view text;  ///< strings: what stands between the quotes; else all of the value as written
};

/// Why text is no JSON, and where; `what` completes "not JSON: …".
struct ScanError {
  const char* what = nullptr;
  const char* at = nullptr;
};

inline bool IsJsonSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

inline const char* SkipSpace(const char* p, const char* end) {
  while (p < end && IsJsonSpace(*p)) ++p;
  return p;
}

/// Reads the value that begins at `p` (no space before it), nested ones to their closing bracket. The position after
/// it, or nullptr with `error` set.
const char* ScanToken(const char* p, const char* end, Token* token, ScanError* error);

/// Reads a string; `p` stands on the opening quote.
const char* ScanString(const char* p, const char* end, Token* token, ScanError* error);

/// Reads `"name" :` and the spaces around the colon; `p` stands on the opening quote.
const char* ScanName(const char* p, const char* end, Token* name, ScanError* error);

/// Appends what the text of a scanned string means. A surrogate without its partner becomes '?', as in Java.
void AppendUnescaped(std::string_view text, std::string* out);

/// Walks the members of an object or the elements of an array that ScanToken has accepted.
class NestedCursor {
 public:
  explicit NestedCursor(const Token& nested);
  /// False at the end. `name` is set for objects only; it may be null for arrays.
  bool Next(Token* name, Token* value);

 private:
  bool object_;
  const char* p_;
  const char* end_;
};

}  // namespace mullion
