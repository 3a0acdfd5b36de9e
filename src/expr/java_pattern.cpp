#include "expr/java_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "column/text.h"
#include "expr/calendar.h"
#include "expr/java_pattern_names.h"

namespace mullion {
namespace {

constexpr std::string_view kNumberLetters = "yuYMLdDHhKkmsSQqwWFnNAec";
constexpr std::string_view kDateTimeFormatterLetters = "yuYMLdDHhKkmsSQqwWFnNAecaEG";
constexpr std::string_view kSimpleDateFormatLetters = "yYMLdDHhKkmsSwWFuaEGzZX";

void AppendPadded(int64_t v, int width, std::string* out) {
  fmt::format_to(std::back_inserter(*out), "{:0{}}", v, width);
}

void AppendOffset(char letter, int count, int32_t offset_ms, std::string* out) {
  if (offset_ms == 0 && letter == 'X') return void(out->push_back('Z'));
  if (offset_ms == 0 && letter == 'z') return void(out->append("UTC"));
  int minutes = (offset_ms < 0 ? -offset_ms : offset_ms) / 60'000;
  if (letter == 'z') out->append("GMT");
  bool colon = letter == 'z' || (letter == 'X' && count == 3);
  fmt::format_to(std::back_inserter(*out), "{}{:02}", offset_ms < 0 ? '-' : '+', minutes / 60);
  if (letter == 'X' && count == 1) return;
  fmt::format_to(std::back_inserter(*out), "{}{:02}", colon ? ":" : "", minutes % 60);
}

/// A moment taken apart once for all tokens.
struct Parts {
  int64_t days;
  CivilDate date;
  int64_t ms_of_day;
  const LocalMoment& moment;

  explicit Parts(const LocalMoment& m)
      : days(FloorDiv(m.ms, kMsPerDay)), date(CivilFromDays(days)), ms_of_day(FloorMod(m.ms, kMsPerDay)), moment(m) {}
};

/// The year of the US calendar's week: the week of January 1 belongs wholly to the new year.
int SundayWeekYear(int64_t days) {
  int64_t saturday = days - FloorMod(days + 4, 7) + 6;
  return CivilFromDays(saturday).year;
}

/// The week of the US calendar: weeks begin on Sunday, the first one holds January 1.
int SundayWeek(int64_t days, int64_t first_day) {
  int64_t first_weekday = FloorMod(first_day + 4, 7);
  return static_cast<int>((days - first_day + first_weekday) / 7) + 1;
}

int64_t NumberOf(char letter, const Parts& p) {
  switch (letter) {
    case 'u':
    case 'y':
      return p.date.year;
    case 'Y':
      return SundayWeekYear(p.days);
    case 'M':
    case 'L':
      return p.date.month;
    case 'd':
      return p.date.day;
    case 'D':
      return DayOfYear(p.days);
    case 'H':
      return p.ms_of_day / 3'600'000;
    case 'k':
      return p.ms_of_day < 3'600'000 ? 24 : p.ms_of_day / 3'600'000;
    case 'K':
      return p.ms_of_day / 3'600'000 % 12;
    case 'h':
      return (p.ms_of_day / 3'600'000 + 11) % 12 + 1;
    case 'm':
      return p.ms_of_day / 60'000 % 60;
    case 's':
      return p.ms_of_day / 1'000 % 60;
    case 'S':
      return p.ms_of_day % 1'000;
    case 'Q':
    case 'q':
      return (p.date.month + 2) / 3;
    case 'w':
      if (SundayWeekYear(p.days) > p.date.year) return 1;
      return SundayWeek(p.days, DaysFromCivil({p.date.year, 1, 1}));
    case 'W':
      return SundayWeek(p.days, DaysFromCivil({p.date.year, p.date.month, 1}));
    case 'F':
      return (p.date.day - 1) / 7 + 1;
    case 'e':
    case 'c':
      return IsoDayOfWeek(p.days) % 7 + 1;
    case 'n':
      return p.ms_of_day % 1'000 * 1'000'000 + p.moment.ns_of_ms;
    case 'N':
      return p.ms_of_day * 1'000'000 + p.moment.ns_of_ms;
    default:
      return p.ms_of_day;  // A
  }
}

}  // namespace

Status JavaPattern::AddLetters(char letter, int count) {
  bool modern = dialect_ == PatternDialect::kDateTimeFormatter;
  std::string_view known = modern ? kDateTimeFormatterLetters : kSimpleDateFormatLetters;
  bool quarter_name = (letter == 'Q' || letter == 'q') && count > 2;
  if (known.find(letter) == known.npos || quarter_name) {
    return Fail(Error::User(fmt::format("unsupported letter '{}' in a date pattern", letter))
                    .Hint("letters that stand for themselves go between apostrophes: 'T'"));
  }
  tokens_.push_back({.letter = letter, .count = count});
  return Ok();
}

void JavaPattern::AddLiteral(std::string_view text) {
  if (tokens_.empty() || tokens_.back().letter != 0) tokens_.push_back({.letter = 0});
  tokens_.back().text += text;
}

Result<std::shared_ptr<const JavaPattern>> JavaPattern::Compile(std::string_view pattern, PatternDialect dialect) {
  auto compiled = std::shared_ptr<JavaPattern>(new JavaPattern(dialect));
  bool modern = dialect == PatternDialect::kDateTimeFormatter;
  int open = 0;
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      size_t end = std::min(pattern.find_first_not_of(c, i), pattern.size());
      MULLION_TRY(compiled->AddLetters(c, static_cast<int>(end - i)));
      i = end;
    } else if (c == '\'') {
      size_t end = pattern.find('\'', i + 1);
      if (end == pattern.npos)
        return Fail(Error::User(fmt::format("an apostrophe is not closed in the date pattern {}", pattern)));
      compiled->AddLiteral(end == i + 1 ? "'" : pattern.substr(i + 1, end - i - 1));
      i = end + 1;
    } else if (modern && (c == '[' || c == ']')) {
      open += c == '[' ? 1 : -1;
      if (open < 0) return Fail(Error::User(fmt::format("a ] without [ in the date pattern {}", pattern)));
      compiled->tokens_.push_back({.letter = c});
      ++i;
    } else {
      compiled->AddLiteral(pattern.substr(i, 1));
      ++i;
    }
  }
  for (; open > 0; --open) compiled->tokens_.push_back({.letter = ']'});
  compiled->FindFixedWidths();
  return compiled;
}

