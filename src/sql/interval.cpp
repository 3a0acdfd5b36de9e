#include "sql/interval.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace mullion::sql {
namespace {

constexpr int64_t kMsPerSecond = 1000;
constexpr int64_t kMsPerMinute = 60 * kMsPerSecond;
constexpr int64_t kMsPerHour = 60 * kMsPerMinute;
constexpr int64_t kMsPerDay = 24 * kMsPerHour;
/// Flink's default, and widest, number of digits of the first field.
constexpr size_t kDigitsMax = 10;

int64_t MillisecondsOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kDay:
      return kMsPerDay;
    case TimeUnit::kHour:
      return kMsPerHour;
    case TimeUnit::kMinute:
      return kMsPerMinute;
    default:
      return kMsPerSecond;
  }
}

/// The largest value of a field behind the first one: 23 hours, 59 minutes, 11 months.
int64_t FieldMax(TimeUnit unit) {
  return unit == TimeUnit::kHour ? 23 : unit == TimeUnit::kMonth ? 11 : 59;
}

/// What stands before a field behind the first one: "1 02:03:04", "1-2".
char SeparatorBefore(TimeUnit unit) {
  return unit == TimeUnit::kMonth ? '-' : unit == TimeUnit::kHour ? ' ' : ':';
}

/// Reads the text from the left.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool Skip(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool AtEnd() const { return text_.empty(); }

  std::optional<int64_t> Number() {
    size_t digits = 0;
    while (digits < text_.size() && text_[digits] >= '0' && text_[digits] <= '9') ++digits;
    if (digits == 0 || digits > kDigitsMax) return std::nullopt;
    int64_t value = 0;
    std::from_chars(text_.data(), text_.data() + digits, value);
    text_.remove_prefix(digits);
    return value;
  }

  /// The digits behind the point of a second, cut to milliseconds.
  std::optional<int64_t> Milliseconds() {
    size_t before = text_.size();
    std::optional<int64_t> value = Number();
    if (!value) return std::nullopt;
    size_t digits = before - text_.size();
    for (; digits < 3; ++digits) *value *= 10;
    for (; digits > 3; --digits) *value /= 10;
    return value;
  }

 private:
  std::string_view text_;
};

std::string_view Example(const IntervalQualifier& qualifier) {
  TimeUnit start = qualifier.start;
  TimeUnit end = qualifier.end.value_or(start);
  if (start == TimeUnit::kYear && end == TimeUnit::kMonth) return "'1-6' YEAR TO MONTH";
  if (start == end) return start == TimeUnit::kSecond ? "'1' SECOND or '0.5' SECOND" : "'1'";
  if (start == TimeUnit::kDay && end == TimeUnit::kHour) return "'1 12' DAY TO HOUR";
  if (start == TimeUnit::kDay && end == TimeUnit::kMinute) return "'1 12:30' DAY TO MINUTE";
  if (start == TimeUnit::kDay) return "'1 12:30:00' DAY TO SECOND";
  if (start == TimeUnit::kHour && end == TimeUnit::kMinute) return "'12:30' HOUR TO MINUTE";
  if (start == TimeUnit::kHour) return "'12:30:00' HOUR TO SECOND";
  return "'30:00' MINUTE TO SECOND";
}

/// The next smaller unit within an interval.
TimeUnit Next(TimeUnit unit) {
  return unit == TimeUnit::kYear   ? TimeUnit::kMonth
         : unit == TimeUnit::kDay  ? TimeUnit::kHour
         : unit == TimeUnit::kHour ? TimeUnit::kMinute
                                   : TimeUnit::kSecond;
}

std::optional<IntervalValue> Evaluate(std::string_view text, const IntervalQualifier& qualifier) {
  Reader reader(text);
  IntervalValue value;
  value.year_month = qualifier.start == TimeUnit::kYear || qualifier.start == TimeUnit::kMonth;
  bool negative = reader.Skip('-');
  if (!negative) reader.Skip('+');
  TimeUnit end = qualifier.end.value_or(qualifier.start);
  for (TimeUnit unit = qualifier.start;; unit = Next(unit)) {
    bool first = unit == qualifier.start;
    if (!first && !reader.Skip(SeparatorBefore(unit))) return std::nullopt;
    std::optional<int64_t> number = reader.Number();
    if (!number || (!first && *number > FieldMax(unit))) return std::nullopt;
    if (value.year_month) {
      value.months += unit == TimeUnit::kYear ? *number * 12 : *number;
    } else {
      value.milliseconds += *number * MillisecondsOf(unit);  // at most 10 digits of days: far from overflow
    }
    if (unit == TimeUnit::kSecond && reader.Skip('.')) {
      std::optional<int64_t> milliseconds = reader.Milliseconds();
      if (!milliseconds) return std::nullopt;
      value.milliseconds += *milliseconds;
    }
    if (unit == end) break;
  }
  if (!reader.AtEnd()) return std::nullopt;
  if (negative) {
    value.months = -value.months;
    value.milliseconds = -value.milliseconds;
  }
  return value;
}

}  // namespace

Result<IntervalValue> EvaluateInterval(const IntervalLiteral& literal, TextPosition position) {
  std::string_view text = literal.text;
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::optional<IntervalValue> value = Evaluate(text, literal.qualifier);
  if (!value) {
    std::string unit(TimeUnitName(literal.qualifier.start));
    if (literal.qualifier.end) unit += fmt::format(" TO {}", TimeUnitName(*literal.qualifier.end));
    return Fail(Error::User(fmt::format("'{}' is not an interval of {}", literal.text, unit))
                    .At(position)
                    .Hint(fmt::format(
                        "write INTERVAL {}{}", Example(literal.qualifier),
                        literal.qualifier.end || literal.qualifier.start == TimeUnit::kSecond ? "" : " " + unit)));
  }
  if (literal.negative) {
    value->months = -value->months;
    value->milliseconds = -value->milliseconds;
  }
  return *value;
}

}  // namespace mullion::sql
