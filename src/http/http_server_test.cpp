#include "http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "http/raw_http_client.h"

namespace mullion {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Counts up, one event a tick.
class CountingStream final : public EventStream {
 public:
  std::string Next() override { return "data: " + std::to_string(++count_) + "\n\n"; }

 private:
  int count_ = 0;
};

class EchoHandler final : public HttpHandler {
 public:
  HttpResponse Handle(const HttpRequest& request) override {
    if (request.path == "/bug") throw std::runtime_error("a bug");
    if (request.path == "/big") return {.body = std::string(8 << 20, 'x')};
    if (request.path == "/cached")
      return {.status = request.if_none_match == "\"e\"" ? 304 : 200, .body = "", .etag = "\"e\""};
    return {.body = request.method + " " + request.path + " " + std::string(request.Query("q").value_or("-")) + " " +
                    std::to_string(request.body.size()) + "\n"};
  }
  std::unique_ptr<EventStream> OpenStream(const HttpRequest& request) override {
    return request.path == "/events" ? std::make_unique<CountingStream>() : nullptr;
  }
  void Tick() override { ++ticks; }

  std::atomic<int> ticks = 0;
};

class HttpServerTest : public testing::Test {
 protected:
  void Start(HttpServerOptions options = {}) {
    options.interval = 20ms;
    auto server = HttpServer::Start(std::move(options), handler_);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = *std::move(server);
  }
  uint16_t port() const { return server_->port(); }

  EchoHandler handler_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersWithTheSecurityHeaders) {
  Start();
  const std::string answer = Ask(port(), "GET", "/a%20b?q=1");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
                                "connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'"));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Access-Control")));
  EXPECT_EQ(BodyOf(answer), "GET /a b 1 0\n");
}

TEST_F(HttpServerTest, HeadHasTheHeaderOfGetAndNoBody) {
  Start();
  const std::string answer = Ask(port(), "HEAD", "/x");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 11\r\n"));
  EXPECT_EQ(BodyOf(answer), "");
}

