#pragma once
// PostgreSQL's libpq as values: one connection. Belongs to one thread; Interrupt() may come from any. Every call has a
// deadline, so that a server that is silent holds nobody for ever.

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"

struct pg_conn;

namespace mullion::jdbc {

/// What the server or the library said.
struct PostgresError {
  std::string state;    ///< SQLSTATE, five characters; empty: the connection failed
  std::string message;  ///< in the server's words

  /// The server cannot be reached, is going, or gave up the transaction: worth another try.
  bool passing() const;
  /// A value or row that the table does not take.
  bool about_a_row() const;
};
using PostgresStatus = std::expected<void, PostgresError>;

class Connection {
 public:
  explicit Connection(std::map<std::string, std::string> parameters) : parameters_(std::move(parameters)) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects when it is not connected.
  PostgresStatus Connect();
  bool connected() const { return connection_ != nullptr; }
  /// A statement with text parameters (nullptr: NULL); its rows are not looked at. Connects when it is not connected; a
  /// failed connection is closed.
  PostgresStatus Run(const std::string& statement, const std::vector<const char*>& parameters);
  /// The same, and the first column of its rows; a NULL is an empty text.
  PostgresStatus Query(const std::string& statement, const std::vector<const char*>& parameters,
                       std::vector<std::string>* first_column);
  void Disconnect();
  /// Ends what is under way, now and later.
  void Interrupt() { interrupted_ = true; }

 private:
  PostgresStatus Wait(bool for_writing, int64_t deadline_ms);
  PostgresStatus WaitForConnection(int64_t deadline_ms);
  PostgresStatus SendAndCollect(const std::string& statement, const std::vector<const char*>& parameters,
                                std::vector<std::string>* first_column);
  /// `first_column` may be null.
  PostgresStatus CollectResults(int64_t deadline_ms, std::vector<std::string>* first_column);
  PostgresError LostConnection(std::string message);

  std::map<std::string, std::string> parameters_;
  pg_conn* connection_ = nullptr;
  std::atomic<bool> interrupted_{false};
};

}  // namespace mullion::jdbc
