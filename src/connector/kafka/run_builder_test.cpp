#include "connector/kafka/run_builder.h"

#include <gtest/gtest.h>

namespace mullion::kafka {
namespace {

rd_kafka_message_t Message(int64_t offset, std::optional<std::string_view> value,
                           std::optional<std::string_view> key = std::nullopt) {
  rd_kafka_message_t message{};
  message.offset = offset;
  message.payload = value ? const_cast<char*>(value->data()) : nullptr;
  message.len = value ? value->size() : 0;
  message.key = key ? const_cast<char*>(key->data()) : nullptr;
  message.key_len = key ? key->size() : 0;
  return message;
}

TEST(RunBuilder, PayloadsLieSideBySideWithPaddingBehind) {
  RunBuilder builder({"t", 0, false, {}});
  builder.Append(Message(7, "abc"));
  builder.Append(Message(8, ""));
  builder.Append(Message(9, "de"));
  EXPECT_EQ(builder.bytes(), 5u);
  FetchedRun run = builder.Finish();
  EXPECT_EQ(run.values.bytes, "abcde");
  EXPECT_EQ(run.values[0], "abc");
  EXPECT_EQ(run.values[1], "");
  EXPECT_EQ(run.values[2], "de");
  EXPECT_FALSE(run.values.IsAbsent(1));
  EXPECT_GE(run.values.padding, 64u);
  EXPECT_TRUE(run.positions.empty());
  EXPECT_EQ(run.PositionOf(2), 9);
  EXPECT_EQ(run.next_position, 10);
  EXPECT_FALSE(run.keys);
  EXPECT_EQ(builder.size(), 0u);
}

TEST(RunBuilder, GapsBetweenOffsetsAreKept) {
  RunBuilder builder({"t", 0, false, {}});
  for (int64_t offset : {3, 4, 9, 10, 20}) builder.Append(Message(offset, "x"));
  FetchedRun run = builder.Finish();
  EXPECT_EQ(run.positions, (std::vector<int64_t>{3, 4, 9, 10, 20}));
  EXPECT_EQ(run.next_position, 21);
  builder.Append(Message(21, "y"));
  EXPECT_TRUE(builder.Finish().positions.empty());
}

TEST(RunBuilder, TombstonesAndMissingKeysAreAbsentNotEmpty) {
  RunBuilder builder({"t", 0, true, {}});
  builder.Append(Message(0, "v", "k"));
  builder.Append(Message(1, std::nullopt, ""));
  builder.Append(Message(2, "w"));
  FetchedRun run = builder.Finish();
  EXPECT_FALSE(run.values.IsAbsent(0));
  EXPECT_TRUE(run.values.IsAbsent(1));
  EXPECT_FALSE(run.values.IsAbsent(2));
  EXPECT_EQ((*run.keys)[0], "k");
  EXPECT_FALSE(run.keys->IsAbsent(1));
  EXPECT_TRUE(run.keys->IsAbsent(2));
}

TEST(RunBuilder, BlocksGrowWithTheirContent) {
  RunBuilder builder({"t", 0, false, {}});
  std::string large(3 << 20, 'x'), small(100, 'y');
  builder.Append(Message(0, small));
  builder.Append(Message(1, large));
  builder.Append(Message(2, small));
  FetchedRun run = builder.Finish();
  EXPECT_EQ(run.values[0], small);
  EXPECT_EQ(run.values[1], large);
  EXPECT_EQ(run.values[2], small);
}

}  // namespace
}  // namespace mullion::kafka
