#include "connector/elasticsearch/document_write.h"

#include <gtest/gtest.h>

namespace mullion::elasticsearch {
namespace {

std::string Lines(const DocumentWrite& write) {
  std::string out;
  AppendBulkLines(write, &out);
  return out;
}

TEST(DocumentWrite, IndexesWithTheWindowsEndAsVersion) {
  EXPECT_EQ(Lines({WriteKind::kIndex, "total_amount", "4", 1715450700000, R"({"client":4})"}),
            R"({"index":{"_index":"total_amount","_id":"4","version":1715450700000,"version_type":"external_gte"}})"
            "\n{\"client\":4}\n");
}

TEST(DocumentWrite, UpdatesWithTheDocumentAsUpsert) {
  EXPECT_EQ(Lines({WriteKind::kUpdate, "i", "4", {}, R"({"a":1})"}),
            "{\"update\":{\"_index\":\"i\",\"_id\":\"4\"}}\n{\"doc\":{\"a\":1},\"upsert\":{\"a\":1}}\n");
}

TEST(DocumentWrite, DeletesInOneLine) {
  EXPECT_EQ(Lines({WriteKind::kDelete, "i", "4", {}, ""}), "{\"delete\":{\"_index\":\"i\",\"_id\":\"4\"}}\n");
}

TEST(DocumentWrite, EscapesIds) {
  EXPECT_EQ(Lines({WriteKind::kCreate, "i", "a\"\x01\\ü", {}, "{}"}),
            "{\"create\":{\"_index\":\"i\",\"_id\":\"a\\\"\\u0001\\\\ü\"}}\n{}\n");
}

TEST(DocumentWrite, ComesBackFromACheckpoint) {
  for (const DocumentWrite& write : {DocumentWrite{WriteKind::kIndex, "i", "4", 17, "{\"a\":1}"},
                                     DocumentWrite{WriteKind::kDelete, "j", std::string(600, 'x'), {}, ""}}) {
    std::string bytes;
    EncodeWrite(write, &bytes);
    std::string_view rest = bytes;
    Result<DocumentWrite> read = DecodeWrite(&rest);
    ASSERT_TRUE(read);
    EXPECT_TRUE(rest.empty());
    EXPECT_EQ(Lines(*read), Lines(write));
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      std::string_view damaged = std::string_view(bytes).substr(0, cut);
      EXPECT_FALSE(DecodeWrite(&damaged)) << cut;
    }
  }
}

}  // namespace
}  // namespace mullion::elasticsearch
