// Reading texts by Java's date patterns.
#include <algorithm>

#include "column/text.h"
#include "expr/calendar.h"
#include "expr/java_pattern.h"
#include "expr/java_pattern_names.h"

namespace mullion {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool StartsWith(std::string_view text, std::string_view word, bool ignore_case) {
  if (text.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    bool same = ignore_case ? Lower(text[i]) == Lower(word[i]) : text[i] == word[i];
    if (!same) return false;
  }
  return true;
}

/// "+08:00", "+0800", "+08", "Z", "UTC", "GMT+8:00"; sets `*offset_ms`.
bool TakeOffset(std::string_view* text, int32_t* offset_ms) {
  *offset_ms = 0;
  for (std::string_view zero : {"UTC", "GMT", "Z"}) {
    if (!text->starts_with(zero)) continue;
    text->remove_prefix(zero.size());
    if (text->empty() || (text->front() != '+' && text->front() != '-')) return true;
    break;
  }
  if (text->empty() || (text->front() != '+' && text->front() != '-')) return false;
  int sign = text->front() == '-' ? -1 : 1;
  text->remove_prefix(1);
  auto two_digits = [&](int* v) {
    if (text->size() < 2 || !IsDigit((*text)[0]) || !IsDigit((*text)[1])) return false;
    *v = ((*text)[0] - '0') * 10 + ((*text)[1] - '0');
    text->remove_prefix(2);
    return true;
  };
  int hours = 0, minutes = 0;
  if (!two_digits(&hours)) return false;
  if (text->starts_with(':')) text->remove_prefix(1);
  two_digits(&minutes);
  *offset_ms = sign * (hours * 60 + minutes) * 60'000;
  return true;
}

}  // namespace

struct JavaPattern::Fields {
  int64_t year = 1970;
  int64_t month = 1;
  int64_t day = 1;
  std::optional<int64_t> day_of_year;
  std::optional<int64_t> hour;          ///< 0 to 23
  std::optional<int64_t> hour_of_half;  ///< 0 to 11
  bool afternoon = false;
  bool has_half = false;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t ns = 0;
  int32_t offset_ms = 0;
  bool has_offset = false;

  bool Set(char letter, int64_t v);
};

bool JavaPattern::Fields::Set(char letter, int64_t v) {
  switch (letter) {
    case 'y':
    case 'u':
    case 'Y':
      year = v;
      return true;
    case 'M':
    case 'L':
      month = v;
      return true;
    case 'd':
      day = v;
      return true;
    case 'D':
      day_of_year = v;
      return true;
    case 'H':
      hour = v;
      return true;
    case 'k':
      hour = v % 24;
      return true;
    case 'K':
      hour_of_half = v;
      return true;
    case 'h':
      hour_of_half = v % 12;
      return true;
    case 'm':
      minute = v;
      return true;
    case 's':
      second = v;
      return true;
    case 'n':
      ns = v;
      return true;
    case 'A':
      ns = v % 1'000 * 1'000'000;
      second = v / 1'000 % 60;
      minute = v / 60'000 % 60;
      hour = v / 3'600'000;
      return true;
    default:
      return true;  // quarters, weeks and the like are read and not used
  }
}

bool JavaPattern::ParseNumber(const Token& token, std::string_view* text, Fields* fields) const {
  bool modern = dialect_ == PatternDialect::kDateTimeFormatter;
  bool year = token.letter == 'y' || token.letter == 'Y' || (token.letter == 'u' && modern);
  if (!modern) text->remove_prefix(std::min(text->find_first_not_of(" \t"), text->size()));
  bool negative = !token.fixed && year && text->starts_with('-');
  if (negative) text->remove_prefix(1);
  size_t run = 0;
  while (run < text->size() && IsDigit((*text)[run])) ++run;
  size_t width = run;
  auto count = static_cast<size_t>(token.count);
  if (token.fixed) {
    if (modern && run < count) return false;
    width = std::min(run, count);
  } else if (modern) {
    width = run - std::min(run, static_cast<size_t>(token.reserved));
    if (year && width < count) return false;
  }
  if (width == 0 || width > 18) return false;
  int64_t v = 0;
  for (size_t i = 0; i < width; ++i) v = v * 10 + ((*text)[i] - '0');
  text->remove_prefix(width);
  if (token.letter == 'S') {
    if (!modern) {
      fields->ns = v * 1'000'000;
      return true;
    }
    for (size_t i = width; i < 9; ++i) v *= 10;
    for (size_t i = width; i > 9; --i) v /= 10;
    fields->ns = v;
    return true;
  }
  // Two digits of year are of this century; SimpleDateFormat takes the nearest within 80 years back and 20 ahead.
  if (year && token.count == 2 && width == 2) v += modern || v < 50 ? 2000 : 1900;
  if (token.letter == 'u' && !modern) return true;
  return fields->Set(token.letter, negative ? -v : v);
}

