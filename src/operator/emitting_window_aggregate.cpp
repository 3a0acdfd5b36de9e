#include "operator/emitting_window_aggregate.h"

#include <algorithm>
#include <map>
#include <span>
#include <unordered_map>

#include "base/binary.h"
#include "column/row_codec.h"
#include "operator/changelog_builder.h"
#include "operator/emitting_window.h"
#include "operator/window_results.h"

namespace mullion {
namespace {

constexpr int64_t kZoneSlackMs = 26 * 3'600'000;

/// The grid of the moments at which windows are given up: their ends, later by the allowed lateness.
WindowSpec CleanupGrid(const WindowAggregateSpec& spec) {
  WindowSpec grid = spec.window;
  grid.offset_ms += spec.emit.allowed_lateness_ms;
  return grid;
}

struct WindowKey {
  TimestampMs end = 0;
  TimestampMs start = 0;
  auto operator<=>(const WindowKey&) const = default;
};

/// A row that went into a group of a window.
struct Touched {
  uint32_t row;
  WindowKey key;
  EmittingWindow* window;
  char* group;
  bool emit_now;
};

class EmittingWindowAggregate final : public Operator {
 public:
  explicit EmittingWindowAggregate(WindowAggregateSpec spec)
      : spec_(std::move(spec)),
        layout_(LayoutOf(spec_)),
        clock_(spec_.window, spec_.zone),
        cleanup_(CleanupGrid(spec_), spec_.zone),
        adder_(&layout_, spec_.keys),
        out_(TypesOf(spec_.output)) {}

  bool wants_ticks() const override {
    return spec_.processing_time || spec_.emit.early_delay_ms.value_or(0) > 0 ||
           spec_.emit.late_delay_ms.value_or(0) > 0;
  }
  // Windows that come with the rows have no grid to cut at.
  bool needs_row_watermarks() const override { return carries_window(); }
  TimestampMs NextCut(TimestampMs watermark) const override {
    if (spec_.processing_time || carries_window()) return kMaxWatermark;
    return std::min(clock_.NextFiring(watermark), cleanup_.NextFiring(watermark));
  }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    std::span<const uint32_t> rows = all.rows();
    if (rows.empty()) return Ok();
    adder_.NextVersion();
    adder_.Start(batch, rows);
    std::vector<uint32_t> late;
    for (uint32_t i = 0; i < rows.size(); ++i) {
      TimestampMs reached =
          spec_.processing_time ? context().clock->NowMs() : std::max(watermark_, batch.WatermarkBefore(rows[i]));
      if (reached > watermark_) {
        MULLION_TRY(ApplyPending());
        MULLION_TRY(FireThrough(reached));
      }
      MULLION_TRY(Assign(batch, rows[i]));
      if (!AddToWindows(rows[i], i) && !windows_of_row_.empty()) late.push_back(rows[i]);
    }
    MULLION_TRY(ApplyPending());
    ReportLate(context(), spec_.name, spec_.input, batch, late, batch.watermark);
    return out_.Flush(output);
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    if (spec_.processing_time) return Ok();
    MULLION_TRY(FireThrough(watermark));
    return out_.Flush(output);
  }

  Status Tick(TimestampMs now_ms, Output& output) override {
    for (auto& [key, window] : windows_) {
      const std::optional<int64_t>& delay = window->passed ? spec_.emit.late_delay_ms : spec_.emit.early_delay_ms;
      if (!delay || !window->has_dirty()) continue;
      MULLION_TRY(EmitGroups(key, *window, window->TakeDue(now_ms, *delay)));
    }
    if (spec_.processing_time) MULLION_TRY(FireThrough(now_ms));
    return out_.Flush(output);
  }

  std::optional<TimestampMs> NextFiring() const override {
    const WindowKey* next = NextWindow();
    return next ? std::optional(next->end) : std::nullopt;
  }
  std::optional<TimestampMs> NextFiringStart() const override {
    const WindowKey* next = NextWindow();
    return next ? std::optional(next->start) : std::nullopt;
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    PutValue<uint64_t>(windows_.size(), out);
    for (const auto& [key, window] : windows_) {
      PutValue(key, out);
      window->Encode(out);
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored window state");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto key, reader.Value<WindowKey>());
      auto window = std::make_unique<EmittingWindow>(&layout_);
      MULLION_TRY(window->Decode(&bytes, adder_.version()));
      windows_[key] = std::move(window);
    }
    return Ok();
  }
  size_t state_bytes() const override {
    size_t total = 0;
    for (const auto& [key, window] : windows_) total += window->bytes();
    return total;
  }