TEST_F(HttpServerTest, KeepsAConnectionForTheNextRequest) {
  Start();
  RawHttpClient client(port());
  for (const char* path : {"/1", "/2", "/3"}) {
    client.Send(std::string("GET ") + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(client.ReadUntil("- 0\n"), HasSubstr(std::string("GET ") + path));
  }
}

TEST_F(HttpServerTest, APostBringsItsBody) {
  Start();
  EXPECT_EQ(BodyOf(Ask(port(), "POST", "/p", "0123456789")), "POST /p - 10\n");
}

TEST_F(HttpServerTest, AnUnchangedFileIsNotSentAgain) {
  Start();
  const std::string answer = Ask(port(), "GET", "/cached", "", "If-None-Match: \"e\"\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 304"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length: 0")));
}

TEST_F(HttpServerTest, OnlyLoopbackNamesAreAcceptedAsHost) {
  Start({.allowed_hosts = {"box.internal"}});
  const auto status = [&](const std::string& host) {
    RawHttpClient client(port());
    client.Send("GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n");
    return client.ReadAll().substr(9, 3);
  };
  for (const char* good : {"localhost", "LOCALHOST:8081", "127.0.0.1:1", "[::1]:8081", "box.internal:80"}) {
    EXPECT_EQ(status(good), "200") << good;
  }
  for (const char* bad : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8081", ""}) {
    EXPECT_EQ(status(bad), "403") << bad;
  }
}

TEST_F(HttpServerTest, RefusesWhatIsTooLargeOrNoRequest) {
  Start({.header_bytes_max = 2048, .body_bytes_max = 1000});
  EXPECT_THAT(Ask(port(), "GET", "/", "", "X: " + std::string(4000, 'a') + "\r\n"), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(Ask(port(), "POST", "/", std::string(100'000, 'b')), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(Ask(port(), "GET", "/%00"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(Ask(port(), "GET", "/%0d%0aX-Injected:%201"), StartsWith("HTTP/1.1 400"));
  RawHttpClient noise(port());
  noise.Send("\x16\x03\x01 this is no HTTP\r\n\r\n");
  EXPECT_THAT(noise.ReadAll(), StartsWith("HTTP/1.1 400"));
}

TEST_F(HttpServerTest, AChunkedBodyHasTheSameLimit) {
  Start({.body_bytes_max = 1000});
  RawHttpClient client(port());
  client.Send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    if (!client.Send("64\r\n" + std::string(100, 'c') + "\r\n")) break;
  }
  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 413"));
}

TEST_F(HttpServerTest, ABugInAHandlerCostsOneAnswer) {
  Start();
  EXPECT_THAT(Ask(port(), "GET", "/bug"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(Ask(port(), "GET", "/x"), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, AStreamSendsAnEventAnInterval) {
  Start();
  RawHttpClient client(port());
  client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string head = client.ReadUntil("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Security-Policy: "));
  EXPECT_THAT(client.ReadUntil("data: 3\n\n"), HasSubstr("data: 1\n\ndata: 2\n\n"));
}

TEST_F(HttpServerTest, StreamsAreLimitedAndTheirPlaceIsGivenBack) {
  Start({.streams_max = 2});
  {
    RawHttpClient a(port()), b(port());
    for (RawHttpClient* client : {&a, &b}) {
      client->Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      EXPECT_THAT(client->ReadUntil("data: 1\n"), HasSubstr("200 OK"));
    }
    EXPECT_THAT(Ask(port(), "GET", "/events"), StartsWith("HTTP/1.1 503"));
  }
  std::string answer;
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  do {
    RawHttpClient again(port());
    again.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    answer = again.ReadUntil("\r\n");
  } while (answer.find("200") == std::string::npos && std::chrono::steady_clock::now() < deadline);
  EXPECT_THAT(answer, HasSubstr("200"));
}

TEST_F(HttpServerTest, ARequestThatDoesNotCompleteIsClosedInTime) {
  Start({.request_timeout = 200ms});
  RawHttpClient client(port());
  client.Send("GET / HTT");
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, AClientThatDoesNotReadDelaysNobody) {
  Start({.write_timeout = 300ms});
  RawHttpClient sleeper(port());
  sleeper.Send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto before = std::chrono::steady_clock::now();
  EXPECT_THAT(Ask(port(), "GET", "/x"), StartsWith("HTTP/1.1 200"));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(HttpServerTest, IdleConnectionsGiveWayToNewOnes) {
  Start({.connections_max = 20});
  std::vector<std::unique_ptr<RawHttpClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<RawHttpClient>(port()));
    slow.back()->Send("G");
  }
  for (int i = 0; i < 20; ++i) EXPECT_THAT(Ask(port(), "GET", "/x"), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerTest, TicksWithoutClients) {
  Start();
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (handler_.ticks < 3 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_GE(handler_.ticks, 3);
}

TEST_F(HttpServerTest, StopsWithClientsConnected) {
  Start();
  RawHttpClient idle(port()), stream(port());
  stream.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  stream.ReadUntil("data: 1\n");
  server_->Stop();
  stream.ReadAll();
  EXPECT_TRUE(stream.closed());
  server_->Stop();
}

TEST_F(HttpServerTest, ATakenPortIsNamedWithTheOptionThatChangesIt) {
  Start();
  const auto second = HttpServer::Start({.port = port(), .port_option = "--es-port"}, handler_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault(), Fault::kUser);
  EXPECT_THAT(second.error().ToString(), HasSubstr("port " + std::to_string(port()) + " is taken"));
  EXPECT_THAT(second.error().hint(), HasSubstr("--es-port"));
}

TEST_F(HttpServerTest, AnAddressThatIsNoneIsRefused) {
  const auto server = HttpServer::Start({.address = "not.an.address", .port_option = "--ui"}, handler_);
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().hint(), HasSubstr("--ui"));
}

TEST_F(HttpServerTest, ListensOnLoopbackUnlessTold) {
  Start();
  EXPECT_EQ(server_->url(), "http://127.0.0.1:" + std::to_string(port()));
}

}  // namespace
}  // namespace mullion
