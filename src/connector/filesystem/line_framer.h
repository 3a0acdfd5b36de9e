#pragma once
// Bytes to lines: where each record of a newline-delimited file begins and ends. No state between calls.

#include <optional>
#include <string_view>
#include <vector>

#include "column/record.h"

namespace mullion::filesystem {

/// What makes a line break part of a csv value.
struct Quoting {
  Quoting(char quote_character, std::optional<char> escape_character = std::nullopt)
      : quote(quote_character), escape(escape_character) {}

  char quote;
  std::optional<char> escape;  ///< a quote behind it is an ordinary character
};

/// Which bytes of a block were framed.
struct Framed {
  size_t used = 0;    ///< bytes up to and with the last line break framed
  bool full = false;  ///< stopped because `lines_max` was reached
};

/// Appends the range of each whole line of `bytes`, without its "\n" or "\r\n", at most `lines_max` of them, and where
/// it begins plus `first_position` to `positions`. `at_end`: what follows the last line break is a line as well, unless
/// it is empty. With `quote`, a line break between two quotes does not end a line (csv).
Framed FrameLines(std::string_view bytes, bool at_end, std::optional<Quoting> quote, size_t lines_max,
                  int64_t first_position, std::vector<ByteRange>* ranges, std::vector<int64_t>* positions);

}  // namespace mullion::filesystem
