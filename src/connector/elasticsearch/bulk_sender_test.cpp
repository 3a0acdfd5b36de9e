#include "connector/elasticsearch/bulk_sender.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/elasticsearch/fake_transport.h"
#include "connector/elasticsearch/test_context.h"

namespace mullion::elasticsearch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BulkSenderTest : public testing::Test {
 protected:
  BulkSenderTest() {
    options_.backoff.random = [] { return 0.0; };
  }

  BulkSender& sender() {
    if (!sender_) sender_ = std::make_unique<BulkSender>(options_, outside_.Context(&clock_), &transport_);
    return *sender_;
  }
  void Add(std::vector<std::pair<std::string, std::string>> documents, std::string index = "i") {
    std::vector<DocumentWrite> writes;
    for (auto& [id, document] : documents) writes.push_back({WriteKind::kIndex, index, id, {}, document});
    sender().Add(std::move(writes));
  }
  const HttpCall& request(size_t i = 0) { return transport_.sent.at(i).request; }
  size_t requests() const { return transport_.sent.size(); }
  void ExpectNothingLost() {
    SinkStats stats = sender().stats();
    size_t pending = 0;
    sender().ForEachPending([&](const DocumentWrite&) { ++pending; });
    EXPECT_EQ(stats.rows_written, stats.rows_acknowledged + stats.rows_rejected + pending);
  }

  ManualClock clock_{1'000'000};
  FakeTransport transport_{&clock_};
  TestOutside outside_;
  SenderOptions options_;
  std::unique_ptr<BulkSender> sender_;
};

std::string Items(std::string_view items) {
  return fmt::format(R"({{"errors":true,"items":[{}]}})", items);
}
constexpr const char* kDone = R"({"index":{"status":200}})";
constexpr const char* kFull =
    R"({"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"queue is full"}}})";
constexpr const char* kBad =
    R"({"index":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed to parse field [a]"}}})";

TEST_F(BulkSenderTest, SendsAtOnceWhenNothingIsOnTheWay) {
  Add({{"1", "{\"a\":1}"}, {"2", "{\"a\":2}"}});
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "POST");
  EXPECT_EQ(request().body,
            "{\"index\":{\"_index\":\"i\",\"_id\":\"1\"}}\n{\"a\":1}\n{\"index\":{\"_index\":\"i\",\"_id\":\"2\"}}\n{"
            "\"a\":2}\n");
  EXPECT_FALSE(sender().drained());
  transport_.Accept(0);
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().rows_acknowledged, 2u);
  EXPECT_EQ(sender().stats().bytes_in_flight, 0u);
}

TEST_F(BulkSenderTest, GathersWhatComesWhileARequestIsOnTheWay) {
  Add({{"1", "{}"}});
  Add({{"2", "{}"}});
  Add({{"3", "{}"}});
  ASSERT_EQ(requests(), 1u);
  transport_.Accept(0);
  ASSERT_EQ(requests(), 1u);
  EXPECT_THAT(request().body, HasSubstr("\"_id\":\"2\""));
  EXPECT_THAT(request().body, HasSubstr("\"_id\":\"3\""));
}

TEST_F(BulkSenderTest, SendsBesideOthersOnFlushAndAfterTheInterval) {
  Add({{"1", "{}"}});
  Add({{"2", "{}"}});
  ASSERT_EQ(requests(), 1u);
  sender().Flush();
  ASSERT_EQ(requests(), 2u);
  Add({{"3", "{}"}});
  ASSERT_EQ(requests(), 2u);
  transport_.Pass(1'000);
  ASSERT_EQ(requests(), 3u);
}

TEST_F(BulkSenderTest, KeepsSeveralFullRequestsOnTheWayAndNoMore) {
  options_.actions_max = 10;
  options_.requests_max = 3;
  std::vector<std::pair<std::string, std::string>> documents;
  for (int i = 0; i < 100; ++i) documents.push_back({std::to_string(i), "{}"});
  Add(documents);
  EXPECT_EQ(requests(), 3u);
  transport_.Accept(1);
  EXPECT_EQ(requests(), 3u);
  while (requests() > 0) transport_.Accept(0);
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().rows_acknowledged, 100u);
}

