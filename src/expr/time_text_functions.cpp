// Times as texts by pattern and back: DATE_FORMAT, TO_TIMESTAMP, TO_DATE, UNIX_TIMESTAMP, FROM_UNIXTIME, CONVERT_TZ,
// TO_TIMESTAMP_LTZ, OVERLAPS.
#include <cmath>
#include <limits>

#include "column/text.h"
#include "expr/calendar.h"
#include "expr/cast.h"
#include "expr/decimal_math.h"
#include "expr/function.h"
#include "expr/function_table.h"
#include "expr/java_pattern.h"

namespace mullion {
namespace {

using Sv = std::string_view;
using PatternPtr = std::shared_ptr<const JavaPattern>;

constexpr Sv kDefaultPattern = "yyyy-MM-dd HH:mm:ss";

/// The pattern of a call: compiled once when it is a literal, else in each row.
class PatternOfCall {
 public:
  static Result<PatternOfCall> Of(const Expr& pattern, PatternDialect dialect) {
    PatternOfCall out;
    out.dialect_ = dialect;
    const Value* value = AsLiteral(pattern);
    if (value && !value->is_null()) {
      MULLION_ASSIGN(out.literal_, JavaPattern::Compile(value->AsText(), dialect));
    }
    return out;
  }
  Result<PatternPtr> For(Sv text) const {
    if (literal_) return literal_;
    return JavaPattern::Compile(text, dialect_);
  }

