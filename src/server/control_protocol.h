#pragma once
// The control socket's messages: JSON, one a line. Pure functions over plain values, any thread.

#include <string>
#include <string_view>

#include "server/control_socket.h"

namespace mullion {

/// {"command":"why"}
std::string ControlRequestLine(ControlCommand command);
Result<ControlCommand> ParseControlRequest(std::string_view line);

/// Asks the handler and makes the reply's line.
std::string AnswerControl(std::string_view request_line, ControlHandler& handler);
/// The error is the job's own.
Result<ControlReply> ParseControlReply(std::string line);

}  // namespace mullion
