// + - * / % on numbers.
#include <cmath>
#include <type_traits>

#include "expr/binary_loop.h"
#include "expr/decimal_math.h"
#include "expr/function_table.h"
#include "expr/time_arithmetic.h"
#include "expr/type_rules.h"

namespace mullion {
namespace {

Error DivisionByZero() {
  return Error::User("/ by zero").Hint("guard the division: CASE WHEN divisor <> 0 THEN … END, or NULLIF(divisor, 0)");
}

/// Integers wrap, as Java's do: the sum is taken without sign in at least 32 bits.
template <typename T, typename F>
T Wrapped(T a, T b, F f) {
  if constexpr (std::is_floating_point_v<T>) {
    return f(a, b);
  } else {
    using U = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
    return static_cast<T>(f(static_cast<U>(a), static_cast<U>(b)));
  }
}

struct Plus {
  static constexpr bool kMayDivideByZero = false;
  template <typename T>
  T operator()(T a, T b) const {
    return Wrapped(a, b, [](auto x, auto y) { return x + y; });
  }
};
struct Minus {
  static constexpr bool kMayDivideByZero = false;
  template <typename T>
  T operator()(T a, T b) const {
    return Wrapped(a, b, [](auto x, auto y) { return x - y; });
  }
};
struct Times {
  static constexpr bool kMayDivideByZero = false;
  template <typename T>
  T operator()(T a, T b) const {
    return Wrapped(a, b, [](auto x, auto y) { return x * y; });
  }
};
struct Divide {
  static constexpr bool kMayDivideByZero = true;
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a / b;
    } else {
      return b == -1 ? Minus{}(T{0}, a) : static_cast<T>(a / b);  // MIN / -1 wraps
    }
  }
};
struct Remainder {
  static constexpr bool kMayDivideByZero = true;
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::fmod(a, b);
    } else {
      return b == -1 ? T{0} : static_cast<T>(a % b);
    }
  }
};

/// Integers only: every divisor is looked at before it divides, and only in asked rows.
template <typename T, typename Op>
Status DivideLoop(const CallInput& in, const uint8_t* nulls, T* out) {
  View<T> a(in.args[0]);
  View<T> b(in.args[1]);
  for (uint32_t row : in.rows) {
    if (nulls && nulls[row]) continue;
    T divisor = b[row];
    if (divisor == 0) return Fail(DivisionByZero());
    out[row] = Op{}(a[row], divisor);
  }
  return Ok();
}

template <typename T, typename Op>
Result<ColumnPtr> RunBinary(const DataType& type, const CallInput& in) {
  auto out = std::make_shared<Column>(type, in.row_count);
  const uint8_t* nulls = MergeNulls(in, out.get());
  if constexpr (Op::kMayDivideByZero && std::is_integral_v<T>) {
    bool constant_divisor = in.args[1].constant && !in.args[1].IsNull(0) && in.args[1].column->Values<T>()[0] != 0;
    if (!constant_divisor) {
      MULLION_TRY(DivideLoop<T, Op>(in, nulls, out->MutableValues<T>()));
      return out;
    }
  }
  BinaryLoop<T>(in, out->MutableValues<T>(), Op{});
  return out;
}

template <typename Op>
Kernel BinaryKernel(DataType type) {
  switch (type.kind()) {
    case TypeKind::kTinyInt:
      return [type](const CallInput& in) { return RunBinary<int8_t, Op>(type, in); };
    case TypeKind::kSmallInt:
      return [type](const CallInput& in) { return RunBinary<int16_t, Op>(type, in); };
    case TypeKind::kInt:
      return [type](const CallInput& in) { return RunBinary<int32_t, Op>(type, in); };
    case TypeKind::kBigInt:
      return [type](const CallInput& in) { return RunBinary<int64_t, Op>(type, in); };
    case TypeKind::kFloat:
      return [type](const CallInput& in) { return RunBinary<float, Op>(type, in); };
    default:
      return [type](const CallInput& in) { return RunBinary<double, Op>(type, in); };
  }
}

using DecimalOp = std::optional<Int128> (*)(const DecimalShape&, Int128, Int128);

Result<ExprPtr> BindDecimal(const Function& self, Args args, const DataType& type, DecimalOp op, bool divides) {
  for (ExprPtr& arg : args) {
    MULLION_ASSIGN(arg, MakeCast(arg, ToDecimalType(arg->type()), false));
  }
  DecimalShape shape{args[0]->type().scale(), args[1]->type().scale(), type.precision(), type.scale()};
  if (!divides) {
    return BindRows<Int128, Int128, Int128>(self, type, std::move(args),
                                            [shape, op](Int128 a, Int128 b) { return op(shape, a, b); });
  }
  return BindRows<Int128, Int128, Int128>(self, type, std::move(args),
                                          [shape, op](Int128 a, Int128 b) -> Result<std::optional<Int128>> {
                                            if (b == 0) return Fail(DivisionByZero());
                                            return op(shape, a, b);
                                          });
}

