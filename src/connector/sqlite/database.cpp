#include "connector/sqlite/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace mullion::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

Error Trouble(sqlite3* connection, const std::string& path) {
  int code = connection == nullptr ? SQLITE_NOMEM : sqlite3_errcode(connection);
  bool retry = code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL || code == SQLITE_IOERR;
  return Error::Outside(fmt::format("the database {} can't be used", path), retry)
      .Why(connection == nullptr ? "out of memory" : sqlite3_errmsg(connection));
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}
void Database::Closer::operator()(sqlite3* connection) const {
  sqlite3_close(connection);
}

void Statement::BindNull(int parameter) {
  sqlite3_bind_null(statement_.get(), parameter);
}
void Statement::Bind(int parameter, int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
}
void Statement::Bind(int parameter, double value) {
  sqlite3_bind_double(statement_.get(), parameter, value);
}
void Statement::BindText(int parameter, std::string_view value) {
  sqlite3_bind_text64(statement_.get(), parameter, value.data() == nullptr ? "" : value.data(), value.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Statement::BindBytes(int parameter, std::string_view value) {
  sqlite3_bind_blob64(statement_.get(), parameter, value.data() == nullptr ? "" : value.data(), value.size(),
                      SQLITE_TRANSIENT);
}

Result<bool> Statement::Step() {
  int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Fail(Trouble(sqlite3_db_handle(statement_.get()), path_));
}

void Statement::Reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
bool Statement::IsInteger(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_INTEGER;
}
int64_t Statement::Int(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::Real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}
std::string_view Statement::Text(int column) const {
  const void* text = sqlite3_column_text(statement_.get(), column);
  auto size = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const char*>(text), text == nullptr ? 0 : size};
}
std::string_view Statement::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  auto size = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const char*>(bytes), bytes == nullptr ? 0 : size};
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path, Mode mode) {
  sqlite3* connection = nullptr;
  int flags = mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int code = sqlite3_open_v2(path.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(connection, path));
  if (code != SQLITE_OK) return Fail(Trouble(connection, path));
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  if (mode == Mode::kReadOnly) return database;
  // Readers go on while it writes; a commit is on the disk when it returns.
  MULLION_TRY(database->Run("PRAGMA journal_mode = WAL"));
  MULLION_TRY(database->Run("PRAGMA synchronous = FULL"));
  return database;
}

Result<Statement> Database::Prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return Fail(Trouble(connection_.get(), path_));
  return Statement(statement, path_);
}

Status Database::Run(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return Ok();
  return Fail(Trouble(connection_.get(), path_));
}

std::string Quoted(std::string_view name) {
  std::string out = "\"";
  for (char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

}  // namespace mullion::sqlite
