#pragma once
// An HTTP/1.1 client for a few hosts that serve the same thing: kept-alive connections, TLS, deadlines on every step,
// the next host when one cannot be reached. One thread of its own. Hides Boost.Beast and OpenSSL. A request whose
// kept-alive connection turns out to be closed is sent once more on a new one; one that may not be repeated goes on a
// new one at once.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "http/http_transport.h"

namespace mullion {

struct HttpHost {
  bool tls = false;
  std::string name;  ///< host name or address, without brackets
  std::string port;
  std::string url;  ///< as messages show it: "https://es1:9200"
};

struct HttpClientOptions {
  std::vector<HttpHost> hosts;
  std::string path_prefix;                           ///< "" or "/prefix", put before every target
  std::string authorization;                         ///< value of the header; secret; empty: none
  std::string ca_file;                               ///< PEM; empty: the system's authorities
  std::string ca_option = "connection.ssl.ca-file";  ///< what a user changes when a certificate is not trusted
  int64_t connect_timeout_ms = 5'000;
  int64_t answer_timeout_ms = 30'000;
  size_t idle_connections_max = 8;
};

/// Error (user): the CA file cannot be read. Connects only when something is sent.
Result<std::unique_ptr<HttpTransport>> MakeHttpClient(HttpClientOptions options);

}  // namespace mullion
