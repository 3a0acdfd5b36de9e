#include "http/http_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <set>

#include "http/http_url.h"
#include "http/testing/scripted_server.h"

namespace mullion {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Kind = HttpFailure::Kind;

HttpClientOptions OptionsFor(std::vector<std::string> urls) {
  HttpClientOptions options;
  for (const std::string& url : urls) options.hosts.push_back(ParseHttpUrl(url)->host);
  return options;
}

std::unique_ptr<HttpTransport> ClientFor(HttpClientOptions options) {
  return *MakeHttpClient(std::move(options));
}

std::future<HttpOutcome> Start(HttpTransport& client, HttpCall request) {
  auto promise = std::make_shared<std::promise<HttpOutcome>>();
  client.Send(std::move(request), [promise](HttpOutcome outcome) { promise->set_value(std::move(outcome)); });
  return promise->get_future();
}

HttpOutcome Ask(HttpTransport& client, HttpCall request = {"GET", "/", "", ""}) {
  return Start(client, std::move(request)).get();
}

TEST(HttpClient, KeepsItsConnection) {
  ScriptedServer server([](const ReceivedRequest& request) { return HttpReply(200, request.body); });
  auto client = ClientFor(OptionsFor({server.url()}));
  for (const char* body : {"a", "b", "c"}) {
    HttpOutcome outcome = Ask(*client, {"POST", "/_bulk", "application/x-ndjson", body});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, 200);
    EXPECT_EQ(outcome->body, body);
    EXPECT_EQ(outcome->url, server.url());
  }
  for (const ReceivedRequest& request : server.received()) EXPECT_EQ(request.connection, 1);
}

TEST(HttpClient, SendsPrefixCredentialsAndTypes) {
  ScriptedServer server([](const ReceivedRequest&) { return HttpReply(200, "{}"); });
  HttpClientOptions options = OptionsFor({server.url()});
  options.path_prefix = "/es";
  options.authorization = "Basic dTpw";
  auto client = ClientFor(options);
  ASSERT_TRUE(Ask(*client, {"POST", "/_bulk?a=b", "application/x-ndjson", "x\n"}));
  ReceivedRequest request = server.received().at(0);
  EXPECT_EQ(request.target, "/es/_bulk?a=b");
  EXPECT_EQ(request.headers["authorization"], "Basic dTpw");
  EXPECT_EQ(request.headers["content-type"], "application/x-ndjson");
  EXPECT_EQ(request.headers["host"], fmt::format("127.0.0.1:{}", server.port()));
  EXPECT_EQ(request.headers["content-length"], "2");
}

TEST(HttpClient, HasSeveralRequestsOnTheWay) {
  std::promise<void> second_came;
  std::shared_future<void> second = second_came.get_future().share();
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target == "/first") second.wait();
    if (request.target == "/second") second_came.set_value();
    return HttpReply(200, request.target);
  });
  auto client = ClientFor(OptionsFor({server.url()}));
  auto first_answer = Start(*client, {"GET", "/first", "", ""});
  auto second_answer = Start(*client, {"GET", "/second", "", ""});
  EXPECT_EQ(first_answer.get()->body, "/first");
  EXPECT_EQ(second_answer.get()->body, "/second");
}

TEST(HttpClient, ReadsNoBodyAfterHead) {
  ScriptedServer server(
      [](const ReceivedRequest&) { return ScriptedReply{"HTTP/1.1 404 X\r\nContent-Length: 300\r\n\r\n"}; });
  auto client = ClientFor(OptionsFor({server.url()}));
  EXPECT_EQ(Ask(*client, {"HEAD", "/i", "", ""})->status, 404);
  EXPECT_EQ(Ask(*client, {"HEAD", "/i", "", ""})->status, 404);
}

TEST(HttpClient, SendsAgainWhenTheKeptConnectionWasClosed) {
  ScriptedServer server([](const ReceivedRequest&) {
    ScriptedReply reply = HttpReply(200, "{}");
    reply.close = true;
    return reply;
  });
  auto client = ClientFor(OptionsFor({server.url()}));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Ask(*client)) << i;
}

TEST(HttpClient, GivesUpWaitingForAnAnswer) {
  ScriptedServer server([](const ReceivedRequest&) { return ScriptedReply{.hang = true}; });
  HttpClientOptions options = OptionsFor({server.url()});
  options.answer_timeout_ms = 100;
  auto client = ClientFor(options);
  HttpOutcome outcome = Ask(*client);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::kTimeout);
  EXPECT_EQ(outcome.error().text, server.url() + " gives no answer within 0.1 s");
}

TEST(HttpClient, TellsWhenTheConnectionIsCut) {
  for (const char* part : {"", "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf", "HTTP/1.1 20"}) {
    ScriptedServer server([&](const ReceivedRequest&) { return ScriptedReply{part, true}; });
    auto client = ClientFor(OptionsFor({server.url()}));
    HttpOutcome outcome = Ask(*client);
    ASSERT_FALSE(outcome) << part;
    EXPECT_EQ(outcome.error().kind, Kind::kBroken);
    EXPECT_EQ(outcome.error().text, server.url() + " closes the connection before it has answered");
  }
}

TEST(HttpClient, TellsWhenTheAnswerIsNotHttp) {
  ScriptedServer server([](const ReceivedRequest&) { return ScriptedReply{"SSH-2.0-OpenSSH\r\n\r\n", true}; });
  auto client = ClientFor(OptionsFor({server.url()}));
  HttpOutcome outcome = Ask(*client);
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().text, StartsWith(server.url() + " gives no proper HTTP answer: "));
}

