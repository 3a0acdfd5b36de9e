#pragma once
// Date patterns in Java's two dialects, "yyyy-MM-dd HH:mm:ss": java.time's DateTimeFormatter (DATE_FORMAT of
// timestamps, TO_TIMESTAMP) and SimpleDateFormat (DATE_FORMAT of texts, TO_DATE, UNIX_TIMESTAMP, FROM_UNIXTIME).
// English names. Immutable, any thread. Internal to expr.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mullion {

enum class PatternDialect { kDateTimeFormatter, kSimpleDateFormat };

/// A moment on the wall clock.
struct LocalMoment {
  int64_t ms;
  int32_t ns_of_ms = 0;
  int32_t offset_ms = 0;  ///< of the zone from UTC; only zone letters print it
};

/// What a text says; `offset_ms` is set when the pattern has zone letters: then `ms` is UTC.
struct ParsedMoment {
  int64_t ms;
  int32_t ns_of_ms = 0;
  bool has_offset = false;
};

class JavaPattern {
 public:
  /// An error (user) for letters that the dialect does not have, or that are not supported.
  static Result<std::shared_ptr<const JavaPattern>> Compile(std::string_view pattern, PatternDialect dialect);

  void Format(const LocalMoment& moment, std::string* out) const;
  /// nullopt when the text does not fit. DateTimeFormatter wants the whole text and valid values (a day past the end of
  /// its month becomes its last), SimpleDateFormat takes a prefix and lets values run over (month 13 is January).
  std::optional<ParsedMoment> Parse(std::string_view text) const;

 private:
  struct Token {
    char letter;         ///< 0: literal text; '[' and ']': an optional section
    int count = 0;       ///< letters in the run
    std::string text;    ///< of a literal
    int reserved = 0;    ///< digits that the numbers right behind take, when this one has no fixed width
    bool fixed = false;  ///< takes exactly `count` digits
  };
  struct Fields;

  explicit JavaPattern(PatternDialect dialect) : dialect_(dialect) {}

  Status AddLetters(char letter, int count);
  void AddLiteral(std::string_view text);
  void FindFixedWidths();
  bool ParseTokens(size_t first, size_t last, std::string_view* text, Fields* fields) const;
  bool ParseToken(const Token& token, std::string_view* text, Fields* fields) const;
  bool ParseNumber(const Token& token, std::string_view* text, Fields* fields) const;
  bool ParseName(const Token& token, std::string_view* text, Fields* fields) const;
  std::optional<ParsedMoment> Resolve(const Fields& fields) const;
  size_t SectionEnd(size_t begin) const;

  PatternDialect dialect_;
  std::vector<Token> tokens_;
};

}  // namespace mullion
