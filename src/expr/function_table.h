#pragma once
// The table of functions that MakeCall searches, and what its binders have in common. Internal to expr. Constant
// tables, any thread.

#include <span>
#include <string_view>
#include <vector>

#include "expr/map_rows.h"

namespace mullion {

using Args = std::vector<ExprPtr>;

inline constexpr size_t kAnyCount = 1'000'000;

struct Function {
  std::string_view name;
  size_t args_min;
  size_t args_max;
  std::string_view signature;  ///< for messages: "LPAD(text, length, pad)"
  /// Checks and coerces the arguments, whose number is already right.
  Result<ExprPtr> (*bind)(const Function& self, Args args);
};

// One table a theme.
std::span<const Function> ArithmeticFunctions();
std::span<const Function> ComparisonFunctions();
std::span<const Function> LogicFunctions();
std::span<const Function> ConditionalFunctions();
std::span<const Function> LikeFunctions();
std::span<const Function> RoundingFunctions();
std::span<const Function> MathFunctions();
std::span<const Function> TextFunctions();
std::span<const Function> TextSearchFunctions();
std::span<const Function> RegexpFunctions();
std::span<const Function> EncodingFunctions();
std::span<const Function> HashFunctions();
std::span<const Function> UrlFunctions();
std::span<const Function> ClockFunctions();
std::span<const Function> DatePartFunctions();
std::span<const Function> TimeArithmeticFunctions();
std::span<const Function> TimeTextFunctions();
std::span<const Function> ConstructorFunctions();
std::span<const Function> ArrayFunctions();
std::span<const Function> JsonFunctions();
std::span<const Function> JsonConstructorFunctions();

/// "1st argument of LPAD(text, length, pad) is BOOLEAN, but must be …".
Error ArgumentError(const Function& self, size_t i, const DataType& got, std::string_view accepted);

/// Coerces the arguments to types, one letter each; the last letter holds for all further arguments:
///   s STRING (also of numbers, BOOLEAN and times)   i INT   l BIGINT   d DOUBLE   b BOOLEAN   y BYTES
///   n any number, as it is   * anything, as it is
Status Want(const Function& self, std::string_view letters, Args* args);

/// The text of a literal argument: a time unit, a mode.
Result<std::string> WantSymbol(const Function& self, const Args& args, size_t i);
/// The value of a literal argument after Want, or NULL's nullopt; an error when it is no literal.
Result<int64_t> WantLiteralInt(const Function& self, const Args& args, size_t i);

namespace function_table_detail {
template <typename T>
struct ReturnOf {
  static constexpr bool kMayBeNull = false;
};
template <typename T>
struct ReturnOf<std::optional<T>> {
  static constexpr bool kMayBeNull = true;
};
template <typename T>
struct ReturnOf<std::expected<T, Error>> : ReturnOf<T> {};

template <typename F, typename... In>
constexpr bool MayBeNull() {
  if constexpr (std::is_invocable_v<const F&, RowEnv&, In...>) {
    return ReturnOf<std::invoke_result_t<const F&, RowEnv&, In...>>::kMayBeNull;
  } else {
    return ReturnOf<std::invoke_result_t<const F&, In...>>::kMayBeNull;
  }
}
}  // namespace function_table_detail

/// A call over arguments already coerced: the result is NULL where an argument is, and where `f` says so.
template <typename Out, typename... In, typename F>
Result<ExprPtr> BindRows(const Function& self, DataType type, Args args, F f) {
  DataType exact = function_table_detail::MayBeNull<F, In...>() ? type.WithNullable(true) : NullableLike(type, args);
  Kernel kernel = MapRows<Out, In...>(exact, std::move(f));
  return MakeKernelCall(self.name, std::move(exact), std::move(args), std::move(kernel));
}

}  // namespace mullion
