#pragma once
// A transport for tests: keeps what is sent until the test answers it, and timers until the test lets time pass.
// Everything happens on the test's thread.

#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "http/http_transport.h"

namespace mullion::elasticsearch {

class FakeTransport final : public HttpTransport {
 public:
  struct Sent {
    HttpCall request;
    std::move_only_function<void(HttpOutcome)> done;
  };

  explicit FakeTransport(ManualClock* clock) : clock_(clock) {}

  void Send(HttpCall request, std::move_only_function<void(HttpOutcome)> done) override {
    sent.push_back({std::move(request), std::move(done)});
  }
  void After(int64_t delay_ms, std::move_only_function<void()> task) override {
    timers_.push_back({clock_->NowMs() + delay_ms, std::move(task)});
  }
  void Stop() override {}

  void Answer(size_t i, int status, std::string body) {
    Finish(i, HttpAnswer{status, std::move(body), "http://es:9200"});
  }
  void Break(size_t i, HttpFailure::Kind kind, std::string text) {
    Finish(i, std::unexpected(HttpFailure{kind, std::move(text)}));
  }
  /// Every item of that request succeeds.
  void Accept(size_t i) {
    size_t lines = 0;
    std::string items;
    for (size_t at = 0; at < sent[i].request.body.size();) {
      size_t end = sent[i].request.body.find('\n', at);
      std::string line = sent[i].request.body.substr(at, end - at);
      at = end + 1;
      if (line.find("\"_index\"") == std::string::npos) continue;
      items += std::string(lines++ == 0 ? "" : ",") + "{\"index\":{\"status\":200}}";
    }
    Answer(i, 200, "{\"errors\":false,\"items\":[" + items + "]}");
  }

  /// Lets that much time pass and calls the timers that are due.
  void Pass(int64_t ms) {
    clock_->Advance(ms);
    std::vector<Timer> timers = std::exchange(timers_, {});
    for (Timer& timer : timers) {
      if (timer.due_ms <= clock_->NowMs()) {
        timer.task();
      } else {
        timers_.push_back(std::move(timer));
      }
    }
  }

  std::vector<Sent> sent;  ///< not answered yet, oldest first

 private:
  struct Timer {
    int64_t due_ms;
    std::move_only_function<void()> task;
  };

  void Finish(size_t i, HttpOutcome outcome) {
    Sent answered = std::move(sent.at(i));
    sent.erase(sent.begin() + static_cast<ptrdiff_t>(i));
    answered.done(std::move(outcome));
  }

  ManualClock* clock_;
  std::vector<Timer> timers_;
};

}  // namespace mullion::elasticsearch
