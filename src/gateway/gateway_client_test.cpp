#include "gateway/gateway_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "gateway/cluster_jobs.h"
#include "http/http_client.h"
#include "http/http_url.h"
#include "http/testing/scripted_server.h"

namespace mullion {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kTextColumn =
    R"({"name":"t","logicalType":{"type":"VARCHAR","nullable":true,"length":2147483647},"comment":null})";

std::string Page(const std::string& type, const std::string& data, const std::string& next) {
  std::string uri = next.empty() ? "" : fmt::format(R"(,"nextResultUri":"{}")", next);
  return fmt::format(
      R"({{"resultType":"{}","isQueryResult":false,"resultKind":"SUCCESS_WITH_CONTENT","results":{{"columns":[{}],)"
      R"("rowFormat":"JSON","data":[{}]}}{}}})",
      type, kTextColumn, data, uri);
}

class GatewayClientTest : public testing::Test {
 protected:
  void Serve(ScriptedServer::Script script) {
    server_ = std::make_unique<ScriptedServer>(std::move(script));
    Connect(server_->url());
  }
  void Connect(const std::string& url, int64_t answer_timeout_ms = 5'000) {
    HttpClientOptions options;
    options.hosts = {ParseHttpUrl(url)->host};
    options.answer_timeout_ms = answer_timeout_ms;
    client_ = std::make_unique<GatewayClient>(*MakeHttpClient(std::move(options)), url, [this](int64_t ms) {
      paused_ms_ += ms;
      return !stop_;
    });
  }

  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<GatewayClient> client_;
  int64_t paused_ms_ = 0;
  bool stop_ = false;
};

TEST_F(GatewayClientTest, RunsAStatementToItsEnd) {
  int asked = 0;
  Serve([&](const ReceivedRequest& request) {
    if (request.target == "/v1/sessions") return HttpReply(200, R"({"sessionHandle":"s1"})");
    if (request.method == "POST") return HttpReply(200, R"({"operationHandle":"o1"})");
    if (request.method == "DELETE") return HttpReply(200, R"({"status":"CLOSED"})");
    if (request.target.ends_with("/result/0") && ++asked < 3) {
      return HttpReply(200, R"({"resultType":"NOT_READY","nextResultUri":")" + request.target + R"("})");
    }
    std::string base = request.target.substr(0, request.target.rfind('/') + 1);
    if (request.target.ends_with("/0")) {
      return HttpReply(200, Page("PAYLOAD", R"({"kind":"INSERT","fields":["a"]})", base + "1"));
    }
    return HttpReply(200, Page("EOS", "", ""));
  });
  std::string session = *client_->OpenSession({{"parallelism.default", "1"}});
  auto rows = client_->Run(session, "SHOW \"TABLES\"");
  ASSERT_TRUE(rows) << rows.error().error.ToString();
  ASSERT_EQ(rows->batches.size(), 1u);
  EXPECT_EQ(rows->batches[0].columns[0]->Values<std::string_view>()[0], "a");
  EXPECT_GT(paused_ms_, 0);
  auto received = server_->received();
  EXPECT_EQ(received[0].body, R"({"properties":{"parallelism.default":"1"}})");
  EXPECT_EQ(received[1].target, "/v1/sessions/s1/statements");
  EXPECT_EQ(received[1].body, R"({"statement":"SHOW \"TABLES\""})");
}

TEST_F(GatewayClientTest, FlinksRefusalKeepsItsWords) {
  Serve([](const ReceivedRequest& request) {
    if (request.method == "POST") return HttpReply(200, R"({"operationHandle":"o1"})");
    return HttpReply(500,
                     R"({"errors":["Internal server error.","<Exception on server side:\n)"
                     R"(Caused by: org.apache.flink.table.api.ValidationException: Object 'x' not found\n\tat a.b"]})");
  });
  auto rows = client_->Run("s", "SELECT * FROM x");
  ASSERT_FALSE(rows);
  ASSERT_TRUE(rows.error().flink);
  EXPECT_EQ(rows.error().error.fault(), Fault::kUser);
  EXPECT_THAT(rows.error().error.why(), HasSubstr("ValidationException: Object 'x' not found"));
}

TEST_F(GatewayClientTest, AGatewayThatIsAwayIsSaidSo) {
  Connect(fmt::format("http://127.0.0.1:{}", UnusedPort()));
  auto info = client_->Info();
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().error.what(), "the SQL Gateway is away");
  EXPECT_THAT(info.error().error.why(), HasSubstr("refuses connections"));
  EXPECT_THAT(info.error().error.hint(), HasSubstr("sql-gateway.sh"));
}

