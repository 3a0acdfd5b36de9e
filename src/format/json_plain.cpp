#include "format/json_plain.h"

#include "column/text.h"

namespace mullion {

MinuteMemory::MinuteMemory(char separator) {
  char text[] = "1970-01-01 00:00";
  text[10] = separator;
  MULLION_CHECK(ReadMinute(text, separator, this));
}

bool ReadMinute(const char* p, char separator, MinuteMemory* memory) {
  uint64_t date = Load64(p);
  uint64_t rest = Load64(p + 8);
  auto at = [p](int i) { return static_cast<unsigned>(static_cast<unsigned char>(p[i])) - '0'; };
  if (p[4] != '-' || p[7] != '-' || p[10] != separator || p[13] != ':') return false;
  for (int i : {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15}) {
    if (at(i) > 9) return false;
  }
  std::optional<int32_t> days = ParseDate({p, 10});
  unsigned hour = at(11) * 10 + at(12);
  unsigned minute = at(14) * 10 + at(15);
  if (!days || hour > 23 || minute > 59) return false;
  memory->words[0] = date;
  memory->words[1] = rest;
  memory->ms = *days * int64_t{86'400'000} + hour * int64_t{3'600'000} + minute * int64_t{60'000};
  return true;
}

}  // namespace mullion
