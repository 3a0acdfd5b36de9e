#include "connector/elasticsearch/date_pattern.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <iterator>

#include "column/text.h"

namespace mullion::elasticsearch {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 4> kQuarters = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};

enum class Needs { kDate, kTime, kOffset };

struct Letter {
  char letter;
  Needs needs;
  int count_max;  ///< Java's bound on repetitions; 19 stands for "any"
};

constexpr std::array kLetters = {
    Letter{'y', Needs::kDate, 19},  Letter{'u', Needs::kDate, 19},  Letter{'Y', Needs::kDate, 19},
    Letter{'M', Needs::kDate, 5},   Letter{'L', Needs::kDate, 5},   Letter{'d', Needs::kDate, 2},
    Letter{'D', Needs::kDate, 3},   Letter{'Q', Needs::kDate, 5},   Letter{'q', Needs::kDate, 5},
    Letter{'E', Needs::kDate, 5},   Letter{'e', Needs::kDate, 5},   Letter{'w', Needs::kDate, 2},
    Letter{'W', Needs::kDate, 1},   Letter{'a', Needs::kTime, 1},   Letter{'h', Needs::kTime, 2},
    Letter{'H', Needs::kTime, 2},   Letter{'k', Needs::kTime, 2},   Letter{'K', Needs::kTime, 2},
    Letter{'m', Needs::kTime, 2},   Letter{'s', Needs::kTime, 2},   Letter{'S', Needs::kTime, 9},
    Letter{'A', Needs::kTime, 19},  Letter{'n', Needs::kTime, 19},  Letter{'N', Needs::kTime, 19},
    Letter{'X', Needs::kOffset, 5}, Letter{'x', Needs::kOffset, 5}, Letter{'Z', Needs::kOffset, 5},
    Letter{'O', Needs::kOffset, 4}, Letter{'V', Needs::kOffset, 2},
};

const Letter* FindLetter(char c) {
  for (const Letter& letter : kLetters) {
    if (letter.letter == c) return &letter;
  }
  return nullptr;
}

Status CheckLetter(char c, int count, MomentFields available, std::string_view pattern) {
  auto fail = [&](std::string what) {
    return Fail(Error::User(std::move(what))
                    .Where(fmt::format("date pattern '{}'", pattern))
                    .Hint("write a pattern of letters such as yyyy-MM-dd, yyyy_MM, yyyy-'w'ww or yyyyMMdd-HH"));
  };
  const Letter* letter = FindLetter(c);
  if (letter == nullptr) return fail(fmt::format("the pattern letter '{}' is not supported", c));
  bool odd = (c == 'O' && count != 1 && count != 4) || (c == 'V' && count != 2);
  if (count > letter->count_max || odd) return fail(fmt::format("Too many pattern letters: {}", c));
  if (letter->needs == Needs::kDate && !available.date) {
    return fail(fmt::format("the pattern letter '{}' needs a date, and a TIME has none", c));
  }
  if (letter->needs == Needs::kTime && !available.time) {
    return fail(fmt::format("the pattern letter '{}' needs a time of day, and a DATE has none", c));
  }
  if (letter->needs == Needs::kOffset && !available.offset) {
    return fail(fmt::format("the pattern letter '{}' needs a zone, which only a TIMESTAMP_LTZ has", c));
  }
  return Ok();
}

void AppendYear(int year, int count, std::string* out) {
  auto end = std::back_inserter(*out);
  if (count == 2) {
    fmt::format_to(end, "{:02}", ((year % 100) + 100) % 100);
    return;
  }
  if (year < 0) out->push_back('-');
  std::string digits = fmt::format("{:0{}}", std::abs(year), count);
  if (year > 0 && count >= 4 && static_cast<int>(digits.size()) > count) out->push_back('+');
  out->append(digits);
}

void AppendName(std::string_view name, int count, std::string* out) {
  out->append(count == 4 ? name : name.substr(0, count == 5 ? 1 : 3));
}

/// 0 = Sunday.
int DayOfWeek(int64_t days) {
  return static_cast<int>(((days + 4) % 7 + 7) % 7);
}

int64_t FirstOfYear(int year) {
  return DaysFromCivil({year, 1, 1});
}

