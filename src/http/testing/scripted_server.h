#pragma once
// An HTTP server for tests that does what a script says: answers, hangs, cuts, talks nonsense. One thread a connection.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct ssl_ctx_st;

namespace mullion {

struct ReceivedRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  int connection = 0;  ///< counts from 1
};

struct ScriptedReply {
  std::string bytes;   ///< sent as they are
  bool close = false;  ///< the connection ends after them
  bool hang = false;   ///< after them nothing more comes until the server stops
};

class ScriptedServer {
 public:
  using Script = std::function<ScriptedReply(const ReceivedRequest&)>;

  /// Listens on a free port of 127.0.0.1. With `certificate` and `key` (PEM files) it speaks TLS.
  explicit ScriptedServer(Script script, const std::string& certificate = "", const std::string& key = "");
  ~ScriptedServer();

  int port() const { return port_; }
  std::string url() const;
  /// Refuses bodies before reading them: answers so when the headers are there, then closes.
  void RefuseBodies(std::string reply);
  std::vector<ReceivedRequest> received() const;

 private:
  class Peer;

  void Listen();
  void Serve(int fd, int connection);
  bool ReadRequest(Peer* peer, std::string* buffer, ReceivedRequest* request);

  Script script_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  bool stopped_ = false;
  std::string refusal_;
  std::vector<int> open_;
  std::vector<ReceivedRequest> received_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

ScriptedReply HttpReply(int status, const std::string& body);

/// A port of 127.0.0.1 on which nobody listens.
int UnusedPort();

}  // namespace mullion
