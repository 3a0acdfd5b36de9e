#pragma once
// How long to wait before the next try. Plain value.

#include <algorithm>
#include <cstdint>
#include <functional>

namespace mullion::elasticsearch {

struct Backoff {
  int64_t first_ms = 100;
  int64_t max_ms = 3'000;
  bool constant = false;           ///< always first_ms
  std::function<double()> random;  ///< the seam to randomness: [0, 1)

  /// The wait after that many failures in a row (from 1): doubling up to max_ms, then scattered between half of it and
  /// all of it, so that several jobs do not come back at the same moment.
  int64_t DelayMs(int failures) const {
    if (constant) return first_ms;
    int64_t delay = first_ms;
    for (int i = 1; i < failures && delay < max_ms; ++i) delay *= 2;
    delay = std::min(delay, std::max(max_ms, first_ms));
    return delay - static_cast<int64_t>(static_cast<double>(delay) * 0.5 * random());
  }
};

}  // namespace mullion::elasticsearch
