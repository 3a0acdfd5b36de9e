// ROW_NUMBER() … WHERE rn BETWEEN first AND last without a window: an updating result. Insert-only input keeps the
// first `last` rows of a partition, updating input all of them. The change log is that of Flink's
// AppendOnlyTopNFunction and RetractableTopNFunction: with the rank every row behind the change moves by one, without
// it one row leaves and one enters.

#include "operator/changelog_builder.h"
#include "operator/idle_state.h"
#include "operator/ranked_rows.h"
#include "operator/relational.h"
#include "operator/row_key.h"
#include "operator/sort_key.h"
#include "operator/stored_rows.h"
#include "operator/window_top_n.h"

namespace mullion {
namespace {

std::vector<DataType> OutputTypes(const TopNSpec& spec) {
  std::vector<DataType> types = TypesOf(spec.input);
  if (spec.emit_rank) types.push_back(DataType::BigInt().NotNull());
  return types;
}

class TopN final : public Operator {
 public:
  explicit TopN(TopNSpec spec) : spec_(std::move(spec)), changes_(OutputTypes(spec_)), idle_(spec_.state_ttl_ms) {}

  bool wants_ticks() const override { return idle_.on(); }
  Status Tick(TimestampMs now_ms, Output&) override {
    ForgetIdle(now_ms);
    return Ok();
  }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    TimestampMs now = idle_.on() ? context().clock->NowMs() : 0;
    ForgetIdle(now);
    RowEncoder keys(batch, spec_.partition_by);
    RowEncoder whole(batch);
    for (uint32_t row : all.rows()) {
      sort_key_.clear();
      AppendSortKey(spec_.order_by, batch.columns, row, &sort_key_);
      RankedRows& ranked = FindOrMake(partitions_, keys.Encode(row));
      if (IsRetraction(batch.kind(row))) {
        Remove(ranked, whole.Encode(row));
        if (ranked.size() == 0) partitions_.erase(partitions_.find(keys.Encode(row)));
        NoteWritten(keys.Encode(row), now);
      } else if (spec_.input_updates || !ranked.IsBehind(sort_key_, static_cast<size_t>(spec_.last))) {
        Insert(ranked, whole.Encode(row));
        NoteWritten(keys.Encode(row), now);
      }
      MULLION_TRY(changes_.FlushWhenFull(output));
    }
    return changes_.Flush(output);
  }

  void Snapshot(std::string* out) const override {
    RowWriter writer(out);
    for (const auto& [key, ranked] : partitions_) {
      for (const auto& [sort_key, row] : ranked.rows()) writer.Add(row);
    }
  }
  Status Restore(std::string_view bytes) override {
    MULLION_ASSIGN(Batch batch, ReadRows(&bytes, TypesOf(spec_.input)));
    RowEncoder keys(batch, spec_.partition_by);
    RowEncoder whole(batch);
    for (size_t row = 0; row < batch.row_count; ++row) {
      sort_key_.clear();
      AppendSortKey(spec_.order_by, batch.columns, row, &sort_key_);
      std::string_view encoded = whole.Encode(row);
      FindOrMake(partitions_, keys.Encode(row)).Insert(sort_key_, encoded);
      row_bytes_ += encoded.size();
      ++row_count_;
      NoteWritten(keys.Encode(row), idle_.on() ? context().clock->NowMs() : 0);
    }
    return Ok();
  }
  size_t state_bytes() const override { return row_bytes_ + row_count_ * kRowOverheadBytes + idle_.bytes(); }

 private:
  /// Of a tree node with two strings, and of its share of a partition.
  static constexpr size_t kRowOverheadBytes = 160;

  void NoteWritten(std::string_view key, TimestampMs now) {
    if (idle_.on()) idle_.Written(std::string(key), now);
  }

  void ForgetIdle(TimestampMs now) {
    idle_.TakeIdle(now, [this](const std::string& key) {
      auto it = partitions_.find(key);
      if (it == partitions_.end()) return;
      for (const auto& [sort_key, row] : it->second.rows()) row_bytes_ -= row.size();
      row_count_ -= it->second.size();
      partitions_.erase(it);
    });
  }

