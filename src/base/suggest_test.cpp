#include "base/suggest.h"

#include <gtest/gtest.h>

namespace mullion {
namespace {

const std::vector<std::string> kColumns = {"client", "amount", "ts", "window_start", "window_end"};

TEST(SuggestTest, CountsASwapOfNeighboursAsOneSlip) {
  EXPECT_EQ(EditDistance("GROPU", "GROUP"), 1u);
  EXPECT_EQ(EditDistance("group", "GROUP"), 0u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
}

TEST(SuggestTest, NamesTheNearestFirst) {
  EXPECT_EQ(SuggestNames("amuont", kColumns), std::vector<std::string>{"amount"});
  EXPECT_EQ(SuggestNames("window_stat", kColumns).front(), "window_start");
}

TEST(SuggestTest, IsSilentWhenNothingIsNear) {
  EXPECT_TRUE(SuggestNames("price", kColumns).empty());
  EXPECT_EQ(DidYouMean("price", kColumns), "");
  EXPECT_TRUE(SuggestNames("", kColumns).empty());
  EXPECT_TRUE(SuggestNames("x", kColumns).empty());
}

TEST(SuggestTest, FindsANameThatDiffersOnlyInCase) {
  EXPECT_EQ(DidYouMean("CLIENT", kColumns), "did you mean client?");
}

TEST(SuggestTest, JoinsSeveralNames) {
  std::vector<std::string> names = {"abcd1", "abcd2", "abcd3"};
  EXPECT_EQ(DidYouMean("abcdx", names), "did you mean abcd1, abcd2 or abcd3?");
}

}  // namespace
}  // namespace mullion
