#pragma once
// One window of the emitting window aggregate: its groups, what was last emitted of each, and which are to be emitted
// anew. Owned by the operator, called by its thread. Invariant: a group is in `dirty` exactly when its Emission says
// so.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "operator/group_table.h"

namespace mullion {

/// What became of a group of a window so far.
struct Emission {
  std::optional<std::string> last;  ///< the aggregates last emitted, encoded (row_codec.h)
  bool on_time = false;             ///< it was there when the watermark passed the window
  bool dirty = false;               ///< rows came since it was last emitted
  TimestampMs next_ms = 0;          ///< processing time of its next firing; 0: none yet

  /// A row came: when to fire next, every `delay_ms` from the first row on.
  void Schedule(TimestampMs now_ms, int64_t delay_ms);
};

class EmittingWindow {
 public:
  explicit EmittingWindow(const GroupLayout* layout) : table(layout) {}

  /// Marks a group as changed.
  Emission& Touch(char* group);
  /// The dirty groups that are due at `now_ms`; they are dirty no longer.
  std::vector<char*> TakeDue(TimestampMs now_ms, int64_t delay_ms);
  /// All groups, in the order they came; none is dirty or scheduled afterwards, all were on time.
  std::vector<char*> TakeAllOnTime();
  std::vector<char*> TakeDirty();
  bool has_dirty() const { return !dirty_.empty(); }
  size_t bytes() const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes, uint64_t version);

  GroupTable table;
  std::unordered_map<const char*, Emission> emissions;
  bool passed = false;  ///< the watermark is past its end

 private:
  std::vector<char*> Groups() const;

  std::vector<char*> dirty_;
};

}  // namespace mullion
