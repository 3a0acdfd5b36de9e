#include "operator/sliding_merge.h"

namespace mullion {

void SlidingMerge::Forget() {
  suffixes_.clear();
  running_.reset();
  split_ = merged_through_ = kMinWatermark;
}

void SlidingMerge::TurnOver(const SliceStore& slices, TimestampMs start, TimestampMs end, uint64_t version) {
  suffixes_.clear();
  running_ = std::make_unique<GroupTable>(layout_);
  split_ = merged_through_ = end;
  const auto& tables = slices.tables();
  auto it = tables.upper_bound(end);
  auto first = tables.upper_bound(start);
  while (it != first) {
    --it;
    auto groups = std::make_unique<GroupTable>(layout_);
    groups->MergeFrom(*it->second, version);
    if (!suffixes_.empty()) groups->MergeFrom(*suffixes_.front().groups, version);
    suffixes_.push_front({it->first, std::move(groups)});
  }
}

std::unique_ptr<GroupTable> SlidingMerge::MergeNewestFirst(const SliceStore& slices, TimestampMs start, TimestampMs end,
                                                           uint64_t version) const {
  auto window = std::make_unique<GroupTable>(layout_);
  const auto& tables = slices.tables();
  auto first = tables.upper_bound(start);
  for (auto it = tables.upper_bound(end); it != first;) window->MergeFrom(*(--it)->second, version);
  return window;
}

std::unique_ptr<GroupTable> SlidingMerge::Merge(const SliceStore& slices, TimestampMs start, TimestampMs end,
                                                uint64_t version) {
  if (order_ == Order::kNewestFirst) return MergeNewestFirst(slices, start, end, version);
  while (!suffixes_.empty() && suffixes_.front().first_slice_end <= start) suffixes_.pop_front();
  // The running merge may only hold slices of this window: once the window has left the suffixes behind, turn over.
  if (!running_ || split_ <= start) {
    TurnOver(slices, start, end, version);
  } else {
    const auto& tables = slices.tables();
    for (auto it = tables.upper_bound(merged_through_); it != tables.end() && it->first <= end; ++it) {
      running_->MergeFrom(*it->second, version);
    }
    merged_through_ = end;
  }
  auto window = std::make_unique<GroupTable>(layout_);
  if (!suffixes_.empty()) window->MergeFrom(*suffixes_.front().groups, version);
  window->MergeFrom(*running_, version);
  return window;
}

size_t SlidingMerge::bytes() const {
  size_t total = running_ ? running_->bytes() : 0;
  for (const Suffix& suffix : suffixes_) total += suffix.groups->bytes();
  return total;
}

}  // namespace mullion
