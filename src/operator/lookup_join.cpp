#include "operator/lookup_join.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "column/row_codec.h"
#include "column/value.h"

namespace mullion {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

/// Which input row goes with which found row.
struct Pairs {
  std::vector<uint32_t> left;
  std::vector<uint32_t> right;  ///< kNone: no row
};

ColumnPtr GatherOrNull(const Column& column, const std::vector<uint32_t>& rows, bool nullable) {
  if (!nullable) return Gather(column, rows);
  ColumnBuilder builder(column.type().WithNullable(true));
  for (uint32_t row : rows) row == kNone ? builder.AppendNull() : builder.AppendFrom(column, row);
  return builder.Finish();
}

class LookupJoin final : public Operator {
 public:
  explicit LookupJoin(LookupJoinSpec spec) : spec_(std::move(spec)) {}

  Status Process(int, const Batch& batch, Output& output) override {
    if (!lookup_) {
      MULLION_ASSIGN(lookup_, spec_.open({context().clock, context().strict}));
    }
    std::vector<uint32_t> key_of_row = CollectKeys(batch);
    FoundRows found = NothingFound();
    if (!key_rows_.empty()) {
      std::vector<ColumnPtr> keys;
      for (int column : spec_.keys) keys.push_back(Gather(*batch.columns[static_cast<size_t>(column)], key_rows_));
      MULLION_ASSIGN(found, lookup_->Find(keys, key_rows_.size()));
    }
    Pairs pairs = Match(batch, key_of_row, found);
    if (spec_.condition && !pairs.left.empty()) MULLION_TRY(KeepWhatHolds(batch, found, &pairs));
    if (spec_.outer) pairs = WithLonelyRows(batch, pairs);
    if (pairs.left.empty()) return Ok();
    return output.Emit(Joined(batch, found, pairs, spec_.outer));
  }

 private:
  /// Numbers the distinct keys of the batch; kNone for a row with a NULL in its key. key_rows_: a row of each key.
  std::vector<uint32_t> CollectKeys(const Batch& batch) {
    key_rows_.clear();
    std::unordered_map<std::string, uint32_t> numbers;
    std::vector<uint32_t> key_of_row(batch.row_count, kNone);
    RowSpan all(batch);
    std::string key;
    for (uint32_t row : all.rows()) {
      key.clear();
      bool null = false;
      for (int column : spec_.keys) {
        const Column& part = *batch.columns[static_cast<size_t>(column)];
        null = null || part.IsNull(row);
        EncodeValue(part, row, &key);
      }
      if (null) continue;
      auto [entry, fresh] = numbers.try_emplace(key, static_cast<uint32_t>(key_rows_.size()));
      if (fresh) key_rows_.push_back(row);
      key_of_row[row] = entry->second;
    }
    return key_of_row;
  }

  FoundRows NothingFound() const {
    FoundRows found;
    for (const Field& field : spec_.table.fields) found.columns.push_back(ColumnBuilder(field.type).Finish());
    return found;
  }

  static Pairs Match(const Batch& batch, const std::vector<uint32_t>& key_of_row, const FoundRows& found) {
    Pairs pairs;
    RowSpan all(batch);
    for (uint32_t row : all.rows()) {
      if (key_of_row[row] == kNone) continue;
      auto [begin, end] = std::ranges::equal_range(found.key_of_row, key_of_row[row]);
      for (auto it = begin; it != end; ++it) {
        pairs.left.push_back(row);
        pairs.right.push_back(static_cast<uint32_t>(it - found.key_of_row.begin()));
      }
    }
    return pairs;
  }

  Status KeepWhatHolds(const Batch& batch, const FoundRows& found, Pairs* pairs) {
    Batch joined = Joined(batch, found, *pairs, false);
    RowSpan all(joined);
    MULLION_ASSIGN(Selection kept, Filter(*spec_.condition, *context().eval, joined, all.rows()));
    Pairs out;
    for (uint32_t i : kept) {
      out.left.push_back(pairs->left[i]);
      out.right.push_back(pairs->right[i]);
    }
    *pairs = std::move(out);
    return Ok();
  }

  /// The pairs, and each input row without one, in the order of the input.
  static Pairs WithLonelyRows(const Batch& batch, const Pairs& pairs) {
    Pairs out;
    RowSpan all(batch);
    size_t next = 0;
    for (uint32_t row : all.rows()) {
      bool lonely = next == pairs.left.size() || pairs.left[next] != row;
      if (lonely) {
        out.left.push_back(row);
        out.right.push_back(kNone);
      }
      for (; next < pairs.left.size() && pairs.left[next] == row; ++next) {
        out.left.push_back(row);
        out.right.push_back(pairs.right[next]);
      }
    }
    return out;
  }

  static Batch Joined(const Batch& batch, const FoundRows& found, const Pairs& pairs, bool nullable) {
    Batch out;
    out.row_count = pairs.left.size();
    out.watermark = batch.watermark;
    for (const ColumnPtr& column : batch.columns) out.columns.push_back(Gather(*column, pairs.left));
    for (const ColumnPtr& column : found.columns) out.columns.push_back(GatherOrNull(*column, pairs.right, nullable));
    if (!batch.kinds.empty()) {
      for (uint32_t row : pairs.left) out.kinds.push_back(batch.kinds[row]);
    }
    if (batch.row_watermarks) {
      auto watermarks = std::make_shared<std::vector<TimestampMs>>();
      for (uint32_t row : pairs.left) watermarks->push_back((*batch.row_watermarks)[row]);
      out.row_watermarks = std::move(watermarks);
    }
    return out;
  }

  LookupJoinSpec spec_;
  std::unique_ptr<RowLookup> lookup_;
  std::vector<uint32_t> key_rows_;
};

}  // namespace

std::unique_ptr<Operator> MakeLookupJoin(LookupJoinSpec spec) {
  return std::make_unique<LookupJoin>(std::move(spec));
}

}  // namespace mullion
