#include "cli/logger.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/json_string.h"

namespace mullion {
namespace {

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

class StderrLogger final : public Logger {
 public:
  explicit StderrLogger(bool json) : json_(json), log_("mullion", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    log_.set_pattern(json ? R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%v})" : "%H:%M:%S %^%L%$ %v");
  }

  void Log(LogLevel level, std::string_view message) override {
    if (!json_) return log_.log(LevelOf(level), "{}", message);
    std::string quoted;
    AppendJsonString(message, &quoted);
    log_.log(LevelOf(level), "{}", quoted);
  }

 private:
  bool json_;
  spdlog::logger log_;
};

}  // namespace

std::unique_ptr<Logger> MakeStderrLogger(bool json) {
  return std::make_unique<StderrLogger>(json);
}

}  // namespace mullion
