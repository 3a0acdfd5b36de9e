#include "connector/filesystem/line_framer.h"

#include <algorithm>
#include <cstring>

namespace mullion::filesystem {
namespace {

const char* Find(const char* begin, const char* end, char c) {
  return static_cast<const char*>(std::memchr(begin, c, static_cast<size_t>(end - begin)));
}

bool HasOpenQuote(const char* begin, const char* end, const Quoting& quoting) {
  const char* first = Find(begin, end, quoting.quote);
  if (first == nullptr) return false;
  if (!quoting.escape) return std::count(first, end, quoting.quote) % 2 != 0;
  bool open = false;
  for (const char* at = begin; at < end; ++at) {
    if (*at == *quoting.escape) {
      ++at;
    } else if (*at == quoting.quote) {
      open = !open;
    }
  }
  return open;
}

/// The line break that ends the line, or nullptr.
const char* FindLineEnd(const char* begin, const char* end, std::optional<Quoting> quote) {
  const char* line_break = Find(begin, end, '\n');
  while (quote && line_break != nullptr && HasOpenQuote(begin, line_break, *quote)) {
    line_break = Find(line_break + 1, end, '\n');
  }
  return line_break;
}

}  // namespace

Framed FrameLines(std::string_view bytes, bool at_end, std::optional<Quoting> quote, size_t lines_max,
                  int64_t first_position, std::vector<ByteRange>* ranges, std::vector<int64_t>* positions) {
  const char* base = bytes.data();
  const char* end = base + bytes.size();
  const char* line = base;
  size_t count = 0;
  while (line < end) {
    if (count == lines_max) return {static_cast<size_t>(line - base), true};
    const char* line_break = FindLineEnd(line, end, quote);
    if (line_break == nullptr && !at_end) break;
    const char* next = line_break == nullptr ? end : line_break + 1;
    const char* stop = line_break == nullptr ? end : line_break;
    if (stop > line && stop[-1] == '\r') --stop;
    ranges->push_back({static_cast<uint32_t>(line - base), static_cast<uint32_t>(stop - base)});
    positions->push_back(first_position + (line - base));
    line = next;
    ++count;
  }
  return {static_cast<size_t>(line - base), false};
}

}  // namespace mullion::filesystem
