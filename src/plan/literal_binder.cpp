#include "plan/literal_binder.h"

#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "column/text.h"
#include "sql/interval.h"

namespace mullion::plan {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr int64_t kMsPerDay = 86'400'000;

ExprPtr Constant(DataType type, Value value) {
  return MakeLiteral(type.NotNull(), std::move(value));
}

Result<ExprPtr> BindExact(const std::string& digits, bool negative, TextPosition position) {
  std::string text = negative ? "-" + digits : digits;
  size_t point = digits.find('.');
  if (point == std::string::npos) {
    int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) {
      bool fits_int = value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
      return Constant(fits_int ? DataType::Int() : DataType::BigInt(), Value::Int(value));
    }
  }
  // The zero before the point counts: 0.5 is a DECIMAL(2, 1), .5 a DECIMAL(1, 1).
  int scale = point == std::string::npos ? 0 : static_cast<int>(digits.size() - point - 1);
  int precision = static_cast<int>(digits.size()) - (point == std::string::npos ? 0 : 1);
  if (precision > kMaxDecimalPrecision) {
    return Fail(Error::User(fmt::format("Numeric literal '{}' has more than {} digits", text, kMaxDecimalPrecision))
                    .At(position)
                    .Hint("write it as a DOUBLE with an exponent: 1.5E40"));
  }
  std::optional<Int128> value = ParseDecimal(text, precision, scale);
  if (!value) return Fail(Error::User(fmt::format("'{}' is not a number", text)).At(position));
  return Constant(DataType::Decimal(precision, scale), Value::Wide(*value));
}

Result<ExprPtr> BindApproximate(const std::string& digits, bool negative, TextPosition position) {
  double value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return Fail(Error::User(fmt::format("Numeric literal '{}' is out of the range of DOUBLE", digits)).At(position));
  }
  return Constant(DataType::Double(), Value::Real(negative ? -value : value));
}

int CharacterCount(std::string_view text) {
  int count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

Error BadTimeText(std::string_view type, const std::string& text, std::string_view shape, TextPosition position) {
  return Error::User(fmt::format("Illegal {} literal '{}'", type, text))
      .At(position)
      .Hint(fmt::format("not in format '{}'", shape));
}

Result<ExprPtr> BindTimestamp(const sql::TimestampLiteral& literal, TextPosition position) {
  std::optional<Int128> ns = ParseTimestampNs(literal.text, ' ');
  if (std::optional<int32_t> midnight = ParseDate(literal.text)) ns = Int128{*midnight} * kMsPerDay * kNsPerMs;
  if (!ns) return Fail(BadTimeText("TIMESTAMP", literal.text, "yyyy-MM-dd HH:mm:ss[.fraction]", position));
  size_t point = literal.text.find('.');
  int precision = point == std::string::npos ? 0 : static_cast<int>(literal.text.size() - point - 1);
  if (precision > 3) return Constant(DataType::Timestamp(precision), Value::Wide(*ns));
  return Constant(DataType::Timestamp(precision), Value::Int(static_cast<int64_t>(*ns / kNsPerMs)));
}

Result<ExprPtr> BindInterval(const sql::IntervalLiteral& literal, TextPosition position) {
  MULLION_ASSIGN(sql::IntervalValue value, sql::EvaluateInterval(literal, position));
  if (value.year_month) return Constant(DataType::IntervalMonth(), Value::Int(value.months));
  return Constant(DataType::IntervalDay(), Value::Int(value.milliseconds));
}

}  // namespace

ExprPtr TextLiteral(std::string text) {
  int length = CharacterCount(text);
  return Constant(DataType::Char(length), Value::Text(std::move(text)));
}

ExprPtr IntLiteral(int64_t value) {
  return Constant(DataType::BigInt(), Value::Int(value));
}

Result<ExprPtr> BindLiteral(const sql::Expr& expr) {
  TextPosition at = expr.position;
  if (expr.Is<sql::NullLiteral>()) return MakeLiteral(DataType::Null(), Value::Null());
  if (auto* boolean = expr.As<sql::BooleanLiteral>()) {
    return Constant(DataType::Boolean(), Value::Int(boolean->value ? 1 : 0));
  }
  if (auto* number = expr.As<sql::ExactNumber>()) return BindExact(number->digits, false, at);
  if (auto* number = expr.As<sql::ApproximateNumber>()) return BindApproximate(number->digits, false, at);
  if (auto* unary = expr.As<sql::Unary>(); unary && unary->op == sql::UnaryOperator::kMinus) {
    if (auto* number = unary->operand->As<sql::ExactNumber>()) return BindExact(number->digits, true, at);
    if (auto* number = unary->operand->As<sql::ApproximateNumber>()) return BindApproximate(number->digits, true, at);
  }
  if (auto* text = expr.As<sql::StringLiteral>()) return TextLiteral(text->value);
  if (auto* binary = expr.As<sql::BinaryLiteral>()) {
    return Constant(DataType::Binary(static_cast<int>(binary->bytes.size())), Value::Text(binary->bytes));
  }
  if (auto* date = expr.As<sql::DateLiteral>()) {
    std::optional<int32_t> days = ParseDate(date->text);
    if (!days) return Fail(BadTimeText("DATE", date->text, "yyyy-MM-dd", at));
    return Constant(DataType::Date(), Value::Int(*days));
  }
  if (auto* time = expr.As<sql::TimeLiteral>()) {
    std::optional<int32_t> ms = ParseTimeOfDay(time->text);
    if (!ms) return Fail(BadTimeText("TIME", time->text, "HH:mm:ss", at));
    return Constant(DataType::Time(0), Value::Int(*ms));
  }
  if (auto* timestamp = expr.As<sql::TimestampLiteral>()) return BindTimestamp(*timestamp, at);
  if (auto* interval = expr.As<sql::IntervalLiteral>()) return BindInterval(*interval, at);
  return ExprPtr();
}

std::optional<ConstantInterval> AsInterval(const Expr& expr) {
  const Value* value = AsLiteral(expr);
  if (!value || value->is_null() || !expr.type().IsInterval()) return std::nullopt;
  return ConstantInterval{expr.type().kind() == TypeKind::kIntervalMonth, value->AsInt()};
}

}  // namespace mullion::plan
