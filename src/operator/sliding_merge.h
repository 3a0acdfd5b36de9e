#pragma once
// The groups of overlapping windows out of their slices, at a cost that does not grow with size / slide: two stacks.
// The older slices of the window are kept as merged suffixes, the newer ones as one running merge; a window is a suffix
// and the running merge put together. Derived from the slices alone, so it is not part of the state. Owned by the
// window operator, called by its thread. Invariant: Merge() gives what merging the window's slices one by one, oldest
// first, gives; newest first where that is asked for, at the cost of merging every slice for every window.

#include <deque>
#include <memory>

#include "operator/slice_store.h"

namespace mullion {

class SlidingMerge {
 public:
  enum class Order { kOldestFirst, kNewestFirst };

  SlidingMerge(const GroupLayout* layout, Order order) : layout_(layout), order_(order) {}

  /// The groups of the slices whose ends lie in (start, end]. Windows come in order of their ends.
  std::unique_ptr<GroupTable> Merge(const SliceStore& slices, TimestampMs start, TimestampMs end, uint64_t version);
  /// A row came into the slice that ends here: what was merged from it is out of date.
  void SliceChanged(TimestampMs slice_end) {
    if (slice_end <= merged_through_) Forget();
  }
  size_t bytes() const;

 private:
  struct Suffix {
    TimestampMs first_slice_end;
    std::unique_ptr<GroupTable> groups;  ///< of that slice and all up to split_
  };

  void Forget();
  std::unique_ptr<GroupTable> MergeNewestFirst(const SliceStore& slices, TimestampMs start, TimestampMs end,
                                               uint64_t version) const;
  void TurnOver(const SliceStore& slices, TimestampMs start, TimestampMs end, uint64_t version);

  const GroupLayout* layout_;
  Order order_;
  std::deque<Suffix> suffixes_;          ///< oldest first
  std::unique_ptr<GroupTable> running_;  ///< of the slices in (split_, merged_through_]
  TimestampMs split_ = kMinWatermark;
  TimestampMs merged_through_ = kMinWatermark;
};

}  // namespace mullion
