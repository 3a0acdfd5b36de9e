#include "plan/changelog.h"

namespace mullion::plan {

void DecideUpdateBefore(Rel* rel, bool wanted) {
  rel->update_before = wanted;
  bool below = true;  // operators that keep rows take them back with -U
  if (auto* calc = rel->As<CalcRel>()) {
    // A row that no longer meets the condition must be taken back: its -U is needed, the +U is filtered out.
    below = wanted || calc->condition != nullptr;
    rel->update_before = below;
  } else if (rel->As<UnionRel>() || rel->As<UnnestRel>() || rel->As<LookupJoinRel>() || rel->As<ReplicateRel>() ||
             rel->As<SortRel>()) {
    below = wanted;
  }
  for (const RelPtr& input : rel->inputs) DecideUpdateBefore(input.get(), below);
}

const Rel* UpdatingNode(const Rel& rel) {
  if (!rel.updates) return nullptr;
  for (const RelPtr& input : rel.inputs) {
    if (const Rel* found = UpdatingNode(*input)) return found;
  }
  return &rel;
}

}  // namespace mullion::plan
