#pragma once
// What a Python script asks of the engine, and the answers: JSON, one object a line each way.
//   {"op":"execute","session":1,"sql":"…","written":true}  statement; `written`: the script's own text
//   {"op":"describe","session":1,"sql":"…","written":false}  the columns of a query
//   {"op":"fetch","job":"…","form":"text","timeout_ms":500,"rows_max":4096}  rows of a query, oldest first
//   {"op":"wait","job":"…","until":"end","timeout_ms":500}  · {"op":"status"|"cancel"|"savepoint","job":"…"}
// Answers hold what was asked for, or {"error":{"text":"…","job_failed":false}}.
// The handler is made by the cli; everything here is called on the thread that serves the script.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plan/session.h"
#include "server/script_values.h"

namespace mullion {

/// A job that a statement started.
struct ScriptJob {
  std::string id;  ///< 32 hexadecimal digits
  Schema columns;  ///< of the query's rows; of an INSERT: a BIGINT a sink
  bool returns_rows = false;
  bool streaming = true;
};
using ScriptExecuted = std::variant<StatementDone, StatementRows, ScriptJob>;

struct ScriptRows {
  Schema schema;
  std::vector<Batch> batches;
  std::shared_ptr<const TimeZone> zone;  ///< of the session
  bool end = false;                      ///< no more will come
};

/// An error of a job that ran, apart from those of statements.
struct ScriptError {
  Error error;
  bool job_failed = false;
};
template <typename T>
using ScriptResult = std::expected<T, ScriptError>;

/// What the script's requests do. Sessions come to be when they are first named. Unknown jobs are the script's error.
class ScriptHandler {
 public:
  virtual ~ScriptHandler() = default;
  virtual Result<ScriptExecuted> Execute(int64_t session, const std::string& sql) = 0;
  virtual Result<std::vector<QueryColumn>> Describe(int64_t session, const std::string& sql) = 0;
  /// Waits for a row for at most that long.
  virtual ScriptResult<ScriptRows> Fetch(const std::string& job, int64_t timeout_ms, size_t rows_max) = 0;
  /// Whether the job has ended, or has a row to fetch, within that time.
  virtual ScriptResult<bool> Wait(const std::string& job, bool until_rows, int64_t timeout_ms) = 0;
  /// RUNNING, FINISHED, CANCELED, FAILED: Flink's words.
  virtual Result<std::string> State(const std::string& job) = 0;
  virtual Status Cancel(const std::string& job) = 0;
  virtual Result<std::string> Savepoint(const std::string& job) = 0;
  /// True once no statement is taken any more: the connection ends then, and the script with it.
  virtual bool closed() const = 0;
};

/// The answer to a request's line; nullopt when the handler is closed to it.
std::optional<std::string> AnswerScript(std::string_view line, ScriptHandler& handler);

/// Answers the requests of a socket until the script closes it or the handler is closed to one.
void ServeScript(int fd, ScriptHandler& handler);

}  // namespace mullion
