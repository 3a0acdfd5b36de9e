#include "expr/type_rules.h"

#include <algorithm>

namespace mullion {

DataType ToDecimalType(const DataType& exact) {
  switch (exact.kind()) {
    case TypeKind::kTinyInt:
      return DataType::Decimal(3, 0);
    case TypeKind::kSmallInt:
      return DataType::Decimal(5, 0);
    case TypeKind::kInt:
      return DataType::Decimal(10, 0);
    case TypeKind::kBigInt:
      return DataType::Decimal(19, 0);
    default:
      return exact.WithNullable(true);
  }
}

DataType FitDecimal(int precision, int scale) {
  if (precision <= kMaxDecimalPrecision) return DataType::Decimal(precision, scale);
  int whole = precision - scale;
  return DataType::Decimal(kMaxDecimalPrecision, std::max(kMaxDecimalPrecision - whole, std::min(scale, 6)));
}

DataType DecimalSumType(const DataType& a, const DataType& b) {
  int scale = std::max(a.scale(), b.scale());
  int whole = std::max(a.precision() - a.scale(), b.precision() - b.scale());
  return FitDecimal(whole + scale + 1, scale);
}

DataType DecimalProductType(const DataType& a, const DataType& b) {
  return FitDecimal(a.precision() + b.precision() + 1, a.scale() + b.scale());
}

DataType DecimalQuotientType(const DataType& a, const DataType& b) {
  int scale = std::max(6, a.scale() + b.precision() + 1);
  return FitDecimal(a.precision() - a.scale() + b.scale() + scale, scale);
}

DataType DecimalRemainderType(const DataType& a, const DataType& b) {
  int scale = std::max(a.scale(), b.scale());
  return FitDecimal(std::min(a.precision() - a.scale(), b.precision() - b.scale()) + scale, scale);
}

DataType DecimalRoundType(const DataType& decimal, int digits) {
  int whole = decimal.precision() - decimal.scale();
  if (digits >= decimal.scale()) return decimal.WithNullable(true);
  if (digits < 0) return DataType::Decimal(std::min(kMaxDecimalPrecision, 1 + whole), 0);
  return DataType::Decimal(1 + whole + digits, digits);
}

DataType WiderInteger(const DataType& a, const DataType& b) {
  return (a.kind() >= b.kind() ? a : b).WithNullable(true);
}

DataType NumericSumType(const DataType& a, const DataType& b) {
  if (a.IsInteger() && b.IsInteger()) return WiderInteger(a, b);
  if (!a.IsApproximate() && !b.IsApproximate()) return DecimalSumType(ToDecimalType(a), ToDecimalType(b));
  if (a.kind() == TypeKind::kDecimal || b.kind() == TypeKind::kDecimal) return DataType::Double();
  // Of FLOAT and DOUBLE the left one wins: Flink's type system gives both the same precision and keeps the first.
  return (a.IsApproximate() ? a : b).WithNullable(true);
}

}  // namespace mullion