TEST_F(BulkSenderTest, BoundsARequestInBytes) {
  options_.body_bytes_max = 1'000;
  options_.requests_max = 100;
  std::vector<std::pair<std::string, std::string>> documents;
  for (int i = 0; i < 20; ++i) documents.push_back({std::to_string(i), std::string(200, ' ') + "{}"});
  Add(documents);
  sender().Flush();
  for (size_t i = 0; i < requests(); ++i) EXPECT_LE(request(i).body.size(), 1'000u);
}

TEST_F(BulkSenderTest, NeverHasTwoWritesOfOneDocumentOnTheWay) {
  Add({{"1", "{\"v\":1}"}});
  for (int v = 2; v <= 5; ++v) {
    Add({{"1", fmt::format("{{\"v\":{}}}", v)}});
    sender().Flush();
  }
  ASSERT_EQ(requests(), 1u);
  transport_.Accept(0);
  ASSERT_EQ(requests(), 1u);
  EXPECT_THAT(request().body, HasSubstr("{\"v\":5}"));
  transport_.Accept(0);
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().rows_acknowledged, 5u);
  EXPECT_EQ(sender().stats().rows_superseded, 3u);
}

TEST_F(BulkSenderTest, SendsOnlyTheFailedItemsAgain) {
  Add({{"1", "{}"}, {"2", "{}"}, {"3", "{}"}});
  transport_.Answer(0, 200, Items(fmt::format("{},{},{}", kDone, kFull, kDone)));
  EXPECT_EQ(requests(), 0u);
  EXPECT_EQ(
      sender().stats().trouble,
      "elasticsearch takes no documents for index i (429): es_rejected_execution_exception: queue is full, 1 document "
      "waits");
  transport_.Pass(101);
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().body, "{\"index\":{\"_index\":\"i\",\"_id\":\"2\"}}\n{}\n");
  transport_.Accept(0);
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().trouble, "");
  EXPECT_EQ(sender().stats().retries, 1u);
}

TEST_F(BulkSenderTest, AFailingIndexDoesNotHoldAnotherUp) {
  Add({{"1", "{}"}}, "broken");
  transport_.Answer(0, 200, Items(kFull));
  Add({{"1", "{}"}}, "well");
  ASSERT_EQ(requests(), 1u);
  EXPECT_THAT(request().body, HasSubstr("\"_index\":\"well\""));
}

TEST_F(BulkSenderTest, SetsARefusedDocumentAsideAndGoesOn) {
  Add({{"1", "{\"a\":1}"}, {"2", "{\"a\":\"x\"}"}});
  transport_.Answer(0, 200, Items(fmt::format("{},{}", kDone, kBad)));
  EXPECT_TRUE(sender().drained());
  EXPECT_TRUE(sender().status());
  ASSERT_EQ(outside_.letters.letters().size(), 1u);
  DeadLetter letter = outside_.letters.letters()[0];
  EXPECT_EQ(letter.origin, "i");
  EXPECT_EQ(letter.kind, "rejected");
  EXPECT_EQ(letter.reason, "_id 2: mapper_parsing_exception: failed to parse field [a]");
  EXPECT_EQ(letter.payload, "{\"a\":\"x\"}");
  EXPECT_EQ(sender().stats().rows_rejected, 1u);
  ExpectNothingLost();
}

