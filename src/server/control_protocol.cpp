#include "server/control_protocol.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "server/job_json.h"
#include "server/job_text.h"

namespace mullion {
namespace {

using Json = nlohmann::json;

constexpr ControlCommand kCommands[] = {ControlCommand::kStatus, ControlCommand::kWhy, ControlCommand::kStop,
                                        ControlCommand::kSavepoint, ControlCommand::kDlq};

std::string Good(const std::string& text, const std::string& more = {}) {
  return fmt::format(R"({{"ok":true,"text":{}{}{}}})", JsonString(text), more.empty() ? "" : ",", more);
}

std::string Bad(const Error& error) {
  return fmt::format(R"({{"ok":false,"error":{}}})", JsonString(error.ToString()));
}

std::string Job(const JobView& job) {
  return "\"job\":" + JobJson(job);
}

std::string AnswerStop(ControlHandler& handler) {
  if (const Status stopped = handler.Stop(); !stopped) return Bad(stopped.error());
  return Good("The job takes its last checkpoint and ends.\n");
}

std::string AnswerSavepoint(ControlHandler& handler) {
  const auto path = handler.Savepoint();
  if (!path) return Bad(path.error());
  return Good(fmt::format("Savepoint written to {}\n", *path), "\"path\":" + JsonString(*path));
}

}  // namespace

std::string_view ControlCommandName(ControlCommand command) {
  switch (command) {
    case ControlCommand::kStatus:
      return "status";
    case ControlCommand::kWhy:
      return "why";
    case ControlCommand::kStop:
      return "stop";
    case ControlCommand::kSavepoint:
      return "savepoint";
    case ControlCommand::kDlq:
      return "dlq";
  }
  return "";
}

Result<ControlCommand> ParseControlCommand(std::string_view name) {
  std::string known;
  for (const ControlCommand command : kCommands) {
    if (ControlCommandName(command) == name) return command;
    known += (known.empty() ? "" : ", ") + std::string(ControlCommandName(command));
  }
  return Fail(Error::User(fmt::format("unknown command '{}'", name)).Hint("known are " + known));
}

std::string ControlRequestLine(ControlCommand command) {
  return fmt::format("{{\"command\":\"{}\"}}\n", ControlCommandName(command));
}

Result<ControlCommand> ParseControlRequest(std::string_view line) {
  const Json request = Json::parse(line, nullptr, false);
  const auto command = request.is_object() ? request.find("command") : request.end();
  if (command == request.end() || !command->is_string()) {
    return Fail(Error::User("a request is one line such as {\"command\":\"status\"}"));
  }
  return ParseControlCommand(command->get_ref<const std::string&>());
}

std::string AnswerControl(std::string_view request_line, ControlHandler& handler) {
  const auto command = ParseControlRequest(request_line);
  if (!command) return Bad(command.error());
  switch (*command) {
    case ControlCommand::kStop:
      return AnswerStop(handler);
    case ControlCommand::kSavepoint:
      return AnswerSavepoint(handler);
    case ControlCommand::kStatus:
    case ControlCommand::kWhy:
    case ControlCommand::kDlq:
      break;
  }
  const JobView job = handler.View();
  const std::string text = *command == ControlCommand::kStatus ? StatusText(job)
                           : *command == ControlCommand::kWhy  ? WhyText(job)
                                                               : DlqText(job);
  return Good(text, Job(job));
}

Result<ControlReply> ParseControlReply(std::string line) {
  const Json reply = Json::parse(line, nullptr, false);
  if (!reply.is_object() || !reply.contains("ok") || !reply["ok"].is_boolean()) {
    return Fail(Error::Outside("the job's answer is not understood", false).Why(line.substr(0, 200)));
  }
  if (!reply["ok"].get<bool>()) return Fail(Error::Outside(reply.value("error", "the job refused"), false));
  return ControlReply{reply.value("text", ""), std::move(line)};
}

}  // namespace mullion
