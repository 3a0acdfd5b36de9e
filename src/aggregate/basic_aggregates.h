#pragma once
// The makers of the functions of this room; the registry calls them. Null when the function does not take the type.

#include "aggregate/aggregate.h"

namespace mullion {

/// COUNT(*) without arguments, else COUNT(x).
AggregatePtr MakeCount(bool of_rows);
/// SUM, or $SUM0 with `zero_when_empty`.
AggregatePtr MakeSum(const DataType& type, bool zero_when_empty);
/// `narrow` ("AVG NARROW"): sums integers in their own width, as Flink does in OVER and beside a variance.
AggregatePtr MakeAvg(const DataType& type, bool narrow);

/// MIN and MAX of input that only grows: keeps the extreme only.
AggregatePtr MakeExtreme(const DataType& type, bool max);
/// Keeps all values, so that rows can be taken back.
AggregatePtr MakeRetractableExtreme(const DataType& type, bool max);
/// What MIN and MAX take.
bool HasOrder(const DataType& type);

/// FIRST_VALUE and LAST_VALUE of what is not NULL, in the order of rows.
AggregatePtr MakeFirstOrLast(const DataType& type, bool last);
AggregatePtr MakeRetractableFirstOrLast(const DataType& type, bool last);

enum class VarianceKind : uint8_t { kVarPop, kVarSamp, kStddevPop, kStddevSamp };
/// In Flink's arithmetic: SUM(x * x) and SUM(x) in the argument's own width.
AggregatePtr MakeVariance(const DataType& type, VarianceKind kind);

/// LISTAGG(text, separator).
AggregatePtr MakeListAgg(const DataType& type, std::string separator, bool retract);
AggregatePtr MakeRetractableListAgg(const DataType& type, std::string separator);
/// COLLECT: MULTISET of the values that are not NULL.
AggregatePtr MakeCollect(const DataType& type);
/// ARRAY_AGG: all values, NULL among them; NULL when there are no rows.
AggregatePtr MakeArrayAgg(const DataType& type);
/// JSON text; null for types that JSON does not have. `absent_on_null` leaves NULL values out.
AggregatePtr MakeJsonArrayAgg(const DataType& type, bool absent_on_null);
AggregatePtr MakeJsonObjectAgg(const DataType& key, const DataType& value, bool absent_on_null);

/// LAG: the value `rows_before` rows before the last one; `otherwise` where there is none.
AggregatePtr MakeLag(const DataType& type, int64_t rows_before, Value otherwise);

/// HyperLogLog: exact up to 1024 values, then with a standard error of 0.8 %.
AggregatePtr MakeApproxCountDistinct();
/// The exact percentile, interpolated between neighbours; `fraction` in [0, 1].
AggregatePtr MakePercentile(const DataType& type, double fraction);
/// Within 0.5 % of the value.
AggregatePtr MakeApproxPercentile(const DataType& type, double fraction);
/// The value of the row with the smallest (largest) `by`.
AggregatePtr MakeArgExtreme(const DataType& value, const DataType& by, bool max);

/// COUNT(DISTINCT x) of integers, dates and times whose rows only grow; null for other types.
AggregatePtr MakeCountDistinct(const DataType& type);
/// `inner` over distinct arguments. `keyed[i]`: argument i tells rows apart (constants do not).
AggregatePtr MakeDistinct(AggregatePtr inner, std::vector<DataType> types, std::vector<bool> keyed);

}  // namespace mullion
