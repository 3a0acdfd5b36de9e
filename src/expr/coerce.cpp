// Implicit coercion, the common type, constant folding.
#include <algorithm>

#include "expr/json_constructor.h"
#include "expr/node.h"
#include "expr/type_rules.h"

namespace mullion {
namespace {

Error NoCommonType(const DataType& a, const DataType& b) {
  return Error::User("no common type of " + a.ToString() + " and " + b.ToString())
      .Hint("bring them to one type with CAST(… AS …)");
}

/// The decimal that holds the values of both; digits left of the point win where 38 are too few.
DataType WiderDecimal(const DataType& a, const DataType& b) {
  int whole = std::max(a.precision() - a.scale(), b.precision() - b.scale());
  int scale = std::max(a.scale(), b.scale());
  int precision = std::min(whole + scale, kMaxDecimalPrecision);
  return DataType::Decimal(precision, std::max(0, std::min(scale, precision - whole)));
}

DataType WiderNumber(const DataType& a, const DataType& b) {
  if (a.IsInteger() && b.IsInteger()) return WiderInteger(a, b);
  if (!a.IsApproximate() && !b.IsApproximate()) return WiderDecimal(ToDecimalType(a), ToDecimalType(b));
  return NumericSumType(a, b);
}

DataType WiderText(const DataType& a, const DataType& b) {
  if (a.kind() == TypeKind::kChar && b.kind() == TypeKind::kChar && a.precision() == b.precision()) return a;
  return DataType::VarChar(std::max(a.precision(), b.precision()));
}

bool IsMoment(const DataType& type) {
  return type.IsTimestamp() || type.kind() == TypeKind::kDate;
}

DataType WiderMoment(const DataType& a, const DataType& b) {
  int precision = std::max(a.precision(), b.precision());
  bool instant = a.kind() == TypeKind::kTimestampLtz || b.kind() == TypeKind::kTimestampLtz;
  return instant ? DataType::TimestampLtz(precision) : DataType::Timestamp(precision);
}

Result<DataType> CommonOfTwo(const DataType& a, const DataType& b);

Result<DataType> CommonNested(const DataType& a, const DataType& b) {
  const auto& x = a.fields();
  const auto& y = b.fields();
  if (x.size() != y.size()) return Fail(NoCommonType(a, b));
  std::vector<Field> fields;
  for (size_t i = 0; i < x.size(); ++i) {
    MULLION_ASSIGN(auto type, CommonOfTwo(x[i].type, y[i].type));
    fields.push_back({x[i].name, type});
  }
  switch (a.kind()) {
    case TypeKind::kArray:
      return DataType::Array(fields[0].type);
    case TypeKind::kMultiset:
      return DataType::Multiset(fields[0].type);
    case TypeKind::kMap:
      return DataType::Map(fields[0].type, fields[1].type);
    default:
      return DataType::Row(std::move(fields));
  }
}

Result<DataType> CommonOfTwo(const DataType& a, const DataType& b) {
  bool nullable = a.nullable() || b.nullable();
  if (a.kind() == TypeKind::kNull) return b.WithNullable(true);
  if (b.kind() == TypeKind::kNull) return a.WithNullable(true);
  if (a.SameExceptNull(b)) return a.WithNullable(nullable);
  if (a.IsNumeric() && b.IsNumeric()) return WiderNumber(a, b).WithNullable(nullable);
  if (a.IsCharacter() && b.IsCharacter()) return WiderText(a, b).WithNullable(nullable);
  if (a.IsBinary() && b.IsBinary()) {
    return DataType::VarBinary(std::max(a.precision(), b.precision())).WithNullable(nullable);
  }
  if (IsMoment(a) && IsMoment(b)) return WiderMoment(a, b).WithNullable(nullable);
  if (a.kind() == TypeKind::kTime && b.kind() == TypeKind::kTime) {
    return DataType::Time(std::max(a.precision(), b.precision())).WithNullable(nullable);
  }
  if (a.kind() == b.kind() && a.IsNested()) {
    MULLION_ASSIGN(auto type, CommonNested(a, b));
    return type.WithNullable(nullable);
  }
  return Fail(NoCommonType(a, b));
}

/// Whether a value of `from` may become one of `to` without a CAST in the text.
bool IsImplicit(const DataType& from, const DataType& to) {
  if (from.IsNumeric() && to.IsNumeric()) {
    if (from.IsInteger() && to.IsInteger()) return from.kind() <= to.kind();
    if (to.IsApproximate()) return true;  // a DOUBLE too becomes FLOAT where a FLOAT came first
    return to.kind() == TypeKind::kDecimal && !from.IsApproximate();
  }
  if (from.IsCharacter() && to.IsCharacter()) return true;
  if (from.IsBinary() && to.IsBinary()) return true;
  if (IsMoment(from) && to.IsTimestamp()) return true;
  if (from.kind() == TypeKind::kTime && to.kind() == TypeKind::kTime) return true;
  if (!from.IsNested() || from.kind() != to.kind() || from.fields().size() != to.fields().size()) return false;
  for (size_t i = 0; i < from.fields().size(); ++i) {
    const DataType& inner = from.fields()[i].type;
    const DataType& wanted = to.fields()[i].type;
    if (!inner.SameExceptNull(wanted) && !IsImplicit(inner, wanted)) return false;
  }
  return true;
}

}  // namespace

Result<DataType> CommonType(std::span<const DataType> types) {
  MULLION_CHECK(!types.empty());
  DataType common = types[0];
  for (const DataType& type : types.subspan(1)) {
    MULLION_ASSIGN(common, CommonOfTwo(common, type));
  }
  return common;
}

Result<ExprPtr> Coerce(ExprPtr input, DataType to) {
  const DataType& from = input->type();
  if (from.SameExceptNull(to)) return input;
  if (from.kind() != TypeKind::kNull && !IsImplicit(from, to)) {
    return Fail(Error::User("a value of type " + from.ToString() + " does not become " + to.ToString() + " by itself")
                    .Hint("write CAST(… AS " + to.WithNullable(true).ToString() + ")"));
  }
  return MakeCast(std::move(input), std::move(to), false);
}

Result<ExprPtr> FoldConstant(ExprPtr expr, const EvalContext& context) {
  std::vector<int> inputs;
  expr->CollectInputs(&inputs);
  if (!inputs.empty() || IsLiteral(*expr) || !expr->deterministic() || IsJsonConstructor(*expr)) return expr;
  Batch batch{.row_count = 1};
  const uint32_t row[] = {0};
  MULLION_ASSIGN(auto column, expr->Evaluate(context, batch, row));
  return MakeLiteral(expr->type(), ReadValue(*column, 0));
}

}  // namespace mullion
