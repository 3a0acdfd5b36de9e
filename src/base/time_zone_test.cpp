#include "base/time_zone.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

std::shared_ptr<const TimeZone> Zone(std::string_view name) {
  auto zone = TimeZone::Find(name);
  EXPECT_TRUE(zone.has_value()) << name;
  return *zone;
}

// The vectors of Flink's documentation (timezone.md): 14:01 UTC is 22:01 in Shanghai.
TEST(TimeZoneTest, ConvertsBetweenInstantAndWallClock) {
  auto shanghai = Zone("Asia/Shanghai");
  EXPECT_EQ(shanghai->ToLocalMs(1'618'495'260'000), 1'618'524'060'000);
  EXPECT_EQ(shanghai->ToUtcMs(1'618'524'060'000), 1'618'495'260'000);
  EXPECT_EQ(shanghai->ToUtcTimerMs(28'799'999), -1);
  EXPECT_EQ(Zone("Europe/Berlin")->ToLocalMs(1'625'140'800'000), 1'625'148'000'000);  // July: two hours
}

// The vectors of Flink's TimeWindowUtilTest for America/Los_Angeles.
TEST(TimeZoneTest, TimersOfTheSpringGapFireAtItsEnd) {
  auto zone = Zone("America/Los_Angeles");
  constexpr int64_t kTwo = 1'615'687'200'000;  // 2021-03-14 02:00 on the wall
  EXPECT_EQ(zone->ToUtcTimerMs(kTwo), 1'615'716'000'000);
  EXPECT_EQ(zone->ToUtcTimerMs(kTwo + 30 * 60'000), 1'615'716'000'000);
  EXPECT_EQ(zone->ToUtcTimerMs(kTwo + 3'599'000), 1'615'716'000'000);
  EXPECT_EQ(zone->ToUtcTimerMs(kTwo + 90 * 60'000), 1'615'717'800'000);
}

TEST(TimeZoneTest, TimersOfTheAutumnHourFireOnItsSecondPass) {
  auto zone = Zone("America/Los_Angeles");
  constexpr int64_t kOne = 1'636'246'800'000;  // 2021-11-07 01:00 on the wall
  EXPECT_EQ(zone->ToUtcTimerMs(kOne), 1'636'275'600'000);
  EXPECT_EQ(zone->ToUtcTimerMs(kOne + 3'599'000), 1'636'279'199'000);
  EXPECT_EQ(zone->ToUtcMs(kOne), 1'636'272'000'000);
  EXPECT_EQ(zone->ToUtcTimerMs(kOne + 3'600'000), 1'636'279'200'000);
}

// java.time.ZonedDateTime.of: a wall time in a gap moves later by the length of the gap.
TEST(TimeZoneTest, PlainConversionInTheGapMovesLaterByTheGap) {
  auto zone = Zone("America/Los_Angeles");
  EXPECT_EQ(zone->ToUtcMs(1'615'687'200'000 + 30 * 60'000), 1'615'717'800'000);
}

TEST(TimeZoneTest, ZonesWithoutDaylightSavingTodayConvertPlainly) {
  auto zone = Zone("Asia/Shanghai");  // saved daylight from 1986 to 1991
  constexpr int64_t kLocal = 527'040'000'000;
  EXPECT_EQ(zone->ToUtcTimerMs(kLocal), zone->ToUtcMs(kLocal));
}

TEST(TimeZoneTest, LocalAndInstantAreInverseAwayFromTransitions) {
  for (const char* name : {"Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "GMT-03:30"}) {
    auto zone = Zone(name);
    for (int64_t ms = -2'500'000'000'000; ms < 8'000'000'000'000; ms += 31'556'952'000 / 2) {
      EXPECT_EQ(zone->ToUtcMs(zone->ToLocalMs(ms)), ms) << name << " " << ms;
    }
  }
}

TEST(TimeZoneTest, OffsetsAreZones) {
  for (const char* name : {"GMT+08:00", "UTC+8", "+08:00", "+0800", "UT+08", "+08:00:00"}) {
    EXPECT_EQ(Zone(name)->ToLocalMs(0), 28'800'000) << name;
  }
  EXPECT_EQ(Zone("GMT-08:30")->ToLocalMs(0), -30'600'000);
  for (const char* name : {"UTC", "GMT", "Z", "Etc/UTC"}) EXPECT_EQ(Zone(name)->ToLocalMs(7), 7) << name;
}

TEST(TimeZoneTest, AnUnknownNameIsTheUsersErrorWithNearNames) {
  auto zone = TimeZone::Find("Europe/Berlni");
  ASSERT_FALSE(zone.has_value());
  EXPECT_EQ(zone.error().fault(), Fault::kUser);
  EXPECT_NE(zone.error().hint().find("Europe/Berlin"), std::string::npos) << zone.error().ToString();
  for (const char* bad : {"", "GMT+", "GMT+8:", "+19:00", "GMT+08:60", "Z+1"}) {
    EXPECT_FALSE(TimeZone::Find(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace mullion
