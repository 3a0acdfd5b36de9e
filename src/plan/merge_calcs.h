#pragma once
// Puts neighbouring filters and projections into one: a batch is looked at once, and EXPLAIN shows what a person would
// write. Pure function over one tree.

#include "plan/relation.h"

namespace mullion::plan {

/// Rewrites the tree below and including `rel`; its columns stay, in their order. An expression that two others read is
/// not written twice: its projection stays.
void MergeCalcs(RelPtr* rel);

}  // namespace mullion::plan