/// Makes both numbers; a NULL literal takes the type of the other side.
Status MakeNumbers(const Function& self, Args* args) {
  for (size_t i = 0; i < 2; ++i) {
    const DataType& type = (*args)[i]->type();
    if (type.kind() == TypeKind::kNull) {
      const DataType& other = (*args)[1 - i]->type();
      DataType to = other.kind() == TypeKind::kNull ? DataType::Int() : other.WithNullable(true);
      (*args)[i] = NullLiteral(to);
    }
  }
  for (size_t i = 0; i < 2; ++i) {
    if (!(*args)[i]->type().IsNumeric()) return Fail(ArgumentError(self, i, (*args)[i]->type(), "a number"));
  }
  return Ok();
}

template <typename Op>
Result<ExprPtr> BindNumeric(const Function& self, Args args, const DataType& type) {
  DataType exact = NullableLike(type, args);
  for (ExprPtr& arg : args) {
    MULLION_ASSIGN(arg, MakeCast(arg, type, false));
  }
  return MakeKernelCall(self.name, exact, std::move(args), BinaryKernel<Op>(exact));
}

using DecimalTypeRule = DataType (*)(const DataType&, const DataType&);

template <typename Op>
Result<ExprPtr> BindBinary(const Function& self, Args args, DecimalTypeRule rule, DecimalOp op) {
  MULLION_TRY(MakeNumbers(self, &args));
  const DataType& a = args[0]->type();
  const DataType& b = args[1]->type();
  bool exact = !a.IsApproximate() && !b.IsApproximate();
  if (exact && (a.kind() == TypeKind::kDecimal || b.kind() == TypeKind::kDecimal)) {
    DataType type = rule(ToDecimalType(a), ToDecimalType(b));
    return BindDecimal(self, std::move(args), type, op, Op::kMayDivideByZero);
  }
  return BindNumeric<Op>(self, std::move(args), NumericSumType(a, b));
}

bool IsTime(const ExprPtr& arg) {
  const DataType& type = arg->type();
  return type.IsInterval() || type.IsTimestamp() || type.kind() == TypeKind::kDate || type.kind() == TypeKind::kTime;
}

Result<ExprPtr> BindNegate(const Function& self, Args args) {
  const DataType type = args[0]->type();
  if (!type.IsNumeric() && !type.IsInterval()) return Fail(ArgumentError(self, 0, type, "a number or an interval"));
  if (type.physical() == Physical::kInt128) {
    return BindRows<Int128, Int128>(self, type, std::move(args), [](Int128 a) { return -a; });
  }
  Kernel kernel = DispatchPhysical(type.physical(), [&]<typename T>() -> Kernel {
    if constexpr (std::is_arithmetic_v<T>) {
      return MapRows<T, T>(type, [](T a) {
        if constexpr (std::is_floating_point_v<T>)
          return -a;
        else
          return Minus{}(T{0}, a);
      });
    } else {
      return nullptr;
    }
  });
  return MakeKernelCall("-", type, std::move(args), std::move(kernel));
}

Result<ExprPtr> BindPlus(const Function& self, Args args) {
  if (args.size() == 1) {
    if (!args[0]->type().IsNumeric() && !args[0]->type().IsInterval()) {
      return Fail(ArgumentError(self, 0, args[0]->type(), "a number or an interval"));
    }
    return std::move(args[0]);
  }
  if (IsTime(args[0]) || IsTime(args[1])) return BindTimeSum(self, std::move(args), false);
  return BindBinary<Plus>(self, std::move(args), DecimalSumType, DecimalAdd);
}

Result<ExprPtr> BindMinus(const Function& self, Args args) {
  if (args.size() == 1) return BindNegate(self, std::move(args));
  if (IsTime(args[0]) || IsTime(args[1])) return BindTimeSum(self, std::move(args), true);
  return BindBinary<Minus>(self, std::move(args), DecimalSumType, DecimalSubtract);
}

Result<ExprPtr> BindTimes(const Function& self, Args args) {
  if (args[0]->type().IsInterval() || args[1]->type().IsInterval()) return BindIntervalProduct(self, std::move(args));
  return BindBinary<Times>(self, std::move(args), DecimalProductType, DecimalMultiply);
}

Result<ExprPtr> BindDivide(const Function& self, Args args) {
  return BindBinary<Divide>(self, std::move(args), DecimalQuotientType, DecimalDivide);
}

/// The remainder of integers has the type of the divisor.
Result<ExprPtr> BindRemainder(const Function& self, Args args) {
  MULLION_TRY(MakeNumbers(self, &args));
  DataType divisor = args[1]->type();
  bool integers = args[0]->type().IsInteger() && divisor.IsInteger();
  MULLION_ASSIGN(auto call, BindBinary<Remainder>(self, std::move(args), DecimalRemainderType, DecimalRemainder));
  if (!integers) return call;
  return MakeCast(std::move(call), divisor, false);
}

constexpr Function kFunctions[] = {
    {"+", 1, 2, "a + b", BindPlus},       {"-", 1, 2, "a - b", BindMinus},
    {"*", 2, 2, "a * b", BindTimes},      {"/", 2, 2, "a / b", BindDivide},
    {"%", 2, 2, "a % b", BindRemainder},  {"MOD", 2, 2, "MOD(a, b)", BindRemainder},
    {"NEGATIVE", 1, 1, "-a", BindNegate},
};

}  // namespace

std::span<const Function> ArithmeticFunctions() {
  return kFunctions;
}

}  // namespace mullion
