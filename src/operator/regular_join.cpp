// The join without a window: each side's rows are kept for good, and every change of one side changes the pairs with
// the other. A row knows how many partners it has where somebody asks: on the outer side, and on the left of a semi or
// anti join.

#include <algorithm>

#include "base/binary.h"
#include "operator/join.h"

namespace mullion {
namespace {

struct JoinRow {
  std::string row;
  uint32_t partners = 0;
};
using JoinRows = std::vector<JoinRow>;

class RegularJoin final : public Operator {
 public:
  explicit RegularJoin(JoinSpec spec) : spec_(std::move(spec)), matcher_(&spec_), out_(&spec_) {}

  Status Process(int port, const Batch& batch, Output& output) override {
    RowSpan all(batch);
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
    for (auto& side : sides_) {
      MULLION_ASSIGN(auto keys, reader.Value<uint64_t>());
      for (uint64_t k = 0; k < keys; ++k) {
        MULLION_ASSIGN(auto key, reader.Bytes());
        JoinRows& rows = side[std::string(key)];
        MULLION_ASSIGN(auto count, reader.Value<uint64_t>());
        for (uint64_t i = 0; i < count; ++i) {
          MULLION_ASSIGN(auto row, reader.Bytes());
          MULLION_ASSIGN(auto partners, reader.Value<uint32_t>());
          rows.push_back({std::string(row), partners});
          bytes_ += row.size() + sizeof(JoinRow);
        }
      }
    }
    return Ok();
  }
  size_t state_bytes() const override { return bytes_ + (sides_[0].size() + sides_[1].size()) * kKeyOverheadBytes; }

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
    auto found = sides_[1 - port].find(key);
    JoinRows* others = found == sides_[1 - port].end() ? nullptr : &found->second;
    MULLION_TRY(FindPartners(port, row, others));
    bool retract = IsRetraction(kind);
    if (retract) {
      Forget(port, key, row);
    } else {
      FindOrMake(sides_[port], key).push_back({std::string(row), static_cast<uint32_t>(partners_.size())});
      bytes_ += row.size() + sizeof(JoinRow);
    }
    if (IsSemiOrAnti(spec_.kind)) {
      port == kLeftPort ? EmitLeft(kind, row) : EmitForRight(kind, others);
    } else {
      EmitPairs(port, kind, row, others);
    }
    return Ok();
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
        if (other.partners++ == 0) out_.Padded(ChangeKind::kDelete, 1 - port, other.row);
      }
    }
    for (size_t i : partners_) out_.Pair(kind, port, row, (*others)[i].row);
    if (other_outer && retract) {
      for (size_t i : partners_) {
        JoinRow& other = (*others)[i];
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
  std::vector<std::string_view> candidates_;
  std::vector<size_t> partners_;
  size_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<Operator> MakeRegularJoin(JoinSpec spec) {
  return std::make_unique<RegularJoin>(std::move(spec));
}

}  // namespace mullion
