#include "cli/result_feed.h"

#include <algorithm>

#include "column/text.h"

namespace mullion {
namespace {

bool IsTime(const DataType& type) {
  return type.IsTimestamp() && type.precision() <= 3;
}

int FindTime(const Schema& schema, std::string_view name) {
  int column = schema.Find(name);
  return column >= 0 && IsTime(schema[static_cast<size_t>(column)].type) ? column : -1;
}

std::string TextOf(const Batch& batch, int column, uint32_t row) {
  const Column& c = *batch.columns[static_cast<size_t>(column)];
  return ToText(c.type(), ReadValue(c, row));
}

struct Roles {
  int window_start = -1;
  int window_end = -1;
  std::vector<int> keys, values;
};

/// The primary key is the key; without one, what is no number; without such, the first column.
Roles RolesOf(const PlanNode& node) {
  Roles roles;
  const Schema& schema = node.sink->table.physical;
  roles.window_start = FindTime(schema, "window_start");
  roles.window_end = node.sink->window_end_column.value_or(FindTime(schema, "window_end"));
  const auto& primary = node.sink->table.primary_key;
  for (int c = 0; c < static_cast<int>(schema.size()); ++c) {
    if (c == roles.window_start || c == roles.window_end) continue;
    const DataType& type = schema[static_cast<size_t>(c)].type;
    bool is_key = primary.empty() ? !type.IsNumeric() : std::ranges::find(primary, c) != primary.end();
    if (IsTime(type) && !is_key) continue;
    (is_key ? roles.keys : roles.values).push_back(c);
  }
  if (roles.keys.empty() && roles.values.size() > 1) {
    roles.keys.push_back(roles.values.front());
    roles.values.erase(roles.values.begin());
  }
  return roles;
}

ResultSchema SchemaOf(const PlanNode& node, const Roles& roles) {
  ResultSchema schema;
  schema.table = node.sink->table.name;
  const Schema& columns = node.sink->table.physical;
  for (int c : roles.keys) schema.key_columns.push_back(columns[static_cast<size_t>(c)].name);
  for (int c : roles.values) {
    const Field& field = columns[static_cast<size_t>(c)];
    schema.value_columns.push_back({field.name, field.type.IsNumeric()});
  }
  return schema;
}

}  // namespace

std::unique_ptr<ResultFeed> ResultFeed::Of(const JobPlan& plan, const Clock* clock) {
  for (const PlanNode& node : plan.nodes) {
    if (node.sink && node.sink->connector) return std::unique_ptr<ResultFeed>(new ResultFeed(&node, clock));
  }
  return nullptr;
}

ResultFeed::ResultFeed(const PlanNode* sink, const Clock* clock)
    : clock_(clock), sink_table_(sink->sink->table.name), history_(SchemaOf(*sink, RolesOf(*sink))) {
  Roles roles = RolesOf(*sink);
  window_start_ = roles.window_start;
  window_end_ = roles.window_end;
  keys_ = std::move(roles.keys);
  values_ = std::move(roles.values);
}

ResultRow ResultFeed::RowOf(const Batch& batch, uint32_t row) const {
  ResultRow out;
  for (int key : keys_) out.key += (out.key.empty() ? "" : " · ") + TextOf(batch, key, row);
  auto time = [&](int column) { return batch.columns[static_cast<size_t>(column)]->Values<int64_t>()[row]; };
  out.window_end_ms = window_end_ >= 0 ? time(window_end_) : clock_->NowMs();
  out.window_start_ms = window_start_ >= 0 ? time(window_start_) : out.window_end_ms;
  for (int column : values_) {
    bool null = batch.columns[static_cast<size_t>(column)]->IsNull(row);
    out.values.push_back(null ? std::nullopt : std::optional(TextOf(batch, column, row)));
  }
  return out;
}

void ResultFeed::Append(const PlanNode& sink, const Batch& batch) {
  if (sink.sink->table.name != sink_table_) return;
  RowSpan all(batch);
  auto rows = all.rows();
  if (rows.empty()) return;
  TimestampMs end = window_end_ >= 0 ? batch.columns[static_cast<size_t>(window_end_)]->Values<int64_t>()[rows[0]] : 0;
  size_t wanted = std::min(rows.size(), history_.RowsWanted(end));
  std::vector<ResultRow> out;
  for (size_t i = 0; i < wanted; ++i) {
    ChangeKind kind = batch.kind(rows[i]);
    if (kind == ChangeKind::kUpdateBefore || kind == ChangeKind::kDelete) continue;
    out.push_back(RowOf(batch, rows[i]));
  }
  history_.Append(out, rows.size() - wanted);
}

}  // namespace mullion
