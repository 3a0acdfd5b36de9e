#include "plan/source_planner.h"

#include <algorithm>
#include <utility>

namespace mullion::plan {
namespace {

constexpr int64_t kIdleTimeoutMs = 5'000;
constexpr int64_t kMaxFutureMs = 86'400'000;
constexpr int64_t kWatermarkIntervalMs = 200;

int IndexOf(const std::vector<int>& values, int value) {
  auto it = std::ranges::find(values, value);
  return it == values.end() ? -1 : static_cast<int>(it - values.begin());
}

/// Where each needed base column comes from, in the order value fields, key fields, metadata.
struct BaseLayout {
  std::vector<int> value, key, metadata;  ///< base columns
  std::vector<int> mapping;               ///< base column to its place
};

const mullion::MetadataColumn& MetadataAt(const BoundSource& source, int position) {
  return source.definition.metadata[static_cast<size_t>(position)];
}

/// The field of the value format that holds a base column: physical ones first, then the format's metadata.
int ValueField(const BoundSource& source, int column) {
  int physical = static_cast<int>(source.definition.physical.size());
  if (column < physical) return IndexOf(source.value_fields, column);
  int field = static_cast<int>(source.value_fields.size());
  for (int i = 0; i < column - physical; ++i) field += MetadataAt(source, i).of_format ? 1 : 0;
  return field;
}

BaseLayout LayOut(const BoundSource& source, const std::vector<int>& needed) {
  BaseLayout out;
  int physical = static_cast<int>(source.definition.physical.size());
  for (int column : needed) {
    bool in_key = IndexOf(source.key_fields, column) >= 0;
    bool in_value = source.traits.decoded || IndexOf(source.value_fields, column) >= 0;
    bool of_format = column >= physical && MetadataAt(source, column - physical).of_format;
    if (of_format) {
      out.value.push_back(column);
    } else if (column >= physical) {
      out.metadata.push_back(column);
    } else if (in_key && (source.traits.upsert || !in_value)) {
      out.key.push_back(column);
    } else {
      out.value.push_back(column);
    }
  }
  out.mapping.assign(static_cast<size_t>(physical) + source.definition.metadata.size(), -1);
  int place = 0;
  for (const std::vector<int>* part : {&out.value, &out.key, &out.metadata}) {
    for (int column : *part) out.mapping[static_cast<size_t>(column)] = place++;
  }
  return out;
}

std::vector<int> NeededBase(const BoundSource& source, const std::vector<int>& columns) {
  std::vector<int> needed;
  for (int column : columns) source.expressions[static_cast<size_t>(column)]->CollectInputs(&needed);
  std::ranges::sort(needed);
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  return needed;
}

void ApplyWatermark(const PlanContext& context, const BoundSource& source, const std::vector<int>& columns,
                    SourceNode* node) {
  if (!source.watermark) return;
  std::vector<int> mapping(source.columns.size(), -1);
  for (size_t i = 0; i < columns.size(); ++i) mapping[static_cast<size_t>(columns[i])] = static_cast<int>(i);
  WatermarkDefinition watermark;
  watermark.time_column = mapping[static_cast<size_t>(source.watermark->column)];
  watermark.expression = source.watermark->expr->Remap(mapping);
  watermark.delay_ms = source.watermark->delay_ms;
  watermark.local_time =
      source.columns[static_cast<size_t>(source.watermark->column)].type.kind() == TypeKind::kTimestamp;
  node->watermark = std::move(watermark);

  const Settings& settings = *context.settings;
  int64_t idle = settings.DurationMs("table.exec.source.idle-timeout", context.strict ? 0 : kIdleTimeoutMs);
  node->idle_timeout_ms = DurationOptionMs(source.definition, "scan.watermark.idle-timeout", idle).value_or(idle);
  node->watermark_interval_ms = settings.DurationMs("pipeline.auto-watermark-interval", kWatermarkIntervalMs);
  node->watermark_per_row = !context.strict || source.traits.push_down || node->watermark_interval_ms == 0;
  bool guarded = !context.strict && !source.traits.bounded && !source.traits.generator;
  node->max_future_ms = guarded ? settings.DurationMs("mullion.max-future", kMaxFutureMs) : 0;
}

}  // namespace

SourceNode MakeSourceNode(const PlanContext& context, const BoundSource& source, const std::vector<int>& columns) {
  SourceNode node;
  node.table = source.definition;
  node.connector = source.connector;
  node.traits = source.traits;
  BaseLayout layout = LayOut(source, NeededBase(source, columns));
  if (source.traits.decoded) {
    node.physical = layout.value;
  } else {
    node.value_format = source.value_format;
    for (int column : layout.value) node.value_format->projection.push_back(ValueField(source, column));
    if (!layout.key.empty()) {
      node.key_format = source.key_format;
      for (int column : layout.key) node.key_format->projection.push_back(IndexOf(source.key_fields, column));
    }
  }
  for (int column : layout.metadata) {
    node.metadata.push_back(column - static_cast<int>(source.definition.physical.size()));
  }
  for (int column : columns) {
    node.output_columns.push_back(source.expressions[static_cast<size_t>(column)]->Remap(layout.mapping));
  }
  ApplyWatermark(context, source, columns, &node);
  return node;
}

}  // namespace mullion::plan
