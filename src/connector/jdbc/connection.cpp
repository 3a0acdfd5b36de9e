#include "connector/jdbc/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace mullion::jdbc {
namespace {

constexpr int64_t kConnectMs = 10'000;
constexpr int64_t kAnswerMs = 60'000;
/// How soon an interruption is noticed.
constexpr int kLookEveryMs = 50;

int64_t NowMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::string Trimmed(const char* text) {
  std::string out = text == nullptr ? "" : text;
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  std::ranges::replace(out, '\n', ' ');
  return out;
}

/// libpq gives no SQLSTATE for a connection that the server refused: its words decide.
bool IsRefusal(std::string_view message) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"password authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry",
       "permission denied", "is not permitted to log in", "invalid connection option", "certificate verify failed",
       "root certificate file"});
  return std::ranges::any_of(kWords, [&](std::string_view words) { return message.find(words) != message.npos; });
}

}  // namespace

bool PostgresError::passing() const {
  if (state.empty()) return !IsRefusal(message);
  // Connection, operator intervention, resources, transaction rollback (deadlock), lock timeout.
  return state.starts_with("08") || state.starts_with("57") || state.starts_with("53") || state.starts_with("40") ||
         state.starts_with("55") || state == "25006";
}

bool PostgresError::about_a_row() const {
  return state.starts_with("22") || state.starts_with("23") || state == "44000" || state == "P0001";
}

Connection::~Connection() {
  Disconnect();
}

void Connection::Disconnect() {
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
}

PostgresError Connection::LostConnection(std::string message) {
  Disconnect();
  return {"", std::move(message)};
}

PostgresStatus Connection::Wait(bool for_writing, int64_t deadline_ms) {
  pollfd waited{PQsocket(connection_), static_cast<short>(for_writing ? POLLOUT | POLLIN : POLLIN), 0};
  while (true) {
    if (interrupted_) return std::unexpected(LostConnection("interrupted"));
    if (NowMs() >= deadline_ms) return std::unexpected(LostConnection("the server gives no answer in time"));
    if (poll(&waited, 1, kLookEveryMs) > 0) return {};
  }
}

PostgresStatus Connection::WaitForConnection(int64_t deadline_ms) {
  PostgresPollingStatusType polled = PGRES_POLLING_WRITING;
  while (polled != PGRES_POLLING_OK) {
    if (polled == PGRES_POLLING_FAILED) return std::unexpected(LostConnection(Trimmed(PQerrorMessage(connection_))));
    if (auto waited = Wait(polled == PGRES_POLLING_WRITING, deadline_ms); !waited) return waited;
    polled = PQconnectPoll(connection_);
  }
  return {};
}

PostgresStatus Connection::Connect() {
  if (connection_ != nullptr) return {};
  std::vector<const char*> names, values;
  for (const auto& [name, value] : parameters_) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  connection_ = PQconnectStartParams(names.data(), values.data(), 0);
  if (connection_ == nullptr) return std::unexpected(PostgresError{"", "out of memory"});
  if (PQstatus(connection_) == CONNECTION_BAD) {
    return std::unexpected(LostConnection(Trimmed(PQerrorMessage(connection_))));
  }
  if (auto connected = WaitForConnection(NowMs() + kConnectMs); !connected) return connected;
  PQsetnonblocking(connection_, 1);
  // Notices go nowhere: stderr is the program's own.
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  return {};
}

PostgresStatus Connection::CollectResults(int64_t deadline_ms, std::vector<std::string>* first_column) {
  std::optional<PostgresError> failed;
  while (true) {
    while (PQisBusy(connection_) != 0) {
      if (auto waited = Wait(false, deadline_ms); !waited) return waited;
      if (PQconsumeInput(connection_) == 0) {
        return std::unexpected(LostConnection(Trimmed(PQerrorMessage(connection_))));
      }
    }
    PGresult* result = PQgetResult(connection_);
    if (result == nullptr) break;
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && !failed) {
      const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      failed = PostgresError{state == nullptr ? "" : state, Trimmed(PQresultErrorMessage(result))};
    }
    for (int row = 0; first_column != nullptr && row < PQntuples(result); ++row) {
      first_column->emplace_back(PQgetvalue(result, row, 0), static_cast<size_t>(PQgetlength(result, row, 0)));
    }
    PQclear(result);
  }
  if (!failed) return {};
  if (PQstatus(connection_) == CONNECTION_BAD) Disconnect();
  return std::unexpected(*std::move(failed));
}

PostgresStatus Connection::Run(const std::string& statement, const std::vector<const char*>& parameters) {
  return SendAndCollect(statement, parameters, nullptr);
}

PostgresStatus Connection::Query(const std::string& statement, const std::vector<const char*>& parameters,
                                 std::vector<std::string>* first_column) {
  return SendAndCollect(statement, parameters, first_column);
}

PostgresStatus Connection::SendAndCollect(const std::string& statement, const std::vector<const char*>& parameters,
                                          std::vector<std::string>* first_column) {
  if (auto connected = Connect(); !connected) return connected;
  int sent = PQsendQueryParams(connection_, statement.c_str(), static_cast<int>(parameters.size()), nullptr,
                               parameters.data(), nullptr, nullptr, 0);
  if (sent == 0) return std::unexpected(LostConnection(Trimmed(PQerrorMessage(connection_))));
  int64_t deadline_ms = NowMs() + kAnswerMs;
  for (int left = PQflush(connection_); left != 0; left = PQflush(connection_)) {
    if (left < 0) return std::unexpected(LostConnection(Trimmed(PQerrorMessage(connection_))));
    if (auto waited = Wait(true, deadline_ms); !waited) return waited;
    if (PQconsumeInput(connection_) == 0) {
      return std::unexpected(LostConnection(Trimmed(PQerrorMessage(connection_))));
    }
  }
  return CollectResults(deadline_ms, first_column);
}

}  // namespace mullion::jdbc