TEST(HttpClient, TellsWhenNobodyListens) {
  std::string url = fmt::format("http://127.0.0.1:{}", UnusedPort());
  auto client = ClientFor(OptionsFor({url}));
  HttpOutcome outcome = Ask(*client);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Kind::kUnreachable);
  EXPECT_EQ(outcome.error().text, url + " refuses connections");
}

TEST(HttpClient, TellsWhenThereIsNoSuchHost) {
  auto client = ClientFor(OptionsFor({"http://no-such-host.invalid:9200"}));
  HttpOutcome outcome = Ask(*client);
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().text, StartsWith("http://no-such-host.invalid:9200 cannot be "));
}

TEST(HttpClient, GoesToAnotherHostWhenOneIsAway) {
  ScriptedServer server([](const ReceivedRequest&) { return HttpReply(200, "{}"); });
  std::string away = fmt::format("http://127.0.0.1:{}", UnusedPort());
  auto client = ClientFor(OptionsFor({away, server.url()}));
  for (int i = 0; i < 4; ++i) {
    HttpOutcome outcome = Ask(*client);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->url, server.url());
  }
}

TEST(HttpClient, SaysTheSameEachTimeWhenEveryHostIsAway) {
  std::string first = fmt::format("http://127.0.0.1:{}", UnusedPort());
  auto client = ClientFor(OptionsFor({first, fmt::format("http://127.0.0.1:{}", UnusedPort())}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Ask(*client).error().text, fmt::format("none of 2 hosts can be reached: {} refuses connections", first));
  }
}

TEST(HttpClient, ReadsTheRefusalOfABodyThatIsTooLarge) {
  ScriptedServer server([](const ReceivedRequest&) { return HttpReply(200, "{}"); });
  server.RefuseBodies("HTTP/1.1 413 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  auto client = ClientFor(OptionsFor({server.url()}));
  // The server may close so early that the answer is lost; then it is a broken connection and asked again by the
  // sender.
  HttpOutcome outcome = Ask(*client, {"POST", "/_bulk", "application/x-ndjson", "small"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, 413);
}

TEST(HttpClient, CallsTasksAfterTheirTime) {
  auto client = ClientFor(OptionsFor({"http://127.0.0.1:1"}));
  std::promise<void> called;
  client->After(10, [&] { called.set_value(); });
  EXPECT_EQ(called.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(HttpClient, StopsWhileRequestsAreOnTheWay) {
  ScriptedServer server([](const ReceivedRequest&) { return ScriptedReply{.hang = true}; });
  auto client = ClientFor(OptionsFor({server.url()}));
  auto answer = Start(*client, {"GET", "/", "", ""});
  client->After(60'000, [] { FAIL(); });
  while (server.received().empty()) std::this_thread::yield();
  client->Stop();
  client.reset();
  EXPECT_THROW(answer.get(), std::future_error);  // dropped, never called
}

class HttpClientTlsTest : public testing::Test {
 protected:
  HttpClientTlsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mullion-tls-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    std::string command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout {0}/key.pem "
        "-out {0}/cert.pem -subj /CN=test -addext subjectAltName=IP:127.0.0.1 >/dev/null 2>&1",
        folder_.string());
    MULLION_CHECK(std::system(command.c_str()) == 0);
  }
  ~HttpClientTlsTest() override { std::filesystem::remove_all(folder_); }
  std::string certificate() const { return folder_ / "cert.pem"; }
  std::string key() const { return folder_ / "key.pem"; }

  std::filesystem::path folder_;
};

TEST_F(HttpClientTlsTest, SpeaksTlsWithAServerTheCaFileVouchesFor) {
  ScriptedServer server([](const ReceivedRequest& request) { return HttpReply(200, request.body); }, certificate(),
                        key());
  HttpClientOptions options = OptionsFor({server.url()});
  options.ca_file = certificate();
  auto client = ClientFor(options);
  for (int i = 0; i < 3; ++i) {
    HttpOutcome outcome = Ask(*client, {"POST", "/", "application/json", std::string(100'000, 'x')});
    ASSERT_TRUE(outcome) << outcome.error().text;
    EXPECT_EQ(outcome->body.size(), 100'000u);
  }
  EXPECT_EQ(server.received().back().connection, 1);
}

TEST_F(HttpClientTlsTest, RefusesAServerNobodyVouchesFor) {
  ScriptedServer server([](const ReceivedRequest&) { return HttpReply(200, "{}"); }, certificate(), key());
  auto client = ClientFor(OptionsFor({server.url()}));
  HttpOutcome outcome = Ask(*client);
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().text, HasSubstr("has a certificate that is not trusted"));
  EXPECT_TRUE(server.received().empty());
}

TEST_F(HttpClientTlsTest, RefusesAServerOfAnotherName) {
  ScriptedServer server([](const ReceivedRequest&) { return HttpReply(200, "{}"); }, certificate(), key());
  HttpClientOptions options = OptionsFor({fmt::format("https://localhost:{}", server.port())});
  options.ca_file = certificate();
  HttpOutcome outcome = Ask(*ClientFor(options));
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(server.received().empty());
}

TEST(HttpClientOptions, NameTheCaFileThatCannotBeRead) {
  HttpClientOptions options = OptionsFor({"https://127.0.0.1:9200"});
  options.ca_file = "/no/such/file.pem";
  auto client = MakeHttpClient(options);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().what(), "the CA file /no/such/file.pem cannot be read");
}

}  // namespace
}  // namespace mullion
