#pragma once
// table.exec.state.ttl: state that nobody wrote to for that long of processing time is forgotten. Keeps when each piece
// was last written, oldest first. Owned by an operator, called by its thread. Not part of the state: after a restart
// the time starts anew.

#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

#include "base/time.h"

namespace mullion {

template <typename Id, typename Hash = std::hash<Id>>
class IdleState {
 public:
  /// 0: nothing is forgotten, and nothing is kept here.
  explicit IdleState(int64_t ttl_ms) : ttl_ms_(ttl_ms) {}

  bool on() const { return ttl_ms_ > 0; }

  void Written(const Id& id, TimestampMs now_ms) {
    if (!on()) return;
    auto [it, is_new] = at_.try_emplace(id);
    if (!is_new) writes_.erase(it->second);
    it->second = writes_.insert(writes_.end(), {id, now_ms});
  }

  void Forget(const Id& id) {
    auto it = at_.find(id);
    if (it == at_.end()) return;
    writes_.erase(it->second);
    at_.erase(it);
  }

  /// Calls f(id) for what is idle for too long at `now_ms`, oldest first, and forgets it.
  template <typename F>
  void TakeIdle(TimestampMs now_ms, F&& f) {
    while (!writes_.empty() && writes_.front().second + ttl_ms_ <= now_ms) {
      Id id = std::move(writes_.front().first);
      writes_.pop_front();
      at_.erase(id);
      f(id);
    }
  }

  /// Calls f(id, when it was written), oldest first.
  template <typename F>
  void ForEach(F&& f) const {
    for (const auto& [id, written_ms] : writes_) f(id, written_ms);
  }
  size_t bytes() const { return at_.size() * kEntryBytes; }

 private:
  static constexpr size_t kEntryBytes = 128;
  using Writes = std::list<std::pair<Id, TimestampMs>>;

  int64_t ttl_ms_;
  Writes writes_;
  std::unordered_map<Id, typename Writes::iterator, Hash> at_;
};

}  // namespace mullion
