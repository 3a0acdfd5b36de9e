#include "server/documents_handler.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "server/json_pretty.h"

namespace mullion {
namespace {

using Json = nlohmann::ordered_json;

/// Keeps the last query; has as many documents as it is told.
class FakeStore final : public DocumentStore {
 public:
  std::vector<DocumentIndex> Indices() override { return {{"total_amount", documents, 1'500}}; }
  Result<DocumentHits> Search(const DocumentQuery& asked) override {
    query = asked;
    if (broken) return Fail(Error::Outside("the store is locked", true));
    DocumentHits hits{.total = documents};
    if (!asked.ids.empty()) hits.total = asked.ids[0] == "4" ? 1 : 0;
    for (uint64_t i = asked.from; i < std::min(hits.total, asked.from + asked.size); ++i) {
      hits.documents.push_back({"4", 7, R"({"client":4,"total":12345678901234567890.10})", {}});
      for (size_t s = 0; s < asked.sort.size(); ++s) hits.documents.back().sort_values_json.push_back("4");
    }
    return hits;
  }

  uint64_t documents = 4;
  bool broken = false;
  DocumentQuery query;
};

class DocumentsHandlerTest : public testing::Test {
 protected:
  HttpResponse Send(std::string method, std::string path, std::vector<std::pair<std::string, std::string>> query = {},
                    std::string body = {}) {
    return handler_->Handle(
        {.method = std::move(method), .path = std::move(path), .query = std::move(query), .body = std::move(body)});
  }
  Json Search(std::vector<std::pair<std::string, std::string>> query = {}, std::string body = {}) {
    return Json::parse(Send("POST", "/total_amount/_search", std::move(query), std::move(body)).body);
  }

  FakeStore store_;
  std::unique_ptr<HttpHandler> handler_ = MakeDocumentsHandler(store_);
};

// The shapes below are those of Elasticsearch 7.8's own documentation of each request.

TEST_F(DocumentsHandlerTest, SearchHasTheShapeOfElasticsearch7) {
  Json answer = Json::parse(Send("GET", "/total_amount/_search", {{"size", "1"}}).body);
  EXPECT_TRUE(answer["took"].is_number_unsigned());
  answer["took"] = 0;
  EXPECT_EQ(answer.dump(),
            R"({"took":0,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},)"
            R"("hits":{"total":{"value":4,"relation":"eq"},"max_score":1.0,"hits":[{"_index":"total_amount",)"
            R"("_type":"_doc","_id":"4","_score":1.0,"_source":{"client":4,"total":1.2345678901234567e+19}}]}})");
}

TEST_F(DocumentsHandlerTest, ADocumentKeepsEveryDigit) {
  for (const char* pretty : {"false", "true"}) {
    EXPECT_NE(Send("GET", "/total_amount/_search", {{"pretty", pretty}}).body.find("12345678901234567890.10"),
              std::string::npos);
  }
}

TEST_F(DocumentsHandlerTest, TenDocumentsUnlessAskedForMore) {
  store_.documents = 100;
  EXPECT_EQ(Search()["hits"]["hits"].size(), 10u);
  EXPECT_EQ(Search({{"size", "40"}})["hits"]["hits"].size(), 40u);
  EXPECT_EQ(Search({}, R"({"size":25,"query":{"match_all":{}}})")["hits"]["hits"].size(), 25u);
  EXPECT_EQ(Search({}, R"({"from":95})")["hits"]["hits"].size(), 5u);
}

TEST_F(DocumentsHandlerTest, TotalsBeyondTenThousandAreALowerBound) {
  store_.documents = 20'000;
  EXPECT_EQ(Search({{"size", "0"}})["hits"]["total"], Json::parse(R"({"value":10000,"relation":"gte"})"));
  EXPECT_EQ(Search({{"size", "0"}, {"track_total_hits", "true"}})["hits"]["total"],
            Json::parse(R"({"value":20000,"relation":"eq"})"));
  EXPECT_FALSE(Search({{"track_total_hits", "false"}})["hits"].contains("total"));
}

TEST_F(DocumentsHandlerTest, AnEmptyIndexHasNoScore) {
  store_.documents = 0;
  const Json answer = Search();
  EXPECT_TRUE(answer["hits"]["max_score"].is_null());
  EXPECT_EQ(answer["hits"]["hits"].size(), 0u);
}

TEST_F(DocumentsHandlerTest, SortedHitsCarryTheirSortValuesAndNoScore) {
  const Json answer = Search({{"sort", "window_end:desc,client"}, {"size", "1"}});
  ASSERT_EQ(store_.query.sort.size(), 2u);
  EXPECT_EQ(store_.query.sort[0].field, "window_end");
  EXPECT_TRUE(store_.query.sort[0].descending);
  EXPECT_FALSE(store_.query.sort[1].descending);
  EXPECT_TRUE(answer["hits"]["hits"][0]["_score"].is_null());
  EXPECT_EQ(answer["hits"]["hits"][0]["sort"], Json::parse("[4,4]"));
  Search({}, R"({"sort":[{"client":{"order":"desc"}},"total:asc",{"x":"desc"}]})");
  ASSERT_EQ(store_.query.sort.size(), 3u);
  EXPECT_TRUE(store_.query.sort[0].descending);
  EXPECT_FALSE(store_.query.sort[1].descending);
  EXPECT_TRUE(store_.query.sort[2].descending);
}

TEST_F(DocumentsHandlerTest, TermsAndIdsReachTheStore) {
  Search(
      {},
      R"({"query":{"bool":{"filter":[{"term":{"client":4}},{"term":{"city":{"value":"Bern"}}}],"must":{"ids":{"values":["4",5]}}}}})");
  ASSERT_EQ(store_.query.terms.size(), 2u);
  EXPECT_EQ(store_.query.terms[0].field, "client");
  EXPECT_EQ(store_.query.terms[0].value_json, "4");
  EXPECT_EQ(store_.query.terms[1].value_json, "\"Bern\"");
  EXPECT_EQ(store_.query.ids, (std::vector<std::string>{"4", "5"}));
}

TEST_F(DocumentsHandlerTest, WhatIsNotUnderstoodIsRefusedNeverIgnored) {
  for (const char* body : {"{", "[]", R"({"aggs":{}})", R"({"query":{"range":{"client":{"gt":1}}}})", R"({"query":{}})",
                           R"({"query":{"bool":{"must_not":[]}}})", R"({"size":-1})", R"({"size":"x"})",
                           R"({"query":{"term":{"a":{}}}})", R"({"query":{"ids":{"values":[]}}})"}) {
    const auto response = Send("POST", "/total_amount/_search", {}, body);
    EXPECT_EQ(response.status, 400) << body;
    const Json answer = Json::parse(response.body);
    EXPECT_EQ(answer["status"], 400) << body;
    EXPECT_TRUE(answer["error"]["type"].is_string()) << body;
    EXPECT_EQ(answer["error"]["root_cause"][0]["reason"], answer["error"]["reason"]) << body;
  }
  EXPECT_EQ(Send("GET", "/total_amount/_search", {{"q", "client:4"}}).status, 400);
  EXPECT_EQ(Send("GET", "/total_amount/_search", {{"size", "10001"}}).status, 400);
  EXPECT_EQ(Send("GET", "/total_amount/_search", {{"from", "18446744073709551615"}}).status, 400);
}

TEST_F(DocumentsHandlerTest, DeepNestingIsRefused) {
  std::string body = R"({"match_all":{}})";
  for (int i = 0; i < 100; ++i) body = R"({"bool":{"must":)" + body + "}}";
  EXPECT_EQ(Send("POST", "/total_amount/_search", {}, "{\"query\":" + body + "}").status, 400);
}

TEST_F(DocumentsHandlerTest, AnUnknownIndexIsElasticsearchs404) {
  const auto response = Send("GET", "/nope/_search");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body,
            R"({"error":{"root_cause":[{"type":"index_not_found_exception","reason":"no such index [nope]",)"
            R"("resource.type":"index_or_alias","resource.id":"nope","index_uuid":"_na_","index":"nope"}],)"
            R"("type":"index_not_found_exception","reason":"no such index [nope]","resource.type":"index_or_alias",)"
            R"("resource.id":"nope","index_uuid":"_na_","index":"nope"},"status":404})");
}

TEST_F(DocumentsHandlerTest, OneDocumentByItsId) {
  EXPECT_EQ(Send("GET", "/total_amount/_doc/4").body,
            R"({"_index":"total_amount","_type":"_doc","_id":"4","_version":7,"_seq_no":0,"_primary_term":1,)"
            R"("found":true,"_source":{"client":4,"total":12345678901234567890.10}})");
  const auto missing = Send("GET", "/total_amount/_doc/5");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, R"({"_index":"total_amount","_type":"_doc","_id":"5","found":false})");
  EXPECT_EQ(Send("GET", "/total_amount/_source/4").body, R"({"client":4,"total":12345678901234567890.10})");
}

TEST_F(DocumentsHandlerTest, CountRootAndCat) {
  EXPECT_EQ(Send("GET", "/total_amount/_count").body,
            R"({"count":4,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}})");
  const Json root = Json::parse(Send("GET", "/").body);
  EXPECT_EQ(root["tagline"], "You Know, for Search");
  EXPECT_EQ(root["version"]["number"], "7.8.0");
  EXPECT_NE(Send("GET", "/_cat/indices", {{"v", ""}}).body.find("total_amount"), std::string::npos);
  EXPECT_EQ(Json::parse(Send("GET", "/_cat/indices", {{"format", "json"}}).body)[0]["docs.count"], "4");
}

TEST_F(DocumentsHandlerTest, NothingCanBeWritten) {
  for (const char* method : {"PUT", "DELETE", "PATCH"}) {
    EXPECT_EQ(Send(method, "/total_amount").status, 405) << method;
    EXPECT_EQ(Send(method, "/total_amount/_doc/1").status, 405) << method;
  }
  for (const char* path : {"/total_amount/_doc", "/_bulk", "/total_amount/_delete_by_query"}) {
    EXPECT_EQ(Send("POST", path).status, 405) << path;
  }
}

TEST_F(DocumentsHandlerTest, AStoreThatFailsIsA503) {
  store_.broken = true;
  const auto response = Send("GET", "/total_amount/_search");
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.body.find("the store is locked"), std::string::npos);
}

TEST(PrettyJson, LaysOutAsElasticsearchDoes) {
  EXPECT_EQ(PrettyJson(R"({"a":1,"b":[],"c":{},"d":["x:,{}\"",-1.50],"e":{"f":null}})"),
            "{\n  \"a\" : 1,\n  \"b\" : [ ],\n  \"c\" : { },\n  \"d\" : [\n    \"x:,{}\\\"\",\n    -1.50\n  ],\n"
            "  \"e\" : {\n    \"f\" : null\n  }\n}\n");
}

}  // namespace
}  // namespace mullion
