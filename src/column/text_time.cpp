// Dates, times of day and timestamps as text and back.
#include <charconv>

#include "column/text.h"

namespace mullion {
namespace {

constexpr int64_t kMsPerDay = 86'400'000;
constexpr int64_t kNsPerMs = 1'000'000;

template <typename T>
T FloorDiv(T a, T b) {
  T q = a / b;
  return a % b < 0 ? q - 1 : q;
}

char* PutTwo(char* out, int v) {
  out[0] = static_cast<char>('0' + v / 10);
  out[1] = static_cast<char>('0' + v % 10);
  return out + 2;
}

/// At least four digits of year; a minus before years below 0.
char* PutDate(char* out, int64_t days) {
  CivilDate date = CivilFromDays(days);
  int year = date.year;
  if (year < 0) {
    *out++ = '-';
    year = -year;
  }
  if (year > 9999) {
    out = std::to_chars(out, out + 12, year).ptr;
  } else {
    out = PutTwo(PutTwo(out, year / 100), year % 100);
  }
  *out++ = '-';
  out = PutTwo(out, date.month);
  *out++ = '-';
  return PutTwo(out, date.day);
}

char* PutSeconds(char* out, int second_of_day) {
  out = PutTwo(out, second_of_day / 3600);
  *out++ = ':';
  out = PutTwo(out, second_of_day / 60 % 60);
  *out++ = ':';
  return PutTwo(out, second_of_day % 60);
}

/// ".123": exactly `digits` of the nanoseconds, or with -1 as many as are not trailing zeros (none at all for 0).
char* PutFraction(char* out, int64_t ns, int digits) {
  char text[9];
  for (int i = 8; i >= 0; --i, ns /= 10) text[i] = static_cast<char>('0' + ns % 10);
  if (digits < 0) {
    digits = 9;
    while (digits > 0 && text[digits - 1] == '0') --digits;
  }
  if (digits == 0) return out;
  *out++ = '.';
  for (int i = 0; i < digits; ++i) *out++ = i < 9 ? text[i] : '0';
  return out;
}

void AppendTimestamp(int64_t days, int64_t ns_of_day, char separator, int fraction_digits, std::string* out) {
  char text[64];
  char* end = PutDate(text, days);
  *end++ = separator;
  end = PutSeconds(end, static_cast<int>(ns_of_day / 1'000'000'000));
  end = PutFraction(end, ns_of_day % 1'000'000'000, fraction_digits);
  out->append(text, end);
}

/// Exactly `digits` digits at the front of `text`, removed from it; -1 when they are not there.
int TakeDigits(std::string_view* text, size_t digits) {
  if (text->size() < digits) return -1;
  int v = 0;
  for (size_t i = 0; i < digits; ++i) {
    char c = (*text)[i];
    if (c < '0' || c > '9') return -1;
    v = v * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return v;
}

bool TakeChar(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

int DaysOfMonth(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

std::optional<int32_t> TakeDate(std::string_view* text) {
  int year = TakeDigits(text, 4);
  if (year < 1 || !TakeChar(text, '-')) return std::nullopt;
  int month = TakeDigits(text, 2);
  if (month < 1 || month > 12 || !TakeChar(text, '-')) return std::nullopt;
  int day = TakeDigits(text, 2);
  if (day < 1 || day > DaysOfMonth(year, month)) return std::nullopt;
  return static_cast<int32_t>(DaysFromCivil({year, month, day}));
}

/// ".123" with 1 to 9 digits, as nanoseconds; 0 when there is no point.
std::optional<int64_t> TakeFraction(std::string_view* text) {
  if (!TakeChar(text, '.')) return 0;
  int64_t ns = 0;
  int digits = 0;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9' && digits < 9) {
    ns = ns * 10 + (text->front() - '0');
    text->remove_prefix(1);
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) ns *= 10;
  return ns;
}

/// "HH:MM[:SS[.fraction]]" as nanoseconds of the day.
std::optional<int64_t> TakeTime(std::string_view* text) {
  int hour = TakeDigits(text, 2);
  if (hour < 0 || hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  int minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  int64_t seconds = hour * 3600 + minute * 60;
  if (!TakeChar(text, ':')) return seconds * 1'000'000'000;
  int second = TakeDigits(text, 2);
  if (second < 0 || second > 59) return std::nullopt;
  std::optional<int64_t> fraction = TakeFraction(text);
  if (!fraction) return std::nullopt;
  return (seconds + second) * 1'000'000'000 + *fraction;
}

}  // namespace

// Days are counted from 0000-03-01, so that the leap day is the last of its year and of its 400-year era.
int64_t DaysFromCivil(CivilDate date) {
  int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  int64_t era = FloorDiv<int64_t>(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

CivilDate CivilFromDays(int64_t days) {
  int64_t shifted = days + 719'468;
  int64_t era = FloorDiv<int64_t>(shifted, 146'097);
  int64_t day_of_era = shifted - era * 146'097;
  int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted_month = (5 * day_of_year + 2) / 153;
  int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<int>(year), month, day};
}

void AppendDate(int32_t days, std::string* out) {
  char text[32];
  out->append(text, PutDate(text, days));
}

void AppendTime(int32_t ms_of_day, std::string* out) {
  char text[32];
  char* end = PutSeconds(text, ms_of_day / 1000);
  out->append(text, PutFraction(end, ms_of_day % 1000 * kNsPerMs, -1));
}

void AppendTimestampMs(int64_t ms, char separator, int fraction_digits, std::string* out) {
  int64_t days = FloorDiv(ms, kMsPerDay);
  AppendTimestamp(days, (ms - days * kMsPerDay) * kNsPerMs, separator, fraction_digits, out);
}

void AppendTimestampNs(Int128 ns, char separator, int fraction_digits, std::string* out) {
  constexpr Int128 kNsPerDay = static_cast<Int128>(kMsPerDay) * kNsPerMs;
  Int128 days = FloorDiv(ns, kNsPerDay);
  AppendTimestamp(static_cast<int64_t>(days), static_cast<int64_t>(ns - days * kNsPerDay), separator, fraction_digits,
                  out);
}

std::optional<int32_t> ParseDate(std::string_view text) {
  std::optional<int32_t> days = TakeDate(&text);
  return text.empty() ? days : std::nullopt;
}

std::optional<int32_t> ParseTimeOfDay(std::string_view text) {
  std::optional<int64_t> ns = TakeTime(&text);
  if (!ns || !text.empty()) return std::nullopt;
  return static_cast<int32_t>(*ns / kNsPerMs);
}

std::optional<Int128> ParseTimestampNs(std::string_view text, char separator) {
  std::optional<int32_t> days = TakeDate(&text);
  if (!days || !TakeChar(&text, separator)) return std::nullopt;
  std::optional<int64_t> ns = TakeTime(&text);
  if (!ns || !text.empty()) return std::nullopt;
  return static_cast<Int128>(*days) * kMsPerDay * kNsPerMs + *ns;
}

}  // namespace mullion
