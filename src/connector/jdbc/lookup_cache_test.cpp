#include "connector/jdbc/lookup_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mullion::jdbc {
namespace {

using Rows = std::vector<std::string>;

TEST(LookupCache, KeepsTheLastUsedKeys) {
  LookupCache cache({.on = true, .keys_max = 2});
  cache.Put("a", {"1"}, 0);
  cache.Put("b", {"2"}, 0);
  ASSERT_NE(cache.Find("a", 1), nullptr);
  cache.Put("c", {"3"}, 2);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.Find("b", 3), nullptr);
  EXPECT_EQ(*cache.Find("a", 3), Rows{"1"});
}

TEST(LookupCache, ForgetsAfterItsTime) {
  LookupCache cache({.on = true, .expire_after_write_ms = 100, .expire_after_access_ms = 50});
  cache.Put("a", {"1"}, 0);
  EXPECT_NE(cache.Find("a", 49), nullptr);
  EXPECT_NE(cache.Find("a", 98), nullptr);
  EXPECT_EQ(cache.Find("a", 100), nullptr);
  cache.Put("a", {"1"}, 200);
  EXPECT_EQ(cache.Find("a", 250), nullptr);
}

TEST(LookupCache, KeysWithoutRowsWhenAsked) {
  LookupCache keeps({.on = true});
  keeps.Put("a", {}, 0);
  ASSERT_NE(keeps.Find("a", 1), nullptr);
  EXPECT_TRUE(keeps.Find("a", 1)->empty());
  LookupCache forgets({.on = true, .keep_missing = false});
  forgets.Put("a", {}, 0);
  EXPECT_EQ(forgets.Find("a", 1), nullptr);
}

TEST(LookupCache, OffItKeepsNothing) {
  LookupCache cache({.on = false});
  cache.Put("a", {"1"}, 0);
  EXPECT_EQ(cache.Find("a", 0), nullptr);
}

}  // namespace
}  // namespace mullion::jdbc
