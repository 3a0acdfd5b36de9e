#include "http/url.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

TEST(ParseTarget, DecodesPathAndQuery) {
  const auto target = ParseTarget("/a%20b+c/_search?pretty&q=x%26y+z&size=3&&e=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b+c/_search");
  const std::vector<std::pair<std::string, std::string>> query = {
      {"pretty", ""}, {"q", "x&y z"}, {"size", "3"}, {"e", ""}};
  EXPECT_EQ(target->query, query);
}

TEST(ParseTarget, RefusesWhatIsNoPath) {
  for (const char* bad : {"", "*", "http://other/", "/%", "/%4", "/%zz", "/%00", "/a%0d%0aX: y", "/?a=%0a", "/\x01"}) {
    EXPECT_FALSE(ParseTarget(bad)) << bad;
  }
}

TEST(HostName, LeavesThePortOut) {
  EXPECT_EQ(HostName("LocalHost:8081"), "localhost");
  EXPECT_EQ(HostName("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(HostName("[::1]:8081"), "[::1]");
  EXPECT_EQ(HostName("[::1]"), "[::1]");
  EXPECT_EQ(HostName(""), "");
}

}  // namespace
}  // namespace mullion
