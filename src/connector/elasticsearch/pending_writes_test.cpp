#include "connector/elasticsearch/pending_writes.h"

#include <gtest/gtest.h>

namespace mullion::elasticsearch {
namespace {

DocumentWrite Write(std::string id, std::string document, std::optional<int64_t> version = {}) {
  return {WriteKind::kIndex, "i", std::move(id), version, std::move(document)};
}

std::vector<std::string> Documents(const PendingWrites& pending) {
  std::vector<std::string> documents;
  pending.ForEach([&](const DocumentWrite& write) { documents.push_back(write.document); });
  return documents;
}

TEST(PendingWrites, KeepsTheNewerOfTwoWaitingWrites) {
  PendingWrites pending(true);
  EXPECT_EQ(pending.Add(Write("1", "old")), 0u);
  EXPECT_EQ(pending.Add(Write("1", "new")), 1u);
  EXPECT_EQ(pending.rows(), 1u);
  EXPECT_EQ(Documents(pending), std::vector<std::string>{"new"});
}

TEST(PendingWrites, KeepsTheHigherVersionWhicheverCameFirst) {
  PendingWrites pending(true);
  pending.Add(Write("1", "late window", 120));
  EXPECT_EQ(pending.Add(Write("1", "early window", 60)), 1u);
  EXPECT_EQ(Documents(pending), std::vector<std::string>{"late window"});
  EXPECT_EQ(pending.Add(Write("1", "late window again", 120)), 1u);
  EXPECT_EQ(Documents(pending), std::vector<std::string>{"late window again"});
}

TEST(PendingWrites, HoldsAWriteBackWhileAnotherOfItsDocumentIsOnTheWay) {
  PendingWrites pending(true);
  pending.Add(Write("1", "first"));
  PendingWrites::Index& index = *pending.waiting_indices().front();
  PendingWrites::Slot* slot = pending.TakeNext(index);
  EXPECT_EQ(pending.Add(Write("1", "second")), 0u);
  EXPECT_TRUE(index.ready.empty());
  EXPECT_EQ(pending.ready_rows(), 0u);
  EXPECT_EQ(pending.Finish(slot).document, "first");
  ASSERT_EQ(index.ready.size(), 1u);
  EXPECT_EQ(index.ready.front()->writes.front().document, "second");
}

TEST(PendingWrites, DropsAFailedWriteThatANewerOneReplaces) {
  PendingWrites pending(true);
  pending.Add(Write("1", "first", 60));
  PendingWrites::Slot* slot = pending.TakeNext(*pending.waiting_indices().front());
  pending.Add(Write("1", "second", 120));
  EXPECT_EQ(pending.Return(slot), 1u);
  EXPECT_EQ(Documents(pending), std::vector<std::string>{"second"});
}

TEST(PendingWrites, KeepsEveryWriteInOrderWithoutCoalescing) {
  PendingWrites pending(false);
  for (const char* document : {"a", "b", "c"}) EXPECT_EQ(pending.Add(Write("1", document)), 0u);
  std::string order;
  for (int i = 0; i < 3; ++i) {
    PendingWrites::Index& index = *pending.waiting_indices().front();
    ASSERT_EQ(index.ready.size(), 1u);
    order += pending.Finish(pending.TakeNext(index)).document;
  }
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(pending.rows(), 0u);
}

TEST(PendingWrites, CountsToZeroWhenEverythingIsDone) {
  PendingWrites pending(true);
  for (int i = 0; i < 100; ++i) pending.Add(Write(std::to_string(i % 10), std::string(static_cast<size_t>(i), 'x')));
  PendingWrites::Index& index = *pending.waiting_indices().front();
  while (!index.ready.empty()) {
    PendingWrites::Slot* slot = pending.TakeNext(index);
    if (slot->writes.front().document.size() % 2 == 1) {
      pending.Return(slot);
      slot = pending.TakeNext(index);
    }
    pending.Finish(slot);
  }
  EXPECT_EQ(pending.rows(), 0u);
  EXPECT_EQ(pending.bytes(), 0u);
  EXPECT_EQ(pending.ready_rows(), 0u);
  EXPECT_EQ(pending.ready_body_bytes(), 0u);
}

}  // namespace
}  // namespace mullion::elasticsearch
