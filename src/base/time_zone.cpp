#include "base/time_zone.h"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/suggest.h"

namespace mullion {
namespace {

constexpr int64_t kMsPerHour = 3'600'000;

class FixedOffset final : public TimeZone {
 public:
  FixedOffset(std::string name, int64_t offset_ms) : name_(std::move(name)), offset_ms_(offset_ms) {}
  const std::string& name() const override { return name_; }
  int64_t ToLocalMs(int64_t utc_ms) const override { return utc_ms + offset_ms_; }
  int64_t ToUtcMs(int64_t local_ms) const override { return local_ms - offset_ms_; }
  int64_t ToUtcTimerMs(int64_t local_ms) const override { return local_ms - offset_ms_; }

 private:
  std::string name_;
  int64_t offset_ms_;
};

/// A step function of time: which offset holds from when. Built once; a look-up is a table read and, rarely, a step.
class OffsetTable {
 public:
  /// `steps` ascending; the first holds from the beginning of time.
  struct Step {
    int64_t begin_ms;
    int64_t offset_ms;
  };

  explicit OffsetTable(std::vector<Step> steps) : steps_(std::move(steps)) {
    first_of_bucket_.resize(kBuckets);
    size_t step = 0;
    for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
      int64_t begin_ms = kBeginMs + (static_cast<int64_t>(bucket) << kBucketBits);
      while (step + 1 < steps_.size() && steps_[step + 1].begin_ms <= begin_ms) ++step;
      first_of_bucket_[bucket] = static_cast<uint16_t>(step);
    }
  }

  int64_t OffsetAt(int64_t ms) const {
    size_t step = 0;
    if (ms >= kBeginMs) {
      auto bucket = static_cast<uint64_t>(ms - kBeginMs) >> kBucketBits;
      step = first_of_bucket_[std::min<uint64_t>(bucket, kBuckets - 1)];
    }
    while (step + 1 < steps_.size() && steps_[step + 1].begin_ms <= ms) ++step;
    return steps_[step].offset_ms;
  }

 private:
  static constexpr int64_t kBeginMs = -2'208'988'800'000;  // 1900
  static constexpr int kBucketBits = 33;                   // 99 days
  static constexpr size_t kBuckets = 1024;                 // to 2178

  std::vector<Step> steps_;
  std::vector<uint16_t> first_of_bucket_;
};

using Steps = std::vector<OffsetTable::Step>;

/// The wall clock's steps: in a gap the offset before it still holds, and so it does for the second pass of an hour
/// that is passed twice. Both are the rule of Java's ZonedDateTime.of.
Steps LocalSteps(const Steps& utc) {
  Steps local{utc[0]};
  for (size_t i = 1; i < utc.size(); ++i) {
    int64_t begin_ms = utc[i].begin_ms + std::max(utc[i - 1].offset_ms, utc[i].offset_ms);
    local.push_back({std::max(begin_ms, local.back().begin_ms), utc[i].offset_ms});
  }
  return local;
}

class NamedZone final : public TimeZone {
 public:
  NamedZone(std::string name, const Steps& steps, bool saves_daylight)
      : name_(std::move(name)), utc_(steps), local_(LocalSteps(steps)), saves_daylight_(saves_daylight) {}

  const std::string& name() const override { return name_; }
  int64_t ToLocalMs(int64_t utc_ms) const override { return utc_ms + utc_.OffsetAt(utc_ms); }
  int64_t ToUtcMs(int64_t local_ms) const override { return local_ms - local_.OffsetAt(local_ms); }
  int64_t ToUtcTimerMs(int64_t local_ms) const override;

