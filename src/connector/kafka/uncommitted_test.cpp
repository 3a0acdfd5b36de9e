#include "connector/kafka/uncommitted.h"

#include <gtest/gtest.h>

namespace mullion::kafka {
namespace {

Uncommitted Sample() {
  EncodedMessages messages;
  messages.values = "v1v22";
  messages.value_ranges = {{0, 2}, {2, 5}};
  messages.keys = "k";
  messages.key_ranges = {{0, 1}, {1, 1}};
  messages.tombstones = {0, 1};
  messages.timestamps_ms = {5, 6};
  messages.headers = {{{"a", "b"}}, {}};
  Uncommitted all;
  all.next_transaction = 12;
  all.batches.push_back({11, std::make_shared<const EncodedMessages>(messages)});
  all.batches.push_back({12, std::make_shared<const EncodedMessages>()});
  return all;
}

TEST(Uncommitted, ReadsBackWhatWasWritten) {
  auto read = DecodeUncommitted(EncodeUncommitted(Sample()));
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(read->next_transaction, 12);
  ASSERT_EQ(read->batches.size(), 2u);
  EXPECT_EQ(read->batches[0].transaction, 11);
  const EncodedMessages& messages = *read->batches[0].messages;
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages.value(1), "v22");
  EXPECT_EQ(messages.key(0), "k");
  EXPECT_TRUE(messages.IsTombstone(1));
  EXPECT_EQ(messages.timestamps_ms, (std::vector<int64_t>{5, 6}));
  EXPECT_EQ(messages.headers[0], (Headers{{"a", "b"}}));
  EXPECT_EQ(read->batches[1].messages->size(), 0u);
}

TEST(Uncommitted, CutBytesAreAnErrorWhereverTheyAreCut) {
  std::string bytes = EncodeUncommitted(Sample());
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeUncommitted(bytes.substr(0, size))) << size;
}

}  // namespace
}  // namespace mullion::kafka