TEST_F(BulkSenderTest, TakesANewerDocumentThatIsThereForSuccessAndSaysSo) {
  sender().Add({{WriteKind::kIndex, "i", "4", 60'000, "{}"}});
  transport_.Answer(0, 200, Items(R"({"index":{"status":409,"error":{"type":"version_conflict_engine_exception"}}})"));
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().rows_acknowledged, 1u);
  EXPECT_EQ(sender().stats().rows_superseded, 1u);
  EXPECT_TRUE(outside_.letters.letters().empty());
  EXPECT_THAT(outside_.log.lines(),
              ElementsAre("elasticsearch: document 4 of index i holds a newer window and stays as it is (1 so far)"));
}

TEST_F(BulkSenderTest, FailsTheJobOnARefusedDocumentWhenAsked) {
  options_.rejected = RejectedPolicy::kFail;
  Add({{"2", "{}"}});
  transport_.Answer(0, 200, Items(kBad));
  ASSERT_FALSE(sender().status());
  EXPECT_EQ(sender().status().error().what(),
            "elasticsearch document 2 of index i is refused: mapper_parsing_exception: failed to parse field [a]");
}

TEST_F(BulkSenderTest, WaitsForAnAbsentServerForeverAndSaysSoOnce) {
  Add({{"1", "{}"}, {"2", "{}"}});
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(requests(), 1u);
    transport_.Break(0, HttpFailure::Kind::kUnreachable, "http://es:9200 refuses connections");
    EXPECT_EQ(requests(), 0u);
    transport_.Pass(3'001);
  }
  EXPECT_EQ(sender().stats().trouble, "elasticsearch http://es:9200 refuses connections, 2 documents wait");
  EXPECT_THAT(outside_.log.lines(), ElementsAre("elasticsearch http://es:9200 refuses connections, 2 documents wait"));
  transport_.Accept(0);
  EXPECT_EQ(outside_.log.lines().size(), 2u);
  EXPECT_THAT(outside_.log.lines()[1], HasSubstr("elasticsearch takes documents again after 60"));
  EXPECT_TRUE(sender().drained());
}

TEST_F(BulkSenderTest, BacksOffLongerAndLongerUpToABound) {
  Add({{"1", "{}"}});
  std::vector<int64_t> waits;
  for (int i = 0; i < 8; ++i) {
    transport_.Break(0, HttpFailure::Kind::kUnreachable, "away");
    int64_t waited = 0;
    while (requests() == 0) {
      transport_.Pass(1);
      ++waited;
    }
    waits.push_back(waited - 1);  // the timer is set a millisecond late on purpose
  }
  EXPECT_THAT(waits, ElementsAre(100, 200, 400, 800, 1'600, 3'000, 3'000, 3'000));
}

TEST_F(BulkSenderTest, FeelsItsWayWithOneRequestWhileTheServerIsInTrouble) {
  options_.actions_max = 1;
  Add({{"1", "{}"}, {"2", "{}"}, {"3", "{}"}, {"4", "{}"}, {"5", "{}"}});
  ASSERT_EQ(requests(), 4u);
  while (requests() > 0) transport_.Answer(0, 503, "");
  transport_.Pass(200);
  EXPECT_EQ(requests(), 1u);
  transport_.Accept(0);
  EXPECT_EQ(requests(), 4u);
}

TEST_F(BulkSenderTest, IsFullAtItsBoundAndWakesTheWorkerWhenThereIsRoom) {
  options_.buffer_bytes_max = 3'000;
  for (int i = 0; !sender().full(); ++i) Add({{std::to_string(i), "{}"}});
  EXPECT_LT(sender().stats().rows_written, 20u);
  while (requests() > 0) transport_.Accept(0);
  EXPECT_FALSE(sender().full());
  outside_.waker.WaitFor(60'000);  // returns at once: it was woken
}

TEST_F(BulkSenderTest, SplitsARequestThatIsTooLarge) {
  std::vector<std::pair<std::string, std::string>> documents;
  for (int i = 0; i < 8; ++i) documents.push_back({std::to_string(i), "{}"});
  Add(documents);
  for (int i = 0; requests() > 0 && i < 100; ++i) {
    if (request().body.size() > 150) {
      transport_.Answer(0, 413, "");
    } else {
      transport_.Accept(0);
    }
  }
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().rows_acknowledged, 8u);
}

TEST_F(BulkSenderTest, SetsTheOneDocumentAsideThatSpoilsItsRequest) {
  std::vector<std::pair<std::string, std::string>> documents;
  for (int i = 0; i < 100; ++i) documents.push_back({std::to_string(i), i == 37 ? "poison" : "{}"});
  Add(documents);
  for (int i = 0; requests() > 0 && i < 1'000; ++i) {
    if (request().body.find("poison") != std::string::npos) {
      transport_.Answer(0, 400, R"({"error":{"type":"illegal_argument_exception","reason":"malformed"}})");
    } else {
      transport_.Accept(0);
    }
  }
  EXPECT_TRUE(sender().drained());
  EXPECT_EQ(sender().stats().rows_acknowledged, 99u);
  ASSERT_EQ(outside_.letters.letters().size(), 1u);
  EXPECT_EQ(outside_.letters.letters()[0].payload, "poison");
}

TEST_F(BulkSenderTest, KeepsWaitingWithWrongCredentialsAndSaysSo) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 401, R"({"error":{"type":"security_exception","reason":"unable to authenticate user [u]"}})");
  EXPECT_EQ(
      sender().stats().trouble,
      "elasticsearch http://es:9200 refuses the credentials (401): security_exception: unable to authenticate user "
      "[u], 1 document waits");
  EXPECT_TRUE(sender().status());
  transport_.Pass(200);
  EXPECT_EQ(requests(), 1u);
}

TEST_F(BulkSenderTest, FailsInsteadOfWaitingWhenStrict) {
  options_.retries_max = 0;
  Add({{"1", "{}"}});
  transport_.Break(0, HttpFailure::Kind::kUnreachable, "http://es:9200 refuses connections");
  ASSERT_FALSE(sender().status());
  EXPECT_EQ(sender().status().error().what(), "elasticsearch http://es:9200 refuses connections");
}