 private:
  std::string name_;
  OffsetTable utc_;
  OffsetTable local_;
  bool saves_daylight_;  ///< as java.util.TimeZone.useDaylightTime: by today's rules, not by the past's
};

int64_t NamedZone::ToUtcTimerMs(int64_t local_ms) const {
  int64_t utc_ms = ToUtcMs(local_ms);
  if (!saves_daylight_) return utc_ms;
  int64_t hour_later_ms = ToUtcMs(local_ms + kMsPerHour);
  if (hour_later_ms == utc_ms) return utc_ms - utc_ms % kMsPerHour;
  return hour_later_ms - utc_ms > kMsPerHour ? utc_ms + kMsPerHour : utc_ms;
}

Steps StepsOf(const date::time_zone& zone) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  constexpr int64_t kEndS = 7'258'118'400;  // 2200
  Steps steps;
  date::sys_seconds at{std::chrono::seconds{-12'219'292'800}};  // 1582: before any rule
  while (at.time_since_epoch().count() < kEndS && steps.size() < std::numeric_limits<uint16_t>::max()) {
    date::sys_info info = zone.get_info(at);
    int64_t begin_ms = steps.empty() ? std::numeric_limits<int64_t>::min()
                                     : duration_cast<milliseconds>(info.begin.time_since_epoch()).count();
    int64_t offset_ms = duration_cast<milliseconds>(info.offset).count();
    if (steps.empty() || steps.back().offset_ms != offset_ms) steps.push_back({begin_ms, offset_ms});
    if (info.end <= at) break;
    at = info.end;
  }
  return steps;
}

/// True when the zone still changes its clocks in 2036, the last whole year that every tz database tabulates.
bool SavesDaylight(const Steps& steps) {
  constexpr int64_t k2036Ms = 2'082'758'400'000;
  return steps.back().begin_ms >= k2036Ms;
}

int TakeNumber(std::string_view* text) {
  int v = 0;
  size_t n = 0;
  for (; n < 2 && n < text->size() && (*text)[n] >= '0' && (*text)[n] <= '9'; ++n) v = v * 10 + ((*text)[n] - '0');
  text->remove_prefix(n);
  return n == 0 ? -1 : v;
}

/// "Z", "UTC", "GMT", "UT", or one of them or nothing before "+8", "+08", "+0800", "+08:00", "+08:00:00".
std::optional<int64_t> ParseOffset(std::string_view text) {
  for (std::string_view prefix : {"UTC", "GMT", "UT", "Z"}) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(prefix.size());
    if (text.empty()) return 0;
    if (prefix == "Z") return std::nullopt;
    break;
  }
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  int64_t sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  int part[3] = {TakeNumber(&text), 0, 0};
  for (int i = 1; i < 3 && !text.empty(); ++i) {
    if (text[0] == ':') text.remove_prefix(1);
    part[i] = TakeNumber(&text);
  }
  if (!text.empty() || part[0] < 0 || part[0] > 18) return std::nullopt;
  if (part[1] < 0 || part[1] > 59 || part[2] < 0 || part[2] > 59) return std::nullopt;
  return sign * ((part[0] * 60 + part[1]) * 60 + part[2]) * 1000;
}

Error UnknownZone(std::string_view name) {
  std::vector<std::string> names;
  for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  std::string near = DidYouMean(name, names);
  return Error::User("unknown time zone '" + std::string(name) + "'")
      .Hint(near.empty() ? "write a name of the tz database such as Europe/Berlin, or an offset such as GMT+08:00"
                         : near);
}

}  // namespace

Result<std::shared_ptr<const TimeZone>> TimeZone::Find(std::string_view name) {
  if (std::optional<int64_t> offset_ms = ParseOffset(name)) {
    return std::make_shared<const FixedOffset>(std::string(name), *offset_ms);
  }
  try {
    date::get_tzdb();  // told apart: no database is not the user's fault, a name that is not in it is
    const date::time_zone* zone = nullptr;
    try {
      zone = date::locate_zone(name);
    } catch (const std::runtime_error&) {
      return Fail(UnknownZone(name));
    }
    Steps steps = StepsOf(*zone);
    return std::make_shared<const NamedZone>(std::string(name), steps, SavesDaylight(steps));
  } catch (const std::exception& e) {
    return Fail(Error::Outside("the time zone '" + std::string(name) + "' cannot be read", false)
                    .Why(e.what())
                    .Hint("install the system's tz database (package tzdata)"));
  }
}

}  // namespace mullion
