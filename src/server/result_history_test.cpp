#include "server/result_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace mullion {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TimestampMs kMinute = 60'000;

ResultSchema Schema() {
  return {"sink", {"client"}, {{"city", false}, {"total", true}}};
}

ResultRow Row(std::string key, int window, std::optional<std::string> total) {
  return {std::move(key), window * kMinute, (window + 1) * kMinute, {"Bern", std::move(total)}};
}

std::vector<ResultRow> Window(int window, int keys) {
  std::vector<ResultRow> rows;
  for (int key = 1; key <= keys; ++key)
    rows.push_back(Row(std::to_string(key), window, std::to_string(key * 10 + window)));
  return rows;
}

std::vector<std::string> KeysOf(const std::vector<ResultRow>& rows) {
  std::vector<std::string> keys;
  for (const auto& row : rows) keys.push_back(row.key);
  return keys;
}

TEST(ResultHistory, GivesTheRowsOfTheAskedKeysAfterASequence) {
  ResultHistory history(Schema());
  history.Append(Window(0, 3));
  const uint64_t seen = history.LastSequence();
  history.Append(Window(1, 3));
  const std::vector<std::string> keys = {"1", "3", "none"};
  const auto rows = history.Since(seen, keys);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].row.key, "1");
  EXPECT_EQ(rows[1].row.values[1], "31");
  EXPECT_EQ(history.Since(0, keys).size(), 4u);
  EXPECT_THAT(history.Since(history.LastSequence(), keys), IsEmpty());
}

TEST(ResultHistory, ARowOfTheSameWindowReplacesTheOldOneAndIsNew) {
  ResultHistory history(Schema());
  const std::vector<std::string> keys = {"1"};
  history.Append(std::vector{Row("1", 0, "5"), Row("1", 1, "6")});
  const uint64_t seen = history.LastSequence();
  history.Append(std::vector{Row("1", 0, "7")});
  const auto rows = history.Since(seen, keys);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].row.values[1], "7");
  EXPECT_EQ(history.Since(0, keys).size(), 2u);
}

TEST(ResultHistory, KeepsTheLastWindowsOfAKey) {
  ResultHistory history(Schema(), {.windows_per_key_max = 3});
  for (int window = 0; window < 10; ++window) history.Append(Window(window, 1));
  const std::vector<std::string> keys = {"1"};
  const auto rows = history.Since(0, keys);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].row.window_start_ms, 7 * kMinute);
}

TEST(ResultHistory, KeepsFewerWindowsOfMoreKeys) {
  ResultHistory history(Schema(), {.keys_max = 1000, .windows_per_key_max = 60, .rows_max = 2000});
  for (int window = 0; window < 60; ++window) history.Append(Window(window, 500));
  std::vector<std::string> all;
  for (int key = 1; key <= 500; ++key) all.push_back(std::to_string(key));
  const auto rows = history.Since(0, all);
  EXPECT_LE(rows.size(), 2000u);
  EXPECT_GE(rows.size(), 500u);
  EXPECT_EQ(history.Keys({.rows_max = 1}).rows[0].window_start_ms, 59 * kMinute);
}

TEST(ResultHistory, WantsNoMoreRowsOfAWindowThanItKeepsKeys) {
  ResultHistory history(Schema(), {.keys_max = 10});
  EXPECT_EQ(history.RowsWanted(kMinute), 10u);
  history.Append(Window(0, 4));
  EXPECT_EQ(history.RowsWanted(kMinute), 6u);
  EXPECT_EQ(history.RowsWanted(2 * kMinute), 10u) << "the next window begins anew";
  history.Append(Window(0, 10), 90);
  EXPECT_EQ(history.RowsWanted(kMinute), 0u);
  EXPECT_EQ(history.RowsSkipped(), 90u);
}

