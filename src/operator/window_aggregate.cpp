#include "operator/window_aggregate.h"

#include <algorithm>
#include <limits>

#include "base/binary.h"
#include "operator/attached_window_aggregate.h"
#include "operator/emitting_window_aggregate.h"
#include "operator/slice_store.h"
#include "operator/sliding_merge.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

/// The rows of one slice of a batch, as ranks in the batch's selection.
struct SliceRows {
  TimestampMs slice_end;
  std::vector<uint32_t> ranks;
};

/// Splits the rows of a batch by slice, keeping their order. Few slices a batch: a linear search over the newest first.
class SlicePartition {
 public:
  void Clear() { used_ = 0; }
  /// The list of that slice's rows; valid until the next new slice.
  std::vector<uint32_t>* Ranks(TimestampMs slice_end) {
    for (size_t i = used_; i-- > 0;) {
      if (slices_[i].slice_end == slice_end) return &slices_[i].ranks;
    }
    if (used_ == slices_.size()) slices_.emplace_back();
    slices_[used_].slice_end = slice_end;
    slices_[used_].ranks.clear();
    return &slices_[used_++].ranks;
  }
  std::span<const SliceRows> slices() const { return {slices_.data(), used_}; }

 private:
  std::vector<SliceRows> slices_;
  size_t used_ = 0;
};

/// Flink puts the slices of the table function HOP together from the newest back, which LISTAGG shows; its group
/// windows go forward. Other aggregates that look at the order have to see the rows in theirs.
SlidingMerge::Order MergeOrder(const WindowAggregateSpec& spec) {
  bool lists = false;
  bool others = false;
  for (const AggregateCall& call : spec.calls) {
    bool list = call.name == "LISTAGG" && !call.distinct;
    lists |= list;
    others |= !list && call.function->order_sensitive();
  }
  bool newest_first = lists && !others && !spec.legacy_window && spec.window_end_column < 0;
  return newest_first ? SlidingMerge::Order::kNewestFirst : SlidingMerge::Order::kOldestFirst;
}

class SlicedWindowAggregate final : public Operator {
 public:
  explicit SlicedWindowAggregate(WindowAggregateSpec spec)
      : spec_(std::move(spec)),
        layout_(LayoutOf(spec_)),
        clock_(spec_.window, spec_.zone),
        slices_(&layout_),
        running_(&layout_),
        sliding_(&layout_, MergeOrder(spec_)),
        adder_(&layout_, spec_.keys),
        results_(&spec_, &layout_) {}

  Status Process(int, const Batch& batch, Output&) override {
    RowSpan all(batch);
    std::span<const uint32_t> rows = all.rows();
    if (rows.empty()) return Ok();
    MULLION_TRY(Partition(batch, rows));
    adder_.NextVersion();
    adder_.Start(batch, rows);
    std::vector<uint32_t> late;
    for (const SliceRows& slice : partition_.slices()) {
      if (clock_.slices().LastWindowEnd(slice.slice_end) <= fired_end_) {
        for (uint32_t rank : slice.ranks) late.push_back(rows[rank]);
        continue;
      }
      sliding_.SliceChanged(slice.slice_end);
      adder_.Add(slices_.GetOrCreate(Target(slice.slice_end)), slice.ranks);
    }
    std::sort(late.begin(), late.end());
    ReportLate(context(), spec_.name, spec_.input, batch, late, batch.watermark);
    return Ok();
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    if (spec_.processing_time) return Ok();
    return FireThrough(watermark, output);
  }
  Status Tick(TimestampMs now_ms, Output& output) override { return FireThrough(now_ms, output); }
  bool wants_ticks() const override { return spec_.processing_time; }

  TimestampMs NextCut(TimestampMs watermark) const override {
    return spec_.processing_time ? kMaxWatermark : clock_.NextFiring(watermark);
  }

  std::optional<TimestampMs> NextFiring() const override {
    TimestampMs end = NextEnd();
    if (end == kMaxWatermark) return std::nullopt;
    return end;
  }

  std::optional<TimestampMs> NextFiringStart() const override {
    TimestampMs end = NextEnd();
    if (end == kMaxWatermark) return std::nullopt;
    return clock_.slices().WindowStart(end);
  }

  void Snapshot(std::string* out) const override {
    PutValue(fired_end_, out);
    slices_.Encode(out);
    running_.Encode(out);
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored window state");
    MULLION_ASSIGN(fired_end_, reader.Value<TimestampMs>());
    MULLION_TRY(slices_.Decode(&bytes, adder_.version()));
    return running_.Decode(&bytes, adder_.version());
  }
  size_t state_bytes() const override { return slices_.bytes() + running_.bytes() + sliding_.bytes(); }

