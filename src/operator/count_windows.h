#pragma once
// What the windows of one key that count rows hold while they fill. Owned by the operator, called by its thread.
// Invariant: a window's states are initialised from Open() to Close().

#include <deque>
#include <memory>
#include <string>

#include "operator/group_table.h"
#include "operator/row_key.h"

namespace mullion {

struct CountWindow {
  int64_t first_row = 0;  ///< its number among the key's rows, from 0
  TimestampMs first_time = 0;
  std::unique_ptr<char[]> states;  ///< one state a call, at the layout's offsets
};

struct CountedKey {
  int64_t rows = 0;
  std::deque<CountWindow> open;  ///< oldest first
};

class CountWindows {
 public:
  explicit CountWindows(const GroupLayout* layout) : layout_(layout) {}
  ~CountWindows();
  CountWindows(const CountWindows&) = delete;
  CountWindows& operator=(const CountWindows&) = delete;

  CountedKey& FindOrMake(std::string_view key) { return mullion::FindOrMake(keys_, key); }
  CountWindow& Open(CountedKey& key, TimestampMs time);
  /// Ends the life of a window's states.
  void Close(CountWindow& window);

  size_t bytes() const;
  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes);

 private:
  const GroupLayout* layout_;
  KeyMap<CountedKey> keys_;
  size_t open_ = 0;
};

}  // namespace mullion