 private:
  bool carries_window() const { return spec_.window_end_column >= 0; }

  /// Fills windows_of_row_.
  Status Assign(const Batch& batch, uint32_t row) {
    if (carries_window()) {
      const Column& start = *batch.columns[static_cast<size_t>(spec_.window_start_column)];
      const Column& end = *batch.columns[static_cast<size_t>(spec_.window_end_column)];
      if (start.IsNull(row) || end.IsNull(row)) return Fail(NullTimeError(spec_.name));
      windows_of_row_.assign(1, {start.Values<int64_t>()[row], end.Values<int64_t>()[row]});
      return Ok();
    }
    TimestampMs t = watermark_;
    if (!spec_.processing_time) {
      const Column& time = *batch.columns[static_cast<size_t>(spec_.time_column)];
      if (time.IsNull(row)) return Fail(NullTimeError(spec_.name));
      t = time.Values<int64_t>()[row];
    }
    clock_.slices().Windows(clock_.ToWindowTime(t), &windows_of_row_);
    // Flink's sliding windows take a row newest window first; its changes come out in that order.
    if (spec_.window.kind == WindowKind::kHop) std::ranges::reverse(windows_of_row_);
    return Ok();
  }

  /// False when all windows of the row were given up already.
  bool AddToWindows(uint32_t row, uint32_t rank) {
    bool added = false;
    for (TimeWindow window : windows_of_row_) {
      if (clock_.HasFired(window.end + spec_.emit.allowed_lateness_ms, watermark_)) continue;
      added = true;
      WindowKey key{window.end, window.start};
      auto& kept = windows_[key];
      if (!kept) {
        kept = std::make_unique<EmittingWindow>(&layout_);
        kept->passed = clock_.HasFired(window.end, watermark_);
      }
      char* group = adder_.Find(kept->table, std::span(&rank, 1))[0];
      pending_.push_back({row, key, kept.get(), group, EmitsNow(*kept, group)});
    }
    return added;
  }

  /// True when the row's change is to come out at once; else notes when it will.
  bool EmitsNow(EmittingWindow& window, char* group) {
    if (window.passed) {
      // A late row whose group had none when the window closed does not wait for the delay (Flink's trigger neither).
      bool waits = spec_.emit.late_delay_ms.value_or(0) > 0 && window.emissions[group].on_time;
      if (waits) window.Touch(group).Schedule(context().clock->NowMs(), *spec_.emit.late_delay_ms);
      return !waits;
    }
    if (!spec_.emit.early_delay_ms) return false;
    bool waits = *spec_.emit.early_delay_ms > 0;
    if (waits) window.Touch(group).Schedule(context().clock->NowMs(), *spec_.emit.early_delay_ms);
    return !waits;
  }

  /// Adds the pending rows in waves that have each group at most once, so that every row's own change can come out.
  Status ApplyPending() {
    std::unordered_map<const char*, size_t> seen;
    std::vector<std::vector<const Touched*>> waves;
    bool each = std::ranges::any_of(pending_, &Touched::emit_now);
    for (const Touched& touched : pending_) {
      size_t wave = each ? seen[touched.group]++ : 0;
      if (wave == waves.size()) waves.emplace_back();
      waves[wave].push_back(&touched);
    }
    for (const auto& wave : waves) ApplyWave(wave);
    std::ranges::stable_sort(changes_, {}, &Change::at);
    for (const Change& change : changes_) Write(change);
    changes_.clear();
    pending_.clear();
    return Ok();
  }

  void ApplyWave(const std::vector<const Touched*>& wave) {
    std::vector<char*> groups;
    std::vector<uint32_t> rows;
    for (const Touched* touched : wave) {
      groups.push_back(touched->group);
      rows.push_back(touched->row);
    }
    adder_.ApplyStarted(groups, rows);
    std::vector<char*> now;
    std::vector<const Touched*> of;
    for (const Touched* touched : wave) {
      if (!touched->emit_now) continue;
      now.push_back(touched->group);
      of.push_back(touched);
    }
    if (now.empty()) return;
    std::vector<ColumnPtr> columns = ResultColumns(layout_, of[0]->window->table, now);
    for (size_t i = 0; i < now.size(); ++i) {
      size_t at = static_cast<size_t>(of[i] - pending_.data());
      Compare(at, of[i]->key, of[i]->window->emissions[now[i]], columns, i);
    }
  }

