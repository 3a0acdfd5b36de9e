#include "connector/source.h"

#include <chrono>

namespace mullion {

void Waker::Wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  condition_.notify_one();
}

void Waker::WaitFor(int64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  condition_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [this] { return woken_; });
  woken_ = false;
}

}  // namespace mullion
