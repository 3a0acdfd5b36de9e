#include "cli/script_columns.h"

namespace mullion {

Schema ScriptColumnsOf(const JobPlan& plan) {
  if (plan.returns_rows) return plan.nodes.back().output;
  Schema columns;
  for (const PlanNode& node : plan.nodes) {
    if (node.sink) columns.fields.push_back({node.sink->table.name, DataType::BigInt()});
  }
  return columns;
}

}  // namespace mullion
