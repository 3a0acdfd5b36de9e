#pragma once
// The loop under arithmetic and comparison: one operation over two arguments of one type, a constant kept in a
// register, all rows in turn when all are asked for. Internal to expr.

#include "expr/call.h"

namespace mullion {

/// out[row] = f(a[row], b[row]) for the asked rows. When all are asked for it also runs on rows that are NULL: `f` must
/// take any bits.
template <typename In, typename Out, typename F>
void BinaryLoop(const CallInput& in, Out* out, F f) {
  const In* a = in.args[0].column->Values<In>();
  const In* b = in.args[1].column->Values<In>();
  size_t n = in.row_count;
  if (!in.dense()) {
    size_t a_mask = in.args[0].constant ? 0 : ~size_t{0};
    size_t b_mask = in.args[1].constant ? 0 : ~size_t{0};
    for (uint32_t row : in.rows) out[row] = f(a[row & a_mask], b[row & b_mask]);
  } else if (in.args[1].constant) {
    const In right = b[0];
    for (size_t i = 0; i < n; ++i) out[i] = f(a[i], right);
  } else if (in.args[0].constant) {
    const In left = a[0];
    for (size_t i = 0; i < n; ++i) out[i] = f(left, b[i]);
  } else {
    for (size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i]);
  }
}

}  // namespace mullion
