#include "http/http_server.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <thread>

#include "http/url.h"

namespace mullion {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using ErrorCode = beast::error_code;

/// Sent with every answer. The page needs nothing from anywhere else and may not be framed.
constexpr std::pair<const char*, const char*> kSecurityHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
     "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

/// How long the answer to a refused request is given to arrive before the connection goes.
constexpr std::chrono::milliseconds kLinger{1000};
/// A comment is sent at least this often on a stream, so that a client that is gone is noticed.
constexpr std::chrono::seconds kHeartbeat{10};

class Session;

/// What the sessions of a server share. All on the server's thread.
struct Shared {
  HttpServerOptions options;
  HttpHandler& handler;
  bool checks_host = true;
  std::list<Session*> sessions{};  ///< all that are open
  std::list<Session*> waiting{};   ///< for a request or its rest, the longest first
  size_t streams = 0;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared& shared)
      : stream_(std::move(socket)), timer_(stream_.get_executor()), shared_(shared) {
    all_at_ = shared_.sessions.insert(shared_.sessions.end(), this);
  }
  ~Session() {
    Leave();
    if (events_ != nullptr) --shared_.streams;
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Start() {
    ErrorCode ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
    Read();
  }
  /// What is under way ends with an error, and with it the session's last owner.
  void Close() {
    Leave();
    timer_.cancel();
    ErrorCode ignored;
    stream_.socket().close(ignored);
  }

 private:
  void Read() {
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(shared_.options.header_bytes_max));
    parser_->body_limit(shared_.options.body_bytes_max);
    waiting_at_ = shared_.waiting.insert(shared_.waiting.end(), this);
    stream_.expires_after(shared_.options.request_timeout);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](ErrorCode error, size_t) { self->OnRead(error); });
  }

  void Leave() {
    StopWaiting();
    if (all_at_) shared_.sessions.erase(*all_at_);
    all_at_.reset();
  }

  void StopWaiting() {
    if (waiting_at_) shared_.waiting.erase(*waiting_at_);
    waiting_at_.reset();
  }

  void OnRead(ErrorCode error) {
    StopWaiting();
    if (error == http::error::header_limit) return Refuse(431, "The request's header is too large.\n");
    if (error == http::error::body_limit) return Refuse(413, "The request's body is too large.\n");
    const bool cut_off = error == http::error::end_of_stream || error == http::error::partial_message;
    if (error && !cut_off && error.category() == http::make_error_code(http::error::bad_method).category()) {
      return Refuse(400, "This is not an HTTP request.\n");
    }
    if (error) return Close();
    const auto& message = parser_->get();
    if (!HostAllowed(message[http::field::host])) {
      return Refuse(403, "The Host header names another machine: open this address as localhost or 127.0.0.1.\n");
    }
    auto target = ParseTarget(message.target());
    if (!target) return Refuse(400, "The address is not well-formed.\n");
    head_ = message.method() == http::verb::head;
    HttpRequest request{.method = head_ ? "GET" : std::string(message.method_string()),
                        .path = std::move(target->path),
                        .query = std::move(target->query),
                        .body = message.body(),
                        .if_none_match = std::string(message[http::field::if_none_match]),
                        .last_event_id = std::string(message["Last-Event-ID"])};
    Serve(request, message.keep_alive());
  }

  bool HostAllowed(std::string_view header) const {
    if (!shared_.checks_host) return true;
    const std::string name = HostName(header);
    const auto& allowed = shared_.options.allowed_hosts;
    return name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name == shared_.options.address ||
           std::find(allowed.begin(), allowed.end(), name) != allowed.end();
  }

  /// A bug in a handler must cost one answer, not the job that runs beside it.
  void Serve(const HttpRequest& request, bool keep_alive) try {
    if (!head_) {
      if (auto events = shared_.handler.OpenStream(request)) return OpenStream(std::move(events));
    }
    Respond(shared_.handler.Handle(request), keep_alive);
  } catch (const std::exception& e) {
    Respond({.status = 500, .body = fmt::format("This request met a bug: {}\n", e.what())}, false);
  }

  void Respond(HttpResponse answer, bool keep_alive) {
    response_.emplace();
    response_->result(static_cast<unsigned>(answer.status));
    response_->version(11);
    response_->set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : kSecurityHeaders) response_->set(name, value);
    response_->set(http::field::cache_control, answer.etag.empty() ? "no-store" : "no-cache");
    if (!answer.etag.empty()) response_->set(http::field::etag, answer.etag);
    if (!answer.allow.empty()) response_->set(http::field::allow, answer.allow);
    response_->keep_alive(keep_alive);
    if (answer.status != 304) response_->content_length(answer.body.size());
    if (!head_) response_->body() = std::move(answer.body);
    stream_.expires_after(shared_.options.write_timeout);
    http::async_write(stream_, *response_, [self = shared_from_this(), keep_alive](ErrorCode error, size_t) {
      if (error) return self->Close();
      self->response_.reset();
      if (keep_alive) return self->Read();
      self->Linger();
    });
  }

  void Refuse(int status, std::string message) { Respond({.status = status, .body = std::move(message)}, false); }

  /// Closing with unread bytes would make the kernel send a reset that overtakes the answer: the client's rest is read
  /// for a moment first.
  void Linger() {
    ErrorCode ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kLinger);
    Drain();
  }

  void Drain() {
    constexpr size_t kDrainBytesMax = 1 << 20;
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](ErrorCode error, size_t bytes) {
      self->drained_ += bytes;
      if (error || self->drained_ > kDrainBytesMax) return self->Close();
      self->Drain();
    });
  }

  void OpenStream(std::unique_ptr<EventStream> events) {
    if (shared_.streams >= shared_.options.streams_max) return Refuse(503, "Too many pages are open.\n");
    events_ = std::move(events);
    ++shared_.streams;
    text_ = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n";
    for (const auto& [name, value] : kSecurityHeaders) text_ += fmt::format("{}: {}\r\n", name, value);
    text_ += "\r\nretry: 1000\n\n";
    text_ += events_->Next();
    WriteEvents();
  }

  void WriteEvents() {
    stream_.expires_after(shared_.options.write_timeout);
    last_sent_ = std::chrono::steady_clock::now();
    asio::async_write(stream_, asio::buffer(text_), [self = shared_from_this()](ErrorCode error, size_t) {
      if (error) return self->Close();
      self->WaitForEvents();
    });
  }

  void WaitForEvents() {
    stream_.expires_never();
    timer_.expires_after(shared_.options.interval);
    timer_.async_wait([self = shared_from_this()](ErrorCode error) {
      if (error) return;
      self->NextEvents();
    });
  }

  void NextEvents() try {
    text_ = events_->Next();
    if (text_.empty() && std::chrono::steady_clock::now() - last_sent_ > kHeartbeat) text_ = ":\n\n";
    if (text_.empty()) return WaitForEvents();
    WriteEvents();
  } catch (const std::exception&) {
    Close();
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  Shared& shared_;
  std::optional<std::list<Session*>::iterator> all_at_;
  std::optional<std::list<Session*>::iterator> waiting_at_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
  bool head_ = false;
  size_t drained_ = 0;
  std::unique_ptr<EventStream> events_;
  std::string text_;
  std::chrono::steady_clock::time_point last_sent_;
};

