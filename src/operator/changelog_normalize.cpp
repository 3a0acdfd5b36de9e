// Newest row per key in, full change log out. As Flink's ProcTimeDeduplicateKeepLastRowFunction over a change log: a
// row equal to the one before gives nothing, a deletion of what never was gives nothing.

#include "operator/changelog_builder.h"
#include "operator/idle_state.h"
#include "operator/relational.h"
#include "operator/row_key.h"
#include "operator/stored_rows.h"

namespace mullion {
namespace {

class ChangelogNormalize final : public Operator {
 public:
  explicit ChangelogNormalize(ChangelogNormalizeSpec spec)
      : spec_(std::move(spec)), changes_(TypesOf(spec_.input)), idle_(spec_.state_ttl_ms) {}

  bool wants_ticks() const override { return idle_.on(); }
  Status Tick(TimestampMs now_ms, Output&) override {
    ForgetIdle(now_ms);
    return Ok();
  }

  Status Process(int, const Batch& batch, Output& output) override {
    RowSpan all(batch);
    TimestampMs now = idle_.on() ? context().clock->NowMs() : 0;
    ForgetIdle(now);
    RowEncoder keys(batch, spec_.keys);
    RowEncoder whole(batch);
    for (uint32_t row : all.rows()) {
      std::string_view key = keys.Encode(row);
      if (IsRetraction(batch.kind(row))) {
        Remove(key);
      } else {
        if (idle_.on()) idle_.Written(std::string(key), now);
        Put(key, whole.Encode(row));
      }
      MULLION_TRY(changes_.FlushWhenFull(output));
    }
    return changes_.Flush(output);
  }

  void Snapshot(std::string* out) const override {
    RowWriter writer(out);
    for (const auto& [key, row] : rows_) writer.Add(row);
  }
  Status Restore(std::string_view bytes) override {
    MULLION_ASSIGN(Batch batch, ReadRows(&bytes, TypesOf(spec_.input)));
    RowEncoder keys(batch, spec_.keys);
    RowEncoder whole(batch);
    for (size_t row = 0; row < batch.row_count; ++row) {
      std::string_view encoded = whole.Encode(row);
      row_bytes_ += encoded.size();
      FindOrMake(rows_, keys.Encode(row)) = encoded;
      if (idle_.on()) idle_.Written(std::string(keys.Encode(row)), context().clock->NowMs());
    }
    return Ok();
  }
  size_t state_bytes() const override { return row_bytes_ + rows_.size() * kRowOverheadBytes + idle_.bytes(); }

 private:
  /// Of a hash table's node with two strings.
  static constexpr size_t kRowOverheadBytes = 128;

  void Emit(ChangeKind kind, std::string_view row) { changes_.Row(kind).Cells(row, spec_.input.size()); }

  void ForgetIdle(TimestampMs now) {
    idle_.TakeIdle(now, [this](const std::string& key) {
      auto it = rows_.find(key);
      if (it == rows_.end()) return;
      row_bytes_ -= it->second.size();
      rows_.erase(it);
    });
  }

  void Put(std::string_view key, std::string_view row) {
    auto it = rows_.find(key);
    if (it == rows_.end()) {
      Emit(ChangeKind::kInsert, row);
      rows_.emplace(std::string(key), std::string(row));
      row_bytes_ += row.size();
      return;
    }
    // With a time to live equal rows come out, too: they keep the state of what stands behind alive (Flink).
    if (it->second == row && !idle_.on()) return;
    if (spec_.emit_update_before) Emit(ChangeKind::kUpdateBefore, it->second);
    Emit(ChangeKind::kUpdateAfter, row);
    row_bytes_ += row.size() - it->second.size();
    it->second = row;
  }

  void Remove(std::string_view key) {
    auto it = rows_.find(key);
    if (it == rows_.end()) return;
    Emit(ChangeKind::kDelete, it->second);
    row_bytes_ -= it->second.size();
    rows_.erase(it);
  }

  ChangelogNormalizeSpec spec_;
  ChangelogBuilder changes_;
  KeyMap<std::string> rows_;
  IdleState<std::string> idle_;
  size_t row_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Operator> MakeChangelogNormalize(ChangelogNormalizeSpec spec) {
  return std::make_unique<ChangelogNormalize>(std::move(spec));
}

}  // namespace mullion
