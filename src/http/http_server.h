#pragma once
// A small HTTP/1.1 server for one handler: one thread, one listening address. Beast and asio stay inside.
// Owner: the cli. Start, Stop and the destructor from one thread; the handler is called on the server's own thread
// only. Invariants: a slow or hostile client costs one bounded connection and never delays another one or the job; what
// a handler answers is sent with the security headers whatever its route; no file is ever opened for a request.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace mullion {

struct HttpRequest {
  std::string method;                                      ///< "GET"; a HEAD arrives as GET, its body is not sent
  std::string path;                                        ///< percent-decoded, begins with '/', no control characters
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded; `?pretty` has an empty value
  std::string body;
  std::string if_none_match;
  std::string last_event_id;

  /// The first parameter of this name.
  std::optional<std::string_view> Query(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::string allow;  ///< of a 405
  std::string etag;   ///< with quotes; the client may keep the body and ask again
};

/// A server-sent event stream to one client.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// The events to send now, in the wire format; empty: none. Called once an interval, and not before the client has
  /// taken what it was given last.
  virtual std::string Next() = 0;
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  virtual HttpResponse Handle(const HttpRequest& request) = 0;
  /// A stream when the request asks for one, else nullptr and Handle is called.
  virtual std::unique_ptr<EventStream> OpenStream(const HttpRequest&) { return nullptr; }
  /// Once an interval, with or without clients.
  virtual void Tick() {}
};

struct HttpServerOptions {
  std::string address = "127.0.0.1";   ///< an IP address or "localhost"
  uint16_t port = 0;                   ///< 0: any free one
  std::string port_option = "--port";  ///< what a user changes when the port is taken
  /// Accepted in the Host header besides the loopback names, when bound to loopback.
  std::vector<std::string> allowed_hosts;

  std::chrono::milliseconds interval{500};
  /// From the moment a request may come until it is complete; also how long an idle connection is kept.
  std::chrono::milliseconds request_timeout{15'000};
  std::chrono::milliseconds write_timeout{15'000};
  size_t header_bytes_max = 8 * 1024;
  size_t body_bytes_max = 64 * 1024;
  size_t connections_max = 256;  ///< beyond, the connection that has waited longest without a request is closed
  size_t streams_max = 64;       ///< beyond, 503
};

class HttpServer {
 public:
  /// Listens and serves. `handler` must outlive the server. Errors: address not understood, port taken or not allowed
  /// (with the option to change).
  static Result<std::unique_ptr<HttpServer>> Start(HttpServerOptions options, HttpHandler& handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  uint16_t port() const;
  /// "http://127.0.0.1:8081"; "http://[::1]:8081".
  std::string url() const;
  /// Closes every connection, waits for the thread. May be called twice.
  void Stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mullion
