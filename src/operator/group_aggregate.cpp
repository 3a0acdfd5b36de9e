#include "operator/group_aggregate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

#include "aggregate/basic_aggregates.h"
#include "column/compare.h"
#include "operator/idle_state.h"
#include "operator/row_adder.h"

namespace mullion {
namespace {

constexpr size_t kRowsPerBatch = 8192;
constexpr size_t kForgottenMin = 1024;

GroupLayout LayoutOf(const GroupAggregateSpec& spec) {
  std::vector<DataType> types;
  for (int key : spec.keys) types.push_back(spec.input[static_cast<size_t>(key)].type);
  std::vector<AggregateCall> calls = spec.calls;
  // How many rows a group has: tells the first row from later ones, and when all were taken back.
  calls.push_back({.name = "COUNT", .function = MakeCount(true), .type = DataType::BigInt().NotNull()});
  return GroupLayout(std::move(types), std::move(calls));
}

/// The results of some rows of a batch, before and after each was added.
struct Change {
  uint32_t rank;  ///< of the row in the batch
  ChangeKind kind;
  uint32_t at;  ///< row in the columns of `part`
  uint32_t part;
};

class GroupAggregate final : public Operator {
 public:
  explicit GroupAggregate(GroupAggregateSpec spec)
      : spec_(std::move(spec)),
        layout_(LayoutOf(spec_)),
        table_(std::make_unique<GroupTable>(&layout_)),
        adder_(&layout_, spec_.keys),
        idle_(spec_.state_ttl_ms) {}

  bool wants_ticks() const override { return idle_.on(); }
  Status Tick(TimestampMs now_ms, Output&) override {
    ForgetIdle(now_ms);
    return Ok();
  }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    std::span<const uint32_t> rows = all.rows();
    if (rows.empty()) return Ok();
    adder_.NextVersion();
    adder_.Start(batch, rows);
    std::vector<uint32_t> ranks(rows.size());
    for (uint32_t i = 0; i < ranks.size(); ++i) ranks[i] = i;
    if (spec_.batch_mode) {
      adder_.Add(*table_, ranks);
      return Ok();
    }
    TimestampMs now = idle_.on() ? context().clock->NowMs() : 0;
    ForgetIdle(now);
    const std::vector<char*> groups = adder_.Find(*table_, ranks);
    if (idle_.on()) NoteWritten(groups, now);
    parts_.clear();
    changes_.clear();
    for (const auto& wave : Waves(groups)) ApplyWave(batch, rows, groups, wave);
    return EmitChanges(output);
  }

  Status Finish(Output& output) override {
    if (!spec_.batch_mode) return Ok();
    if (spec_.keys.empty() && table_->size() == 0) MakeGlobalGroup();
    Status status;
    table_->ForEachChunk(kRowsPerBatch, [&](std::span<char* const> groups) {
      if (!status) return;
      Batch out;
      out.row_count = groups.size();
      out.columns = Results(groups);
      status = output.Emit(std::move(out));
    });
    return status;
  }

  void Snapshot(std::string* out) const override { table_->Encode(out); }
  Status Restore(std::string_view bytes) override {
    MULLION_TRY(table_->Decode(&bytes, adder_.version()));
    if (!idle_.on()) return Ok();
    TimestampMs now = context().clock->NowMs();
    table_->ForEachChunk(kRowsPerBatch, [&](std::span<char* const> groups) { NoteWritten(groups, now); });
    return Ok();
  }
  size_t state_bytes() const override { return table_->bytes() + idle_.bytes(); }

 private:
  /// Ranks in waves: a wave has each group at most once, so that its rows can be added a column at a time although each
  /// row's own change must come out.
  static std::vector<std::vector<uint32_t>> Waves(const std::vector<char*>& groups) {
    std::unordered_map<char*, uint32_t> seen;
    std::vector<std::vector<uint32_t>> waves;
    for (uint32_t rank = 0; rank < groups.size(); ++rank) {
      uint32_t wave = seen[groups[rank]]++;
      if (wave == waves.size()) waves.emplace_back();
      waves[wave].push_back(rank);
    }
    return waves;
  }

  std::vector<ColumnPtr> Results(std::span<char* const> groups) const {
    std::vector<ColumnPtr> columns = ResultColumns(layout_, *table_, groups);
    columns.pop_back();
    return columns;
  }
  int64_t RowsOf(const char* group) const {
    int64_t count;
    std::memcpy(&count, group + layout_.offset(layout_.calls().size() - 1), sizeof count);
    return count;
  }

