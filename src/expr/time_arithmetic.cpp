#include "expr/time_arithmetic.h"

#include <algorithm>

#include "column/text.h"
#include "expr/binary_loop.h"
#include "expr/calendar.h"
#include "expr/cast.h"
#include "expr/function.h"
#include "expr/time_unit.h"

namespace mullion {
namespace {

constexpr Int128 kNsPerMs = 1'000'000;

template <typename T>
T WrappedAdd(T a, T b) {
  using U = std::conditional_t<sizeof(T) == 16, unsigned __int128, std::make_unsigned_t<T>>;
  return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
}

/// a ± b of one layout: watermarks are made with this, so it runs as fast as integers add.
template <typename T>
Kernel AddKernel(DataType type, bool minus) {
  return [type = std::move(type), minus](const CallInput& in) -> Result<ColumnPtr> {
    auto out = std::make_shared<Column>(type, in.row_count);
    MergeNulls(in, out.get());
    T* values = out->MutableValues<T>();
    if (minus) {
      BinaryLoop<T>(in, values, [](T a, T b) { return WrappedAdd<T>(a, static_cast<T>(-b)); });
    } else {
      BinaryLoop<T>(in, values, [](T a, T b) { return WrappedAdd<T>(a, b); });
    }
    return out;
  };
}

/// TIMESTAMP or TIMESTAMP_LTZ ± INTERVAL DAY TO SECOND.
Result<ExprPtr> TimestampPlusMs(const Function& self, Args args, bool minus) {
  DataType type = NullableLike(args[0]->type(), args);
  if (type.physical() == Physical::kInt64) {
    return MakeKernelCall(self.name, type, std::move(args), AddKernel<int64_t>(type, minus));
  }
  int64_t sign = minus ? -1 : 1;
  return BindRows<Int128, Int128, int64_t>(self, type, std::move(args),
                                           [sign](Int128 ns, int64_t ms) { return ns + kNsPerMs * sign * ms; });
}

int64_t AddMonthsToMs(int64_t ms, int64_t months) {
  int64_t days = FloorDiv(ms, kMsPerDay);
  return AddMonths(days, months) * kMsPerDay + (ms - days * kMsPerDay);
}

Result<ExprPtr> TimestampPlusMonths(const Function& self, Args args, bool minus) {
  DataType type = args[0]->type();
  int64_t sign = minus ? -1 : 1;
  if (type.physical() == Physical::kInt64) {
    return BindRows<int64_t, int64_t, int32_t>(
        self, type, std::move(args), [sign](int64_t ms, int32_t months) { return AddMonthsToMs(ms, sign * months); });
  }
  return BindRows<Int128, Int128, int32_t>(self, type, std::move(args), [sign](Int128 ns, int32_t months) {
    Instant at = InstantOfNs(ns);
    at.ms = AddMonthsToMs(at.ms, sign * months);
    return WriteInstant<Int128>(at);
  });
}

Result<ExprPtr> DatePlus(const Function& self, Args args, bool minus) {
  int64_t sign = minus ? -1 : 1;
  if (args[1]->type().kind() == TypeKind::kIntervalMonth) {
    return BindRows<int32_t, int32_t, int32_t>(
        self, DataType::Date(), std::move(args),
        [sign](int32_t days, int32_t months) { return static_cast<int32_t>(AddMonths(days, sign * months)); });
  }
  // A DATE stays one: of the interval only whole days count.
  return BindRows<int32_t, int32_t, int64_t>(self, DataType::Date(), std::move(args), [sign](int32_t days, int64_t ms) {
    return static_cast<int32_t>(days + sign * (ms / kMsPerDay));
  });
}

Result<ExprPtr> TimePlus(const Function& self, Args args, bool minus) {
  DataType type = args[0]->type();
  if (args[1]->type().kind() == TypeKind::kIntervalMonth) return std::move(args[0]);
  int64_t sign = minus ? -1 : 1;
  return BindRows<int32_t, int32_t, int64_t>(self, type, std::move(args), [sign](int32_t time, int64_t ms) {
    int64_t sum = (time + sign * (ms % kMsPerDay)) % kMsPerDay;
    return static_cast<int32_t>(sum < 0 ? sum + kMsPerDay : sum);
  });
}

Result<ExprPtr> IntervalPlus(const Function& self, Args args, bool minus) {
  DataType type = NullableLike(args[0]->type(), args);
  Kernel kernel =
      type.kind() == TypeKind::kIntervalMonth ? AddKernel<int32_t>(type, minus) : AddKernel<int64_t>(type, minus);
  return MakeKernelCall(self.name, type, std::move(args), std::move(kernel));
}

Error NoSuchSum(const Function& self, const DataType& a, const DataType& b) {
  Error error = Error::User("cannot apply " + std::string(self.name) + " to " + a.ToString() + " and " + b.ToString());
  if (self.name == "-" && !a.IsInterval() && !b.IsInterval()) {
    return std::move(error).Hint("the time between two moments is TIMESTAMPDIFF(unit, from, to)");
  }
  return std::move(error).Hint("to a time add an INTERVAL, such as INTERVAL '5' SECOND");
}

/// TIMESTAMPADD(unit, count, time) is time + count units.
Result<ExprPtr> BindTimestampAdd(const Function& self, Args args) {
  MULLION_ASSIGN(auto unit, WantUnit(self, args, 0));
  const DataType& count = args[1]->type();
  if (!count.IsInteger()) return Fail(ArgumentError(self, 1, count, "an integer"));
  if (args[2]->type().IsCharacter()) {
    MULLION_ASSIGN(args[2], MakeCast(args[2], DataType::Timestamp(3), false));
  }
  DataType interval = unit.months > 0 ? DataType::IntervalMonth() : DataType::IntervalDay();
  if (unit.months == 0 && unit.ms == 0) return Fail(BadUnit(self, unit.name));
  MULLION_ASSIGN(auto counted, MakeCast(args[1], unit.months > 0 ? DataType::Int() : DataType::BigInt(), false));
  MULLION_ASSIGN(auto as_interval, MakeCast(counted, interval, false));
  ExprPtr size = IntLiteral(static_cast<int32_t>(unit.months > 0 ? unit.months : unit.ms));
  MULLION_ASSIGN(auto product, MakeCall("*", {as_interval, size}));
  // A time of day added to a DATE makes a TIMESTAMP.
  if (args[2]->type().kind() == TypeKind::kDate && unit.months == 0 && unit.ms % kMsPerDay != 0) {
    MULLION_ASSIGN(args[2], MakeCast(args[2], DataType::Timestamp(6), false));
  }
  return MakeCall("+", {args[2], product});
}

/// `from` is not after `to`.
int64_t WholeMonthsOfDays(int64_t from, int64_t to) {
  CivilDate a = CivilFromDays(from);
  CivilDate b = CivilFromDays(to);
  int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
  while (AddMonths(from, months) > to) --months;
  return months;
}

int64_t WholeMonths(Instant from, Instant to) {
  // Flink counts whole months by days first, then takes one back when the time of day is not reached, backwards too:
  // from the 15th at 10:00 to the 15th of the month before at 11:00 is -1, at 09:00 -2.
  int64_t from_day = FloorDiv(from.ms, kMsPerDay);
  int64_t to_day = FloorDiv(to.ms, kMsPerDay);
  int64_t months = to_day < from_day ? -WholeMonthsOfDays(to_day, from_day) : WholeMonthsOfDays(from_day, to_day);
  bool same_day = AddMonths(from_day, months) == to_day;
  return months - (same_day && to.ms - to_day * kMsPerDay < from.ms - from_day * kMsPerDay ? 1 : 0);
}

template <typename T>
Result<ExprPtr> DiffCall(const Function& self, Args args, TimeUnit unit) {
  return BindRows<int32_t, T, T>(self, DataType::Int(), std::move(args), [unit](T from, T to) -> int32_t {
    Instant a = ReadInstant(from);
    Instant b = ReadInstant(to);
    if (unit.months > 0) return static_cast<int32_t>(WholeMonths(a, b) / unit.months);
    // Weeks are made of seconds that Flink has already cut to an INT.
    if (unit.name == "WEEK") return static_cast<int32_t>((b.ms - a.ms) / 1000) / (7 * 86'400);
    return static_cast<int32_t>((b.ms - a.ms) / unit.ms);
  });
}

/// TIMESTAMPDIFF(unit, from, to): whole units, toward 0.
Result<ExprPtr> BindTimestampDiff(const Function& self, Args args) {
  MULLION_ASSIGN(auto unit, WantUnit(self, args, 0));
  if (unit.months == 0 && unit.ms == 0) return Fail(BadUnit(self, unit.name));
  args.erase(args.begin());
  std::vector<DataType> types;
  for (size_t i = 0; i < 2; ++i) {
    if (args[i]->type().IsCharacter() || args[i]->type().kind() == TypeKind::kNull) {
      MULLION_ASSIGN(args[i], MakeCast(args[i], DataType::Timestamp(3), false));
    }
    const DataType& type = args[i]->type();
    if (!type.IsTimestamp() && type.kind() != TypeKind::kDate) {
      return Fail(ArgumentError(self, i + 1, type, "a DATE or TIMESTAMP"));
    }
    types.push_back(type);
  }
  MULLION_ASSIGN(auto common, CommonType(types));
  DataType moment = common.kind() == TypeKind::kDate ? DataType::Timestamp(3) : common.WithNullable(true);
  for (ExprPtr& arg : args) {
    MULLION_ASSIGN(arg, MakeCast(arg, moment, false));
  }
  if (moment.physical() == Physical::kInt64) return DiffCall<int64_t>(self, std::move(args), unit);
  return DiffCall<Int128>(self, std::move(args), unit);
}

constexpr Function kFunctions[] = {
    {"TIMESTAMPADD", 3, 3, "TIMESTAMPADD(unit, count, time)", BindTimestampAdd},
    {"TIMESTAMPDIFF", 3, 3, "TIMESTAMPDIFF(unit, from, to)", BindTimestampDiff},
};

}  // namespace

int64_t AddMonths(int64_t days, int64_t months) {
  CivilDate date = CivilFromDays(days);
  int64_t total = date.year * int64_t{12} + (date.month - 1) + months;
  auto year = static_cast<int>(FloorDiv(total, 12));
  int month = static_cast<int>(total - year * int64_t{12}) + 1;
  int64_t first = DaysFromCivil({year, month, 1});
  CivilDate next = month == 12 ? CivilDate{year + 1, 1, 1} : CivilDate{year, month + 1, 1};
  int64_t last = DaysFromCivil(next) - 1;
  return std::min(first + date.day - 1, last);
}

Result<ExprPtr> BindTimeSum(const Function& self, Args args, bool minus) {
  for (size_t i = 0; i < 2; ++i) {
    if (args[i]->type().kind() != TypeKind::kNull) continue;
    // NULL + INTERVAL is a NULL timestamp, time + NULL a NULL of that time.
    bool other_interval = args[1 - i]->type().IsInterval();
    args[i] = NullLiteral(other_interval ? args[1 - i]->type() : DataType::IntervalDay());
  }
  if (args[0]->type().IsInterval() && !args[1]->type().IsInterval() && !minus) std::swap(args[0], args[1]);
  const DataType& a = args[0]->type();
  const DataType& b = args[1]->type();
  if (!b.IsInterval()) return Fail(NoSuchSum(self, a, b));
  if (a.IsInterval()) {
    if (a.kind() != b.kind()) return Fail(NoSuchSum(self, a, b));
    return IntervalPlus(self, std::move(args), minus);
  }
  if (a.kind() == TypeKind::kDate) return DatePlus(self, std::move(args), minus);
  if (a.kind() == TypeKind::kTime) return TimePlus(self, std::move(args), minus);
  if (!a.IsTimestamp()) return Fail(NoSuchSum(self, a, b));
  if (b.kind() == TypeKind::kIntervalMonth) return TimestampPlusMonths(self, std::move(args), minus);
  return TimestampPlusMs(self, std::move(args), minus);
}

Result<ExprPtr> BindIntervalProduct(const Function& self, Args args) {
  if (!args[0]->type().IsInterval()) std::swap(args[0], args[1]);
  DataType type = args[0]->type();
  if (!args[1]->type().IsNumeric()) return Fail(ArgumentError(self, 1, args[1]->type(), "a number"));
  bool integer = args[1]->type().IsInteger();
  MULLION_ASSIGN(args[1], MakeCast(args[1], integer ? DataType::BigInt() : DataType::Double(), false));
  bool months = type.kind() == TypeKind::kIntervalMonth;
  auto multiply = []<typename T, typename N>(T a, N b) { return static_cast<T>(static_cast<N>(a) * b); };
  if (months && integer) return BindRows<int32_t, int32_t, int64_t>(self, type, std::move(args), multiply);
  if (months) return BindRows<int32_t, int32_t, double>(self, type, std::move(args), multiply);
  if (integer) return BindRows<int64_t, int64_t, int64_t>(self, type, std::move(args), multiply);
  return BindRows<int64_t, int64_t, double>(self, type, std::move(args), multiply);
}

std::span<const Function> TimeArithmeticFunctions() {
  return kFunctions;
}

}  // namespace mullion