TEST_F(BulkSenderTest, RetriesOverloadOnlyAsOftenAsFlinkWouldWhenStrict) {
  options_.retries_max = 2;
  Add({{"1", "{}"}});
  for (int i = 0; i < 2; ++i) {
    transport_.Answer(0, 429, "");
    EXPECT_TRUE(sender().status());
    transport_.Pass(5'000);
  }
  transport_.Answer(0, 429, "");
  EXPECT_FALSE(sender().status());
}

TEST_F(BulkSenderTest, SendsTheSameAgainAfterATimeout) {
  Add({{"1", "{\"v\":1}"}});
  std::string first = request().body;
  transport_.Break(0, HttpFailure::Kind::kTimeout, "http://es:9200 gives no answer within 30 s");
  transport_.Pass(200);
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().body, first);
}

class BulkSenderIndexTest : public BulkSenderTest {
 protected:
  BulkSenderIndexTest() { options_.index_body = "{\"mappings\":{}}"; }
};

TEST_F(BulkSenderIndexTest, CreatesAnAbsentIndexBeforeTheFirstDocument) {
  Add({{"1", "{}"}}, "i/1");
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "HEAD");
  EXPECT_EQ(request().target, "/i%2F1");
  transport_.Answer(0, 404, "");
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "PUT");
  EXPECT_EQ(request().body, "{\"mappings\":{}}");
  transport_.Answer(0, 200, R"({"acknowledged":true})");
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "POST");
}

TEST_F(BulkSenderIndexTest, LeavesAnExistingIndexAlone) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 200, "");
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "POST");
}

TEST_F(BulkSenderIndexTest, TakesItWellWhenAnotherCreatesTheIndexMeanwhile) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 404, "");
  transport_.Answer(0, 400,
                    R"({"error":{"type":"resource_already_exists_exception","reason":"index [i/x] already exists"}})");
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "POST");
}

TEST_F(BulkSenderIndexTest, SetsDocumentsAsideWhoseIndexCanNeverBe) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 400, "");
  transport_.Answer(0, 400, R"({"error":{"type":"invalid_index_name_exception","reason":"must be lowercase"}})");
  EXPECT_TRUE(sender().drained());
  ASSERT_EQ(outside_.letters.letters().size(), 1u);
  EXPECT_EQ(outside_.letters.letters()[0].reason, "_id 1: invalid_index_name_exception: must be lowercase");
  Add({{"2", "{}"}});
  EXPECT_TRUE(sender().drained());
  ExpectNothingLost();
}

TEST_F(BulkSenderIndexTest, WritesAnywayWhenItMayNotCreateIndices) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 404, "");
  transport_.Answer(0, 403, R"({"error":{"type":"security_exception","reason":"unauthorized"}})");
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "POST");
  EXPECT_THAT(outside_.log.lines().at(0), HasSubstr("index i cannot be created with the table's mapping (403)"));
}

TEST_F(BulkSenderIndexTest, WaitsWithTheIndexWhileTheClusterIsBlocked) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 404, "");
  transport_.Answer(0, 403, R"({"error":{"type":"cluster_block_exception","reason":"cluster is read-only"}})");
  EXPECT_THAT(sender().stats().trouble, HasSubstr("answers 403: cluster_block_exception: cluster is read-only"));
  transport_.Pass(200);
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "HEAD");
}

TEST_F(BulkSenderIndexTest, CreatesAnIndexAgainThatWasDeletedUnderTheJob) {
  Add({{"1", "{}"}});
  transport_.Answer(0, 200, "");
  transport_.Accept(0);
  transport_.Pass(11'000);
  Add({{"2", "{}"}});
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "HEAD");
}

TEST_F(BulkSenderIndexTest, WaitsForAServerThatIsAwayBeforeTheFirstDocument) {
  Add({{"1", "{}"}});
  transport_.Break(0, HttpFailure::Kind::kUnreachable, "http://es:9200 refuses connections");
  EXPECT_EQ(sender().stats().trouble, "elasticsearch http://es:9200 refuses connections, 1 document waits");
  transport_.Pass(200);
  ASSERT_EQ(requests(), 1u);
  EXPECT_EQ(request().method, "HEAD");
}

TEST_F(BulkSenderIndexTest, LooksForManyIndicesOnlySoManyAtOnce) {
  for (int i = 0; i < 50; ++i) Add({{"1", "{}"}}, fmt::format("i{}", i));
  sender().Flush();
  size_t most = 0;
  for (int i = 0; requests() > 0 && i < 1'000; ++i) {
    most = std::max(most, requests());
    if (request().method == "HEAD") {
      transport_.Answer(0, 200, "");
    } else {
      transport_.Accept(0);
    }
  }
  EXPECT_LE(most, 5u);  // four, and one that was being put together
  EXPECT_TRUE(sender().drained());
}

}  // namespace
}  // namespace mullion::elasticsearch
