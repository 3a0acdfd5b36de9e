#pragma once
// Open sessions, by key and by end: what the session aggregate keeps. Owned by the operator, called by its thread.
// Invariant: the sessions of a key do not touch: two that would (end of one >= start of the other) are one.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operator/group_table.h"
#include "window/window.h"

namespace mullion {

struct OpenSession {
  TimeWindow window;
  std::string key;                 ///< the key columns, encoded (row_codec.h)
  std::unique_ptr<char[]> states;  ///< one state a call, at the layout's offsets
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
  Touched Find(std::string_view key, TimeWindow window) const;
  /// Makes the touched sessions one with that window, or a new one. The others' states are merged into it.
  OpenSession* Join(std::string_view key, const Touched& touched);

  bool empty() const { return by_end_.empty(); }
  const OpenSession* first() const { return by_end_.begin()->second; }
  /// Removes and gives the session that ends first.
  std::unique_ptr<OpenSession> TakeFirst();
  void DestroyStates(OpenSession& session) const;
  size_t bytes() const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  OpenSession* Add(std::string_view key, TimeWindow window);
  std::unique_ptr<OpenSession> Remove(OpenSession* session);

  const GroupLayout* layout_;
  /// Per key by start.
  std::map<std::string, std::map<TimestampMs, std::unique_ptr<OpenSession>>, std::less<>> by_key_;
  std::set<std::pair<TimestampMs, OpenSession*>> by_end_;
};

}  // namespace mullion