/// Numbers side by side share one run of digits: those behind the first have the width of their letters.
void JavaPattern::FindFixedWidths() {
  bool modern = dialect_ == PatternDialect::kDateTimeFormatter;
  auto is_number = [](const Token& t) {
    bool name = (t.letter == 'M' || t.letter == 'L') && t.count > 2;
    return t.letter != 0 && kNumberLetters.find(t.letter) != kNumberLetters.npos && !name;
  };
  int behind = 0;
  bool number_behind = false;
  for (size_t i = tokens_.size(); i-- > 0;) {
    Token& token = tokens_[i];
    if (!is_number(token)) {
      behind = 0;
      number_behind = false;
      continue;
    }
    bool year = token.letter == 'y' || token.letter == 'u' || token.letter == 'Y';
    if (modern) {
      token.fixed = token.letter == 'S' || (year ? token.count == 2 : token.count > 1);
      token.reserved = behind;
      behind = token.fixed ? behind + token.count : 0;
    } else {
      token.fixed = number_behind;
      number_behind = true;
    }
  }
}

void JavaPattern::Format(const LocalMoment& moment, std::string* out) const {
  Parts parts(moment);
  bool modern = dialect_ == PatternDialect::kDateTimeFormatter;
  for (const Token& token : tokens_) {
    switch (token.letter) {
      case 0:
        out->append(token.text);
        break;
      case '[':
      case ']':
        break;
      case 'G':
        out->append(parts.date.year > 0 ? "AD" : "BC");
        break;
      case 'a':
        out->append(parts.ms_of_day < kMsPerDay / 2 ? "AM" : "PM");
        break;
      case 'E': {
        std::string_view name = kDayNames[IsoDayOfWeek(parts.days) - 1];
        out->append(token.count < 4 ? name.substr(0, 3) : name);
        break;
      }
      case 'z':
      case 'Z':
      case 'X':
        AppendOffset(token.letter, token.count, moment.offset_ms, out);
        break;
      case 'S': {
        if (!modern) {
          AppendPadded(parts.ms_of_day % 1'000, token.count, out);
          break;
        }
        std::string digits = fmt::format("{:09}", parts.ms_of_day % 1'000 * 1'000'000 + moment.ns_of_ms);
        digits.resize(static_cast<size_t>(token.count), '0');
        out->append(digits);
        break;
      }
      default: {
        bool year = token.letter == 'y' || token.letter == 'Y' || (token.letter == 'u' && modern);
        bool month = token.letter == 'M' || token.letter == 'L';
        int64_t v = NumberOf(token.letter, parts);
        if (token.letter == 'u' && !modern) v = IsoDayOfWeek(parts.days);
        if (token.letter == 'F' && modern) v = (parts.date.day - 1) % 7 + 1;
        if (month && token.count > 2) {
          std::string_view name = kMonthNames[v - 1];
          out->append(token.count == 3 ? name.substr(0, 3) : name);
        } else {
          AppendPadded(year && token.count == 2 ? FloorMod(v, 100) : v, token.count, out);
        }
      }
    }
  }
}

}  // namespace mullion
