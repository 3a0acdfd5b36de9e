#pragma once
// Which nodes have to send -U before +U, and which node made a result updating. Pure functions over one tree.

#include "plan/relation.h"

namespace mullion::plan {

/// Sets Rel::update_before from the top down: `wanted` by who reads `rel`.
void DecideUpdateBefore(Rel* rel, bool wanted);

/// The lowest node that gives more than +I; null when `rel` does not.
const Rel* UpdatingNode(const Rel& rel);

}  // namespace mullion::plan