bool JavaPattern::ParseName(const Token& token, std::string_view* text, Fields* fields) const {
  bool ignore_case = dialect_ == PatternDialect::kSimpleDateFormat;
  auto take = [&](std::string_view word) {
    if (!StartsWith(*text, word, ignore_case)) return false;
    text->remove_prefix(word.size());
    return true;
  };
  auto take_one = [&](auto& names, int* index) {
    for (size_t i = 0; i < std::size(names); ++i) {
      bool full = token.count > 3 || ignore_case;
      if ((full && take(names[i])) || ((token.count <= 3 || ignore_case) && take(names[i].substr(0, 3)))) {
        *index = static_cast<int>(i);
        return true;
      }
    }
    return false;
  };
  int index = 0;
  switch (token.letter) {
    case 'M':
    case 'L':
      if (!take_one(kMonthNames, &index)) return false;
      fields->month = index + 1;
      return true;
    case 'E':
      return take_one(kDayNames, &index);
    case 'a':
      fields->has_half = true;
      fields->afternoon = take("PM");
      return fields->afternoon || take("AM");
    case 'G':
      return take("AD");
    default:
      fields->has_offset = true;
      return TakeOffset(text, &fields->offset_ms);
  }
}

bool JavaPattern::ParseToken(const Token& token, std::string_view* text, Fields* fields) const {
  if (token.letter == 0) {
    if (!text->starts_with(token.text)) return false;
    text->remove_prefix(token.text.size());
    return true;
  }
  bool name = std::string_view("EaGzZX").find(token.letter) != std::string_view::npos ||
              ((token.letter == 'M' || token.letter == 'L') && token.count > 2);
  return name ? ParseName(token, text, fields) : ParseNumber(token, text, fields);
}

size_t JavaPattern::SectionEnd(size_t begin) const {
  int depth = 0;
  for (size_t i = begin; i < tokens_.size(); ++i) {
    if (tokens_[i].letter == '[') ++depth;
    if (tokens_[i].letter == ']' && --depth == 0) return i;
  }
  return tokens_.size();
}

/// A section in brackets that does not fit is skipped, with all it has read.
bool JavaPattern::ParseTokens(size_t first, size_t last, std::string_view* text, Fields* fields) const {
  for (size_t i = first; i < last; ++i) {
    if (tokens_[i].letter != '[') {
      if (!ParseToken(tokens_[i], text, fields)) return false;
      continue;
    }
    size_t end = SectionEnd(i);
    std::string_view rest = *text;
    Fields tried = *fields;
    if (ParseTokens(i + 1, end, &rest, &tried)) {
      *text = rest;
      *fields = tried;
    }
    i = end;
  }
  return true;
}

std::optional<ParsedMoment> JavaPattern::Resolve(const Fields& f) const {
  bool modern = dialect_ == PatternDialect::kDateTimeFormatter;
  int64_t hour = f.hour.value_or(0);
  if (!f.hour && f.hour_of_half && (f.has_half || !modern)) hour = *f.hour_of_half + (f.afternoon ? 12 : 0);
  int64_t month = f.month;
  int64_t year = f.year;
  if (modern) {
    bool midnight = hour == 24 && f.minute == 0 && f.second == 0 && f.ns == 0;
    if (month < 1 || month > 12 || f.day < 1 || f.day > 31 || f.minute > 59 || f.second > 59) return std::nullopt;
    if (hour > 23 && !midnight) return std::nullopt;
  } else {
    year += FloorDiv(month - 1, 12);
    month = FloorMod(month - 1, 12) + 1;
  }
  if (year < -999'999 || year > 999'999) return std::nullopt;
  auto y = static_cast<int>(year);
  auto m = static_cast<int>(month);
  int64_t first = DaysFromCivil({y, m, 1});
  int64_t next = m == 12 ? DaysFromCivil({y + 1, 1, 1}) : DaysFromCivil({y, m + 1, 1});
  int64_t day = modern ? std::min(f.day, next - first) : f.day;
  int64_t days = f.day_of_year ? DaysFromCivil({y, 1, 1}) + *f.day_of_year - 1 : first + day - 1;
  int64_t ms = days * kMsPerDay + hour * 3'600'000 + f.minute * 60'000 + f.second * 1'000 + f.ns / 1'000'000;
  return ParsedMoment{ms - f.offset_ms, static_cast<int32_t>(f.ns % 1'000'000), f.has_offset};
}

std::optional<ParsedMoment> JavaPattern::Parse(std::string_view text) const {
  Fields fields;
  if (!ParseTokens(0, tokens_.size(), &text, &fields)) return std::nullopt;
  if (dialect_ == PatternDialect::kDateTimeFormatter && !text.empty()) return std::nullopt;
  return Resolve(fields);
}

}  // namespace mullion
