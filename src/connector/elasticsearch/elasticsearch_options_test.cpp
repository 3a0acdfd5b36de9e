#include "connector/elasticsearch/elasticsearch_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/elasticsearch/make_elasticsearch.h"
#include "connector/elasticsearch/test_rows.h"

namespace mullion::elasticsearch {
namespace {

using testing::HasSubstr;
using testing::Not;

TableDefinition Table(std::map<std::string, std::string> options) {
  return MakeTable({{"client", DataType::Int()}}, {0}, std::move(options));
}
ElasticsearchOptions Read(std::map<std::string, std::string> options) {
  return *ReadElasticsearchOptions(Table(std::move(options)));
}
std::string ErrorOf(std::map<std::string, std::string> options) {
  auto read = ReadElasticsearchOptions(Table(std::move(options)));
  return read ? "accepted" : read.error().ToString();
}

TEST(ElasticsearchOptions, ReadHosts) {
  ElasticsearchOptions options = Read({{"hosts", "http://a:9200;https://[::1]:9201/"}});
  ASSERT_EQ(options.http.hosts.size(), 2u);
  EXPECT_EQ(options.http.hosts[0].name, "a");
  EXPECT_EQ(options.http.hosts[0].port, "9200");
  EXPECT_FALSE(options.http.hosts[0].tls);
  EXPECT_EQ(options.http.hosts[1].name, "::1");
  EXPECT_EQ(options.http.hosts[1].url, "https://[::1]:9201");
  EXPECT_TRUE(options.http.hosts[1].tls);
}

TEST(ElasticsearchOptions, RefuseHostsInFlinksWords) {
  EXPECT_THAT(ErrorOf({{"hosts", "http://a"}}),
              HasSubstr("Could not parse host 'http://a' in option 'hosts'. It should follow the format "
                        "'http://host_name:port'. Missing port."));
  EXPECT_THAT(ErrorOf({{"hosts", "a:9200"}}), HasSubstr("Missing scheme."));
  EXPECT_THAT(ErrorOf({{"hosts", "http://a:99999"}}), HasSubstr("The port is not one."));
  EXPECT_THAT(ErrorOf({{"hosts", "http://a:9200/es"}}), HasSubstr("'connection.path-prefix'"));
  EXPECT_THAT(ErrorOf({{"hosts", " ; "}}), HasSubstr("names no host"));
}

TEST(ElasticsearchOptions, NeverShowAPassword) {
  EXPECT_THAT(ErrorOf({{"hosts", "http://user:secret@a:9200"}}), Not(HasSubstr("secret")));
  EXPECT_THAT(ErrorOf({{"password", "secret"}}), HasSubstr("must be set at the same time"));
  EXPECT_THAT(ErrorOf({{"password", "secret"}}), Not(HasSubstr("secret")));
  for (const OptionSpec& spec : ElasticsearchOptionSpecs()) {
    EXPECT_EQ(spec.secret, spec.name == "password" || spec.name == "api-key") << spec.name;
  }
}

TEST(ElasticsearchOptions, MakeTheAuthorization) {
  // base64("elastic:changeme") and base64("id:key")
  EXPECT_EQ(Read({{"username", "elastic"}, {"password", "changeme"}}).http.authorization,
            "Basic ZWxhc3RpYzpjaGFuZ2VtZQ==");
  EXPECT_EQ(Read({{"api-key", "id:key"}}).http.authorization, "ApiKey aWQ6a2V5");
  EXPECT_EQ(Read({{"api-key", "aWQ6a2V5"}}).http.authorization, "ApiKey aWQ6a2V5");
}

TEST(ElasticsearchOptions, NormaliseThePathPrefix) {
  EXPECT_EQ(Read({{"connection.path-prefix", "es/"}}).http.path_prefix, "/es");
  EXPECT_EQ(Read({{"connection.path-prefix", "/"}}).http.path_prefix, "");
}

TEST(ElasticsearchOptions, KnowEveryNameOfFlink118) {
  std::set<std::string> names;
  for (const OptionSpec& spec : ElasticsearchOptionSpecs()) names.insert(spec.name);
  for (const char* name :
       {"hosts", "index", "document-id.key-delimiter", "username", "password", "failure-handler",
        "sink.flush-on-checkpoint", "sink.bulk-flush.max-actions", "sink.bulk-flush.max-size",
        "sink.bulk-flush.interval", "sink.bulk-flush.backoff.strategy", "sink.bulk-flush.backoff.max-retries",
        "sink.bulk-flush.backoff.delay", "connection.path-prefix", "format"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(ElasticsearchOptions, RefuseBoundsThatFlinkRefuses) {
  EXPECT_THAT(ErrorOf({{"sink.bulk-flush.max-size", "1536kb"}}), HasSubstr("must be in MB granularity"));
  EXPECT_THAT(ErrorOf({{"sink.bulk-flush.max-actions", "-7"}}), HasSubstr("must be at least 1. Got: -7"));
  EXPECT_THAT(ErrorOf({{"sink.bulk-flush.backoff.max-retries", "0"}}), HasSubstr("must be at least 1. Got: 0"));
  EXPECT_THAT(ErrorOf({{"failure-handler", "org.acme.Handler"}}),
              HasSubstr("Could not instantiate the failure handler class: org.acme.Handler"));
  EXPECT_THAT(ErrorOf({{"format", "csv"}}), HasSubstr("the format 'csv' cannot be used"));
}

TEST(ElasticsearchOptions, WaitForeverByDefaultAndFailAsFlinkWhenStrict) {
  TableDefinition table = Table({});
  SenderOptions kind = MakeSenderOptions(Read({}), table, false);
  EXPECT_FALSE(kind.retries_max);
  EXPECT_EQ(kind.rejected, RejectedPolicy::kSetAside);
  EXPECT_TRUE(kind.coalesce);
  EXPECT_NE(kind.index_body, "");
  SenderOptions strict = MakeSenderOptions(Read({}), table, true);
  EXPECT_EQ(strict.retries_max, 0);
  EXPECT_EQ(strict.rejected, RejectedPolicy::kFail);
  EXPECT_FALSE(strict.coalesce);
  EXPECT_EQ(strict.index_body, "");
}

TEST(ElasticsearchOptions, FollowTheFailureHandlerTheUserWrote) {
  TableDefinition table = Table({});
  EXPECT_EQ(MakeSenderOptions(Read({{"failure-handler", "fail"}}), table, false).rejected, RejectedPolicy::kFail);
  EXPECT_EQ(MakeSenderOptions(Read({{"failure-handler", "IGNORE"}}), table, false).rejected, RejectedPolicy::kDrop);
  EXPECT_EQ(MakeSenderOptions(Read({{"failure-handler", "ignore"}}), table, true).rejected, RejectedPolicy::kDrop);
  SenderOptions backoff = MakeSenderOptions(
      Read({{"sink.bulk-flush.backoff.strategy", "EXPONENTIAL"}, {"sink.bulk-flush.backoff.max-retries", "3"}}), table,
      true);
  EXPECT_EQ(backoff.retries_max, 3);
}

TEST(ElasticsearchConnector, UpsertsByKeyAndAppendsWithoutOne) {
  auto connector = MakeElasticsearchConnector();
  EXPECT_EQ(connector->name(), "elasticsearch-7");
  auto keyed = connector->CheckSink(Table({}));
  ASSERT_TRUE(keyed);
  EXPECT_TRUE(keyed->accepts_updates);
  EXPECT_TRUE(keyed->upsert_by_key);
  auto keyless = connector->CheckSink(MakeTable({{"client", DataType::Int()}}, {}));
  ASSERT_TRUE(keyless);
  EXPECT_FALSE(keyless->accepts_updates);
  EXPECT_FALSE(connector->CheckSource(Table({})));
}

TEST(ElasticsearchConnector, ChecksNamesOfOptionsAndThoseOfTheFormat) {
  auto connector = MakeElasticsearchConnector();
  auto misspelled = connector->CheckSink(Table({{"sink.bulk-flush.max-action", "5"}}));
  ASSERT_FALSE(misspelled);
  EXPECT_THAT(misspelled.error().ToString(), HasSubstr("sink.bulk-flush.max-actions"));
  EXPECT_TRUE(connector->CheckSink(Table({{"json.timestamp-format.standard", "ISO-8601"}})));
  EXPECT_FALSE(connector->CheckSink(Table({{"json.timestamp-format.standard", "klingon"}})));
}

TEST(ElasticsearchConnector, RefusesElasticsearch6WithTheWayOut) {
  auto connectors = MakeElasticsearchConnectors();
  ASSERT_EQ(connectors.size(), 4u);
  auto refused = connectors[3]->CheckSink(Table({}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(connectors[3]->name(), "elasticsearch-6");
  EXPECT_THAT(refused.error().hint(), HasSubstr("'connector' = 'elasticsearch-7'"));
}

}  // namespace
}  // namespace mullion::elasticsearch
