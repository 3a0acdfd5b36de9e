#include "plan/strict_calls.h"

#include <algorithm>

#include <fmt/format.h>

namespace mullion::plan {
namespace {

constexpr std::string_view kHint = "leave --strict out: Mullion computes it";

/// Where a bare NULL may stand: Calcite derives its type from what is beside it.
bool TakesNull(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "=",    "<>",       "<",      "<=",         ">",          ">=",         "IN",    "NOT IN",
      "CASE", "NULLIF",   "IFNULL", "ARRAY",      "MAP",        "COALESCE",   "FIELD", "ITEM",
      "LIKE", "GREATEST", "LEAST",  "JSON_VALUE", "JSON_QUERY", "JSON_EXISTS"};
  return name.starts_with("IS ") || std::ranges::find(kNames, name) != std::end(kNames);
}

bool IsComparison(std::string_view name) {
  static constexpr std::string_view kNames[] = {"=", "<>", "<", "<=", ">", ">="};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

std::string TypesOf(std::span<const ExprPtr> args) {
  std::string text;
  for (const ExprPtr& arg : args) text += (text.empty() ? "<" : ", <") + arg->type().ToString() + ">";
  return text;
}

Error CannotApply(std::string_view name, std::span<const ExprPtr> args, std::string_view hint) {
  return Error::User(fmt::format("Cannot apply '{}' to arguments of type {}", name, TypesOf(args)))
      .Hint(std::string(hint));
}

Status CheckMoments(std::string_view name, const DataType& a, const DataType& b, std::span<const ExprPtr> args) {
  bool dates = (a.kind() == TypeKind::kDate && b.IsTimestamp()) || (a.IsTimestamp() && b.kind() == TypeKind::kDate);
  if (dates && IsComparison(name)) return Fail(CannotApply(name, args, "CAST the DATE or the TIMESTAMP to the other"));
  if (!a.IsTimestamp() || !b.IsTimestamp() || a.kind() == b.kind()) return Ok();
  if (IsComparison(name)) {
    return Fail(Error::User(fmt::format("Incomparable types: {} and {}", a.ToString(), b.ToString()))
                    .Hint("CAST one to the type of the other"));
  }
  if (name == "TIMESTAMPDIFF") {
    return Fail(Error::User("TIMESTAMP_LTZ only supports diff between the same type.").Hint("CAST one of the two"));
  }
  return Ok();
}

}  // namespace

Status CheckStrictCall(std::string_view name, std::span<const ExprPtr> args) {
  for (const ExprPtr& arg : args) {
    if (arg->type().kind() != TypeKind::kNull || TakesNull(name)) continue;
    return Fail(Error::User(fmt::format("Illegal use of 'NULL' as an argument of {}", name))
                    .Hint("give it a type: CAST(NULL AS STRING)"));
  }
  bool remainder = name == "%" || name == "MOD";
  if (remainder && std::ranges::any_of(args, [](const ExprPtr& arg) { return arg->type().IsApproximate(); })) {
    return Fail(CannotApply(name, args, "the operands of % are exact numbers"));
  }
  if (name == "UNIX_TIMESTAMP" && !args.empty() && !args[0]->type().IsCharacter()) {
    return Fail(CannotApply(name, args, "it takes a text"));
  }
  if (name == "TO_TIMESTAMP_LTZ" && args.size() == 1) {
    return Fail(Error::User("Invalid number of arguments to function 'TO_TIMESTAMP_LTZ'. Was expecting 2 arguments")
                    .Hint(std::string(kHint)));
  }
  if (args.size() < 2) return Ok();
  return CheckMoments(name, args[args.size() - 2]->type(), args.back()->type(), args);
}

Status CheckStrictAggregates(const WindowInfo& window, std::span<const BoundAggregate> calls) {
  if (window.spec.kind == WindowKind::kTumble) return Ok();
  for (const BoundAggregate& call : calls) {
    static constexpr std::string_view kUnmergeable[] = {"FIRST_VALUE", "LAST_VALUE", "JSON_ARRAYAGG", "JSON_OBJECTAGG"};
    if (std::ranges::find(kUnmergeable, call.name) == std::end(kUnmergeable)) continue;
    return Fail(Error::User(fmt::format("Could not find an implementation method 'merge' for function '{}'", call.name))
                    .Why("of the windows only TUMBLE is not put together from parts in Flink")
                    .Hint(std::string(kHint)));
  }
  return Ok();
}

}  // namespace mullion::plan
