#pragma once
// Leaves out what nobody reads: columns, aggregate calls, window properties, down to the fields a source decodes. Pure
// function over one tree.

#include <vector>

#include "plan/relation.h"

namespace mullion::plan {

/// Rewrites `rel` in place so that it still gives the `needed` columns (one entry a column). Gives the new position of
/// every old column, -1 for those that are gone; columns that were not needed may stay.
std::vector<int> Prune(Rel* rel, const std::vector<bool>& needed);

/// Prunes below `rel`, whose own columns all stay, in their order.
void PruneInputs(RelPtr* rel);

}  // namespace mullion::plan
