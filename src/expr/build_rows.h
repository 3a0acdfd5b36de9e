#pragma once
// A kernel that makes nested values (or anything off the hot path) a row at a time. Internal to expr.

#include <algorithm>

#include "expr/call.h"

namespace mullion {

/// The value of an argument in a row, NULL included.
inline Value ReadArg(const Arg& arg, size_t row) {
  return ReadValue(*arg.column, arg.At(row));
}

enum class NullPolicy {
  kStrict,   ///< a NULL argument gives NULL, `f` is not called
  kCallAll,  ///< `f` sees NULLs
};

/// `f(row, in)` gives Result<Value> for each asked row.
template <typename F>
Kernel BuildRows(DataType type, NullPolicy policy, F f) {
  return [type = std::move(type), policy, f = std::move(f)](const CallInput& in) -> Result<ColumnPtr> {
    ColumnBuilder builder(type);
    for (uint32_t row : in.rows) {
      while (builder.size() < row) builder.AppendNull();
      bool null = policy == NullPolicy::kStrict &&
                  std::any_of(in.args.begin(), in.args.end(), [&](const Arg& arg) { return arg.IsNull(row); });
      if (null) {
        builder.AppendNull();
        continue;
      }
      MULLION_ASSIGN(auto value, f(static_cast<size_t>(row), in));
      builder.Append(value);
    }
    while (builder.size() < in.row_count) builder.AppendNull();
    return builder.Finish();
  };
}

}  // namespace mullion
