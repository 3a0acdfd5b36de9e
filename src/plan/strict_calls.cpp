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

/// Which arguments Flink takes as texts only; the last letter holds for all further ones. s: a text; *: anything.
std::string_view TextArguments(std::string_view name) {
  static constexpr std::string_view kAllTexts[] = {
      "UPPER",          "LOWER",      "INITCAP",    "CHAR_LENGTH",    "CHARACTER_LENGTH", "REVERSE",    "LTRIM",
      "RTRIM",          "REPLACE",    "CONCAT",     "ASCII",          "CONCAT_WS",        "ENCODE",     "MD5",
      "SHA1",           "SHA224",     "SHA256",     "SHA384",         "SHA512",           "STR_TO_MAP", "REGEXP",
      "REGEXP_REPLACE", "LIKE",       "NOT LIKE",   "TO_DATE",        "PARSE_URL",        "TRIM",       "TO_TIMESTAMP",
      "UNIX_TIMESTAMP", "CONVERT_TZ", "SIMILAR TO", "NOT SIMILAR TO", "TO_BASE64"};
  static constexpr std::string_view kFirstText[] = {"LEFT",   "RIGHT", "REPEAT",     "SUBSTRING",
                                                    "SUBSTR", "SHA2",  "SPLIT_INDEX"};
  static constexpr std::string_view kTwoTexts[] = {"POSITION", "LOCATE", "INSTR", "OVERLAY", "REGEXP_EXTRACT"};
  auto in = [name](const auto& names) { return std::ranges::find(names, name) != std::end(names); };
  if (in(kAllTexts)) return "s";
  if (in(kFirstText)) return "s*";
  if (in(kTwoTexts)) return "ss*";
  return name == "LPAD" || name == "RPAD" ? "s*s" : "*";
}

bool MayBeText(const DataType& type) {
  return type.IsCharacter() || type.kind() == TypeKind::kNull;
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

Status CheckTexts(std::string_view name, std::span<const ExprPtr> args) {
  std::string_view letters = TextArguments(name);
  for (size_t i = 0; i < args.size(); ++i) {
    bool text = letters[std::min(i, letters.size() - 1)] == 's';
    if (!text || MayBeText(args[i]->type())) continue;
    return Fail(CannotApply(name, args, "write CAST(… AS STRING)"));
  }
  bool time_unit = name == "EXTRACT" || name == "TIMESTAMPDIFF";
  for (size_t i = 1; time_unit && i < args.size(); ++i) {
    if (args[i]->type().IsCharacter()) return Fail(CannotApply(name, args, "write CAST(… AS TIMESTAMP(3))"));
  }
  return Ok();
}

/// A text beside a number is read as a number by Mullion.
Status CheckImplicitConversion(std::string_view name, std::span<const ExprPtr> args) {
  if (!IsComparison(name) && name != "IN" && name != "NOT IN") return Ok();
  for (const ExprPtr& arg : args.subspan(1)) {
    const DataType& a = args[0]->type();
    const DataType& b = arg->type();
    if (!(a.IsCharacter() && b.IsNumeric()) && !(a.IsNumeric() && b.IsCharacter())) continue;
    return Fail(Error::User(fmt::format("implicit type conversion between {} and {} is not supported now",
                                        a.WithNullable(true).ToString(), b.WithNullable(true).ToString()))
                    .Hint("write CAST(… AS …)"));
  }
  return Ok();
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
  MULLION_TRY(CheckTexts(name, args));
  if (name == "TO_TIMESTAMP_LTZ" && args.size() == 1) {
    return Fail(Error::User("Invalid number of arguments to function 'TO_TIMESTAMP_LTZ'. Was expecting 2 arguments")
                    .Hint(std::string(kHint)));
  }
  if (args.size() < 2) return Ok();
  MULLION_TRY(CheckImplicitConversion(name, args));
  return CheckMoments(name, args[args.size() - 2]->type(), args.back()->type(), args);
}

Status CheckStrictInterval(const sql::IntervalLiteral& literal) {
  size_t begin = literal.text.find_first_of("0123456789");
  if (begin == std::string::npos) return Ok();
  size_t end = std::min(literal.text.find_first_not_of("0123456789", begin), literal.text.size());
  auto digits = std::string_view(literal.text).substr(begin, end - begin);
  while (digits.starts_with('0')) digits.remove_prefix(1);
  int precision = literal.qualifier.start_precision.value_or(2);
  if (digits.size() <= static_cast<size_t>(precision)) return Ok();
  std::string_view unit = sql::TimeUnitName(literal.qualifier.start);
  return Fail(
      Error::User(fmt::format("Interval field value {} exceeds precision of {}({}) field", digits, unit, precision))
          .Hint(fmt::format("write {}({})", unit, digits.size())));
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
