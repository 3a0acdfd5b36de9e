#include "connector/elasticsearch/bulk_answer.h"

#include <gtest/gtest.h>

namespace mullion::elasticsearch {
namespace {

using enum WriteKind;

TEST(BulkAnswer, TakesASuccessWithoutReadingItsItems) {
  BulkVerdict verdict =
      ReadBulkAnswer(200, R"({"errors":false,"items":[{"index":{"status":200}},{"index":{"status":201}}]})",
                     std::vector{kIndex, kIndex});
  EXPECT_EQ(verdict.kind, AnswerKind::kItems);
  EXPECT_TRUE(verdict.items.empty());
}

// The answer of Elasticsearch 7.8.0 (OpenSearch 2.19.0 orders the fields of an error otherwise).
constexpr const char* kMixed =
    R"x({"errors":true,"items":[{"index":{"status":201}},{"index":{"status":409,"error":{"type":"versio)x"
    R"x(n_conflict_engine_exception","reason":"[1]: version conflict, current version [5] is higher tha)x"
    R"x(n the one provided [4]","index_uuid":"D5J8iCTGRXaAboXnT-2HGA","shard":"0","index":"t1"}}},{"ind)x"
    R"x(ex":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed to parse field [a)x"
    R"x(] of type [integer] in document with id '2'. Preview of field's value: 'x'","caused_by":{"type")x"
    R"x(:"number_format_exception","reason":"For input string: \"x\""}}}},{"create":{"status":409,"erro)x"
    R"x(r":{"type":"version_conflict_engine_exception","reason":"[3]: version conflict, document alread)x"
    R"x(y exists (current version [1])","index_uuid":"D5J8iCTGRXaAboXnT-2HGA","shard":"0","index":"t1"})x"
    R"x(}},{"delete":{"status":404}},{"index":{"status":403,"error":{"type":"cluster_block_exception",")x"
    R"x(reason":"index [t1] blocked by: [FORBIDDEN/8/index write (api)];"}}},{"delete":{"status":404,"e)x"
    R"x(rror":{"type":"index_not_found_exception","reason":"no such index [nope]","resource.type":"inde)x"
    R"x(x_expression","resource.id":"nope","index_uuid":"_na_","index":"nope"}}}]})x";

TEST(BulkAnswer, TellsTheFateOfEveryItemByItsPosition) {
  BulkVerdict verdict =
      ReadBulkAnswer(200, kMixed, std::vector{kIndex, kIndex, kIndex, kCreate, kDelete, kIndex, kDelete});
  ASSERT_EQ(verdict.kind, AnswerKind::kItems);
  ASSERT_EQ(verdict.items.size(), 4u);
  EXPECT_EQ(verdict.items[0].position, 1u);
  EXPECT_EQ(verdict.items[0].fate, ItemFate::kSuperseded);
  EXPECT_EQ(verdict.items[1].position, 2u);
  EXPECT_EQ(verdict.items[1].fate, ItemFate::kRejected);
  EXPECT_EQ(verdict.items[1].type, "mapper_parsing_exception");
  EXPECT_EQ(
      verdict.items[1].reason,
      "failed to parse field [a] of type [integer] in document with id '2'. Preview of field's value: 'x': For input "
      "string: \"x\"");
  EXPECT_EQ(verdict.items[2].fate, ItemFate::kSuperseded);
  EXPECT_EQ(verdict.items[3].position, 5u);
  EXPECT_EQ(verdict.items[3].fate, ItemFate::kRetry);
}

TEST(BulkAnswer, RetriesOverloadAndMissingShardsAndWritesToAMissingIndex) {
  BulkVerdict verdict = ReadBulkAnswer(
      200,
      R"({"errors":true,"items":[{"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}},)"
      R"({"index":{"status":503,"error":{"type":"unavailable_shards_exception","reason":"not active"}}},)"
      R"({"index":{"status":404,"error":{"type":"index_not_found_exception","reason":"no such index [i]"}}},)"
      R"({"index":{"status":403,"error":{"type":"security_exception","reason":"unauthorized for user [u]"}}},)"
      R"({"update":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"changed meanwhile"}}}]})",
      std::vector{kIndex, kIndex, kIndex, kIndex, kUpdate});
  ASSERT_EQ(verdict.items.size(), 5u);
  EXPECT_EQ(verdict.items[0].fate, ItemFate::kRetry);
  EXPECT_EQ(verdict.items[1].fate, ItemFate::kRetry);
  EXPECT_EQ(verdict.items[2].fate, ItemFate::kIndexMissing);
  EXPECT_EQ(verdict.items[3].fate, ItemFate::kDenied);
  EXPECT_EQ(verdict.items[4].fate, ItemFate::kRetry);
}

TEST(BulkAnswer, DoesNotTrustAnAnswerWithAnotherNumberOfItems) {
  const std::string two = R"({"errors":false,"items":[{"index":{"status":200}},{"index":{"status":201}}]})";
  BulkVerdict verdict = ReadBulkAnswer(200, two, std::vector{kIndex});
  EXPECT_EQ(verdict.kind, AnswerKind::kWait);
  EXPECT_EQ(verdict.text,
            "gives an answer that is not one of a bulk request: 1 documents were sent and 2 are answered");
  EXPECT_EQ(ReadBulkAnswer(200, two, std::vector{kIndex, kIndex, kIndex}).kind, AnswerKind::kWait);
}

TEST(BulkAnswer, WaitsWhenTheAnswerIsGarbage) {
  for (const char* body :
       {"", "<html>", "[]", "{\"errors\":true}", R"({"errors":true,"items":[3]})",
        R"({"errors":false,"items":[{"index":{}}]})", "{\"items\":[{\"index\":{\"status\":\"x\"}}]}"}) {
    EXPECT_EQ(ReadBulkAnswer(200, body, std::vector{kIndex}).kind, AnswerKind::kWait) << body;
  }
}

TEST(BulkAnswer, SortsWholeRequestsByWhatHelps) {
  auto kind = [](int status, const char* body = "") { return ReadBulkAnswer(status, body, std::vector{kIndex}).kind; };
  EXPECT_EQ(kind(429), AnswerKind::kWait);
  EXPECT_EQ(kind(500), AnswerKind::kWait);
  EXPECT_EQ(kind(503), AnswerKind::kWait);
  EXPECT_EQ(kind(302), AnswerKind::kWait);
  EXPECT_EQ(kind(404), AnswerKind::kWait);
  EXPECT_EQ(kind(413), AnswerKind::kSplit);
  EXPECT_EQ(kind(400), AnswerKind::kSplit);
  EXPECT_EQ(kind(401), AnswerKind::kDenied);
  EXPECT_EQ(kind(403), AnswerKind::kDenied);
  EXPECT_EQ(kind(403, R"({"error":{"type":"cluster_block_exception","reason":"blocked"}})"), AnswerKind::kWait);
}

TEST(BulkAnswer, SaysWhatIsWrongInElasticsearchsWords) {
  EXPECT_EQ(
      DescribeStatus(401, R"({"error":{"type":"security_exception","reason":"unable to authenticate user [u]"}})"),
      "refuses the credentials (401): security_exception: unable to authenticate user [u]");
  EXPECT_EQ(DescribeStatus(503, "<html>"), "answers 503");
  EXPECT_EQ(DescribeStatus(405, R"({"error":"Incorrect HTTP method"})"), "answers 405: Incorrect HTTP method");
}

}  // namespace
}  // namespace mullion::elasticsearch
