#pragma once
// The groups of each slice of a window operator, in slice order. Owned by the operator, called by its thread.
// Invariant: a slice that is here has at least one group; a freed slice frees its memory at once.

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "operator/group_table.h"

namespace mullion {

class SliceStore {
 public:
  explicit SliceStore(const GroupLayout* layout) : layout_(layout) {}

  GroupTable& GetOrCreate(TimestampMs slice_end);
  const GroupTable* Find(TimestampMs slice_end) const;
  std::unique_ptr<GroupTable> Take(TimestampMs slice_end);
  void EraseThrough(TimestampMs slice_end) { tables_.erase(tables_.begin(), tables_.upper_bound(slice_end)); }
  bool empty() const { return tables_.empty(); }
  TimestampMs first() const { return tables_.begin()->first; }
  const std::map<TimestampMs, std::unique_ptr<GroupTable>>& tables() const { return tables_; }
  size_t bytes() const;

  void Encode(std::string* out) const;
  Status Decode(std::string_view* bytes, uint64_t version);

 private:
  const GroupLayout* layout_;
  std::map<TimestampMs, std::unique_ptr<GroupTable>> tables_;
};

}  // namespace mullion
