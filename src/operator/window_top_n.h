#pragma once
// Top-N inside windows. See TopNSpec.

#include "operator/relational.h"

namespace mullion {

std::unique_ptr<Operator> MakeWindowTopN(TopNSpec spec);

}  // namespace mullion
