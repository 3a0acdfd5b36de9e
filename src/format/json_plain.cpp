#include "format/json_plain.h"

#include "column/text.h"

namespace mullion {

MinuteMemory::MinuteMemory(char separator) {
  char text[] = "1970-01-01 00:00";
  text[10] = separator;
  words[0] = Load64(text);
  words[1] = Load64(text + 8);
  day_ms = 0;
  ms = 0;
}

const char* ReadLongInteger(const char* p, int64_t* value) {
  bool negative = *p == '-';
  p += negative;
  uint64_t digits;
  unsigned count;
  const char* end = ReadDigits(p, &digits, &count);
  if (end == nullptr || (*p == '0' && count > 1)) return nullptr;
  if (*end == '.' || *end == 'e' || *end == 'E') return nullptr;
  *value = negative ? -static_cast<int64_t>(digits) : static_cast<int64_t>(digits);
  return end;
}

bool ReadMinute(const char* p, char separator, MinuteMemory* memory) {
  constexpr uint64_t kDateDashes = 0xFF0000FF00000000;
  constexpr uint64_t kRestSigns = 0x0000FF0000FF0000;
  constexpr uint64_t kDayOfRest = 0xFFFF;
  uint64_t date = Load64(p);
  uint64_t rest = Load64(p + 8);
  char rest_pattern[] = "00 00:00";
  rest_pattern[2] = separator;
  uint64_t date_digits = date ^ Load64("0000-00-");
  uint64_t rest_digits = rest ^ Load64(rest_pattern);
  if ((date_digits & kDateDashes) != 0 || (rest_digits & kRestSigns) != 0) return false;
  if ((NotDigits(date_digits ^ kZeros) | NotDigits(rest_digits ^ kZeros)) != 0) return false;
  uint64_t pairs = rest_digits * 10 + (rest_digits >> 8);  // hour in byte 3, minute in byte 6
  int64_t hour = pairs >> 24 & 0xFF;
  int64_t minute = pairs >> 48 & 0xFF;
  if (hour > 23 || minute > 59) return false;
  if (date != memory->words[0] || ((rest ^ memory->words[1]) & kDayOfRest) != 0) {
    std::optional<int32_t> days = ParseDate({p, 10});
    if (!days) return false;
    memory->day_ms = *days * int64_t{86'400'000};
  }
  memory->words[0] = date;
  memory->words[1] = rest;
  memory->ms = memory->day_ms + hour * 3'600'000 + minute * 60'000;
  return true;
}

}  // namespace mullion
