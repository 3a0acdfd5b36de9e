#pragma once
// What a connector waits for, in words, logged once when it changes and once when it is over. Thread-safe.

#include <mutex>
#include <string>
#include <string_view>

#include "base/log.h"

namespace mullion::kafka {

class Trouble {
 public:
  /// `who` stands before each line: "kafka table orders".
  Trouble(std::string who, Logger* log) : who_(std::move(who)), log_(log) {}

  void Set(const std::string& text);
  void Clear();
  std::string text() const;
  bool any() const { return !text().empty(); }

 private:
  const std::string who_;
  Logger* const log_;
  mutable std::mutex mutex_;
  std::string text_;
};

/// librdkafka's "127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in
/// state CONNECT)" as "broker 127.0.0.1:9092: Connection refused": the same trouble always reads the same.
std::string ReadableReason(std::string_view reason);

}  // namespace mullion::kafka
