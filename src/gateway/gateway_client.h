#pragma once
// A client of the SQL Gateway's REST protocol: a Flink cluster's gateway, or whatever speaks like one. Blocking; one
// thread at a time. Owner: the command. Invariants: a statement is sent once, never again by itself; questions are
// asked again while the gateway is away for a moment.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "column/batch.h"
#include "gateway/flink_error.h"
#include "http/http_transport.h"

namespace mullion {

/// What went wrong: in words, and in Flink's where it was Flink that refused.
struct GatewayError {
  Error error;
  std::optional<FlinkError> flink = std::nullopt;
};
template <typename T>
using GatewayResult = std::expected<T, GatewayError>;

struct GatewayInfo {
  std::string product;  ///< "Apache Flink"
  std::string version;  ///< "1.18.1"
};

struct GatewayOperation {
  std::string session;
  std::string id;
};

/// A piece of a statement's result.
struct GatewayPage {
  bool ready = false;
  bool is_query = false;
  bool has_content = false;  ///< false: the rows only say OK
  std::string job_id;        ///< of a query or an INSERT; else empty
  Schema columns;
  Batch rows;
  std::string next;  ///< what to ask for next; empty: that was all
};

/// A statement's whole result.
struct GatewayRows {
  Schema columns;
  std::vector<Batch> batches;
};

class GatewayClient {
 public:
  /// `url` is for messages. `pause` waits for that many milliseconds between two questions; it returns false when
  /// nothing more shall be asked (a signal came).
  GatewayClient(std::unique_ptr<HttpTransport> transport, std::string url, std::function<bool(int64_t)> pause);
  ~GatewayClient();

  const std::string& url() const { return url_; }

  GatewayResult<GatewayInfo> Info();
  GatewayResult<std::string> OpenSession(const std::map<std::string, std::string>& properties);
  /// The settings that the session has, the cluster's address among them.
  GatewayResult<std::map<std::string, std::string>> SessionSettings(const std::string& session);
  /// Failures are of no interest to anybody.
  void CloseSession(const std::string& session);

  GatewayResult<GatewayOperation> Send(const std::string& session, std::string_view statement);
  /// What Fetch() is given first.
  static std::string FirstPage(const GatewayOperation& operation);
  /// One answer, ready or not.
  GatewayResult<GatewayPage> Fetch(const std::string& page);
  /// Ends the operation: a query's job with it.
  void Cancel(const GatewayOperation& operation);
  /// Forgets the operation.
  void Close(const GatewayOperation& operation);

  /// Sends a statement that ends by itself and collects its rows. When `pause` says stop, it is cancelled and the error
  /// is "interrupted".
  GatewayResult<GatewayRows> Run(const std::string& session, std::string_view statement);

 private:
  GatewayResult<std::string> Ask(HttpCall call);
  GatewayResult<std::string> AskUntilAnswered(const std::string& target);

  std::unique_ptr<HttpTransport> transport_;
  std::string url_;
  std::function<bool(int64_t)> pause_;
};

}  // namespace mullion
