#include "server/script_protocol.h"

#include <sys/socket.h>
#include <cerrno>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_string.h"
#include "base/unix_socket.h"

namespace mullion {
namespace {

using Json = nlohmann::json;

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

std::string ErrorLine(const std::string& text, bool job_failed) {
  return fmt::format(R"({{"error":{{"text":{},"job_failed":{}}}}})", Quoted(text), job_failed);
}

/// The script's own SQL is shown with the place; SQL made of Table API calls would only puzzle.
std::string StatementError(const Error& error, const Json& request) {
  if (!request.value("written", false)) return ErrorLine(error.ToString(), false);
  return ErrorLine(error.Render("", request.value("sql", "")), false);
}

std::string Executed(const ScriptExecuted& executed) {
  if (std::holds_alternative<StatementDone>(executed)) return R"({"kind":"ok"})";
  if (const auto* rows = std::get_if<StatementRows>(&executed)) {
    return fmt::format(R"({{"kind":"rows","columns":{},"rows":{}}})", ScriptColumnsJson(rows->schema),
                       ScriptTextRows(rows->schema, rows->rows));
  }
  const auto& job = std::get<ScriptJob>(executed);
  return fmt::format(R"({{"kind":"job","job":"{}","columns":{},"returns_rows":{},"streaming":{}}})", job.id,
                     ScriptColumnsJson(job.columns), job.returns_rows, job.streaming);
}

std::string Execute(const Json& request, ScriptHandler& handler) {
  auto executed = handler.Execute(request.value("session", 0), request.value("sql", ""));
  return executed ? Executed(*executed) : StatementError(executed.error(), request);
}

std::string Describe(const Json& request, ScriptHandler& handler) {
  auto columns = handler.Describe(request.value("session", 0), request.value("sql", ""));
  if (!columns) return StatementError(columns.error(), request);
  return fmt::format(R"({{"columns":{}}})", ScriptColumnsJson(*columns));
}

std::string Fetch(const Json& request, ScriptHandler& handler) {
  auto rows = handler.Fetch(request.value("job", ""), request.value("timeout_ms", 0), request.value("rows_max", 1024));
  if (!rows) return ErrorLine(rows.error().error.ToString(), rows.error().job_failed);
  ScriptForm form = request.value("form", "") == "text" ? ScriptForm::kText : ScriptForm::kValue;
  std::string written;
  for (const Batch& batch : rows->batches) AppendScriptRows(rows->schema, batch, form, *rows->zone, &written);
  return fmt::format(R"({{"rows":[{}],"end":{}}})", written, rows->end);
}

std::string Wait(const Json& request, ScriptHandler& handler) {
  bool until_rows = request.value("until", "") == "rows";
  auto reached = handler.Wait(request.value("job", ""), until_rows, request.value("timeout_ms", 0));
  if (!reached) return ErrorLine(reached.error().error.ToString(), reached.error().job_failed);
  return fmt::format(R"({{"reached":{}}})", *reached);
}

std::string Text(std::string_view key, const Result<std::string>& text) {
  if (!text) return ErrorLine(text.error().ToString(), false);
  return fmt::format(R"({{"{}":{}}})", key, Quoted(*text));
}

std::optional<std::string> Answer(const Json& request, ScriptHandler& handler) {
  std::string op = request.value("op", "");
  if (op == "execute" || op == "describe") {
    if (handler.closed()) return std::nullopt;
    return op == "execute" ? Execute(request, handler) : Describe(request, handler);
  }
  if (op == "fetch") return Fetch(request, handler);
  if (op == "wait") return Wait(request, handler);
  std::string job = request.value("job", "");
  if (op == "status") return Text("state", handler.State(job));
  if (op == "savepoint") return Text("path", handler.Savepoint(job));
  if (op == "cancel") {
    Status cancelled = handler.Cancel(job);
    return cancelled ? "{}" : ErrorLine(cancelled.error().ToString(), false);
  }
  return ErrorLine(fmt::format("unknown request '{}'", op), false);
}

}  // namespace

std::optional<std::string> AnswerScript(std::string_view line, ScriptHandler& handler) {
  try {
    return Answer(Json::parse(line), handler);
  } catch (const Json::exception& e) {
    return ErrorLine(fmt::format("the request is not understood: {}", e.what()), false);
  }
}

void ServeScript(int fd, ScriptHandler& handler) {
  std::string pending;
  char chunk[65536];
  while (true) {
    for (size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      auto answer = AnswerScript(std::string_view(pending).substr(0, end), handler);
      if (!answer || !WriteAll(fd, *answer + "\n")) return;
      pending.erase(0, end + 1);
    }
    ssize_t got = recv(fd, chunk, sizeof(chunk), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    pending.append(chunk, static_cast<size_t>(got));
  }
}

}  // namespace mullion
