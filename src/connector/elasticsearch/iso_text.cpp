#include "connector/elasticsearch/iso_text.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>

#include "column/text.h"

namespace mullion::elasticsearch {
namespace {

constexpr int64_t kNsPerSecond = 1'000'000'000;
constexpr int64_t kNsPerDay = 86'400 * kNsPerSecond;

}  // namespace

void AppendIsoDate(int64_t days, std::string* out) {
  CivilDate date = CivilFromDays(days);
  if (date.year < 0) out->push_back('-');
  if (date.year > 9999) out->push_back('+');
  fmt::format_to(std::back_inserter(*out), "{:04}-{:02}-{:02}", std::abs(date.year), date.month, date.day);
}

void AppendIsoTime(int64_t ns_of_day, std::string* out) {
  int64_t seconds = ns_of_day / kNsPerSecond;
  int64_t fraction_ns = ns_of_day % kNsPerSecond;
  auto end = std::back_inserter(*out);
  fmt::format_to(end, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 == 0 && fraction_ns == 0) return;
  fmt::format_to(end, ":{:02}", seconds % 60);
  if (fraction_ns == 0) return;
  if (fraction_ns % 1'000'000 == 0) {
    fmt::format_to(end, ".{:03}", fraction_ns / 1'000'000);
  } else if (fraction_ns % 1'000 == 0) {
    fmt::format_to(end, ".{:06}", fraction_ns / 1'000);
  } else {
    fmt::format_to(end, ".{:09}", fraction_ns);
  }
}

void AppendIsoTimestampNs(Int128 ns, std::string* out) {
  Int128 days = ns / kNsPerDay;
  int64_t ns_of_day = static_cast<int64_t>(ns % kNsPerDay);
  if (ns_of_day < 0) {
    ns_of_day += kNsPerDay;
    --days;
  }
  AppendIsoDate(static_cast<int64_t>(days), out);
  out->push_back('T');
  AppendIsoTime(ns_of_day, out);
}

void AppendIsoTimestampMs(int64_t ms, std::string* out) {
  AppendIsoTimestampNs(Int128{ms} * 1'000'000, out);
}

void AppendIsoDuration(int64_t ms, std::string* out) {
  if (ms == 0) {
    out->append("PT0S");
    return;
  }
  auto end = std::back_inserter(*out);
  out->append("PT");
  int64_t seconds = ms / 1000;
  int64_t fraction_ms = std::abs(ms % 1000);
  if (seconds / 3600 != 0) fmt::format_to(end, "{}H", seconds / 3600);
  if (seconds / 60 % 60 != 0) fmt::format_to(end, "{}M", seconds / 60 % 60);
  if (seconds % 60 == 0 && fraction_ms == 0) return;
  if (seconds % 60 == 0 && ms < 0) out->push_back('-');
  fmt::format_to(end, "{}", seconds % 60);
  if (fraction_ms != 0) {
    fmt::format_to(end, ".{:03}", fraction_ms);
    while (out->back() == '0') out->pop_back();
  }
  out->push_back('S');
}

}  // namespace mullion::elasticsearch
