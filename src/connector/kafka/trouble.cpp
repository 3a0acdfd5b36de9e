#include "connector/kafka/trouble.h"

#include <fmt/format.h>

namespace mullion::kafka {

void Trouble::Set(const std::string& text) {
  {
    std::lock_guard lock(mutex_);
    if (text_ == text) return;
    text_ = text;
  }
  log_->Warning(fmt::format("{} waits: {}", who_, text));
}

void Trouble::Clear() {
  {
    std::lock_guard lock(mutex_);
    if (text_.empty()) return;
    text_.clear();
  }
  log_->Info(fmt::format("{} goes on", who_));
}

std::string Trouble::text() const {
  std::lock_guard lock(mutex_);
  return text_;
}

std::string ReadableReason(std::string_view reason) {
  std::string_view text = reason.substr(0, reason.find(" (after "));
  // In front stands the broker, "sasl_ssl://host:port/id: ", before it perhaps what a connection is for,
  // "GroupCoordinator: ".
  size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return std::string(text);
  std::string_view broker = text.substr(0, colon), what = text.substr(colon + 2);
  if (size_t scheme = broker.find("://"); scheme != std::string_view::npos) broker.remove_prefix(scheme + 3);
  broker = broker.substr(0, broker.rfind('/'));
  if (broker.find(':') == std::string_view::npos)
    return what.find(": ") < what.size() ? ReadableReason(what) : std::string(what);
  if (size_t failed = what.find(" failed: "); what.starts_with("Connect to ") && failed != std::string_view::npos) {
    what.remove_prefix(failed + 9);
  }
  return fmt::format("broker {}: {}", broker, what);
}

}  // namespace mullion::kafka