 private:
  Status Partition(const Batch& batch, std::span<const uint32_t> rows) {
    partition_.Clear();
    if (spec_.processing_time) {
      TimestampMs slice = clock_.slices().SliceEnd(clock_.ToWindowTime(context().clock->NowMs()));
      std::vector<uint32_t>* ranks = partition_.Ranks(slice);
      for (uint32_t i = 0; i < rows.size(); ++i) ranks->push_back(i);
      return Ok();
    }
    const Column& time = *batch.columns[static_cast<size_t>(spec_.time_column)];
    const int64_t* values = time.Values<int64_t>();
    // Most rows lie in the slice of the row before: its bounds are kept instead of dividing anew.
    TimestampMs begin = 0, end = 0;
    std::vector<uint32_t>* ranks = nullptr;
    for (uint32_t i = 0; i < rows.size(); ++i) {
      if (time.IsNull(rows[i])) return Fail(NullTimeError(spec_.name));
      TimestampMs t = clock_.ToWindowTime(values[rows[i]]);
      if (t >= begin && t < end) {
        ranks->push_back(i);
        continue;
      }
      end = clock_.slices().SliceEnd(t);
      begin = end - clock_.slices().slice_ms();
      ranks = partition_.Ranks(end);
      ranks->push_back(i);
    }
    return Ok();
  }

  /// Where a slice's rows are kept: their own slice, but for CUMULATE the next step that has not fired, because all
  /// later steps hold them anyway.
  TimestampMs Target(TimestampMs slice_end) const {
    if (spec_.window.kind != WindowKind::kCumulate || slice_end > fired_end_) return slice_end;
    return clock_.slices().NextWindowEnd(fired_end_);
  }

  /// The end of the next window that has rows; kMaxWatermark: none.
  TimestampMs NextEnd() const {
    TimestampMs next = kMaxWatermark;
    if (!slices_.empty()) {
      next = clock_.slices().FirstWindowEnd(slices_.first());
      if (fired_end_ >= next) next = clock_.slices().NextWindowEnd(fired_end_);
    }
    if (!running_.empty() && fired_end_ != kMaxWatermark) {
      next = std::min(next, clock_.slices().NextWindowEnd(fired_end_));
    }
    return next;
  }

  Status FireThrough(TimestampMs watermark, Output& output) {
    for (TimestampMs end = NextEnd(); end != kMaxWatermark && clock_.HasFired(end, watermark); end = NextEnd()) {
      MULLION_TRY(Fire(end, output));
      fired_end_ = end;
    }
    fired_end_ = std::max(fired_end_, clock_.FiredEnd(watermark));
    return Ok();
  }

  Status Fire(TimestampMs end, Output& output) {
    TimeWindow window{clock_.slices().WindowStart(end), end};
    switch (spec_.window.kind) {
      case WindowKind::kHop:
        return FireHop(window, output);
      case WindowKind::kCumulate:
        return FireCumulate(window, output);
      default:
        break;
    }
    std::unique_ptr<GroupTable> table = slices_.Take(end);
    return results_.Emit(*table, window, clock_.LastInstant(end), output);
  }

  Status FireHop(TimeWindow window, Output& output) {
    auto first = slices_.tables().upper_bound(window.start);
    auto last = slices_.tables().upper_bound(window.end);
    Status status;
    TimestampMs instant = clock_.LastInstant(window.end);
    if (first != last && std::next(first) == last) {
      status = results_.Emit(*first->second, window, instant, output);
    } else if (first != last) {
      auto merged = sliding_.Merge(slices_, window.start, window.end, adder_.version());
      status = results_.Emit(*merged, window, instant, output);
    }
    // Slices whose last window this was.
    while (!slices_.empty() && clock_.slices().LastWindowEnd(slices_.first()) <= window.end) {
      slices_.EraseThrough(slices_.first());
    }
    return status;
  }

  Status FireCumulate(TimeWindow window, Output& output) {
    TimestampMs whole_end = window.start + spec_.window.size_ms;
    if (auto step = slices_.Take(window.end)) running_.GetOrCreate(whole_end).MergeFrom(*step, adder_.version());
    const GroupTable* table = running_.Find(whole_end);
    if (table != nullptr) MULLION_TRY(results_.Emit(*table, window, clock_.LastInstant(window.end), output));
    if (window.end == whole_end) running_.EraseThrough(whole_end);
    return Ok();
  }

  WindowAggregateSpec spec_;
  GroupLayout layout_;
  FiringClock clock_;
  SliceStore slices_;
  SliceStore running_;    ///< CUMULATE: the steps so far of each whole window, by its end
  SlidingMerge sliding_;  ///< HOP: what neighbouring windows share
  RowAdder adder_;
  WindowResults results_;
  SlicePartition partition_;
  TimestampMs fired_end_ = kMinWatermark;  ///< every window that ends here or before has fired
};

}  // namespace

std::unique_ptr<Operator> MakeWindowAggregate(WindowAggregateSpec spec) {
  if (spec.emit.updates() || spec.input_updates) return MakeEmittingWindowAggregate(std::move(spec));
  if (spec.window_end_column >= 0) return MakeAttachedWindowAggregate(std::move(spec));
  return std::make_unique<SlicedWindowAggregate>(std::move(spec));
}

}  // namespace mullion
