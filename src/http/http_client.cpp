#include "http/http_client.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cctype>
#include <chrono>
#include <iterator>
#include <optional>
#include <thread>
#include <utility>

namespace mullion {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
using Request = http::request<http::string_body>;
using Parser = http::response_parser<http::string_body>;

constexpr uint64_t kAnswerBytesMax = 256u << 20;
/// A host that failed is not asked first again before this time.
constexpr milliseconds kHostPause{2'000};
/// After a request could not be sent whole: how long its answer (413 and the like) is waited for.
constexpr milliseconds kEarlyAnswerWait{1'000};

struct Host {
  HttpHost address;
  Clock::time_point avoid_until{};
};

struct Connection {
  size_t host = 0;
  bool used = false;  ///< has carried a request before
  std::unique_ptr<PlainStream> plain;
  std::unique_ptr<TlsStream> tls;
  beast::flat_buffer buffer;

  PlainStream& lowest() { return tls ? tls->next_layer() : *plain; }
};
using ConnectionPtr = std::unique_ptr<Connection>;
template <typename T>
using Outcome = std::expected<T, HttpFailure>;

std::string Seconds(int64_t ms) {
  return fmt::format("{:g} s", static_cast<double>(ms) / 1000);
}

std::string DescribeConnectError(const error_code& ec, const HttpHost& host, int64_t timeout_ms) {
  if (ec == asio::error::connection_refused) return host.url + " refuses connections";
  if (ec == beast::error::timeout || ec == asio::error::timed_out) {
    return fmt::format("{} cannot be reached within {}", host.url, Seconds(timeout_ms));
  }
  if (ec == asio::error::host_not_found || ec == asio::error::host_not_found_try_again) {
    return fmt::format("{} cannot be found: there is no host of that name", host.url);
  }
  return fmt::format("{} cannot be reached: {}", host.url, ec.message());
}

/// Resolves within a deadline: getaddrinfo itself cannot be interrupted, so its answer may come when nobody waits.
struct Resolution {
  explicit Resolution(asio::io_context& io) : resolver(io), deadline(io) {}
  tcp::resolver resolver;
  asio::steady_timer deadline;
  bool done = false;
  error_code error;
  tcp::resolver::results_type results;
};

class HttpClient final : public HttpTransport {
 public:
  HttpClient(HttpClientOptions options, asio::ssl::context tls)
      : options_(std::move(options)), tls_(std::move(tls)), work_(asio::make_work_guard(io_)) {
    for (const HttpHost& host : options_.hosts) hosts_.push_back({host, {}});
    thread_ = std::thread([this] { io_.run(); });
  }
  ~HttpClient() override { Stop(); }

  void Send(HttpCall request, std::move_only_function<void(HttpOutcome)> done) override {
    asio::post(io_, [this, request = std::move(request), done = std::move(done)]() mutable {
      asio::co_spawn(io_, Serve(std::move(request), std::move(done)), asio::detached);
    });
  }

  void After(int64_t delay_ms, std::move_only_function<void()> task) override {
    asio::post(io_, [this, delay_ms, task = std::move(task)]() mutable {
      auto timer = std::make_unique<asio::steady_timer>(io_, milliseconds(delay_ms));
      asio::steady_timer& waiting = *timer;
      waiting.async_wait([timer = std::move(timer), task = std::move(task)](const error_code& ec) mutable {
        if (!ec) task();
      });
    });
  }

  void Stop() override {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  asio::awaitable<void> Serve(HttpCall request, std::move_only_function<void(HttpOutcome)> done) {
    bool repeatable = request.repeatable;
    Request message = MakeMessage(std::move(request));
    HttpOutcome outcome = co_await Ask(message, repeatable);
    done(std::move(outcome));
  }

  asio::awaitable<HttpOutcome> Ask(Request& message, bool repeatable) {
    for (bool again = !repeatable;; again = true) {
      Outcome<ConnectionPtr> connection = co_await Connect(again);
      if (!connection) co_return std::unexpected(std::move(connection.error()));
      bool stale = false;
      HttpOutcome outcome = co_await Exchange(**connection, message, &stale);
      if (!outcome && stale && !again) continue;
      Host& host = hosts_[(*connection)->host];
      bool sick = !outcome || outcome->status == 502 || outcome->status == 503 || outcome->status == 504;
      host.avoid_until = sick ? Clock::now() + kHostPause : Clock::time_point{};
      if (outcome && (*connection)->used) Keep(std::move(*connection));
      co_return outcome;
    }
  }

  Request MakeMessage(HttpCall request) const {
    Request message{http::string_to_verb(request.method), options_.path_prefix + request.target, 11};
    message.set(http::field::user_agent, "mullion");
    message.set(http::field::accept, "application/json");
    if (!options_.authorization.empty()) message.set(http::field::authorization, options_.authorization);
    if (!request.content_type.empty()) message.set(http::field::content_type, request.content_type);
    message.body() = std::move(request.body);
    return message;
  }

  /// The hosts in the order in which to try them: taking turns, those that failed just now last.
  std::vector<size_t> HostOrder() {
    std::vector<size_t> order, avoided;
    Clock::time_point now = Clock::now();
    for (size_t i = 0; i < hosts_.size(); ++i) {
      size_t host = (next_host_ + i) % hosts_.size();
      (hosts_[host].avoid_until > now ? avoided : order).push_back(host);
    }
    next_host_ = (next_host_ + 1) % hosts_.size();
    order.insert(order.end(), avoided.begin(), avoided.end());
    return order;
  }

  void Keep(ConnectionPtr connection) {
    if (idle_.size() >= options_.idle_connections_max) idle_.erase(idle_.begin());
    idle_.push_back(std::move(connection));
  }

  ConnectionPtr TakeIdle(size_t host) {
    for (auto it = idle_.rbegin(); it != idle_.rend(); ++it) {
      if ((*it)->host != host) continue;
      ConnectionPtr connection = std::move(*it);
      idle_.erase(std::next(it).base());
      return connection;
    }
    return nullptr;
  }

  /// A connection to the first host that can be reached; kept ones first unless `fresh`.
  asio::awaitable<Outcome<ConnectionPtr>> Connect(bool fresh) {
    std::vector<size_t> order = HostOrder();
    std::vector<std::string> failures(hosts_.size());
    for (size_t host : order) {
      if (!fresh) {
        if (ConnectionPtr idle = TakeIdle(host)) co_return idle;
      }
      Outcome<ConnectionPtr> connection = co_await ConnectTo(host);
      if (connection) co_return connection;
      hosts_[host].avoid_until = Clock::now() + kHostPause;
      failures[host] = std::move(connection.error().text);
    }
    // In the order of the option, so that the message stays the same while the trouble does.
    std::string text = failures[0];
    if (hosts_.size() > 1) text = fmt::format("none of {} hosts can be reached: {}", hosts_.size(), text);
    co_return std::unexpected(HttpFailure{HttpFailure::Kind::kUnreachable, std::move(text)});
  }

  asio::awaitable<Outcome<tcp::resolver::results_type>> Resolve(const HttpHost& host) {
    auto resolution = std::make_shared<Resolution>(io_);
    resolution->deadline.expires_after(milliseconds(options_.connect_timeout_ms));
    resolution->resolver.async_resolve(host.name, host.port, [resolution](const error_code& ec, auto results) {
      resolution->done = true;
      resolution->error = ec;
      resolution->results = std::move(results);
      resolution->deadline.cancel();
    });
    error_code ignored;
    co_await resolution->deadline.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    error_code ec = resolution->done ? resolution->error : error_code(asio::error::timed_out);
    if (!ec) co_return std::move(resolution->results);
    co_return std::unexpected(
        HttpFailure{HttpFailure::Kind::kUnreachable, DescribeConnectError(ec, host, options_.connect_timeout_ms)});
  }

  asio::awaitable<Outcome<ConnectionPtr>> ConnectTo(size_t host) {
    const HttpHost& address = hosts_[host].address;
    auto endpoints = co_await Resolve(address);
    if (!endpoints) co_return std::unexpected(std::move(endpoints.error()));
    auto connection = std::make_unique<Connection>();
    connection->host = host;
    if (address.tls) {
      connection->tls = std::make_unique<TlsStream>(io_, tls_);
    } else {
      connection->plain = std::make_unique<PlainStream>(io_);
    }
    error_code ec;
    PlainStream& stream = connection->lowest();
    stream.expires_after(milliseconds(options_.connect_timeout_ms));
    co_await stream.async_connect(*endpoints, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) {
      co_return std::unexpected(
          HttpFailure{HttpFailure::Kind::kUnreachable, DescribeConnectError(ec, address, options_.connect_timeout_ms)});
    }
    error_code ignored;
    stream.socket().set_option(tcp::no_delay(true), ignored);
    if (address.tls) {
      std::string trouble = co_await Handshake(*connection->tls, address);
      if (!trouble.empty()) co_return std::unexpected(HttpFailure{HttpFailure::Kind::kUnreachable, std::move(trouble)});
    }
    co_return connection;
  }

  /// Empty when it succeeded, else what went wrong.
  asio::awaitable<std::string> Handshake(TlsStream& stream, const HttpHost& address) {
    SSL_set_tlsext_host_name(stream.native_handle(), address.name.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(address.name));
    error_code ec;
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, ec));
    if (!ec) co_return std::string();
    long verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict != X509_V_OK) {
      co_return fmt::format("{} has a certificate that is not trusted: {}; see '{}'", address.url,
                            X509_verify_cert_error_string(verdict), options_.ca_option);
    }
    co_return fmt::format("{} does not speak TLS with us: {}", address.url, ec.message());
  }

  asio::awaitable<HttpOutcome> Exchange(Connection& connection, Request& message, bool* stale) {
    const HttpHost& address = hosts_[connection.host].address;
    message.set(http::field::host, address.url.substr(address.url.find("//") + 2));
    message.prepare_payload();
    Parser parser;
    parser.body_limit(kAnswerBytesMax);
    parser.skip(message.method() == http::verb::head);
    error_code ec;
    bool was_used = std::exchange(connection.used, false);
    if (connection.tls) {
      ec = co_await WriteAndRead(*connection.tls, connection, message, parser);
    } else {
      ec = co_await WriteAndRead(*connection.plain, connection, message, parser);
    }
    if (!ec) {
      connection.used = parser.keep_alive();
      connection.lowest().expires_never();
      co_return HttpAnswer{static_cast<int>(parser.get().result_int()), std::move(parser.get().body()), address.url};
    }
    *stale = was_used && !parser.got_some() && ec != beast::error::timeout;
    if (ec == beast::error::timeout) {
      co_return std::unexpected(
          HttpFailure{HttpFailure::Kind::kTimeout,
                      fmt::format("{} gives no answer within {}", address.url, Seconds(options_.answer_timeout_ms))});
    }
    bool closed = ec == http::error::end_of_stream || ec == asio::error::eof || ec == http::error::partial_message ||
                  ec == asio::error::connection_reset || ec == asio::error::broken_pipe;
    co_return std::unexpected(
        HttpFailure{HttpFailure::Kind::kBroken,
                    closed ? fmt::format("{} closes the connection before it has answered", address.url)
                           : fmt::format("{} gives no proper HTTP answer: {}", address.url, ec.message())});
  }

  template <typename Stream>
  asio::awaitable<error_code> WriteAndRead(Stream& stream, Connection& connection, Request& message, Parser& parser) {
    connection.lowest().expires_after(milliseconds(options_.answer_timeout_ms));
    error_code write_error;
    co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, write_error));
    if (write_error == beast::error::timeout) co_return write_error;
    // A server that refuses a body as too large answers and closes before it has read all of it.
    if (write_error) connection.lowest().expires_after(kEarlyAnswerWait);
    error_code read_error;
    co_await http::async_read(stream, connection.buffer, parser, asio::redirect_error(asio::use_awaitable, read_error));
    if (read_error && write_error) co_return write_error;
    if (!read_error && write_error) parser.get().keep_alive(false);
    co_return read_error;
  }

  HttpClientOptions options_;
  asio::ssl::context tls_;
  std::vector<Host> hosts_;
  size_t next_host_ = 0;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<ConnectionPtr> idle_;  ///< the last used at the end
  std::thread thread_;
};

}  // namespace

std::string PercentEncode(std::string_view text) {
  std::string out;
  for (unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(static_cast<char>(c));
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", c);
    }
  }
  return out;
}

Result<std::unique_ptr<HttpTransport>> MakeHttpClient(HttpClientOptions options) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  bool needs_tls =
      std::any_of(options.hosts.begin(), options.hosts.end(), [](const HttpHost& host) { return host.tls; });
  error_code ec;
  if (!options.ca_file.empty()) {
    tls.load_verify_file(options.ca_file, ec);
    if (ec) {
      return Fail(
          Error::User(fmt::format("the CA file {} cannot be read", options.ca_file))
              .Why(ec.message())
              .Hint(fmt::format("'{}' takes the certificates of the authorities in PEM form", options.ca_option)));
    }
  } else if (needs_tls) {
    tls.set_default_verify_paths(ec);  // reads the system's whole list: not for plain hosts
  }
  tls.set_verify_mode(asio::ssl::verify_peer, ec);
  return std::make_unique<HttpClient>(std::move(options), std::move(tls));
}

}  // namespace mullion