  void ApplyWave(const Batch& batch, std::span<const uint32_t> rows, const std::vector<char*>& groups,
                 const std::vector<uint32_t>& wave) {
    std::vector<char*> wave_groups;
    std::vector<uint32_t> ranks;
    std::vector<bool> was_empty;
    std::array<std::vector<char*>, 2> apply_groups;
    std::array<std::vector<uint32_t>, 2> apply_rows;
    for (uint32_t rank : wave) {
      ChangeKind kind = batch.kind(rows[rank]);
      bool retract = kind == ChangeKind::kUpdateBefore || kind == ChangeKind::kDelete;
      bool empty = RowsOf(groups[rank]) == 0;
      // Taking back from a group that never was: nothing to take (Flink drops it too).
      if (empty && retract) continue;
      wave_groups.push_back(groups[rank]);
      ranks.push_back(rank);
      was_empty.push_back(empty);
      apply_groups[retract].push_back(groups[rank]);
      apply_rows[retract].push_back(rows[rank]);
    }
    if (ranks.empty()) return;
    uint32_t before = static_cast<uint32_t>(parts_.size());
    parts_.push_back(Results(wave_groups));
    for (size_t retract : {0u, 1u}) {
      if (!apply_rows[retract].empty()) adder_.Apply(apply_groups[retract], apply_rows[retract], retract != 0);
    }
    parts_.push_back(Results(wave_groups));
    for (uint32_t i = 0; i < ranks.size(); ++i) Note(ranks[i], was_empty[i], RowsOf(wave_groups[i]) == 0, i, before);
  }

  void Note(uint32_t rank, bool was_empty, bool is_empty, uint32_t at, uint32_t before) {
    if (is_empty) return changes_.push_back({rank, ChangeKind::kDelete, at, before});
    if (was_empty) return changes_.push_back({rank, ChangeKind::kInsert, at, before + 1});
    // With a time to live equal results come out, too: they keep the state of what stands behind alive (Flink).
    if (!idle_.on() && SameRow(parts_[before], at, parts_[before + 1], at)) return;
    if (spec_.emit_update_before) changes_.push_back({rank, ChangeKind::kUpdateBefore, at, before});
    changes_.push_back({rank, ChangeKind::kUpdateAfter, at, before + 1});
  }

  Status EmitChanges(Output& output) {
    if (changes_.empty()) return Ok();
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const Change& a, const Change& b) { return a.rank < b.rank; });
    std::vector<uint32_t> begins(parts_.size() + 1, 0);
    for (size_t p = 0; p < parts_.size(); ++p) begins[p + 1] = begins[p] + static_cast<uint32_t>(parts_[p][0]->size());
    Batch out;
    std::vector<uint32_t> positions;
    for (const Change& change : changes_) {
      positions.push_back(begins[change.part] + change.at);
      out.kinds.push_back(change.kind);
    }
    out.row_count = positions.size();
    for (size_t c = 0; c < parts_[0].size(); ++c) {
      std::vector<ColumnPtr> column;
      for (const auto& part : parts_) column.push_back(part[c]);
      out.columns.push_back(Gather(*Concat(column[0]->type(), column), positions));
    }
    return output.Emit(std::move(out));
  }

  void NoteWritten(std::span<char* const> groups, TimestampMs now) {
    for (char* group : groups) {
      idle_.Written(group, now);
      forgotten_.erase(group);
    }
  }

  /// Groups that are idle for too long begin anew, silently. Once they are most of the table, it is made without them.
  void ForgetIdle(TimestampMs now) {
    idle_.TakeIdle(now, [this](char* group) {
      table_->Reset(group);
      forgotten_.insert(group);
    });
    if (forgotten_.size() < kForgottenMin || forgotten_.size() * 2 < table_->size()) return;
    IdleState<char*> moved(spec_.state_ttl_ms);
    std::unordered_map<const char*, char*> to;
    table_ = table_->TakeKept(
        adder_.version(), [this](char* group) { return !forgotten_.contains(group); },
        [&](char* from, char* copy) { to.emplace(from, copy); });
    idle_.ForEach([&](char* group, TimestampMs written) { moved.Written(to.at(group), written); });
    idle_ = std::move(moved);
    forgotten_.clear();
  }

  void MakeGlobalGroup() {
    Batch none;
    none.row_count = 1;
    Selection row{0};
    adder_.Start(none, row);
    adder_.Find(*table_, row);
  }

  GroupAggregateSpec spec_;
  GroupLayout layout_;
  std::unique_ptr<GroupTable> table_;
  RowAdder adder_;
  IdleState<char*> idle_;
  std::unordered_set<const char*> forgotten_;  ///< groups whose rows stand in the table without a life
  std::vector<std::vector<ColumnPtr>> parts_;
  std::vector<Change> changes_;
};

}  // namespace

std::unique_ptr<Operator> MakeGroupAggregate(GroupAggregateSpec spec) {
  return std::make_unique<GroupAggregate>(std::move(spec));
}

}  // namespace mullion
