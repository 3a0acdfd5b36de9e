// ABS, SIGN, FLOOR, CEIL, ROUND, TRUNCATE.
#include <cmath>

#include "column/text.h"
#include "expr/cast.h"
#include "expr/date_part_functions.h"
#include "expr/decimal_math.h"
#include "expr/function_table.h"
#include "expr/time_unit.h"
#include "expr/type_rules.h"

namespace mullion {
namespace {

/// A function of one number that keeps its type; `f` takes every C++ number type, DECIMAL unscaled.
template <typename F>
Result<ExprPtr> BindSameType(const Function& self, Args args, F f) {
  MULLION_TRY(Want(self, "n", &args));
  DataType type = args[0]->type();
  return DispatchPhysical(type.physical(), [&]<typename T>() -> Result<ExprPtr> {
    if constexpr (std::is_same_v<T, std::string_view>) {
      return Fail(Error::Internal("a number is no text"));
    } else {
      return BindRows<T, T>(self, type, std::move(args), f);
    }
  });
}

/// The smallest integer stays: it has no positive twin.
Result<ExprPtr> BindAbs(const Function& self, Args args) {
  return BindSameType(self, std::move(args), []<typename T>(T v) -> T {
    if constexpr (std::is_floating_point_v<T>) {
      return std::fabs(v);
    } else if constexpr (std::is_same_v<T, Int128>) {
      return v < 0 ? -v : v;
    } else {
      return v < 0 ? static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(v)) : v;
    }
  });
}

Result<ExprPtr> BindSign(const Function& self, Args args) {
  MULLION_TRY(Want(self, "n", &args));
  const DataType& type = args[0]->type();
  if (type.kind() == TypeKind::kDecimal) {
    Int128 one = PowerOfTen(type.scale());
    return BindRows<Int128, Int128>(self, type, std::move(args),
                                    [one](Int128 v) { return v == 0 ? 0 : (v < 0 ? -one : one); });
  }
  return BindSameType(self, std::move(args),
                      []<typename T>(T v) -> T { return v > 0 ? T{1} : (v < 0 ? static_cast<T>(-1) : v); });
}

Int128 FloorTo(Int128 v, Int128 unit) {
  Int128 rest = v % unit;
  return (rest < 0 ? v - rest - unit : v - rest) / unit;
}

template <bool kUp>
Result<ExprPtr> BindWhole(const Function& self, Args args) {
  if (args.size() == 2) return BindUnitFloor(self, std::move(args), kUp);
  MULLION_TRY(Want(self, "n", &args));
  const DataType& type = args[0]->type();
  if (type.IsInteger()) return std::move(args[0]);
  if (type.kind() == TypeKind::kDecimal) {
    Int128 unit = PowerOfTen(type.scale());
    return BindRows<Int128, Int128>(self, DataType::Decimal(type.precision(), 0), std::move(args),
                                    [unit](Int128 v) { return kUp ? -FloorTo(-v, unit) : FloorTo(v, unit); });
  }
  if (type.kind() == TypeKind::kFloat) {
    return BindRows<float, float>(self, type, std::move(args),
                                  [](float v) { return kUp ? std::ceil(v) : std::floor(v); });
  }
  return BindRows<double, double>(self, type, std::move(args),
                                  [](double v) { return kUp ? std::ceil(v) : std::floor(v); });
}

enum class Rounding { kHalfUp, kDown };

/// Cuts or rounds an unscaled decimal at `digits` behind the point (before it when negative); the scale stays.
Int128 RoundUnscaled(Int128 v, int scale, int digits, Rounding rounding) {
  if (digits >= scale) return v;
  if (scale - digits > kMaxDecimalPrecision) return 0;
  Int128 unit = PowerOfTen(scale - digits);
  Int128 rest = v % unit;
  Int128 cut = v - rest;
  if (rounding == Rounding::kDown) return cut;
  if (rest >= unit - rest) return cut + unit;
  return -rest >= unit + rest ? cut - unit : cut;
}

/// A double by way of its shortest decimal digits, as Flink does with BigDecimal.
double RoundReal(RowEnv& env, double v, int digits, Rounding rounding) {
  if (!std::isfinite(v) || digits > 300) return v;
  std::string& text = env.Scratch();
  AppendJavaDouble(v, &text);
  constexpr int kScale = 18;
  std::optional<Int128> unscaled = ParseDecimal(text, kMaxDecimalPrecision, kScale);
  // Too large to have digits behind the point, or so small that 18 places do not hold it.
  if (!unscaled || digits > kScale) return v;
  return DecimalToDouble(RoundUnscaled(*unscaled, kScale, digits, rounding), kScale);
}

Result<ExprPtr> RoundDecimal(const Function& self, Args args, Rounding rounding) {
  DataType from = args[0]->type();
  const Value* literal = AsLiteral(*args[1]);
  bool known = literal && !literal->is_null();
  DataType type = known ? DecimalRoundType(from, static_cast<int>(literal->AsInt())) : from.WithNullable(true);
  return BindRows<Int128, Int128, int32_t>(self, type, std::move(args), [=](Int128 v, int32_t digits) {
    return RescaleDecimal(RoundUnscaled(v, from.scale(), digits, rounding), from.scale(), type.precision(),
                          type.scale());
  });
}

template <Rounding kRounding>
Result<ExprPtr> BindRound(const Function& self, Args args) {
  if (args.size() == 1) args.push_back(IntLiteral(0));
  MULLION_TRY(Want(self, "ni", &args));
  DataType type = args[0]->type();
  switch (type.kind()) {
    case TypeKind::kDecimal:
      return RoundDecimal(self, std::move(args), kRounding);
    case TypeKind::kFloat:
      return BindRows<float, float, int32_t>(self, type, std::move(args), [](RowEnv& env, float v, int32_t digits) {
        return static_cast<float>(RoundReal(env, v, digits, kRounding));
      });
    case TypeKind::kDouble:
      return BindRows<double, double, int32_t>(self, type, std::move(args), [](RowEnv& env, double v, int32_t digits) {
        return RoundReal(env, v, digits, kRounding);
      });
    default:
      break;
  }
  MULLION_ASSIGN(args[0], MakeCast(args[0], DataType::BigInt(), false));
  MULLION_ASSIGN(auto rounded, BindRows<int64_t, int64_t, int32_t>(
                                   self, DataType::BigInt(), std::move(args), [](int64_t v, int32_t digits) {
                                     return static_cast<int64_t>(RoundUnscaled(v, 0, digits, kRounding));
                                   }));
  return MakeCast(std::move(rounded), type, false);
}

constexpr Function kFunctions[] = {
    {"ABS", 1, 1, "ABS(number)", BindAbs},
    {"SIGN", 1, 1, "SIGN(number)", BindSign},
    {"FLOOR", 1, 2, "FLOOR(number) or FLOOR(time TO unit)", BindWhole<false>},
    {"CEIL", 1, 2, "CEIL(number) or CEIL(time TO unit)", BindWhole<true>},
    {"CEILING", 1, 2, "CEILING(number) or CEILING(time TO unit)", BindWhole<true>},
    {"ROUND", 1, 2, "ROUND(number [, digits])", BindRound<Rounding::kHalfUp>},
    {"TRUNCATE", 1, 2, "TRUNCATE(number [, digits])", BindRound<Rounding::kDown>},
};

}  // namespace

std::span<const Function> RoundingFunctions() {
  return kFunctions;
}

}  // namespace mullion