/// The Sunday on or before January 1st: the first day of week 1.
int64_t FirstWeekStart(int year) {
  return FirstOfYear(year) - DayOfWeek(FirstOfYear(year));
}

int WeekBasedYear(int64_t days, int year) {
  return days >= FirstWeekStart(year + 1) ? year + 1 : year;
}

void AppendDateField(char letter, int count, int64_t days, std::string* out) {
  CivilDate date = CivilFromDays(days);
  auto end = std::back_inserter(*out);
  int weekday = DayOfWeek(days);
  int week_year = WeekBasedYear(days, date.year);
  int quarter = (date.month - 1) / 3 + 1;
  switch (letter) {
    case 'y':
      AppendYear(date.year > 0 ? date.year : 1 - date.year, count, out);
      break;
    case 'u':
      AppendYear(date.year, count, out);
      break;
    case 'Y':
      AppendYear(week_year, count, out);
      break;
    case 'M':
    case 'L':
      if (count > 2) return AppendName(kMonths[date.month - 1], count, out);
      fmt::format_to(end, "{:0{}}", date.month, count);
      break;
    case 'd':
      fmt::format_to(end, "{:0{}}", date.day, count);
      break;
    case 'D':
      fmt::format_to(end, "{:0{}}", days - FirstOfYear(date.year) + 1, count);
      break;
    case 'Q':
    case 'q':
      if (count <= 2) {
        fmt::format_to(end, "{:0{}}", quarter, count);
      } else if (count == 4) {
        out->append(kQuarters[quarter - 1]);
      } else {
        fmt::format_to(end, "{}{}", count == 3 ? "Q" : "", quarter);
      }
      break;
    case 'E':
      AppendName(kDays[weekday], count, out);
      break;
    case 'e':
      if (count > 2) return AppendName(kDays[weekday], count, out);
      fmt::format_to(end, "{:0{}}", weekday + 1, count);
      break;
    case 'w':
      fmt::format_to(end, "{:0{}}", (days - FirstWeekStart(week_year)) / 7 + 1, count);
      break;
    case 'W':
      fmt::format_to(end, "{}", (date.day - 1 + DayOfWeek(days - date.day + 1)) / 7 + 1);
      break;
    default:
      MULLION_CHECK(false, "a letter that Parse lets through");
  }
}

void AppendTimeField(char letter, int count, int64_t ns_of_day, std::string* out) {
  auto end = std::back_inserter(*out);
  int64_t second = ns_of_day / 1'000'000'000;
  int64_t ns = ns_of_day % 1'000'000'000;
  int64_t hour = second / 3600;
  switch (letter) {
    case 'a':
      out->append(hour < 12 ? "AM" : "PM");
      break;
    case 'h':
      fmt::format_to(end, "{:0{}}", hour % 12 == 0 ? 12 : hour % 12, count);
      break;
    case 'H':
      fmt::format_to(end, "{:0{}}", hour, count);
      break;
    case 'k':
      fmt::format_to(end, "{:0{}}", hour == 0 ? 24 : hour, count);
      break;
    case 'K':
      fmt::format_to(end, "{:0{}}", hour % 12, count);
      break;
    case 'm':
      fmt::format_to(end, "{:0{}}", second / 60 % 60, count);
      break;
    case 's':
      fmt::format_to(end, "{:0{}}", second % 60, count);
      break;
    case 'S':
      out->append(fmt::format("{:09}", ns).substr(0, count));
      break;
    case 'A':
      fmt::format_to(end, "{:0{}}", ns_of_day / 1'000'000, count);
      break;
    case 'n':
      fmt::format_to(end, "{:0{}}", ns, count);
      break;
    case 'N':
      fmt::format_to(end, "{:0{}}", ns_of_day, count);
      break;
    default:
      MULLION_CHECK(false, "a letter that Parse lets through");
  }
}

/// Which of "+HH", "+HHMM", "+HH:MM" and with which text for zero.
struct OffsetStyle {
  bool minutes_always = true;
  bool colon = false;
  std::string_view zero;
};

