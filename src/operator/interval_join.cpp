// Rows of two inputs whose event times lie within bounds of each other. A row waits until the watermark says that no
// on-time row of the other side can meet it any more; an outer row without a partner comes out then. A late row is not
// dropped: it meets what still waits (Flink's RowTimeIntervalJoin). Results lag behind the watermark by the larger
// bound.

#include <algorithm>
#include <map>
#include <set>

#include "base/binary.h"
#include "operator/join.h"

namespace mullion {
namespace {

struct WaitingRow {
  std::string row;
  bool met = false;
};
using RowsByTime = std::map<TimestampMs, std::vector<WaitingRow>>;

/// Saturating: times near the ends of the range stay there.
TimestampMs Plus(TimestampMs time, int64_t ms) {
  TimestampMs sum;
  if (!__builtin_add_overflow(time, ms, &sum)) return sum;
  return ms > 0 ? kMaxWatermark : kMinWatermark;
}

class IntervalJoin final : public Operator {
 public:
  explicit IntervalJoin(JoinSpec spec) : spec_(std::move(spec)), matcher_(&spec_), out_(&spec_) {}

  bool wants_ticks() const override { return spec_.processing_time; }

  Status Process(int port, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    JoinKeyEncoder keys(spec_, port, batch);
    RowEncoder whole(batch);
    const Column* times = nullptr;
    TimestampMs now = 0;
    if (spec_.processing_time) {
      now = context().clock->NowMs();
      MULLION_TRY(ExpireThrough(now - 1, output));
    } else {
      times = batch.columns[static_cast<size_t>(port == kLeftPort ? spec_.left_time : spec_.right_time)].get();
    }
    TimestampMs watermark = spec_.processing_time ? watermark_ : std::max(watermark_, batch.watermark);
    for (uint32_t row : all.rows()) {
      std::string_view encoded = whole.Encode(row);
      if (keys.MeetsNothing(row) || (times && times->IsNull(row))) {
        if (IsOuter(spec_.kind, port)) out_.Padded(ChangeKind::kInsert, port, encoded);
      } else {
        TimestampMs time = times ? times->Values<int64_t>()[row] : now;
        MULLION_TRY(Add(port, keys.Encode(row), time, encoded, watermark));
      }
      MULLION_TRY(out_.FlushWhenFull(output));
    }
    return out_.Flush(output);
  }

  Status AdvanceWatermark(TimestampMs watermark, Output& output) override {
    return spec_.processing_time ? Ok() : ExpireThrough(watermark, output);
  }
  Status Tick(TimestampMs now_ms, Output& output) override { return ExpireThrough(now_ms - 1, output); }
  Status Finish(Output& output) override { return ExpireThrough(kMaxWatermark, output); }

  TimestampMs OutputWatermark(TimestampMs watermark) const override {
    if (spec_.processing_time || watermark == kMaxWatermark || watermark == kMinWatermark) return watermark;
    return Plus(watermark, -std::max(spec_.upper_ms, -spec_.lower_ms));
  }

