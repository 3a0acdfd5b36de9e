#pragma once
// What the program tells its operator while it runs: few lines, each worth reading at night. Implementations are
// thread-safe. Never called per row.

#include <string>
#include <string_view>

namespace mullion {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

class Logger {
 public:
  virtual ~Logger() = default;
  virtual void Log(LogLevel level, std::string_view message) = 0;

  void Info(std::string_view message) { Log(LogLevel::kInfo, message); }
  void Warning(std::string_view message) { Log(LogLevel::kWarning, message); }
  void Error(std::string_view message) { Log(LogLevel::kError, message); }
};

}  // namespace mullion
