// Casts among numbers, BOOLEAN and intervals.
#include <cmath>
#include <limits>
#include <type_traits>

#include "column/text.h"
#include "expr/cast.h"
#include "expr/decimal_math.h"

namespace mullion {
namespace {

/// As Java narrows: a real number saturates (NaN is 0) at INT, or at BIGINT for BIGINT; then the low bits remain.
template <typename To, typename From>
To Narrow(From v) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    using Wide = std::conditional_t<sizeof(To) == 8, int64_t, int32_t>;
    if (std::isnan(v)) return 0;
    if (v >= static_cast<From>(std::numeric_limits<Wide>::max())) {
      return static_cast<To>(std::numeric_limits<Wide>::max());
    }
    if (v <= static_cast<From>(std::numeric_limits<Wide>::min())) {
      return static_cast<To>(std::numeric_limits<Wide>::min());
    }
    return static_cast<To>(static_cast<Wide>(v));
  } else {
    return static_cast<To>(v);
  }
}

/// Runs on every row, asked for or not: it cannot fail, and without branches it is vectorized.
template <typename To, typename From>
Kernel Convert(const Cast& cast) {
  return [type = cast.result()](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    MergeNulls(in, out.get());
    const From* from = in.args[0].column->Values<From>();
    To* to = out->MutableValues<To>();
    for (size_t i = 0; i < in.row_count; ++i) to[i] = Narrow<To>(from[i]);
    return out;
  };
}

template <typename From>
Kernel FromPrimitive(const Cast& cast) {
  switch (cast.to.kind()) {
    case TypeKind::kTinyInt:
      return Convert<int8_t, From>(cast);
    case TypeKind::kSmallInt:
      return Convert<int16_t, From>(cast);
    case TypeKind::kInt:
      return Convert<int32_t, From>(cast);
    case TypeKind::kBigInt:
      return Convert<int64_t, From>(cast);
    case TypeKind::kFloat:
      return Convert<float, From>(cast);
    case TypeKind::kDouble:
      return Convert<double, From>(cast);
    default:
      return nullptr;
  }
}

Kernel PrimitiveToPrimitive(const Cast& cast) {
  switch (cast.from.kind()) {
    case TypeKind::kBoolean:
    case TypeKind::kTinyInt:
      return FromPrimitive<int8_t>(cast);
    case TypeKind::kSmallInt:
      return FromPrimitive<int16_t>(cast);
    case TypeKind::kInt:
      return FromPrimitive<int32_t>(cast);
    case TypeKind::kBigInt:
      return FromPrimitive<int64_t>(cast);
    case TypeKind::kFloat:
      return FromPrimitive<float>(cast);
    case TypeKind::kDouble:
      return FromPrimitive<double>(cast);
    default:
      return nullptr;
  }
}

/// Too many digits give NULL, under CAST too.
template <typename From>
Kernel IntegerToDecimal(const Cast& cast) {
  int precision = cast.to.precision();
  int scale = cast.to.scale();
  return MapRows<Int128, From>(cast.result(), [=](From v) { return RescaleDecimal(v, 0, precision, scale); });
}

/// By way of the shortest digits, as Java's BigDecimal.valueOf.
template <typename From>
Kernel RealToDecimal(const Cast& cast) {
  int precision = cast.to.precision();
  int scale = cast.to.scale();
  return MapRows<Int128, From>(cast.result(), [=](RowEnv& env, From v) -> std::optional<Int128> {
    std::string& digits = env.Scratch();
    AppendJavaDouble(v, &digits);
    return ParseDecimal(digits, precision, scale);
  });
}

Kernel ToDecimal(const Cast& cast) {
  int precision = cast.to.precision();
  int scale = cast.to.scale();
  switch (cast.from.kind()) {
    case TypeKind::kBoolean:
    case TypeKind::kTinyInt:
      return IntegerToDecimal<int8_t>(cast);
    case TypeKind::kSmallInt:
      return IntegerToDecimal<int16_t>(cast);
    case TypeKind::kInt:
      return IntegerToDecimal<int32_t>(cast);
    case TypeKind::kBigInt:
      return IntegerToDecimal<int64_t>(cast);
    case TypeKind::kFloat:
      return RealToDecimal<float>(cast);
    case TypeKind::kDouble:
      return RealToDecimal<double>(cast);
    case TypeKind::kDecimal: {
      int from_scale = cast.from.scale();
      return MapRows<Int128, Int128>(cast.result(),
                                     [=](Int128 v) { return RescaleDecimal(v, from_scale, precision, scale); });
    }
    default:
      return nullptr;
  }
}

