#pragma once
// The outside of a sink, for this room's tests: log lines, dead letters and a waker that remember.

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "connector/sink.h"

namespace mullion::elasticsearch {

class MemoryLog final : public Logger {
 public:
  void Log(LogLevel, std::string_view message) override {
    std::lock_guard lock(mutex_);
    lines_.emplace_back(message);
  }
  std::vector<std::string> lines() const {
    std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

class MemoryLetters final : public DeadLetterOutput {
 public:
  void Add(DeadLetter letter) override {
    std::lock_guard lock(mutex_);
    letters_.push_back(std::move(letter));
  }
  std::vector<DeadLetter> letters() const {
    std::lock_guard lock(mutex_);
    return letters_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<DeadLetter> letters_;
};

struct TestOutside {
  MemoryLog log;
  MemoryLetters letters;
  Waker waker;

  SinkContext Context(const Clock* clock) {
    SinkContext context;
    context.clock = clock;
    context.log = &log;
    context.waker = &waker;
    context.dead_letters = &letters;
    context.job_name = "job";
    return context;
  }
};

}  // namespace mullion::elasticsearch
