#include "format/csv_line.h"

#include <algorithm>

namespace mullion {
namespace {

char Unescape(char c) {
  switch (c) {
    case '0':
      return '\0';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

class LineReader {
 public:
  LineReader(std::string_view line, const CsvDialect& dialect, Arena* arena)
      : p_(line.data()), end_(p_ + line.size()), dialect_(dialect), arena_(arena) {}

  /// The next cell; false when there is something wrong, with `trouble` set.
  bool Next(std::string_view* cell) {
    if (p_ < end_ && dialect_.quote && *p_ == *dialect_.quote) return Quoted(cell);
    const char* begin = p_;
    std::string copy;
    bool copied = false;
    while (p_ < end_ && *p_ != dialect_.delimiter) {
      if (!IsEscape(*p_)) {
        if (copied) copy.push_back(*p_);
        ++p_;
        continue;
      }
      if (p_ + 1 == end_) return Refuse("the line ends after the escape character");
      if (!copied) copy.assign(begin, p_);
      copied = true;
      copy.push_back(Unescape(p_[1]));
      p_ += 2;
    }
    *cell = copied ? arena_->Copy(copy) : std::string_view(begin, static_cast<size_t>(p_ - begin));
    return true;
  }

  /// Moves over a delimiter; false at the end of the line.
  bool TakeDelimiter() {
    if (p_ == end_) return false;
    ++p_;
    return true;
  }

  const char* trouble() const { return trouble_; }

 private:
  bool IsEscape(char c) const { return dialect_.escape && c == *dialect_.escape; }

  bool Quoted(std::string_view* cell) {
    const char quote = *dialect_.quote;
    const char* begin = ++p_;
    std::string copy;
    bool copied = false;
    for (;;) {
      if (p_ == end_) return Refuse("a quote is not closed");
      bool doubled = *p_ == quote && p_ + 1 < end_ && p_[1] == quote;
      bool escaped = IsEscape(*p_);
      if (escaped && p_ + 1 == end_) return Refuse("a quote is not closed");
      if (doubled || escaped) {
        if (!copied) copy.assign(begin, p_);
        copied = true;
        copy.push_back(doubled ? quote : Unescape(p_[1]));
        p_ += 2;
        continue;
      }
      if (*p_ == quote) break;
      if (copied) copy.push_back(*p_);
      ++p_;
    }
    *cell = copied ? arena_->Copy(copy) : std::string_view(begin, static_cast<size_t>(p_ - begin));
    ++p_;
    while (p_ < end_ && *p_ != dialect_.delimiter && static_cast<unsigned char>(*p_) <= ' ') ++p_;
    if (p_ < end_ && *p_ != dialect_.delimiter) return Refuse("a delimiter must follow the closing quote");
    return true;
  }

  bool Refuse(const char* why) {
    trouble_ = why;
    return false;
  }

  const char* p_;
  const char* end_;
  const CsvDialect& dialect_;
  Arena* arena_;
  const char* trouble_ = nullptr;
};

bool NeedsQuotes(std::string_view text, const CsvDialect& dialect) {
  constexpr size_t kUncheckedLength = 24;  // Jackson looks no further and quotes
  if (text.size() > kUncheckedLength) return true;
  auto code = [](char c) { return static_cast<unsigned char>(c); };
  unsigned char safe = std::max({code(dialect.delimiter), code(*dialect.quote), code('\r')});
  return std::any_of(text.begin(), text.end(),
                     [&](char c) { return code(c) <= safe || (dialect.escape && c == *dialect.escape); });
}

}  // namespace

const char* SplitCsvLine(std::string_view line, const CsvDialect& dialect, Arena* arena,
                         std::vector<std::string_view>* cells) {
  LineReader reader(line, dialect, arena);
  do {
    std::string_view cell;
    if (!reader.Next(&cell)) return reader.trouble();
    cells->push_back(cell);
  } while (reader.TakeDelimiter());
  return nullptr;
}

void AppendCsvText(std::string_view text, const CsvDialect& dialect, std::string* out) {
  if (!dialect.quote || !NeedsQuotes(text, dialect)) return void(out->append(text));
  out->push_back(*dialect.quote);
  for (char c : text) {
    if (dialect.escape && (c == *dialect.quote || c == *dialect.escape))
      out->push_back(*dialect.escape);
    else if (c == *dialect.quote)
      out->push_back(c);
    out->push_back(c);
  }
  out->push_back(*dialect.quote);
}

}  // namespace mullion
