#pragma once
// A client for the tests that can be as slow and as wrong as it likes: a TCP socket and bytes. One thread.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/unix_socket.h"

namespace mullion {

class RawHttpClient {
 public:
  explicit RawHttpClient(uint16_t port, int timeout_ms = 10'000) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    SetTimeouts(fd_.get(), timeout_ms);
  }

  bool connected() const { return connected_; }
  /// False when the server has closed.
  bool Send(std::string_view bytes) { return WriteAll(fd_.get(), bytes).has_value(); }
  void EndOfSending() { shutdown(fd_.get(), SHUT_WR); }

  /// What comes until `text` is in it, the end, or the timeout. The rest stays for the next call.
  std::string ReadUntil(std::string_view text) {
    while (received_.find(text) == std::string::npos && Receive()) {
    }
    const size_t at = received_.find(text);
    const size_t end = at == std::string::npos ? received_.size() : at + text.size();
    std::string taken = received_.substr(0, end);
    received_.erase(0, end);
    return taken;
  }
  /// Everything until the server closes; `closed` tells whether it did.
  std::string ReadAll() {
    while (Receive()) {
    }
    return std::move(received_);
  }
  bool closed() const { return closed_; }

 private:
  bool Receive() {
    char chunk[65536];
    const ssize_t n = recv(fd_.get(), chunk, sizeof(chunk), 0);
    if (n <= 0) {
      closed_ = n == 0 || errno == ECONNRESET;
      return false;
    }
    received_.append(chunk, static_cast<size_t>(n));
    return true;
  }

  FileDescriptor fd_;
  bool connected_ = false;
  bool closed_ = false;
  std::string received_;
};

/// One request on a connection of its own; the whole answer with its header.
inline std::string Ask(uint16_t port, std::string_view method, std::string_view target, std::string_view body = {},
                       std::string_view headers = {}) {
  RawHttpClient client(port);
  std::string request =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  request += headers;
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.Send(request + "\r\n" + std::string(body));
  return client.ReadAll();
}

inline std::string BodyOf(const std::string& answer) {
  const size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

}  // namespace mullion