TEST(ResultHistory, KeysThatComeAndGoMakeRoomForNewOnes) {
  ResultHistory history(Schema(), {.keys_max = 100});
  for (int window = 0; window < 50; ++window) {
    std::vector<ResultRow> rows;
    for (int i = 0; i < 20; ++i) rows.push_back(Row(std::to_string(window * 20 + i), window, "1"));
    history.Append(rows);
    ASSERT_LE(history.KeyCount(), 100u);
  }
  EXPECT_EQ(history.RowsSkipped(), 0u);
  EXPECT_EQ(history.Keys({.filter = "999"}).keys_found, 1u);
}

TEST(ResultHistory, KeysBeyondTheLimitInOneWindowAreCountedNotKept) {
  ResultHistory history(Schema(), {.keys_max = 10});
  history.Append(Window(0, 25));
  EXPECT_EQ(history.KeyCount(), 10u);
  EXPECT_EQ(history.RowsSkipped(), 15u);
}

TEST(ResultHistory, SortsTheTableByKeyAsNumbersAndByValue) {
  ResultHistory history(Schema());
  history.Append(std::vector{Row("10", 0, "3"), Row("9", 0, "1"), Row("b", 0, "2"), Row("a", 0, std::nullopt)});
  EXPECT_THAT(KeysOf(history.Keys({.descending = false}).rows), ElementsAre("9", "10", "a", "b"));
  EXPECT_THAT(KeysOf(history.Keys({.descending = true}).rows), ElementsAre("b", "a", "10", "9"));
  EXPECT_THAT(KeysOf(history.Keys({.column = 1}).rows), ElementsAre("10", "b", "9", "a")) << "NULL is the smallest";
  EXPECT_THAT(KeysOf(history.Keys({.column = 1, .offset = 1, .rows_max = 2}).rows), ElementsAre("b", "9"));
}

TEST(ResultHistory, FindsKeysByAPartOfThem) {
  ResultHistory history(Schema());
  history.Append(std::vector{Row("Bern · 4", 0, "1"), Row("Basel · 4", 0, "1")});
  EXPECT_EQ(history.Keys({.filter = "bern"}).keys_found, 1u);
  EXPECT_EQ(history.Keys({.filter = "4"}).keys_found, 2u);
  EXPECT_EQ(history.Keys({.filter = "x"}).keys_found, 0u);
}

TEST(ResultHistory, FeaturedKeysAreTheLargestAndStay) {
  ResultHistory history(Schema());
  history.Append(std::vector{Row("1", 0, "5"), Row("2", 0, "50"), Row("3", 0, "20")});
  EXPECT_THAT(history.FeaturedKeys(2), ElementsAre("2", "3"));
  history.Append(std::vector{Row("1", 1, "5000"), Row("2", 1, "50"), Row("3", 1, "20")});
  EXPECT_THAT(history.FeaturedKeys(2), ElementsAre("2", "3")) << "charts do not change places";
  for (int window = 2; window < 20; ++window) history.Append(std::vector{Row("1", window, "5"), Row("2", window, "5")});
  EXPECT_THAT(history.FeaturedKeys(2), ElementsAre("1", "2")) << "a key that is silent gives way";
}

TEST(ResultHistory, AJobWithoutResultsHasNothing) {
  ResultHistory history(Schema());
  EXPECT_THAT(history.FeaturedKeys(8), IsEmpty());
  EXPECT_THAT(history.Keys({}).rows, IsEmpty());
  EXPECT_EQ(history.LastSequence(), 0u);
}

TEST(ResultHistory, MayBeReadWhileItGrows) {
  ResultHistory history(Schema());
  std::thread writer([&] {
    for (int window = 0; window < 200; ++window) history.Append(Window(window, 50));
  });
  uint64_t sequence = 0;
  const std::vector<std::string> keys = {"7"};
  while (sequence < 200 * 50) {
    for (const auto& row : history.Since(sequence, keys)) ASSERT_GT(row.sequence, sequence);
    sequence = history.LastSequence();
    history.FeaturedKeys(8);
    history.Keys({.column = 1});
  }
  writer.join();
}

}  // namespace
}  // namespace mullion
