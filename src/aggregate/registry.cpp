// The aggregate functions by name.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "aggregate/aggregate.h"
#include "aggregate/basic_aggregates.h"

namespace mullion {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"AVG", "COUNT", "MAX", "MIN", "SUM", "$SUM0"};

AggregatePtr MakeByName(std::string_view name, std::span<const DataType> types) {
  if (name == "COUNT") return MakeCount(types.empty());
  if (name == "SUM") return MakeSum(types[0], false);
  if (name == "$SUM0") return MakeSum(types[0], true);
  if (name == "AVG") return MakeAvg(types[0]);
  if (name == "MIN" || name == "MAX") return MakeExtreme(types[0], name == "MAX");
  return nullptr;
}

}  // namespace

bool IsAggregateFunction(std::string_view name) { return std::ranges::find(kNames, name) != kNames.end(); }

std::vector<std::string> AggregateFunctionNames() { return {kNames.begin(), kNames.end()}; }

Result<AggregatePtr> MakeAggregate(std::string_view name, std::span<const DataType> arg_types,
                                   std::span<const Value* const>, bool distinct, bool retract) {
  if (!IsAggregateFunction(name)) return Fail(Error::User(fmt::format("unknown aggregate function {}", name)));
  if (name == "COUNT" && arg_types.size() > 1) return Fail(Error::User("We now only support the count of one field."));
  if (name != "COUNT" && arg_types.size() != 1) {
    return Fail(Error::User(fmt::format("{} takes one argument, not {}", name, arg_types.size())));
  }
  AggregatePtr function = MakeByName(name, arg_types);
  if (!function) {
    return Fail(Error::User(
        fmt::format("{} aggregate function does not support type: ''{}''", name, arg_types[0].ToString())));
  }
  if (distinct && name != "MIN" && name != "MAX") {
    return Fail(Error::User(fmt::format("{}(DISTINCT …) is not supported yet", name)));
  }
  if (retract && !function->retractable()) {
    return Fail(Error::User(fmt::format("{} over an updating input is not supported yet", name)));
  }
  return function;
}

}  // namespace mullion