/// Digits behind the point are cut, then the low bits remain.
template <typename To>
Kernel DecimalToInteger(const Cast& cast) {
  Int128 unit = PowerOfTen(cast.from.scale());
  return MapRows<To, Int128>(cast.result(), [unit](Int128 v) { return static_cast<To>(v / unit); });
}

Kernel FromDecimal(const Cast& cast) {
  int scale = cast.from.scale();
  switch (cast.to.kind()) {
    case TypeKind::kTinyInt:
      return DecimalToInteger<int8_t>(cast);
    case TypeKind::kSmallInt:
      return DecimalToInteger<int16_t>(cast);
    case TypeKind::kInt:
      return DecimalToInteger<int32_t>(cast);
    case TypeKind::kBigInt:
      return DecimalToInteger<int64_t>(cast);
    case TypeKind::kFloat:
      return MapRows<float, Int128>(cast.result(),
                                    [scale](Int128 v) { return static_cast<float>(DecimalToDouble(v, scale)); });
    case TypeKind::kDouble:
      return MapRows<double, Int128>(cast.result(), [scale](Int128 v) { return DecimalToDouble(v, scale); });
    default:
      return nullptr;
  }
}

Kernel NumberToBoolean(const Cast& cast) {
  switch (cast.from.kind()) {
    case TypeKind::kTinyInt:
      return MapRows<bool, int8_t>(cast.result(), [](int8_t v) { return v != 0; });
    case TypeKind::kSmallInt:
      return MapRows<bool, int16_t>(cast.result(), [](int16_t v) { return v != 0; });
    case TypeKind::kInt:
      return MapRows<bool, int32_t>(cast.result(), [](int32_t v) { return v != 0; });
    case TypeKind::kBigInt:
      return MapRows<bool, int64_t>(cast.result(), [](int64_t v) { return v != 0; });
    case TypeKind::kFloat:
      return MapRows<bool, float>(cast.result(), [](float v) { return v != 0; });
    case TypeKind::kDouble:
      return MapRows<bool, double>(cast.result(), [](double v) { return v != 0; });
    case TypeKind::kDecimal:
      return MapRows<bool, Int128>(cast.result(), [](Int128 v) { return v != 0; });
    default:
      return nullptr;
  }
}

/// An interval counts months or milliseconds.
Kernel CastInterval(const Cast& cast) {
  if (cast.from.kind() == TypeKind::kIntervalMonth && cast.to.kind() == TypeKind::kInt)
    return Convert<int32_t, int32_t>(cast);
  if (cast.from.kind() == TypeKind::kIntervalMonth && cast.to.kind() == TypeKind::kBigInt)
    return Convert<int64_t, int32_t>(cast);
  if (cast.from.kind() == TypeKind::kIntervalDay && cast.to.kind() == TypeKind::kBigInt)
    return Convert<int64_t, int64_t>(cast);
  if (cast.from.kind() == TypeKind::kInt && cast.to.kind() == TypeKind::kIntervalMonth)
    return Convert<int32_t, int32_t>(cast);
  if (cast.from.kind() == TypeKind::kBigInt && cast.to.kind() == TypeKind::kIntervalDay)
    return Convert<int64_t, int64_t>(cast);
  return nullptr;
}

}  // namespace

Kernel CastNumber(const Cast& cast) {
  bool from_number = cast.from.IsNumeric() || cast.from.kind() == TypeKind::kBoolean;
  if (cast.from.IsInterval() || cast.to.IsInterval()) return CastInterval(cast);
  if (!from_number) return nullptr;
  if (cast.to.kind() == TypeKind::kBoolean) return NumberToBoolean(cast);
  if (cast.to.kind() == TypeKind::kDecimal) return ToDecimal(cast);
  if (cast.from.kind() == TypeKind::kDecimal) return FromDecimal(cast);
  return PrimitiveToPrimitive(cast);
}

}  // namespace mullion