TEST_F(GatewayClientTest, ASlowGatewayIsSaidSo) {
  Serve([](const ReceivedRequest&) { return ScriptedReply{"", false, true}; });
  Connect(server_->url(), 200);
  auto info = client_->Info();
  ASSERT_FALSE(info);
  EXPECT_THAT(info.error().error.ToString(), HasSubstr("gives no answer within 0.2 s"));
}

TEST_F(GatewayClientTest, QuestionsAreAskedAgainStatementsAreNot) {
  int cuts = 0;
  Serve([&](const ReceivedRequest& request) {
    if (request.method == "GET" && ++cuts < 3) return ScriptedReply{"", true, false};
    if (request.method == "POST") return ScriptedReply{"", true, false};
    return HttpReply(200, Page("EOS", "", ""));
  });
  EXPECT_TRUE(client_->Fetch("/v1/sessions/s/operations/o/result/0"));
  EXPECT_FALSE(client_->Send("s", "INSERT INTO a SELECT 1"));
  int posts = 0;
  for (const ReceivedRequest& request : server_->received()) posts += request.method == "POST" ? 1 : 0;
  EXPECT_EQ(posts, 1);
}

TEST_F(GatewayClientTest, ItGivesUpOnAGatewayThatStaysAway) {
  Connect(fmt::format("http://127.0.0.1:{}", UnusedPort()));
  EXPECT_FALSE(client_->Fetch("/v1/x"));
  EXPECT_GE(paused_ms_, 20'000);
  paused_ms_ = 0;
  stop_ = true;
  EXPECT_FALSE(client_->Fetch("/v1/x"));
  EXPECT_LT(paused_ms_, 2'000);
}

TEST_F(GatewayClientTest, NonsenseIsShown) {
  std::string answer;
  int status = 200;
  Serve([&](const ReceivedRequest&) { return HttpReply(status, answer); });
  for (const char* text : {"<html>hello</html>", "[1]", "", "{\"productName\":", "{}"}) {
    answer = text;
    auto info = client_->Info();
    ASSERT_FALSE(info) << text;
    EXPECT_THAT(info.error().error.what(), HasSubstr("does not answer as a SQL Gateway does"));
  }
  status = 404;
  answer = R"({"errors":["Not found: /v1/info"]})";  // what a JobManager says
  EXPECT_THAT(client_->Info().error().error.hint(), HasSubstr("8083"));
  status = 200;
  answer = R"({"resultType":"PAYLOAD"})";
  EXPECT_THAT(client_->Fetch("/x").error().error.what(), HasSubstr("does not answer"));
  answer = "{}";
  EXPECT_FALSE(client_->OpenSession({}));
  EXPECT_FALSE(client_->Send("s", "SELECT 1"));
}

TEST_F(GatewayClientTest, ASignalCancelsTheStatement) {
  Serve([](const ReceivedRequest& request) {
    if (request.method == "POST") return HttpReply(200, R"({"operationHandle":"o1"})");
    return HttpReply(200, R"({"resultType":"NOT_READY","nextResultUri":")" + request.target + R"("})");
  });
  stop_ = true;
  auto rows = client_->Run("s", "SELECT 1");
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().error.what(), "interrupted");
  EXPECT_EQ(server_->received().back().target, "/v1/sessions/s/operations/o1/cancel");
}

TEST_F(GatewayClientTest, TellsWhyAJobFailed) {
  Serve([](const ReceivedRequest& request) {
    if (request.target.starts_with("/jobs/abc/exceptions")) {
      return HttpReply(200,
                       R"({"root-exception":"org.apache.flink.runtime.JobException: Recovery is suppressed\n\tat x\n)"
                       R"(Caused by: java.lang.NumberFormatException: For input string: 'x'\n\tat y"})");
    }
    return HttpReply(404, R"({"errors":["no such job"]})");
  });
  HttpClientOptions options;
  options.hosts = {ParseHttpUrl(server_->url())->host};
  auto cluster = *MakeHttpClient(std::move(options));
  EXPECT_THAT(JobFailure(*cluster, "abc")->Telling(),
              testing::ElementsAre("java.lang.NumberFormatException: For input string: 'x'"));
  EXPECT_FALSE(JobFailure(*cluster, "def"));
}

TEST(ClusterAddress, ALoopbackNameMeansTheGatewaysHost) {
  HttpUrl gateway = *ParseHttpUrl("http://flink.example:8083");
  EXPECT_EQ(ClusterAddress({{"rest.address", "localhost"}, {"rest.port", "8082"}}, gateway)->host.url,
            "http://flink.example:8082");
  EXPECT_EQ(ClusterAddress({{"jobmanager.rpc.address", "jobmanager"}}, gateway)->host.url, "http://jobmanager:8081");
  EXPECT_FALSE(ClusterAddress({}, gateway));
}

}  // namespace
}  // namespace mullion
