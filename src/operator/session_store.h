#pragma once
// Open sessions, by key and by end: what the session aggregate keeps. Owned by the operator, called by its thread.
// Invariants: the sessions of a key do not touch: two that would (end of one >= start of the other) are one. A
// session's end only grows, so its place in the order of ends is looked at again when its turn comes and not with every
// row.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "operator/group_table.h"
#include "window/window.h"

namespace mullion {

struct OpenSession {
  TimeWindow window;
  std::string key;                 ///< the key columns, encoded (row_codec.h)
  std::unique_ptr<char[]> states;  ///< one state a call, at the layout's offsets
  uint64_t number = 0;             ///< in the order of opening
  bool merged_away = false;        ///< another session has taken its rows; it only waits to be forgotten
};

class SessionStore {
 public:
  explicit SessionStore(const GroupLayout* layout) : layout_(layout) {}
  ~SessionStore();

  struct Touched {
    TimeWindow merged;                   ///< of the row's window and all sessions of its key that it touches
    std::vector<OpenSession*> sessions;  ///< those, in order of start; empty: a new one
  };
  /// What a row's window [start, end) of that key would join. Touching ends join (Flink: intersects is inclusive).
  void Find(std::string_view key, TimeWindow window, Touched* touched) const;
  /// Makes the touched sessions one with that window, or a new one. The others' states are merged into it.
  OpenSession* Join(std::string_view key, const Touched& touched);

  bool empty() const { return open_ == 0; }
  /// Puts the session that ends first in front. Before first() and TakeFirst(), after a Join().
  void Settle();
  /// The session that ends first, of equal ones the one that was opened first.
  const OpenSession* first() const { return due_.front().session.get(); }
  /// Removes and gives it.
  std::unique_ptr<OpenSession> TakeFirst();
  void DestroyStates(OpenSession& session) const;
  size_t bytes() const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  struct Due {
    TimestampMs end;  ///< of the session when it was put here: at most what it is now
    uint64_t number;
    std::unique_ptr<OpenSession> session;
    /// For a heap with the smallest in front.
    bool operator<(const Due& other) const { return end != other.end ? end > other.end : number > other.number; }
  };
  struct KeyHash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };

  OpenSession* Add(std::string_view key, TimeWindow window);
  void Forget(const OpenSession* session);
  void PushDue(std::unique_ptr<OpenSession> session);
  std::unique_ptr<OpenSession> PopDue();

  const GroupLayout* layout_;
  /// Per key, in order of start.
  std::unordered_map<std::string, std::vector<OpenSession*>, KeyHash, std::equal_to<>> by_key_;
  std::vector<Due> due_;  ///< a heap of all sessions, also of those merged away
  size_t open_ = 0;
  uint64_t next_number_ = 0;
};

}  // namespace mullion
