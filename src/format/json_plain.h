#pragma once
// The common spellings of values, parsed a word at a time. Each function declines (nullptr) what is not common; then
// the complete reader decides. Reads up to kJsonOverread bytes past the value; a value may thus end past the record:
// the caller checks. Pure functions, any thread.

#include <bit>
#include <cstdint>

#include "format/swar.h"

namespace mullion {

/// No function here and no gap looks further than this behind the place where it begins.
inline constexpr size_t kJsonOverread = 64;

inline constexpr uint64_t kPowersOfTen[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// Up to 16 digits; more are declined.
inline const char* ReadDigits(const char* p, uint64_t* value, unsigned* count) {
  uint64_t word = Load64(p);
  unsigned n = LeadingDigits(word);
  if (n == 0) return nullptr;
  *value = DigitsToInt(word, n);
  *count = n;
  if (n < 8) [[likely]]
    return p + n;
  word = Load64(p + 8);
  n = LeadingDigits(word);
  if (n == 8) return nullptr;
  if (n > 0) *value = *value * kPowersOfTen[n] + DigitsToInt(word, n);
  *count += n;
  return p + *count;
}

/// A whole number of up to 15 digits, with a sign perhaps, without leading zeros, fraction or exponent.
const char* ReadLongInteger(const char* p, int64_t* value);

/// The same; up to seven digits without a sign are read here.
[[gnu::always_inline]] inline const char* ReadPlainInteger(const char* p, int64_t* value) {
  uint64_t word = Load64(p);
  uint64_t stop = NotDigits(word);
  int stop_bit = std::countr_zero(stop);  // 8 * digits + 7, or 64
  if (stop_bit == 7 || stop == 0) [[unlikely]]
    return ReadLongInteger(p, value);
  auto after = static_cast<char>(word >> (stop_bit - 7));
  bool leading_zero = stop_bit > 15 && static_cast<char>(word) == '0';
  if (after == '.' || (after | 0x20) == 'e' || leading_zero) [[unlikely]]
    return nullptr;
  *value = EightDigits((word ^ kZeros) << (71 - stop_bit));
  return p + (stop_bit >> 3);
}

/// "12.34" as 1234 and 2 digits behind the point; without an exponent, at most 15 digits together.
inline const char* ReadPlainDecimal(const char* p, int64_t* unscaled, unsigned* scale) {
  bool negative = *p == '-';
  p += negative;
  uint64_t whole;
  unsigned count;
  const char* end = ReadDigits(p, &whole, &count);
  if (end == nullptr || (*p == '0' && count > 1)) [[unlikely]]
    return nullptr;
  *scale = 0;
  if (*end == '.') {
    uint64_t fraction;
    end = ReadDigits(end + 1, &fraction, scale);
    if (end == nullptr || *scale > 8 || count + *scale > 15) [[unlikely]]
      return nullptr;
    whole = whole * kPowersOfTen[*scale] + fraction;
  }
  if (*end == 'e' || *end == 'E') [[unlikely]]
    return nullptr;
  *unscaled = negative ? -static_cast<int64_t>(whole) : static_cast<int64_t>(whole);
  return end;
}

/// The "YYYY-MM-DD HH:MM" read last in a column and its time: most rows repeat it, and nearly all its day.
struct MinuteMemory {
  explicit MinuteMemory(char separator);

  uint64_t words[2];
  int64_t ms;
  int64_t day_ms;
};

/// Reads the 16 bytes at `p` into `memory`; false when they are no date and time.
bool ReadMinute(const char* p, char separator, MinuteMemory* memory);

/// "YYYY-MM-DD HH:MM:SS[.f{1,8}][Z]" and the quote behind it; `p` stands behind the opening quote. The position after
/// the closing quote. `ns` are the nanoseconds within the millisecond.
[[gnu::always_inline]] inline const char* ReadPlainTimestamp(const char* p, char separator, bool zoned,
                                                             MinuteMemory* memory, int64_t* ms, uint32_t* ns) {
  if (Load64(p) != memory->words[0] || Load64(p + 8) != memory->words[1]) [[unlikely]] {
    if (!ReadMinute(p, separator, memory)) return nullptr;
  }
  // ":SS" and what follows, as differences to ":00\0".
  uint32_t tail = Load32(p + 16) ^ 0x0030303A;
  uint32_t tens = tail >> 8 & 0xFF;
  uint32_t ones = tail >> 16 & 0xFF;
  if ((tail & 0xFF) != 0 || tens > 5 || ones > 9) [[unlikely]]
    return nullptr;
  *ms = memory->ms + (tens * 10 + ones) * 1000;
  *ns = 0;
  p += 19;
  if (*p == '"' && !zoned) [[likely]]
    return p + 1;
  if (*p == '.') {
    uint64_t word = Load64(p + 1);
    unsigned count = LeadingDigits(word);
    if (count == 0) return nullptr;
    uint64_t fraction = DigitsToInt(word, count) * kPowersOfTen[8 - count] * 10;
    *ms += static_cast<int64_t>(fraction / 1'000'000);
    *ns = static_cast<uint32_t>(fraction % 1'000'000);
    p += 1 + count;
  }
  if (zoned && *p++ != 'Z') return nullptr;
  return *p == '"' ? p + 1 : nullptr;
}

/// The closing quote of a string without escapes and in ASCII; `p` stands behind the opening quote. Declines what does
/// not close before `end`.
inline const char* FindPlainQuote(const char* p, const char* end) {
  while (p < end) {
    uint32_t stops = QuoteStops(p) | NotAscii(p);
    if (stops == 0) {
      p += 16;
      continue;
    }
    p += std::countr_zero(stops);
    return p < end && *p == '"' ? p : nullptr;
  }
  return nullptr;
}

}  // namespace mullion
