// The join without a window: each side's rows are kept for good, and every change of one side changes the pairs with
// the other. A row knows how many partners it has where somebody asks: on the outer side, and on the left of a semi or
// anti join.

#include <algorithm>

#include "base/binary.h"
#include "operator/idle_state.h"
#include "operator/join.h"

namespace mullion {
namespace {

struct JoinRow {
  std::string row;
  uint32_t partners = 0;
  TimestampMs written_ms = 0;  ///< kept where rows have a time to live; not part of the state
};
using JoinRows = std::vector<JoinRow>;

class RegularJoin final : public Operator {
 public:
  explicit RegularJoin(JoinSpec spec)
      : spec_(std::move(spec)),
        matcher_(&spec_),
        out_(&spec_),
        idle_{IdleState<std::string>(spec_.state_ttl_ms), IdleState<std::string>(spec_.state_ttl_ms)} {}

  bool wants_ticks() const override { return forgets(); }
  Status Tick(TimestampMs now_ms, Output&) override {
    ForgetIdle(now_ms);
    return Ok();
  }

  Status Process(int port, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    now_ms_ = forgets() ? context().clock->NowMs() : 0;
    ForgetIdle(now_ms_);
    JoinKeyEncoder keys(spec_, port, batch);
    RowEncoder whole(batch);
    for (uint32_t row : all.rows()) {
      std::string_view encoded = whole.Encode(row);
      if (keys.MeetsNothing(row)) {
        EmitAlone(port, batch.kind(row), encoded);
      } else {
        MULLION_TRY(Change(port, batch.kind(row), keys.Encode(row), encoded));
      }
      MULLION_TRY(out_.FlushWhenFull(output));
    }
    return out_.Flush(output);
  }

  void Snapshot(std::string* out) const override {
    for (const auto& side : sides_) {
      PutValue<uint64_t>(side.size(), out);
      for (const auto& [key, rows] : side) {
        PutBytes(key, out);
        PutValue<uint64_t>(rows.size(), out);
        for (const JoinRow& row : rows) {
          PutBytes(row.row, out);
          PutValue(row.partners, out);
        }
      }
    }
  }
  Status Restore(std::string_view bytes) override {
    BinaryReader reader(&bytes, "a stored join side");
    TimestampMs now = forgets() ? context().clock->NowMs() : 0;
    for (size_t port = 0; port < sides_.size(); ++port) {
      auto& side = sides_[port];
      MULLION_ASSIGN(auto keys, reader.Value<uint64_t>());
      for (uint64_t k = 0; k < keys; ++k) {
        MULLION_ASSIGN(auto key, reader.Bytes());
        JoinRows& rows = side[std::string(key)];
        idle_[port].Written(std::string(key), now);
        MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
        for (uint64_t i = 0; i < count; ++i) {
          MULLION_ASSIGN(auto row, reader.Bytes());
          MULLION_ASSIGN(auto partners, reader.Value<uint32_t>());
          rows.push_back({std::string(row), partners, now});
          bytes_ += row.size() + sizeof(JoinRow);
        }
      }
    }
    return Ok();
  }
  size_t state_bytes() const override {
    return bytes_ + (sides_[0].size() + sides_[1].size()) * kKeyOverheadBytes + idle_[0].bytes() + idle_[1].bytes();
  }

 private:
  /// Of a hash table's node with a short key and a vector.
  static constexpr size_t kKeyOverheadBytes = 96;

  /// A row that meets nothing and never will.
  void EmitAlone(int port, ChangeKind kind, std::string_view row) {
    if (spec_.kind == JoinKind::kAnti && port == kLeftPort) return out_.Left(kind, row);
    if (!IsOuter(spec_.kind, port)) return;
    out_.Padded(IsRetraction(kind) ? ChangeKind::kDelete : ChangeKind::kInsert, port, row);
  }

  Status Change(int port, ChangeKind kind, std::string_view key, std::string_view row) {
    if (forgets()) {
      ForgetOldRows(port, key);
      ForgetOldRows(1 - port, key);
    }
    auto found = sides_[1 - port].find(key);
    JoinRows* others = found == sides_[1 - port].end() ? nullptr : &found->second;
    MULLION_TRY(FindPartners(port, row, others));
    bool retract = IsRetraction(kind);
    if (retract) {
      Forget(port, key, row);
    } else {
      FindOrMake(sides_[port], key).push_back({std::string(row), static_cast<uint32_t>(partners_.size()), now_ms_});
      if (forgets()) idle_[static_cast<size_t>(port)].Written(std::string(key), now_ms_);
      bytes_ += row.size() + sizeof(JoinRow);
    }
    // How many partners a row has is a part of its state: counting writes it.
    bool counts = IsOuter(spec_.kind, 1 - port) || (IsSemiOrAnti(spec_.kind) && port == kRightPort);
    if (forgets() && counts && !partners_.empty()) {
      idle_[static_cast<size_t>(1 - port)].Written(std::string(key), now_ms_);
    }
    if (IsSemiOrAnti(spec_.kind)) {
      port == kLeftPort ? EmitLeft(kind, row) : EmitForRight(kind, others);
    } else {
      EmitPairs(port, kind, row, others);
    }
    return Ok();
  }