void AppendOffset(int offset_seconds, OffsetStyle style, std::string* out) {
  if (offset_seconds == 0 && !style.zero.empty()) {
    out->append(style.zero);
    return;
  }
  int minutes = std::abs(offset_seconds) / 60;
  auto end = std::back_inserter(*out);
  fmt::format_to(end, "{}{:02}", offset_seconds < 0 ? '-' : '+', minutes / 60);
  if (style.minutes_always || minutes % 60 != 0) fmt::format_to(end, "{}{:02}", style.colon ? ":" : "", minutes % 60);
}

void AppendOffsetField(char letter, int count, const CalendarMoment& moment, std::string* out) {
  int offset = moment.offset_seconds;
  switch (letter) {
    case 'X':
      AppendOffset(offset, {count > 1, count == 3 || count == 5, "Z"}, out);
      break;
    case 'x':
      AppendOffset(offset, {count > 1, count == 3 || count == 5, ""}, out);
      break;
    case 'Z':
      if (count == 4) {
        out->append("GMT");
        if (offset != 0) AppendOffset(offset, {true, true, ""}, out);
      } else {
        AppendOffset(offset, {true, count == 5, count == 5 ? "Z" : ""}, out);
      }
      break;
    case 'O':
      out->append("GMT");
      if (offset == 0) break;
      if (count == 4) {
        AppendOffset(offset, {true, true, ""}, out);
      } else {
        int minutes = std::abs(offset) / 60;
        fmt::format_to(std::back_inserter(*out), "{}{}", offset < 0 ? '-' : '+', minutes / 60);
        if (minutes % 60 != 0) fmt::format_to(std::back_inserter(*out), ":{:02}", minutes % 60);
      }
      break;
    default:
      out->append(moment.zone);
      break;
  }
}

/// Reads 'literal text' from the quote at `i` on, '' standing for one quote; moves `i` past it. False: no closing
/// quote.
bool ReadQuoted(std::string_view pattern, size_t* i, std::string* literal) {
  size_t begin = ++*i;
  while (*i < pattern.size()) {
    if (pattern[*i] != '\'') {
      literal->push_back(pattern[(*i)++]);
    } else if (*i + 1 < pattern.size() && pattern[*i + 1] == '\'') {
      literal->push_back('\'');
      *i += 2;
    } else {
      break;
    }
  }
  if (*i >= pattern.size()) return false;
  if (*i == begin) literal->push_back('\'');
  ++*i;
  return true;
}

}  // namespace

Result<DatePattern> DatePattern::Parse(std::string_view pattern, MomentFields available) {
  DatePattern result;
  auto literal = [&]() -> std::string* {
    if (result.parts_.empty() || result.parts_.back().letter != 0) result.parts_.emplace_back();
    return &result.parts_.back().literal;
  };
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i];
    if (std::isalpha(static_cast<unsigned char>(c))) {
      size_t begin = i;
      while (i < pattern.size() && pattern[i] == c) ++i;
      int count = static_cast<int>(i - begin);
      MULLION_TRY(CheckLetter(c, count, available, pattern));
      result.parts_.push_back({c, count, {}});
    } else if (c == '\'') {
      if (!ReadQuoted(pattern, &i, literal())) {
        return Fail(Error::User(fmt::format("Pattern ends with an incomplete string literal: {}", pattern))
                        .Hint("close the quote, or write '' for one quote"));
      }
    } else if (c == '{' || c == '}' || c == '#' || c == '[' || c == ']') {
      return Fail(Error::User(fmt::format("Pattern includes reserved character: '{}'", c))
                      .Where(fmt::format("date pattern '{}'", pattern))
                      .Hint("put literal text into single quotes"));
    } else {
      literal()->push_back(c);
      ++i;
    }
  }
  return result;
}

void DatePattern::Append(const CalendarMoment& moment, std::string* out) const {
  for (const Part& part : parts_) {
    if (part.letter == 0) {
      out->append(part.literal);
      continue;
    }
    switch (FindLetter(part.letter)->needs) {
      case Needs::kDate:
        AppendDateField(part.letter, part.count, moment.days, out);
        break;
      case Needs::kTime:
        AppendTimeField(part.letter, part.count, moment.ns_of_day, out);
        break;
      case Needs::kOffset:
        AppendOffsetField(part.letter, part.count, moment, out);
        break;
    }
  }
}

}  // namespace mullion::elasticsearch
