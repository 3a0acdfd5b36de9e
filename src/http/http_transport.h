#pragma once
// The seam to the network and its timers: clients send requests through it, tests stand in for it. Send() and After()
// may be called from any thread; what they were given is called on the transport's own thread, one at a time, never
// inside the call. After Stop() nothing is called any more.

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

namespace mullion {

struct HttpCall {
  std::string method;
  std::string target;        ///< path and query; the transport puts its prefix before it
  std::string content_type;  ///< empty: no body
  std::string body;
  bool repeatable = true;  ///< may be sent twice: a kept connection may be tried first
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string url;  ///< of the host that answered: "http://127.0.0.1:9200"
};

struct HttpFailure {
  enum class Kind : uint8_t {
    kUnreachable,  ///< no connection: nothing was sent
    kTimeout,      ///< sent; no answer in time, the far side may have done it or not
    kBroken,       ///< sent, or partly; the connection ended or the answer is not HTTP
  };
  Kind kind = Kind::kUnreachable;
  std::string text;  ///< for a person: "http://127.0.0.1:9200 refuses connections"
};

using HttpOutcome = std::expected<HttpAnswer, HttpFailure>;

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  virtual void Send(HttpCall request, std::move_only_function<void(HttpOutcome)> done) = 0;
  virtual void After(int64_t delay_ms, std::move_only_function<void()> task) = 0;
  /// Waits for the transport's thread; requests on the way are given up. Not from the transport's thread.
  virtual void Stop() = 0;
};

/// For paths: everything but letters, digits, '-', '.', '_' and '~' as %XX.
std::string PercentEncode(std::string_view text);

}  // namespace mullion