  void Snapshot(std::string* out) const override {
    PutValue(watermark_, out);
    for (const auto& side : sides_) {
      PutValue<uint64_t>(side.size(), out);
      for (const auto& [key, by_time] : side) {
        PutBytes(key, out);
        PutValue<uint64_t>(by_time.size(), out);
        for (const auto& [time, rows] : by_time) {
          PutValue(time, out);
          PutValue<uint64_t>(rows.size(), out);
          for (const WaitingRow& row : rows) {
            PutBytes(row.row, out);
            PutValue<uint8_t>(row.met, out);
          }
        }
      }
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored interval join");
    MULLION_ASSIGN(watermark_, reader.Value<TimestampMs>());
    for (int port : {kLeftPort, kRightPort}) {
      MULLION_ASSIGN(auto keys, reader.Value<uint64_t>());
      for (uint64_t k = 0; k < keys; ++k) {
        MULLION_ASSIGN(auto key, reader.Bytes());
        MULLION_ASSIGN(auto times, reader.Value<uint64_t>());
        for (uint64_t t = 0; t < times; ++t) MULLION_TRY(RestoreTime(port, key, reader));
      }
    }
    return Ok();
  }
  size_t state_bytes() const override { return bytes_; }

 private:
  /// Of a row's share of the maps.
  static constexpr size_t kRowOverheadBytes = 160;

  /// No row of that time or before will come (any more that is on time): what waited for one goes.
  Status ExpireThrough(TimestampMs watermark, Output& output) {
    watermark_ = watermark;
    for (int port : {kLeftPort, kRightPort}) {
      auto& expiry = expiry_[port];
      while (!expiry.empty() && expiry.begin()->first <= watermark) {
        Expire(port, expiry.begin()->first, expiry.begin()->second);
        expiry.erase(expiry.begin());
        MULLION_TRY(out_.FlushWhenFull(output));
      }
    }
    return out_.Flush(output);
  }

  /// The watermark at which nothing on time can meet a row of that side and time any more.
  TimestampMs ExpiryOf(int port, TimestampMs time) const {
    return Plus(time, port == kLeftPort ? spec_.upper_ms : -spec_.lower_ms);
  }

  Status Add(int port, std::string_view key, TimestampMs time, std::string_view row, TimestampMs watermark) {
    MULLION_ASSIGN(bool met, Meet(port, key, time, row));
    if (ExpiryOf(port, time) > watermark) {
      Keep(port, key, time, {std::string(row), met});
    } else if (!met && IsOuter(spec_.kind, port)) {
      out_.Padded(ChangeKind::kInsert, port, row);
    }
    return Ok();
  }

  void Keep(int port, std::string_view key, TimestampMs time, WaitingRow row) {
    bytes_ += row.row.size() + kRowOverheadBytes;
    auto& rows = FindOrMake(sides_[port], key)[time];
    if (rows.empty()) expiry_[port].emplace(ExpiryOf(port, time), std::string(key));
    rows.push_back(std::move(row));
  }

  /// Emits the pairs of a row with what waits on the other side; true when there are any.
  Result<bool> Meet(int port, std::string_view key, TimestampMs time, std::string_view row) {
    auto found = sides_[1 - port].find(key);
    if (found == sides_[1 - port].end()) return false;
    int64_t low = port == kLeftPort ? spec_.lower_ms : -spec_.upper_ms;
    int64_t high = port == kLeftPort ? spec_.upper_ms : -spec_.lower_ms;
    candidates_.clear();
    waiting_.clear();
    RowsByTime& by_time = found->second;
    for (auto it = by_time.lower_bound(Plus(time, low)); it != by_time.end() && it->first <= Plus(time, high); ++it) {
      for (WaitingRow& other : it->second) {
        candidates_.push_back(other.row);
        waiting_.push_back(&other);
      }
    }
    MULLION_ASSIGN(const std::vector<bool>* matches, matcher_.Match(*context().eval, port, row, candidates_));
    bool met = false;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (!(*matches)[i]) continue;
      met = true;
      waiting_[i]->met = true;
      out_.Pair(ChangeKind::kInsert, port, row, candidates_[i]);
    }
    return met;
  }

  /// Drops the rows of that key that expire at `at`; outer rows that met nothing come out.
  void Expire(int port, TimestampMs at, const std::string& key) {
    auto found = sides_[port].find(key);
    RowsByTime& by_time = found->second;
    while (!by_time.empty() && ExpiryOf(port, by_time.begin()->first) <= at) {
      for (const WaitingRow& row : by_time.begin()->second) {
        if (!row.met && IsOuter(spec_.kind, port)) out_.Padded(ChangeKind::kInsert, port, row.row);
        bytes_ -= row.row.size() + kRowOverheadBytes;
      }
      by_time.erase(by_time.begin());
    }
    if (by_time.empty()) sides_[port].erase(found);
  }

  Status RestoreTime(int port, std::string_view key, BinaryReader& reader) {
    MULLION_ASSIGN(auto time, reader.Value<TimestampMs>());
    MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
    for (uint64_t i = 0; i < count; ++i) {
      MULLION_ASSIGN(auto row, reader.Bytes());
      MULLION_ASSIGN(auto met, reader.Value<uint8_t>());
      Keep(port, key, time, {std::string(row), met != 0});
    }
    return Ok();
  }

  JoinSpec spec_;
  JoinMatcher matcher_;
  JoinOutput out_;
  std::array<KeyMap<RowsByTime>, 2> sides_;
  std::array<std::set<std::pair<TimestampMs, std::string>>, 2> expiry_;
  std::vector<std::string_view> candidates_;
  std::vector<WaitingRow*> waiting_;
  size_t bytes_ = 0;
  TimestampMs watermark_ = kMinWatermark;
};

}  // namespace

std::unique_ptr<Operator> MakeIntervalJoin(JoinSpec spec) {
  return std::make_unique<IntervalJoin>(std::move(spec));
}

}  // namespace mullion
