// The aggregate functions by name: how many arguments each takes, and what is said when they do not fit.

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "aggregate/aggregate.h"
#include "aggregate/basic_aggregates.h"
#include "base/suggest.h"

namespace mullion {
namespace {

/// How Flink words a refused type.
enum class Refusal : uint8_t {
  kPlanner,   ///< "Min aggregate function does not support type: ''…''"
  kOperands,  ///< "Cannot apply 'SUM' to arguments of type …"
};

struct Entry {
  std::string_view name;
  size_t args_min, args_max;
  std::string_view supported;  ///< the arguments it takes, as Calcite writes them
  Refusal refusal = Refusal::kOperands;
  bool flink = true;   ///< streaming SQL of Flink 1.18 has it
  bool listed = true;  ///< false: the planner's name for a variant
};

constexpr Entry kEntries[] = {
    {"AVG", 1, 1, "<NUMERIC>"},
    {"AVG NARROW", 1, 1, "<NUMERIC>", Refusal::kOperands, true, false},
    {"COUNT", 0, 1, "<ANY>"},
    {"MAX", 1, 1, "<COMPARABLE_TYPE>", Refusal::kPlanner},
    {"MIN", 1, 1, "<COMPARABLE_TYPE>", Refusal::kPlanner},
    {"SUM", 1, 1, "<NUMERIC>"},
    {"$SUM0", 1, 1, "<NUMERIC>", Refusal::kOperands, true, false},
    {"STDDEV", 1, 1, "<NUMERIC>"},
    {"STDDEV_POP", 1, 1, "<NUMERIC>"},
    {"STDDEV_SAMP", 1, 1, "<NUMERIC>"},
    {"VARIANCE", 1, 1, "<NUMERIC>"},
    {"VAR_POP", 1, 1, "<NUMERIC>"},
    {"VAR_SAMP", 1, 1, "<NUMERIC>"},
    {"FIRST_VALUE", 1, 1, "<ANY>", Refusal::kPlanner},
    {"LAST_VALUE", 1, 1, "<ANY>", Refusal::kPlanner},
    {"LISTAGG", 1, 2, "<CHARACTER>, <CHARACTER>"},
    {"COLLECT", 1, 1, "<ANY>"},
    {"LAG", 1, 3, "<ANY>, <INTEGER>, <ANY>"},
    {"JSON_OBJECTAGG", 2, 2, "<CHARACTER>, <ANY>"},
    {"JSON_OBJECTAGG_NULL_ON_NULL", 2, 2, "<CHARACTER>, <ANY>", Refusal::kOperands, true, false},
    {"JSON_OBJECTAGG_ABSENT_ON_NULL", 2, 2, "<CHARACTER>, <ANY>", Refusal::kOperands, true, false},
    {"JSON_ARRAYAGG", 1, 1, "<ANY>"},
    {"JSON_ARRAYAGG_NULL_ON_NULL", 1, 1, "<ANY>", Refusal::kOperands, true, false},
    {"JSON_ARRAYAGG_ABSENT_ON_NULL", 1, 1, "<ANY>", Refusal::kOperands, true, false},
    {"ARRAY_AGG", 1, 1, "<ANY>", Refusal::kOperands, false},
    {"APPROX_COUNT_DISTINCT", 1, 1, "<ANY>", Refusal::kOperands, false},
    {"PERCENTILE", 2, 2, "<NUMERIC>, <NUMERIC>", Refusal::kOperands, false},
    {"APPROX_PERCENTILE", 2, 2, "<NUMERIC>, <NUMERIC>", Refusal::kOperands, false},
    {"ARG_MIN", 2, 2, "<ANY>, <COMPARABLE_TYPE>", Refusal::kOperands, false},
    {"ARG_MAX", 2, 2, "<ANY>, <COMPARABLE_TYPE>", Refusal::kOperands, false},
};

const Entry* FindEntry(std::string_view name) {
  auto it = std::ranges::find(kEntries, name, &Entry::name);
  return it == std::end(kEntries) ? nullptr : it;
}

using Types = std::span<const DataType>;
using Literals = std::span<const Value* const>;

const Value* LiteralAt(Literals literals, size_t i) {
  return i < literals.size() ? literals[i] : nullptr;
}

Result<std::string> SeparatorOf(Types types, Literals literals) {
  if (types.size() < 2) return ",";
  const Value* literal = LiteralAt(literals, 1);
  if (literal != nullptr && !literal->is_null() && types[1].IsCharacter()) return literal->AsText();
  return Fail(Error::User("LISTAGG takes a constant text as its separator").Hint("write LISTAGG(x, ', ')"));
}

/// A constant between 0 and 1.
Result<double> FractionOf(std::string_view name, Types types, Literals literals) {
  const Value* literal = LiteralAt(literals, 1);
  std::optional<double> fraction;
  if (literal != nullptr && !literal->is_null()) {
    if (types[1].IsInteger()) fraction = static_cast<double>(literal->AsInt());
    if (types[1].IsApproximate()) fraction = literal->AsReal();
    if (types[1].kind() == TypeKind::kDecimal) {
      fraction = static_cast<double>(literal->AsWide());
      for (int i = 0; i < types[1].scale(); ++i) *fraction /= 10;
    }
  }
  if (fraction && *fraction >= 0 && *fraction <= 1) return *fraction;
  return Fail(Error::User(fmt::format("{} takes a constant between 0 and 1 as its second argument", name))
                  .Hint(fmt::format("write {}(x, 0.99)", name)));
}

/// LAG(x, n, otherwise): how many rows before, and what to give where there are fewer.
Result<AggregatePtr> MakeLagOf(Types types, Literals literals) {
  int64_t rows_before = 1;
  if (types.size() > 1) {
    const Value* literal = LiteralAt(literals, 1);
    if (literal == nullptr || literal->is_null() || !types[1].IsInteger() || literal->AsInt() < 0) {
      return Fail(Error::User("LAG takes a constant number of rows as its second argument").Hint("write LAG(x, 1)"));
    }
    rows_before = literal->AsInt();
  }
  if (types.size() < 3) return MakeLag(types[0], rows_before, Value::Null());
  const Value* otherwise = LiteralAt(literals, 2);
  bool same_kind = types[2].SameExceptNull(types[0]) || (types[0].IsInteger() && types[2].IsInteger()) ||
                   (types[0].IsCharacter() && types[2].IsCharacter());
  if (otherwise != nullptr && (otherwise->is_null() || same_kind)) return MakeLag(types[0], rows_before, *otherwise);
  return Fail(Error::User("LAG takes a constant of the type of its first argument as its third")
                  .Hint("write COALESCE(LAG(x, 1), otherwise)"));
}

std::optional<VarianceKind> VarianceKindOf(std::string_view name) {
  if (name == "VAR_POP") return VarianceKind::kVarPop;
  if (name == "VAR_SAMP" || name == "VARIANCE") return VarianceKind::kVarSamp;
  if (name == "STDDEV_POP") return VarianceKind::kStddevPop;
  if (name == "STDDEV_SAMP" || name == "STDDEV") return VarianceKind::kStddevSamp;
  return std::nullopt;
}

/// Null when the function does not take the types.
Result<AggregatePtr> MakeByName(std::string_view name, Types types, Literals literals, bool retract) {
  if (name == "COUNT") return MakeCount(types.empty());
  const DataType& type = types[0];
  if (name == "SUM" || name == "$SUM0") return MakeSum(type, name == "$SUM0");
  if (name == "AVG" || name == "AVG NARROW") return MakeAvg(type, name == "AVG NARROW");
  if (name == "MIN" || name == "MAX") {
    return retract ? MakeRetractableExtreme(type, name == "MAX") : MakeExtreme(type, name == "MAX");
  }
  if (auto variance = VarianceKindOf(name)) return MakeVariance(type, *variance);
  if (name == "FIRST_VALUE" || name == "LAST_VALUE") {
    bool last = name == "LAST_VALUE";
    return retract ? MakeRetractableFirstOrLast(type, last) : MakeFirstOrLast(type, last);
  }
  if (name == "LISTAGG") {
    MULLION_ASSIGN(std::string separator, SeparatorOf(types, literals));
    return MakeListAgg(type, std::move(separator), retract);
  }
  if (name == "COLLECT") return MakeCollect(type);
  if (name == "LAG") return MakeLagOf(types, literals);
  if (name == "ARRAY_AGG") return MakeArrayAgg(type);
  // Without a clause, JSON_ARRAYAGG leaves NULLs out and JSON_OBJECTAGG keeps them.
  if (name.starts_with("JSON_ARRAYAGG")) return MakeJsonArrayAgg(type, name != "JSON_ARRAYAGG_NULL_ON_NULL");
  if (name.starts_with("JSON_OBJECTAGG")) return MakeJsonObjectAgg(type, types[1], name.ends_with("ABSENT_ON_NULL"));
  if (name == "APPROX_COUNT_DISTINCT") return MakeApproxCountDistinct();
  if (name == "ARG_MIN" || name == "ARG_MAX") return MakeArgExtreme(type, types[1], name == "ARG_MAX");
  MULLION_ASSIGN(double fraction, FractionOf(name, types, literals));
  return name == "PERCENTILE" ? MakePercentile(type, fraction) : MakeApproxPercentile(type, fraction);
}

/// Equal values do not change these.
bool IgnoresDuplicates(std::string_view name) {
  return name == "MIN" || name == "MAX" || name == "APPROX_COUNT_DISTINCT" || name == "ARG_MIN" || name == "ARG_MAX";
}

AggregatePtr MadeDistinct(std::string_view name, AggregatePtr function, Types types, Literals literals, bool retract) {
  if (IgnoresDuplicates(name) || types.empty()) return function;
  if (name == "COUNT" && !retract) {
    if (AggregatePtr fast = MakeCountDistinct(types[0])) return fast;
  }
  std::vector<bool> keyed;
  for (size_t i = 0; i < types.size(); ++i) keyed.push_back(LiteralAt(literals, i) == nullptr || i == 0);
  return MakeDistinct(std::move(function), {types.begin(), types.end()}, std::move(keyed));
}

Error WrongType(const Entry& entry, Types types, bool retract) {
  if (entry.refusal == Refusal::kPlanner) {
    std::string name(entry.name);
    if (name == "MIN" || name == "MAX") name = name == "MIN" ? "Min" : "Max";
    return Error::User(fmt::format("{}{} aggregate function does not support type: ''{}''", name,
                                   retract ? " with retract" : "", types[0].WithNullable(true).ToString()))
        .Hint("Please re-check the data type.");
  }
  std::string given;
  for (const DataType& type : types) {
    given += fmt::format("{}<{}>", given.empty() ? "" : ", ", type.WithNullable(true).ToString());
  }
  return Error::User(fmt::format("Cannot apply '{0}' to arguments of type '{0}({1})'. Supported form(s): '{0}({2})'",
                                 entry.name, given, entry.supported));
}

Error WrongCount(const Entry& entry, size_t given) {
  if (entry.name == "COUNT") return Error::User("We now only support the count of one field.");
  std::string expected = entry.args_min == entry.args_max ? std::to_string(entry.args_min)
                                                          : fmt::format("{} or {}", entry.args_min, entry.args_max);
  return Error::User(fmt::format("Invalid number of arguments to function '{}'. Was expecting {} arguments", entry.name,
                                 expected))
      .Why(fmt::format("{} are given", given));
}

}  // namespace

bool IsAggregateFunction(std::string_view name) {
  return FindEntry(name) != nullptr;
}

bool IsFlinkAggregate(std::string_view name) {
  const Entry* entry = FindEntry(name);
  return entry != nullptr && entry->flink;
}

std::vector<std::string> AggregateFunctionNames() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) {
    if (entry.listed) names.emplace_back(entry.name);
  }
  return names;
}

Result<AggregatePtr> MakeAggregate(std::string_view name, std::span<const DataType> arg_types,
                                   std::span<const Value* const> literals, bool distinct, bool retract) {
  const Entry* entry = FindEntry(name);
  if (entry == nullptr) {
    return Fail(Error::User(fmt::format("unknown aggregate function {}", name))
                    .Hint(DidYouMean(name, AggregateFunctionNames())));
  }
  if (arg_types.size() < entry->args_min || arg_types.size() > entry->args_max) {
    return Fail(WrongCount(*entry, arg_types.size()));
  }
  MULLION_ASSIGN(AggregatePtr function, MakeByName(name, arg_types, literals, retract));
  if (!function) return Fail(WrongType(*entry, arg_types, retract));
  if (retract && !function->retractable()) {
    return Fail(Error::User(fmt::format("{} cannot take rows back, and its input is updating", name))
                    .Hint("aggregate the rows themselves, or in a window"));
  }
  if (!distinct) return function;
  return MadeDistinct(name, std::move(function), arg_types, literals, retract);
}

}  // namespace mullion
