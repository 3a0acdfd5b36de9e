#include "connector/elasticsearch/keyless_id.h"

#include <gtest/gtest.h>

#include <set>

namespace mullion::elasticsearch {
namespace {

TEST(KeylessId, IsTheSameWhenAJobWritesItsRowsAgain) {
  KeylessIds first("job", "t", 0);
  KeylessIds again("job", "t", 0);
  for (const char* row : {"{\"a\":1}", "{\"a\":2}", "{\"a\":1}"}) EXPECT_EQ(first.Next({}, row), again.Next({}, row));
}

TEST(KeylessId, TellsEqualRowsApart) {
  KeylessIds ids("job", "t", 0);
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) seen.insert(ids.Next({}, "{}"));
  for (int i = 0; i < 5; ++i) seen.insert(ids.Next(60'000, "{}"));
  for (int i = 0; i < 5; ++i) seen.insert(ids.Next(120'000, "{}"));
  EXPECT_EQ(seen.size(), 15u);
}

TEST(KeylessId, TellsJobsTablesAndSinksApart) {
  std::set<std::string> seen;
  seen.insert(KeylessIds("job", "t", 0).Next({}, "{}"));
  seen.insert(KeylessIds("job", "t", 1).Next({}, "{}"));
  seen.insert(KeylessIds("job", "u", 0).Next({}, "{}"));
  seen.insert(KeylessIds("other", "t", 0).Next({}, "{}"));
  seen.insert(KeylessIds("jobt", "", 0).Next({}, "{}"));
  EXPECT_EQ(seen.size(), 5u);
}

TEST(KeylessId, GivesTheRowsOfAWindowTheSameIdsInAnyOrder) {
  KeylessIds forward("job", "t", 0);
  KeylessIds backward("job", "t", 0);
  std::set<std::string> a, b;
  for (int i = 0; i < 100; ++i) a.insert(forward.Next(60'000, std::to_string(i % 30)));
  for (int i = 99; i >= 0; --i) b.insert(backward.Next(60'000, std::to_string(i % 30)));
  EXPECT_EQ(a.size(), 100u);
  EXPECT_EQ(a, b);
}

TEST(KeylessId, GoesOnCountingAfterARestart) {
  KeylessIds before("job", "t", 0);
  for (int i = 0; i < 10; ++i) before.Next({}, "same");
  before.Next(60'000, "same");
  std::string bytes;
  before.Save(&bytes);

  KeylessIds after("job", "t", 0);
  std::string_view rest = bytes;
  ASSERT_TRUE(after.Load(&rest));
  EXPECT_TRUE(rest.empty());
  EXPECT_EQ(after.Next({}, "same"), before.Next({}, "same"));
  EXPECT_EQ(after.Next(60'000, "same"), before.Next(60'000, "same"));
}

TEST(KeylessId, NeverRepeatsAnIdAndRemembersLittleOverManyRows) {
  KeylessIds ids("job", "t", 0);
  std::set<std::string> seen;
  constexpr int kRows = 200'000;
  for (int i = 0; i < kRows; ++i) seen.insert(ids.Next({}, std::to_string(i % 1000)));
  EXPECT_EQ(seen.size(), static_cast<size_t>(kRows));
  std::string bytes;
  ids.Save(&bytes);
  EXPECT_LT(bytes.size(), 2u << 20);
}

TEST(KeylessId, RefusesDamagedBytes) {
  KeylessIds ids("job", "t", 0);
  ids.Next({}, "x");
  std::string bytes;
  ids.Save(&bytes);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    std::string_view damaged = std::string_view(bytes).substr(0, cut);
    EXPECT_FALSE(KeylessIds("job", "t", 0).Load(&damaged)) << cut;
  }
}

}  // namespace
}  // namespace mullion::elasticsearch
