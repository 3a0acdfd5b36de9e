#include "operator/row_adder.h"

namespace mullion {

void RowAdder::Start(const Batch& batch, std::span<const uint32_t> rows) {
  batch_ = &batch;
  rows_ = rows;
  std::vector<ColumnPtr> columns;
  columns.reserve(keys_.size());
  for (int key : keys_) columns.push_back(batch.columns[static_cast<size_t>(key)]);
  key_batch_.Compute(*layout_, columns, rows);
}

const std::vector<char*>& RowAdder::Find(GroupTable& table, std::span<const uint32_t> which) {
  table.FindOrInsert(key_batch_, which, version_, &groups_);
  return groups_;
}

void RowAdder::Add(GroupTable& table, std::span<const uint32_t> which) {
  Find(table, which);
  positions_.resize(which.size());
  for (size_t i = 0; i < which.size(); ++i) positions_[i] = rows_[which[i]];
  ApplyStarted(groups_, positions_);
}

void RowAdder::ApplyStarted(std::span<char* const> groups, std::span<const uint32_t> rows) {
  if (batch_->kinds.empty()) return Apply(groups, rows, false);
  for (bool retract : {false, true}) {
    std::vector<char*> chosen_groups;
    std::vector<uint32_t> chosen_rows;
    for (size_t i = 0; i < rows.size(); ++i) {
      ChangeKind kind = batch_->kinds[rows[i]];
      if ((kind == ChangeKind::kUpdateBefore || kind == ChangeKind::kDelete) != retract) continue;
      chosen_groups.push_back(groups[i]);
      chosen_rows.push_back(rows[i]);
    }
    if (!chosen_rows.empty()) Apply(chosen_groups, chosen_rows, retract);
  }
}

void RowAdder::Apply(std::span<char* const> groups, std::span<const uint32_t> rows, bool retract) {
  for (size_t c = 0; c < layout_->calls().size(); ++c) {
    int filter = layout_->calls()[c].filter;
    if (filter < 0) {
      ApplyCall(c, groups, rows, retract);
      continue;
    }
    const Column& condition = *batch_->columns[static_cast<size_t>(filter)];
    filtered_groups_.clear();
    filtered_rows_.clear();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (condition.IsNull(rows[i]) || condition.Values<int8_t>()[rows[i]] == 0) continue;
      filtered_groups_.push_back(groups[i]);
      filtered_rows_.push_back(rows[i]);
    }
    ApplyCall(c, filtered_groups_, filtered_rows_, retract);
  }
}

void RowAdder::ApplyCall(size_t call, std::span<char* const> groups, std::span<const uint32_t> rows, bool retract) {
  const AggregateCall& c = layout_->calls()[call];
  std::vector<ColumnPtr> args;
  for (int arg : c.args) args.push_back(batch_->columns[static_cast<size_t>(arg)]);
  if (retract) {
    c.function->Retract(groups, layout_->offset(call), args, rows);
  } else {
    c.function->Add(groups, layout_->offset(call), args, rows);
  }
}

std::vector<ColumnPtr> ResultColumns(const GroupLayout& layout, const GroupTable& table,
                                     std::span<char* const> groups) {
  std::vector<ColumnPtr> out = table.Keys(groups);
  for (size_t c = 0; c < layout.calls().size(); ++c) {
    out.push_back(layout.calls()[c].function->Finish(groups, layout.offset(c)));
  }
  return out;
}

}  // namespace mullion
