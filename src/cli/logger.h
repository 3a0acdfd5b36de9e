#pragma once
// The program's log lines, on stderr. One a process, made in main.

#include <memory>

#include "base/log.h"

namespace mullion {

std::unique_ptr<Logger> MakeStderrLogger(bool json);

}  // namespace mullion
