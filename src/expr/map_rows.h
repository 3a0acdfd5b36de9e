#pragma once
// A kernel from a function of one row's values. The loop is compiled per function; the values come as plain C++ types.
// Internal to expr.
//
//   MapRows<std::string_view, std::string_view>(DataType::String(), [](RowEnv& env, std::string_view s) { ... })
//
// The function takes the values, with a RowEnv& before them when it wants one. It returns Out, std::optional<Out>
// (nullopt is NULL), Result<Out> or Result<std::optional<Out>>. It is not called for rows with a NULL argument: they
// give NULL.

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "column/arena.h"
#include "expr/call.h"

namespace mullion {

/// What a function of one row may use beside its values; lives for one batch.
class RowEnv {
 public:
  explicit RowEnv(const EvalContext& context) : context_(context) {}

  const EvalContext& context() const { return context_; }
  /// Room to build a text in; cleared by Scratch(), copied to the result's arena by Keep().
  std::string& Scratch() {
    scratch_.clear();
    return scratch_;
  }
  std::string_view Keep(std::string_view text) { return arena().Copy(text); }
  Arena& arena() {
    if (!arena_) arena_ = std::make_shared<Arena>();
    return *arena_;
  }
  /// The result may point into the arena and into the arguments' bytes.
  void KeepBytes(const CallInput& in, Column* out) {
    if (arena_) out->Keep(arena_);
    for (const Arg& arg : in.args) out->KeepAllOf(*arg.column);
  }

 private:
  const EvalContext& context_;
  std::string scratch_;
  std::shared_ptr<Arena> arena_;
};

/// The values of an argument; a constant answers for every row.
template <typename T>
class View {
  using Stored = std::conditional_t<std::is_same_v<T, bool>, int8_t, T>;

 public:
  explicit View(const Arg& arg) : values_(arg.column->Values<Stored>()), mask_(arg.constant ? 0 : ~size_t{0}) {}
  T operator[](size_t row) const { return static_cast<T>(values_[row & mask_]); }

 private:
  const Stored* values_;
  size_t mask_;
};

namespace map_rows_detail {

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsResult : std::false_type {};
template <typename T>
struct IsResult<std::expected<T, Error>> : std::true_type {};

template <typename Out, typename F, typename... In, size_t... I>
Result<ColumnPtr> Run(const DataType& type, const F& f, const CallInput& in, std::index_sequence<I...>) {
  using Stored = std::conditional_t<std::is_same_v<Out, bool>, int8_t, Out>;
  auto out = std::make_shared<Column>(type, in.row_count);
  const uint8_t* nulls = MergeNulls(in, out.get());
  Stored* values = out->template MutableValues<Stored>();
  RowEnv env(in.context);
  std::tuple<View<In>...> views{View<In>(in.args[I])...};
  auto store = [&](size_t row, auto&& result) {
    using R = std::decay_t<decltype(result)>;
    if constexpr (IsOptional<R>::value) {
      values[row] = result ? static_cast<Stored>(*result) : Stored{};
      if (!result) out->SetNull(row);
    } else {
      values[row] = static_cast<Stored>(result);
    }
  };
  for (uint32_t row : in.rows) {
    if (nulls && nulls[row]) {
      values[row] = Stored{};
      continue;
    }
    auto result = [&] {
      if constexpr (std::is_invocable_v<const F&, RowEnv&, In...>) {
        return f(env, std::get<I>(views)[row]...);
      } else {
        return f(std::get<I>(views)[row]...);
      }
    }();
    if constexpr (IsResult<decltype(result)>::value) {
      if (!result) [[unlikely]]
        return std::unexpected(std::move(result).error());
      store(row, *std::move(result));
    } else {
      store(row, std::move(result));
    }
  }
  if constexpr (std::is_same_v<Out, std::string_view>) env.KeepBytes(in, out.get());
  return out;
}

}  // namespace map_rows_detail

template <typename Out, typename... In, typename F>
Kernel MapRows(DataType type, F f) {
  return [type = std::move(type), f = std::move(f)](const CallInput& in) -> Result<ColumnPtr> {
    return map_rows_detail::Run<Out, F, In...>(type, f, in, std::index_sequence_for<In...>{});
  };
}

}  // namespace mullion