 private:
  PatternDialect dialect_ = PatternDialect::kSimpleDateFormat;
  PatternPtr literal_;
};

/// DATE_FORMAT(timestamp, pattern): TIMESTAMP_LTZ in the session zone.
template <typename T>
Result<ExprPtr> FormatTimestamp(const Function& self, Args args) {
  bool instant = args[0]->type().kind() == TypeKind::kTimestampLtz;
  MULLION_ASSIGN(auto pattern, PatternOfCall::Of(*args[1], PatternDialect::kDateTimeFormatter));
  return BindRows<Sv, T, Sv>(self, DataType::String(), std::move(args),
                             [instant, pattern](RowEnv& env, T value, Sv text) -> Result<Sv> {
                               MULLION_ASSIGN(auto compiled, pattern.For(text));
                               Instant at = ReadInstant(value);
                               if (instant) {
                                 MULLION_ASSIGN(auto zone, env.context().Zone());
                                 at.ms = zone->ToLocalMs(at.ms);
                               }
                               std::string& out = env.Scratch();
                               compiled->Format({at.ms, at.ns_of_ms}, &out);
                               return env.Keep(out);
                             });
}

/// DATE_FORMAT(text, pattern): the text is "yyyy-MM-dd HH:mm:ss"; another one gives NULL.
Result<ExprPtr> FormatText(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  MULLION_ASSIGN(auto reader, JavaPattern::Compile(kDefaultPattern, PatternDialect::kSimpleDateFormat));
  MULLION_ASSIGN(auto pattern, PatternOfCall::Of(*args[1], PatternDialect::kSimpleDateFormat));
  return BindRows<Sv, Sv, Sv>(self, DataType::String(), std::move(args),
                              [reader, pattern](RowEnv& env, Sv time, Sv text) -> Result<std::optional<Sv>> {
                                MULLION_ASSIGN(auto compiled, pattern.For(text));
                                std::optional<ParsedMoment> moment = reader->Parse(time);
                                if (!moment) return std::nullopt;
                                std::string& out = env.Scratch();
                                compiled->Format({moment->ms}, &out);
                                return env.Keep(out);
                              });
}

Result<ExprPtr> BindDateFormat(const Function& self, Args args) {
  if (!args[1]->type().IsCharacter()) return Fail(ArgumentError(self, 1, args[1]->type(), "a pattern"));
  MULLION_ASSIGN(args[1], MakeCast(args[1], DataType::String(), false));
  DataType type = args[0]->type();
  if (type.IsCharacter() || type.kind() == TypeKind::kNull) return FormatText(self, std::move(args));
  if (type.kind() == TypeKind::kDate) {
    MULLION_ASSIGN(args[0], MakeCast(args[0], DataType::Timestamp(3), false));
    type = args[0]->type();
  }
  if (!type.IsTimestamp()) return Fail(ArgumentError(self, 0, type, "a TIMESTAMP or a character string"));
  if (type.physical() == Physical::kInt64) return FormatTimestamp<int64_t>(self, std::move(args));
  return FormatTimestamp<Int128>(self, std::move(args));
}

/// What TO_TIMESTAMP falls back to when the pattern does not fit: Flink tries java.sql.Timestamp and Date, "yyyy-M-d
/// H:m:s" or "yyyy-M-d".
std::optional<int64_t> FallbackMs(Sv text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::optional<Int128> ns = ParseLenientTimestamp(text);
  if (!ns) return std::nullopt;
  return InstantOfNs(*ns).ms;
}

Result<ExprPtr> BindToTimestamp(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  if (args.size() == 1) {
    return BindRows<int64_t, Sv>(self, DataType::Timestamp(3), std::move(args), [](Sv text) -> std::optional<int64_t> {
      std::optional<Int128> ns = ParseLenientTimestamp(text);
      if (!ns) return std::nullopt;
      return InstantOfNs(*ns).ms;
    });
  }
  MULLION_ASSIGN(auto pattern, PatternOfCall::Of(*args[1], PatternDialect::kDateTimeFormatter));
  return BindRows<int64_t, Sv, Sv>(self, DataType::Timestamp(3), std::move(args),
                                   [pattern](Sv text, Sv format) -> Result<std::optional<int64_t>> {
                                     MULLION_ASSIGN(auto compiled, pattern.For(format));
                                     if (auto moment = compiled->Parse(text)) return moment->ms;
                                     return FallbackMs(text);
                                   });
}

Result<ExprPtr> BindToDate(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  if (args.size() == 1) {
    return BindRows<int32_t, Sv>(self, DataType::Date(), std::move(args), ParseLenientDate);
  }
  MULLION_ASSIGN(auto pattern, PatternOfCall::Of(*args[1], PatternDialect::kSimpleDateFormat));
  return BindRows<int32_t, Sv, Sv>(self, DataType::Date(), std::move(args),
                                   [pattern](Sv text, Sv format) -> Result<std::optional<int32_t>> {
                                     MULLION_ASSIGN(auto compiled, pattern.For(format));
                                     std::optional<ParsedMoment> moment = compiled->Parse(text);
                                     if (!moment) return std::nullopt;
                                     return static_cast<int32_t>(FloorDiv(moment->ms, kMsPerDay));
                                   });
}

/// Wall clock to instant as Java's SimpleDateFormat: an hour that comes twice is the second one.
int64_t SecondUtcMs(const TimeZone& zone, int64_t local_ms) {
  int64_t utc_ms = zone.ToUtcMs(local_ms);
  for (int64_t shift_ms : {3'600'000, 1'800'000}) {
    if (zone.ToLocalMs(utc_ms + shift_ms) == local_ms) return utc_ms + shift_ms;
  }
  return utc_ms;
}

/// UNIX_TIMESTAMP() is now, in seconds; of a text in the session zone. What cannot be read gives Flink's smallest
/// BIGINT.
Result<ExprPtr> BindUnixTimestamp(const Function& self, Args args) {
  if (args.empty()) {
    MULLION_ASSIGN(auto now, MakeCall("CURRENT_ROW_TIMESTAMP", {}));
    return BindRows<int64_t, int64_t>(self, DataType::BigInt(), {std::move(now)},
                                      [](int64_t utc_ms) { return FloorDiv(utc_ms, 1000); });
  }
  if (args.size() == 1) args.push_back(TextLiteral(std::string(kDefaultPattern)));
  MULLION_TRY(Want(self, "s", &args));
  MULLION_ASSIGN(auto pattern, PatternOfCall::Of(*args[1], PatternDialect::kSimpleDateFormat));
  return BindRows<int64_t, Sv, Sv>(self, DataType::BigInt(), std::move(args),
                                   [pattern](RowEnv& env, Sv text, Sv format) -> Result<int64_t> {
                                     MULLION_ASSIGN(auto compiled, pattern.For(format));
                                     std::optional<ParsedMoment> moment = compiled->Parse(text);
                                     if (!moment) return std::numeric_limits<int64_t>::min();
                                     MULLION_ASSIGN(auto zone, env.context().Zone());
                                     return (moment->has_offset ? moment->ms : SecondUtcMs(*zone, moment->ms)) / 1'000;
                                   });
}

/// FROM_UNIXTIME(seconds[, pattern]), in the session zone.
Result<ExprPtr> BindFromUnixTime(const Function& self, Args args) {
  if (args.size() == 1) args.push_back(TextLiteral(std::string(kDefaultPattern)));
  MULLION_TRY(Want(self, "ls", &args));
  MULLION_ASSIGN(auto pattern, PatternOfCall::Of(*args[1], PatternDialect::kSimpleDateFormat));
  return BindRows<Sv, int64_t, Sv>(self, DataType::String(), std::move(args),
                                   [pattern](RowEnv& env, int64_t seconds, Sv format) -> Result<Sv> {
                                     MULLION_ASSIGN(auto compiled, pattern.For(format));
                                     MULLION_ASSIGN(auto zone, env.context().Zone());
                                     int64_t ms = static_cast<int64_t>(static_cast<uint64_t>(seconds) * 1'000);
                                     int64_t local_ms = zone->ToLocalMs(ms);
                                     std::string& out = env.Scratch();
                                     compiled->Format({local_ms, 0, static_cast<int32_t>(local_ms - ms)}, &out);
                                     return env.Keep(out);
                                   });
}

/// CONVERT_TZ(text, from zone, to zone)
Result<ExprPtr> BindConvertTz(const Function& self, Args args) {
  MULLION_TRY(Want(self, "s", &args));
  std::shared_ptr<const TimeZone> zones[2];
  for (size_t i = 0; i < 2; ++i) {
    MULLION_ASSIGN(auto name, WantSymbol(self, args, i + 1));
    MULLION_ASSIGN(zones[i], TimeZone::Find(name));
  }
  MULLION_ASSIGN(auto pattern, JavaPattern::Compile(kDefaultPattern, PatternDialect::kSimpleDateFormat));
  return BindRows<Sv, Sv, Sv, Sv>(
      self, DataType::String(), std::move(args),
      [from = zones[0], to = zones[1], pattern](RowEnv& env, Sv text, Sv, Sv) -> std::optional<Sv> {
        std::optional<ParsedMoment> moment = pattern->Parse(text);
        if (!moment) return std::nullopt;
        std::string& out = env.Scratch();
        pattern->Format({to->ToLocalMs(SecondUtcMs(*from, moment->ms))}, &out);
        return env.Keep(out);
      });
}

constexpr int64_t kMinMs = -62'167'219'200'000;  // 0000-01-01
constexpr int64_t kMaxMs = 253'402'300'799'999;  // 9999-12-31

std::optional<int64_t> InRange(Int128 ms) {
  if (ms < kMinMs || ms > kMaxMs) return std::nullopt;
  return static_cast<int64_t>(ms);
}

/// TO_TIMESTAMP_LTZ(number, 0): seconds; (number, 3): milliseconds. NULL outside of the years 0 to 9999.
Result<ExprPtr> BindToTimestampLtz(const Function& self, Args args) {
  if (args.size() == 1) args.push_back(IntLiteral(3));
  MULLION_TRY(Want(self, "ni", &args));
  MULLION_ASSIGN(auto precision, WantLiteralInt(self, args, 1));
  if (precision != 0 && precision != 3) {
    return Fail(
        Error::User("The precision value '" + std::to_string(precision) +
                    "' for function TO_TIMESTAMP_LTZ(numeric, precision) is unsupported, the supported value is "
                    "'0' for second or '3' for millisecond."));
  }
  args.pop_back();
  int64_t unit_ms = precision == 0 ? 1'000 : 1;
  DataType type = DataType::TimestampLtz(3);
  const DataType from = args[0]->type();
  if (from.kind() == TypeKind::kDecimal) {
    Int128 one = PowerOfTen(from.scale());
    return BindRows<int64_t, Int128>(self, type, std::move(args), [=](Int128 v) { return InRange(v / one * unit_ms); });
  }
  if (from.IsApproximate()) {
    MULLION_ASSIGN(args[0], MakeCast(args[0], DataType::Double(), false));
    return BindRows<int64_t, double>(self, type, std::move(args), [=](double v) -> std::optional<int64_t> {
      double ms = v * static_cast<double>(unit_ms);
      if (!(std::fabs(ms) < 1e15)) return std::nullopt;
      return InRange(static_cast<int64_t>(ms));
    });
  }
  MULLION_ASSIGN(args[0], MakeCast(args[0], DataType::BigInt(), false));
  return BindRows<int64_t, int64_t>(self, type, std::move(args),
                                    [=](int64_t v) { return InRange(static_cast<Int128>(v) * unit_ms); });
}

/// (start, end or interval) OVERLAPS (start, end or interval): also when one begins where the other ends.
Result<ExprPtr> BindOverlaps(const Function&, Args args) {
  for (size_t i = 1; i < 4; i += 2) {
    if (!args[i]->type().IsInterval()) continue;
    MULLION_ASSIGN(args[i], MakeCall("+", {args[i - 1], args[i]}));
  }
  std::vector<ExprPtr> bounds;
  for (size_t i = 0; i < 4; i += 2) {
    MULLION_ASSIGN(auto begin, MakeCall("LEAST", {args[i], args[i + 1]}));
    MULLION_ASSIGN(auto end, MakeCall("GREATEST", {args[i], args[i + 1]}));
    bounds.push_back(std::move(begin));
    bounds.push_back(std::move(end));
  }
  MULLION_ASSIGN(auto first, MakeCall(">=", {bounds[1], bounds[2]}));
  MULLION_ASSIGN(auto second, MakeCall(">=", {bounds[3], bounds[0]}));
  return MakeAnd({std::move(first), std::move(second)});
}

constexpr Function kFunctions[] = {
    {"DATE_FORMAT", 2, 2, "DATE_FORMAT(timestamp, pattern)", BindDateFormat},
    {"TO_TIMESTAMP", 1, 2, "TO_TIMESTAMP(text [, pattern])", BindToTimestamp},
    {"TO_DATE", 1, 2, "TO_DATE(text [, pattern])", BindToDate},
    {"TO_TIMESTAMP_LTZ", 1, 2, "TO_TIMESTAMP_LTZ(number, 0 or 3)", BindToTimestampLtz},
    {"UNIX_TIMESTAMP", 0, 2, "UNIX_TIMESTAMP([text [, pattern]])", BindUnixTimestamp},
    {"FROM_UNIXTIME", 1, 2, "FROM_UNIXTIME(seconds [, pattern])", BindFromUnixTime},
    {"CONVERT_TZ", 3, 3, "CONVERT_TZ(text, 'from zone', 'to zone')", BindConvertTz},
    {"OVERLAPS", 4, 4, "(start, end) OVERLAPS (start, end)", BindOverlaps},
};

}  // namespace

std::span<const Function> TimeTextFunctions() {
  return kFunctions;
}

}  // namespace mullion