  /// One group's result beside what was last emitted of it.
  struct Change {
    size_t at;  ///< where in the order of rows
    ChangeKind kind;
    WindowKey window;
    std::string keys;
    std::string cells;
  };

  /// Notes what changed in row `i` of the result columns since the last emission.
  void Compare(size_t at, WindowKey window, Emission& emission, const std::vector<ColumnPtr>& columns, size_t i) {
    size_t key_count = spec_.keys.size();
    std::span all(columns);
    std::string keys, cells;
    EncodeRow(all.first(key_count), i, &keys);
    bool gone = columns.back()->Values<int64_t>()[i] <= 0;
    if (gone) {
      if (emission.last) changes_.push_back({at, ChangeKind::kDelete, window, keys, *std::exchange(emission.last, {})});
      return;
    }
    EncodeRow(all.subspan(key_count, spec_.calls.size()), i, &cells);
    if (emission.last == cells) return;
    if (!emission.last) {
      changes_.push_back({at, ChangeKind::kInsert, window, std::move(keys), cells});
    } else {
      if (spec_.emit_update_before) changes_.push_back({at, ChangeKind::kUpdateBefore, window, keys, *emission.last});
      changes_.push_back({at, ChangeKind::kUpdateAfter, window, std::move(keys), cells});
    }
    emission.last = std::move(cells);
  }

  void Write(const Change& change) {
    out_.Row(change.kind).Cells(change.keys, spec_.keys.size()).Cells(change.cells, spec_.calls.size());
    for (WindowProperty property : spec_.properties)
      out_.Number(ValueOf(property, {change.window.start, change.window.end}, clock_));
  }

  Status EmitGroups(WindowKey key, EmittingWindow& window, const std::vector<char*>& groups) {
    if (groups.empty()) return Ok();
    std::vector<ColumnPtr> columns = ResultColumns(layout_, window.table, groups);
    for (size_t i = 0; i < groups.size(); ++i) Compare(0, key, window.emissions[groups[i]], columns, i);
    for (const Change& change : changes_) Write(change);
    changes_.clear();
    return Ok();
  }

  /// Emits the windows whose end the watermark has passed, gives up those whose lateness has passed, too.
  Status FireThrough(TimestampMs watermark) {
    watermark_ = std::max(watermark_, watermark);
    for (auto& [key, window] : windows_) {
      // Later ends fire later, but for what a zone's clock change can shift.
      if (!clock_.HasFired(key.end - kZoneSlackMs, watermark_)) break;
      if (window->passed || !clock_.HasFired(key.end, watermark_)) continue;
      MULLION_TRY(EmitGroups(key, *window, window->TakeAllOnTime()));
    }
    for (auto it = windows_.begin(); it != windows_.end();) {
      auto& [key, window] = *it;
      if (!clock_.HasFired(key.end + spec_.emit.allowed_lateness_ms, watermark_)) break;
      // What a late firing's delay still holds back is not lost with the window.
      MULLION_TRY(EmitGroups(key, *window, window->TakeDirty()));
      it = windows_.erase(it);
    }
    return Ok();
  }

  const WindowKey* NextWindow() const {
    for (const auto& [key, window] : windows_) {
      if (!window->passed) return &key;
    }
    return nullptr;
  }

  WindowAggregateSpec spec_;
  GroupLayout layout_;
  FiringClock clock_;
  FiringClock cleanup_;
  RowAdder adder_;
  std::map<WindowKey, std::unique_ptr<EmittingWindow>> windows_;
  std::vector<TimeWindow> windows_of_row_;
  std::vector<Touched> pending_;
  std::vector<Change> changes_;
  ChangelogBuilder out_;
  TimestampMs watermark_ = kMinWatermark;  ///< processing-time windows: the processing time
};

}  // namespace

std::unique_ptr<Operator> MakeEmittingWindowAggregate(WindowAggregateSpec spec) {
  return std::make_unique<EmittingWindowAggregate>(std::move(spec));
}

}  // namespace mullion