  void Insert(RankedRows& ranked, std::string_view row) {
    auto at = ranked.Insert(sort_key_, row);
    ++row_count_;
    row_bytes_ += row.size();
    int64_t rank = ranked.RankOf(at, spec_.last);
    if (rank != RankedRows::kBeyond) {
      spec_.emit_rank ? ShiftDown(ranked, at, rank) : EnterOne(ranked, at, rank);
    }
    if (!spec_.input_updates && ranked.size() > static_cast<size_t>(spec_.last)) {
      row_bytes_ -= ranked.rows().rbegin()->second.size();
      --row_count_;
      ranked.EraseLast();
    }
  }

  void Remove(RankedRows& ranked, std::string_view row) {
    auto at = ranked.Find(sort_key_, row);
    // Taking back what never came: Flink drops it too.
    if (at == ranked.rows().end()) return;
    int64_t rank = ranked.RankOf(at, spec_.last);
    if (rank != RankedRows::kBeyond) {
      spec_.emit_rank ? ShiftUp(ranked, at, rank) : LeaveOne(ranked, at, rank);
    }
    row_bytes_ -= at->second.size();
    --row_count_;
    ranked.Erase(at);
  }

  /// A row was inserted at `at`: every rank from there on has the row that was one before.
  void ShiftDown(const RankedRows& ranked, RankedRows::Map::const_iterator at, int64_t rank) {
    for (; at != ranked.rows().end() && rank <= spec_.last; ++at, ++rank) {
      if (rank < spec_.first) continue;
      auto before = std::next(at);
      if (before == ranked.rows().end()) {
        Emit(ChangeKind::kInsert, at->second, rank);
      } else {
        EmitUpdate(before->second, at->second, rank);
      }
    }
  }
  /// The row at `at` goes: every rank from there on gets the row that was one behind.
  void ShiftUp(const RankedRows& ranked, RankedRows::Map::const_iterator at, int64_t rank) {
    for (; at != ranked.rows().end() && rank <= spec_.last; ++at, ++rank) {
      if (rank < spec_.first) continue;
      auto after = std::next(at);
      if (after == ranked.rows().end()) {
        Emit(ChangeKind::kDelete, at->second, rank);
      } else {
        EmitUpdate(at->second, after->second, rank);
      }
    }
  }

  void EnterOne(const RankedRows& ranked, RankedRows::Map::const_iterator at, int64_t rank) {
    auto leaving = At(ranked, spec_.last + 1);
    if (leaving != ranked.rows().end()) Emit(ChangeKind::kDelete, leaving->second, 0);
    auto entering = rank >= spec_.first ? at : At(ranked, spec_.first);
    if (entering != ranked.rows().end()) Emit(ChangeKind::kInsert, entering->second, 0);
  }
  void LeaveOne(const RankedRows& ranked, RankedRows::Map::const_iterator at, int64_t rank) {
    auto leaving = rank >= spec_.first ? at : At(ranked, spec_.first);
    if (leaving != ranked.rows().end()) Emit(ChangeKind::kDelete, leaving->second, 0);
    auto entering = At(ranked, spec_.last + 1);
    if (entering != ranked.rows().end()) Emit(ChangeKind::kInsert, entering->second, 0);
  }
  static RankedRows::Map::const_iterator At(const RankedRows& ranked, int64_t rank) {
    if (static_cast<size_t>(rank) > ranked.size()) return ranked.rows().end();
    return std::next(ranked.rows().begin(), rank - 1);
  }

  void Emit(ChangeKind kind, std::string_view row, int64_t rank) {
    changes_.Row(kind).Cells(row, spec_.input.size());
    if (spec_.emit_rank) changes_.Number(rank);
  }
  void EmitUpdate(std::string_view before, std::string_view after, int64_t rank) {
    if (spec_.emit_update_before) Emit(ChangeKind::kUpdateBefore, before, rank);
    Emit(ChangeKind::kUpdateAfter, after, rank);
  }

  TopNSpec spec_;
  ChangelogBuilder changes_;
  KeyMap<RankedRows> partitions_;
  IdleState<std::string> idle_;
  std::string sort_key_;
  size_t row_count_ = 0;
  size_t row_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Operator> MakeTopN(TopNSpec spec) {
  if (spec.window_end_column >= 0) return MakeWindowTopN(std::move(spec));
  return std::make_unique<TopN>(std::move(spec));
}

}  // namespace mullion
