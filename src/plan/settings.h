#pragma once
// SET and RESET: the keys of a session. Flink's keys are all taken, ours must be known; the value of a known key is
// checked when it is set. Owned by the session, one thread. Invariant: every value of a known key parses.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mullion::plan {

class Settings {
 public:
  /// `defaults` come from the command line; RESET goes back to them. Unchecked: call CheckAll().
  explicit Settings(std::map<std::string, std::string> defaults);

  Status CheckAll() const;
  Status Set(const std::string& key, const std::string& value);
  void Reset(const std::string& key);
  void ResetAll() { values_ = defaults_; }

  const std::map<std::string, std::string>& values() const { return values_; }
  const std::string* Find(const std::string& key) const;
  std::string Text(const std::string& key, std::string_view fallback) const;
  int64_t DurationMs(const std::string& key, int64_t fallback_ms) const;
  bool Bool(const std::string& key, bool fallback) const;

 private:
  std::map<std::string, std::string> defaults_;
  std::map<std::string, std::string> values_;
};

}  // namespace mullion::plan
