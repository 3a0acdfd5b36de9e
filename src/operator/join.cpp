#include "operator/join.h"

#include <algorithm>

#include "column/row_codec.h"

namespace mullion {
namespace {

/// `count` copies of one row.
Status AppendRepeated(const Schema& schema, std::string_view row, size_t count, std::vector<ColumnPtr>* columns) {
  std::vector<ColumnBuilder> builders;
  for (const DataType& type : TypesOf(schema)) builders.emplace_back(type);
  MULLION_TRY(DecodeRow(row, builders));
  std::vector<uint32_t> zeros(count, 0);
  for (ColumnBuilder& builder : builders) columns->push_back(Gather(*builder.Finish(), zeros));
  return Ok();
}

Status AppendRows(const Schema& schema, const std::vector<std::string_view>& rows, std::vector<ColumnPtr>* columns) {
  std::vector<ColumnBuilder> builders;
  for (const DataType& type : TypesOf(schema)) builders.emplace_back(type);
  for (std::string_view row : rows) MULLION_TRY(DecodeRow(row, builders));
  for (ColumnBuilder& builder : builders) columns->push_back(builder.Finish());
  return Ok();
}

}  // namespace

std::vector<DataType> JoinedTypes(const JoinSpec& spec) {
  std::vector<DataType> types = TypesOf(spec.left, IsOuter(spec.kind, kRightPort));
  if (IsSemiOrAnti(spec.kind)) return types;
  for (DataType& type : TypesOf(spec.right, IsOuter(spec.kind, kLeftPort))) types.push_back(std::move(type));
  return types;
}

bool JoinKeyEncoder::MeetsNothing(size_t row) const {
  for (size_t k = 0; k < null_safe_->size(); ++k) {
    if (!(*null_safe_)[k] && keys_.IsNull(k, row)) return true;
  }
  return false;
}

Result<const std::vector<bool>*> JoinMatcher::Match(const EvalContext& eval, int port, std::string_view row,
                                                    const std::vector<std::string_view>& candidates) {
  matches_.assign(candidates.size(), !spec_->condition);
  if (!spec_->condition || candidates.empty()) return &matches_;
  Batch pairs;
  pairs.row_count = candidates.size();
  if (port == kLeftPort) {
    MULLION_TRY(AppendRepeated(spec_->left, row, candidates.size(), &pairs.columns));
    MULLION_TRY(AppendRows(spec_->right, candidates, &pairs.columns));
  } else {
    MULLION_TRY(AppendRows(spec_->left, candidates, &pairs.columns));
    MULLION_TRY(AppendRepeated(spec_->right, row, candidates.size(), &pairs.columns));
  }
  RowSpan all(pairs);
  MULLION_ASSIGN(Selection kept, Filter(*spec_->condition, eval, pairs, all.rows()));
  for (uint32_t i : kept) matches_[i] = true;
  return &matches_;
}

void JoinOutput::Pair(ChangeKind kind, int port, std::string_view row, std::string_view other) {
  if (port == kRightPort) std::swap(row, other);
  changes_.Row(kind).Cells(row, spec_->left.size()).Cells(other, spec_->right.size());
}

void JoinOutput::Padded(ChangeKind kind, int port, std::string_view row) {
  if (port == kLeftPort) {
    changes_.Row(kind).Cells(row, spec_->left.size()).Nulls(spec_->right.size());
  } else {
    changes_.Row(kind).Nulls(spec_->left.size()).Cells(row, spec_->right.size());
  }
}

std::unique_ptr<Operator> MakeJoin(JoinSpec spec) {
  spec.null_safe.resize(spec.left_keys.size());
  if (spec.left_window_end >= 0) return MakeWindowJoin(std::move(spec));
  if (spec.left_time >= 0) return MakeIntervalJoin(std::move(spec));
  return MakeRegularJoin(std::move(spec));
}

}  // namespace mullion
