#pragma once
// Which type the result of an operation has: Flink's rules (LogicalTypeMerging). Pure functions. Internal to expr.

#include "column/type.h"

namespace mullion {

/// DECIMAL that holds every value of an exact numeric type: INT is DECIMAL(10, 0).
DataType ToDecimalType(const DataType& exact);

/// DECIMAL(precision, scale), or when that is too wide for 38 digits, fewer fraction digits, though at least 6 if it
/// had so many.
DataType FitDecimal(int precision, int scale);
DataType DecimalSumType(const DataType& a, const DataType& b);
DataType DecimalProductType(const DataType& a, const DataType& b);
DataType DecimalQuotientType(const DataType& a, const DataType& b);
DataType DecimalRemainderType(const DataType& a, const DataType& b);
/// ROUND(DECIMAL, digits).
DataType DecimalRoundType(const DataType& decimal, int digits);

/// The wider of two integer types, nullable.
DataType WiderInteger(const DataType& a, const DataType& b);
/// The type of a + b for two numbers; nullable.
DataType NumericSumType(const DataType& a, const DataType& b);

}  // namespace mullion
