#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "http/testing/scripted_server.h"

namespace mullion {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int BindFreePort(int fd) {
  sockaddr_in address = Loopback(0);
  MULLION_CHECK(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  socklen_t size = sizeof address;
  MULLION_CHECK(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

}  // namespace

/// One connection, plain or TLS.
class ScriptedServer::Peer {
 public:
  Peer(int fd, ssl_ctx_st* tls) : fd_(fd) {
    if (tls == nullptr) return;
    ssl_ = SSL_new(tls);
    SSL_set_fd(ssl_, fd);
    alive_ = SSL_accept(ssl_) == 1;
  }
  ~Peer() {
    if (ssl_ != nullptr) SSL_free(ssl_);
  }
  bool alive() const { return alive_; }
  bool Read(std::string* out) {
    char bytes[65536];
    auto size = ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof bytes) : recv(fd_, bytes, sizeof bytes, 0);
    if (size <= 0) return false;
    out->append(bytes, static_cast<size_t>(size));
    return true;
  }
  void Write(const std::string& bytes) {
    for (size_t at = 0; at < bytes.size();) {
      auto size = ssl_ != nullptr ? SSL_write(ssl_, bytes.data() + at, static_cast<int>(bytes.size() - at))
                                  : send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (size <= 0) return;
      at += static_cast<size_t>(size);
    }
  }

 private:
  int fd_;
  SSL* ssl_ = nullptr;
  bool alive_ = true;
};

ScriptedServer::ScriptedServer(Script script, const std::string& certificate, const std::string& key)
    : script_(std::move(script)) {
  if (!certificate.empty()) {
    tls_ = SSL_CTX_new(TLS_server_method());
    MULLION_CHECK(SSL_CTX_use_certificate_file(tls_, certificate.c_str(), SSL_FILETYPE_PEM) == 1);
    MULLION_CHECK(SSL_CTX_use_PrivateKey_file(tls_, key.c_str(), SSL_FILETYPE_PEM) == 1);
  }
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  port_ = BindFreePort(listener_);
  MULLION_CHECK(listen(listener_, 64) == 0);
  accepting_ = std::thread([this] { Listen(); });
}

ScriptedServer::~ScriptedServer() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    for (int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
  if (tls_ != nullptr) SSL_CTX_free(tls_);
}

std::string ScriptedServer::url() const {
  return fmt::format("{}://127.0.0.1:{}", tls_ != nullptr ? "https" : "http", port_);
}

void ScriptedServer::RefuseBodies(std::string reply) {
  std::lock_guard lock(mutex_);
  refusal_ = std::move(reply);
}

std::vector<ReceivedRequest> ScriptedServer::received() const {
  std::lock_guard lock(mutex_);
  return received_;
}

void ScriptedServer::Listen() {
  for (int connection = 1;; ++connection) {
    int fd = accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    std::lock_guard lock(mutex_);
    if (stopped_) {
      close(fd);
      return;
    }
    open_.push_back(fd);
    threads_.emplace_back([this, fd, connection] { Serve(fd, connection); });
  }
}

void ScriptedServer::Serve(int fd, int connection) {
  {
    Peer peer(fd, tls_);
    std::string buffer;
    bool open = peer.alive();
    while (open) {
      ReceivedRequest request;
      request.connection = connection;
      if (!ReadRequest(&peer, &buffer, &request)) break;
      {
        std::lock_guard lock(mutex_);
        received_.push_back(request);
      }
      ScriptedReply reply = script_(request);
      peer.Write(reply.bytes);
      if (reply.hang) {
        while (peer.Read(&buffer)) {
        }
      }
      open = !reply.close && !reply.hang;
    }
  }
  std::lock_guard lock(mutex_);
  open_.erase(std::find(open_.begin(), open_.end(), fd));
  close(fd);
}

bool ScriptedServer::ReadRequest(Peer* peer, std::string* buffer, ReceivedRequest* request) {
  size_t end;
  while ((end = buffer->find("\r\n\r\n")) == std::string::npos) {
    if (!peer->Read(buffer)) return false;
  }
  std::string head = buffer->substr(0, end + 2);
  buffer->erase(0, end + 4);
  size_t line_end = head.find("\r\n");
  size_t method_end = head.find(' ');
  request->method = head.substr(0, method_end);
  request->target = head.substr(method_end + 1, head.find(' ', method_end + 1) - method_end - 1);
  for (size_t at = line_end + 2; at < head.size();) {
    size_t next = head.find("\r\n", at);
    size_t colon = head.find(": ", at);
    std::string name = head.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    request->headers[name] = head.substr(colon + 2, next - colon - 2);
    at = next + 2;
  }
  size_t length = request->headers.contains("content-length") ? std::stoul(request->headers["content-length"]) : 0;
  std::string refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_;
  }
  if (!refusal.empty() && length > 0) {
    peer->Write(refusal);
    return false;
  }
  while (buffer->size() < length) {
    if (!peer->Read(buffer)) return false;
  }
  request->body = buffer->substr(0, length);
  buffer->erase(0, length);
  return true;
}

ScriptedReply HttpReply(int status, const std::string& body) {
  return {fmt::format("HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
                      body.size(), body)};
}

int UnusedPort() {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int port = BindFreePort(fd);
  close(fd);
  return port;
}

}  // namespace mullion
