#pragma once
// Short ways to write expressions in the tests of this room.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "column/text.h"
#include "expr/function.h"

namespace mullion::testing {

inline ExprPtr Int(int64_t v) {
  return MakeLiteral(DataType::Int(), Value::Int(v));
}
inline ExprPtr BigInt(int64_t v) {
  return MakeLiteral(DataType::BigInt(), Value::Int(v));
}
inline ExprPtr Double(double v) {
  return MakeLiteral(DataType::Double(), Value::Real(v));
}
inline ExprPtr Float(float v) {
  return MakeLiteral(DataType::Float(), Value::Real(v));
}
inline ExprPtr Bool(bool v) {
  return MakeLiteral(DataType::Boolean(), Value::Int(v));
}
inline ExprPtr Text(std::string v) {
  int length = static_cast<int>(v.size());
  return MakeLiteral(DataType::Char(length), Value::Text(std::move(v)));
}
inline ExprPtr String(std::string v) {
  return MakeLiteral(DataType::String(), Value::Text(std::move(v)));
}
inline ExprPtr Null(DataType type = DataType::Null()) {
  return MakeLiteral(std::move(type), Value::Null());
}
/// Decimal("12.50") is DECIMAL(4, 2).
inline ExprPtr Decimal(std::string_view text, int precision = 0) {
  size_t point = text.find('.');
  int scale = point == text.npos ? 0 : static_cast<int>(text.size() - point - 1);
  int digits = static_cast<int>(text.size()) - (point != text.npos) - (text[0] == '-');
  int p = precision > 0 ? precision : digits;
  return MakeLiteral(DataType::Decimal(p, scale), Value::Wide(*ParseDecimal(text, p, scale)));
}
inline ExprPtr Date(std::string_view text) {
  return MakeLiteral(DataType::Date(), Value::Int(*ParseDate(text)));
}
inline ExprPtr Time(std::string_view text) {
  return MakeLiteral(DataType::Time(), Value::Int(*ParseTimeOfDay(text)));
}
inline ExprPtr Timestamp(std::string_view text, int precision = 3) {
  Int128 ns = *ParseTimestampNs(text, ' ');
  if (precision > 3) return MakeLiteral(DataType::Timestamp(precision), Value::Wide(ns));
  Int128 ms = ns / 1'000'000 - (ns % 1'000'000 < 0);
  return MakeLiteral(DataType::Timestamp(precision), Value::Int(static_cast<int64_t>(ms)));
}
inline ExprPtr Ltz(int64_t ms) {
  return MakeLiteral(DataType::TimestampLtz(3), Value::Int(ms));
}
inline ExprPtr Months(int64_t v) {
  return MakeLiteral(DataType::IntervalMonth(), Value::Int(v));
}
inline ExprPtr Ms(int64_t v) {
  return MakeLiteral(DataType::IntervalDay(), Value::Int(v));
}

inline ExprPtr Call(std::string_view name, std::vector<ExprPtr> args) {
  Result<ExprPtr> call = MakeCall(name, std::move(args));
  EXPECT_TRUE(call.has_value()) << (call ? "" : call.error().ToString());
  return call ? *call : Null();
}
inline ExprPtr CastTo(ExprPtr input, DataType to) {
  Result<ExprPtr> cast = MakeCast(std::move(input), std::move(to), false);
  EXPECT_TRUE(cast.has_value()) << (cast ? "" : cast.error().ToString());
  return cast ? *cast : Null();
}
inline ExprPtr TryCastTo(ExprPtr input, DataType to) {
  Result<ExprPtr> cast = MakeCast(std::move(input), std::move(to), true);
  EXPECT_TRUE(cast.has_value()) << (cast ? "" : cast.error().ToString());
  return cast ? *cast : Null();
}

inline Result<ColumnPtr> Evaluate(const Expr& expr, const Batch& batch, const EvalContext& context = {}) {
  RowSpan all(batch);
  return expr.Evaluate(context, batch, all.rows());
}

/// What an expression without inputs gives, as text; "error: …" when it fails.
inline std::string Show(const ExprPtr& expr, const EvalContext& context = {}) {
  Batch batch{.row_count = 1};
  Result<ColumnPtr> column = Evaluate(*expr, batch, context);
  if (!column) return "error: " + column.error().what();
  return ToText(expr->type(), ReadValue(**column, 0));
}
/// Show(Call(name, args)).
inline std::string ShowCall(std::string_view name, std::vector<ExprPtr> args, const EvalContext& context = {}) {
  return Show(Call(name, std::move(args)), context);
}
inline std::string TypeOf(const ExprPtr& expr) {
  return expr->type().WithNullable(true).ToString();
}

inline ColumnPtr ColumnOf(const DataType& type, const std::vector<Value>& values) {
  ColumnBuilder builder(type);
  for (const Value& value : values) builder.Append(value);
  return builder.Finish();
}
inline std::vector<std::string> ShowRows(const Expr& expr, const Batch& batch, const EvalContext& context = {}) {
  Result<ColumnPtr> column = Evaluate(expr, batch, context);
  EXPECT_TRUE(column.has_value()) << (column ? "" : column.error().ToString());
  std::vector<std::string> out;
  if (!column) return out;
  for (size_t i = 0; i < batch.row_count; ++i) out.push_back(ToText(expr.type(), ReadValue(**column, i)));
  return out;
}

}  // namespace mullion::testing
