#pragma once
// What an OVER aggregation keeps for each key: accumulators, the rows inside a bounded frame, and rows that wait for
// the watermark. Owned by the operator, called by its thread. Invariants: a key never moves; its frame is in order of
// time; `timers_` names each key once for each time at which it has waiting rows.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operator/group_table.h"
#include "operator/row_key.h"

namespace mullion {

/// A row that a bounded frame may have to take back: only what the aggregates read of it.
struct FrameRow {
  TimestampMs time;
  std::string arguments;
};

struct OverKey {
  std::string bytes;
  std::unique_ptr<char[]> states;  ///< one state a call, at the layout's offsets
  std::deque<FrameRow> frame;
  std::map<TimestampMs, std::vector<std::string>> waiting;  ///< encoded rows
  TimestampMs last_fired = kMinWatermark;
  std::vector<TimestampMs> clean_ups;  ///< watermarks to look at the key at, rising; at the last one it is forgotten
};

class OverKeys {
 public:
  /// `frame_ms`: the length of a RANGE frame. A key is forgotten, its last fired time too, when the watermark passes
  /// its row by half as much again, Flink's rule: until then late rows find the rows before them. Where a later row has
  /// put that off, the moment still counts as a fired time, as in Flink. nullopt: keys stay.
  OverKeys(const GroupLayout* layout, std::optional<int64_t> frame_ms) : layout_(layout), frame_ms_(frame_ms) {}
  ~OverKeys();
  OverKeys(const OverKeys&) = delete;
  OverKeys& operator=(const OverKeys&) = delete;

  OverKey& FindOrMake(std::string_view key);
  void Wait(OverKey& key, TimestampMs time, std::string_view row);

  struct Fired {
    OverKey* key;
    TimestampMs time;
    std::vector<std::string> rows;
  };
  /// The rows that wait for the earliest time up to `watermark`, of one key; nullopt when there are none.
  std::optional<Fired> TakeFirst(TimestampMs watermark);

  void AddToFrame(OverKey& key, TimestampMs time, std::string arguments);
  FrameRow TakeFromFrame(OverKey& key);
  /// Empties the accumulators.
  void Reset(OverKey& key) const;
  bool AnyToForget(TimestampMs watermark) const {
    return watermark != kMaxWatermark && !ends_.empty() && ends_.begin()->first <= watermark;
  }
  void ForgetOld(TimestampMs watermark);
  /// Forgets this key, unless rows of it wait: then false.
  bool ForgetKey(std::string_view bytes);

  /// Calls f(the key's bytes) for every key.
  template <typename F>
  void ForEachKey(F&& f) const {
    for (const auto& [bytes, key] : keys_) f(bytes);
  }

  size_t bytes() const;
  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  /// Of a hash table's node, a key and its containers.
  static constexpr size_t kKeyOverheadBytes = 256;
  static constexpr size_t kRowOverheadBytes = 48;

  void DestroyStates(OverKey& key) const;
  void CleanUpAt(OverKey& key, TimestampMs time);
  Status DecodeKey(std::string_view* bytes);

  const GroupLayout* layout_;
  std::optional<int64_t> frame_ms_;
  KeyMap<OverKey> keys_;
  std::map<TimestampMs, std::deque<OverKey*>> timers_;
  std::set<std::pair<TimestampMs, OverKey*>> ends_;  ///< of all clean_ups
  size_t row_bytes_ = 0;
};

}  // namespace mullion