  bool forgets() const { return spec_.state_ttl_ms > 0; }

  /// Rows of a key that were not written for too long, silently, as Flink's state forgets them.
  void ForgetOldRows(int port, std::string_view key) {
    auto it = sides_[port].find(key);
    if (it == sides_[port].end()) return;
    std::erase_if(it->second, [this](const JoinRow& row) {
      bool old = row.written_ms + spec_.state_ttl_ms <= now_ms_;
      if (old) bytes_ -= row.row.size() + sizeof(JoinRow);
      return old;
    });
    if (it->second.empty()) sides_[port].erase(it);
  }

  /// Keys of a side that got no row for that long: all their rows are old.
  void ForgetIdle(TimestampMs now) {
    for (size_t port = 0; port < sides_.size(); ++port) {
      idle_[port].TakeIdle(now, [&](const std::string& key) {
        auto it = sides_[port].find(key);
        if (it == sides_[port].end()) return;
        for (const JoinRow& row : it->second) bytes_ -= row.row.size() + sizeof(JoinRow);
        sides_[port].erase(it);
      });
    }
  }

  /// partners_ := the positions in `others` that fit.
  Status FindPartners(int port, std::string_view row, const JoinRows* others) {
    partners_.clear();
    if (others == nullptr) return Ok();
    candidates_.clear();
    for (const JoinRow& other : *others) candidates_.push_back(other.row);
    MULLION_ASSIGN(const std::vector<bool>* matches, matcher_.Match(*context().eval, port, row, candidates_));
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if ((*matches)[i]) partners_.push_back(i);
    }
    return Ok();
  }

  void Forget(int port, std::string_view key, std::string_view row) {
    auto it = sides_[port].find(key);
    if (it == sides_[port].end()) return;
    JoinRows& rows = it->second;
    auto at = std::find_if(rows.begin(), rows.end(), [&](const JoinRow& kept) { return kept.row == row; });
    if (at == rows.end()) return;
    bytes_ -= row.size() + sizeof(JoinRow);
    rows.erase(at);
    if (rows.empty()) sides_[port].erase(it);
  }

  void EmitPairs(int port, ChangeKind kind, std::string_view row, JoinRows* others) {
    bool retract = IsRetraction(kind);
    bool outer = IsOuter(spec_.kind, port);
    bool other_outer = IsOuter(spec_.kind, 1 - port);
    // With an outer side rows come and go, they do not change: a pair's -U and +U need not come together.
    if (outer || other_outer) kind = retract ? ChangeKind::kDelete : ChangeKind::kInsert;
    if (partners_.empty()) {
      if (outer) out_.Padded(kind, port, row);
      return;
    }
    if (other_outer && !retract) {
      for (size_t i : partners_) {
        JoinRow& other = (*others)[i];
        other.written_ms = now_ms_;
        if (other.partners++ == 0) out_.Padded(ChangeKind::kDelete, 1 - port, other.row);
      }
    }
    for (size_t i : partners_) out_.Pair(kind, port, row, (*others)[i].row);
    if (other_outer && retract) {
      for (size_t i : partners_) {
        JoinRow& other = (*others)[i];
        other.written_ms = now_ms_;
        if (--other.partners == 0) out_.Padded(ChangeKind::kInsert, 1 - port, other.row);
      }
    }
  }

  void EmitLeft(ChangeKind kind, std::string_view row) {
    if (partners_.empty() == (spec_.kind == JoinKind::kAnti)) out_.Left(kind, row);
  }

  /// A row of the right side of a semi or anti join came or went.
  void EmitForRight(ChangeKind kind, JoinRows* lefts) {
    bool retract = IsRetraction(kind);
    for (size_t i : partners_) {
      JoinRow& left = (*lefts)[i];
      left.written_ms = now_ms_;
      bool changes = retract ? --left.partners == 0 : left.partners++ == 0;
      if (!changes) continue;
      bool appears = retract == (spec_.kind == JoinKind::kAnti);
      out_.Left(appears ? ChangeKind::kInsert : ChangeKind::kDelete, left.row);
    }
  }

  JoinSpec spec_;
  JoinMatcher matcher_;
  JoinOutput out_;
  std::array<KeyMap<JoinRows>, 2> sides_;
  std::array<IdleState<std::string>, 2> idle_;
  TimestampMs now_ms_ = 0;  ///< of the batch
  std::vector<std::string_view> candidates_;
  std::vector<size_t> partners_;
  size_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<Operator> MakeRegularJoin(JoinSpec spec) {
  return std::make_unique<RegularJoin>(std::move(spec));
}

}  // namespace mullion