Result<tcp::endpoint> Endpoint(const HttpServerOptions& options) {
  ErrorCode error;
  const std::string address = options.address == "localhost" ? "127.0.0.1" : options.address;
  const auto ip = asio::ip::make_address(address, error);
  if (!error) return tcp::endpoint(ip, options.port);
  return Fail(Error::User(fmt::format("'{}' is not an address to listen on", options.address))
                  .Hint(fmt::format("give an IP address of this machine with {}, such as 127.0.0.1 or 0.0.0.0",
                                    options.port_option)));
}

Error CannotListen(const HttpServerOptions& options, const ErrorCode& error) {
  const std::string place = fmt::format("{}:{}", options.address, options.port);
  if (error == asio::error::address_in_use) {
    return Error::User(fmt::format("port {} is taken: another program listens on {}", options.port, place))
        .Hint(fmt::format("stop it, or choose another port with {}", options.port_option));
  }
  return Error::User(fmt::format("cannot listen on {}", place))
      .Why(error.message())
      .Hint(fmt::format("choose another port or address with {}", options.port_option));
}

}  // namespace

std::optional<std::string_view> HttpRequest::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpHandler& handler)
      : shared_{.options = std::move(options), .handler = handler}, acceptor_(context_), timer_(context_) {}
  ~Impl() { Stop(); }

  Status Listen() {
    MULLION_ASSIGN(const tcp::endpoint endpoint, Endpoint(shared_.options));
    shared_.checks_host = endpoint.address().is_loopback();
    ErrorCode error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) endpoint_ = acceptor_.local_endpoint(error);
    if (error) return Fail(CannotListen(shared_.options, error));
    return Ok();
  }

  void Run() {
    Tick();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
  }

  void Stop() {
    if (!thread_.joinable()) return;
    asio::post(context_, [this] {
      ErrorCode ignored;
      acceptor_.close(ignored);
      timer_.cancel();
      stopping_ = true;
      for (Session* session : std::list<Session*>(shared_.sessions)) session->Close();
    });
    thread_.join();
  }

  const tcp::endpoint& endpoint() const { return endpoint_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](ErrorCode error, tcp::socket socket) {
      if (stopping_ || error == asio::error::operation_aborted) return;
      if (error) return AcceptLater();
      MakeRoom();
      if (shared_.sessions.size() < shared_.options.connections_max) {
        std::make_shared<Session>(std::move(socket), shared_)->Start();
      }
      Accept();
    });
  }

  /// Out of file descriptors or memory: the connections that end give some back.
  void AcceptLater() {
    accept_timer_.expires_after(std::chrono::milliseconds(100));
    accept_timer_.async_wait([this](ErrorCode) {
      if (!stopping_) Accept();
    });
  }

  /// Who holds a connection without asking for anything gives way to who comes.
  void MakeRoom() {
    if (shared_.sessions.size() < shared_.options.connections_max || shared_.waiting.empty()) return;
    shared_.waiting.front()->Close();
  }

  void Tick() {
    try {
      shared_.handler.Tick();
    } catch (const std::exception&) {
      // The page keeps what it had; the job goes on.
    }
    timer_.expires_after(shared_.options.interval);
    timer_.async_wait([this](ErrorCode error) {
      if (!error && !stopping_) Tick();
    });
  }

  Shared shared_;
  tcp::endpoint endpoint_;
  bool stopping_ = false;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer timer_;
  asio::steady_timer accept_timer_{context_};
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options, HttpHandler& handler) {
  auto impl = std::make_unique<Impl>(std::move(options), handler);
  MULLION_TRY(impl->Listen());
  impl->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

uint16_t HttpServer::port() const {
  return impl_->endpoint().port();
}

std::string HttpServer::url() const {
  const auto address = impl_->endpoint().address();
  return address.is_v6() ? fmt::format("http://[{}]:{}", address.to_string(), port())
                         : fmt::format("http://{}:{}", address.to_string(), port());
}

void HttpServer::Stop() {
  impl_->Stop();
}

}  // namespace mullion
