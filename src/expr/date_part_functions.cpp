#include "expr/date_part_functions.h"

#include "column/text.h"
#include "expr/calendar.h"
#include "expr/cast.h"
#include "expr/time_unit.h"

namespace mullion {
namespace {

int64_t FirstOf(int64_t year, int64_t month = 1) {
  // month may be 13: the next January.
  auto y = static_cast<int>(month > 12 ? year + 1 : year);
  return DaysFromCivil({y, static_cast<int>(month > 12 ? month - 12 : month), 1});
}

/// Flink's rule on whole days: the time of day plays no part in a CEIL to MONTH and above, and a CEIL to QUARTER goes
/// on from every day but January 1.
int64_t FloorDays(UnitName unit, int64_t days, bool up) {
  CivilDate date = CivilFromDays(days);
  int64_t year = date.year;
  bool new_year = date.month == 1 && date.day == 1;
  switch (unit) {
    case UnitName::kMillennium:
      return FirstOf((year + 999) / 1000 * 1000 + (up ? 1 : -999));
    case UnitName::kCentury:
      return FirstOf((year + 99) / 100 * 100 + (up ? 1 : -99));
    case UnitName::kDecade:
      return FirstOf(year / 10 * 10 + (up ? 10 : 0));
    case UnitName::kYear:
      return FirstOf(year + (up && !new_year));
    case UnitName::kQuarter:
      return FirstOf(year, (date.month - 1) / 3 * 3 + 1 + (up && !new_year ? 3 : 0));
    case UnitName::kMonth:
      return FirstOf(year, date.month + (up && date.day > 1));
    case UnitName::kWeek: {
      // Weeks begin on Sunday.
      int64_t since_sunday = FloorMod(days + 4, 7);
      return days - since_sunday + (up && since_sunday > 0 ? 7 : 0);
    }
    case UnitName::kDay:
      return days + (up ? 1 : 0);  // the CEIL of a DATE to DAY is the day after, in Flink
    default:
      return days;
  }
}

int64_t FloorMs(const TimeUnit& unit, int64_t ms, bool up) {
  if (unit.ms > 0 && unit.unit != UnitName::kWeek) {
    int64_t rest = FloorMod(ms, unit.ms);
    return ms - rest + (up && rest > 0 ? unit.ms : 0);
  }
  return FloorDays(unit.unit, ms / kMsPerDay, up) * kMsPerDay;
}

template <typename T>
Result<ExprPtr> FloorTimestamp(const Function& self, Args args, TimeUnit unit, bool up) {
  DataType type = args[0]->type();
  bool instant = type.kind() == TypeKind::kTimestampLtz;
  return BindRows<T, T>(self, type, std::move(args), [=](RowEnv& env, T value) -> Result<T> {
    Instant at = ReadInstant(value);
    int64_t offset_ms = 0;
    if (instant) {
      MULLION_ASSIGN(auto zone, env.context().Zone());
      offset_ms = zone->ToLocalMs(at.ms) - at.ms;
    }
    int64_t floored = FloorMs(unit, at.ms + offset_ms, up) - offset_ms;
    return WriteInstant<T>({floored, 0});
  });
}

/// EXTRACT's units of a day or more. `days` is rounded toward 1970, as Flink does for timestamps before it.
int64_t PartOfDays(UnitName unit, int64_t days) {
  int64_t year = CivilFromDays(days).year;
  switch (unit) {
    case UnitName::kMillennium:
      return year > 0 ? (year + 999) / 1000 : (year - 999) / 1000;
    case UnitName::kCentury:
      return year > 0 ? (year + 99) / 100 : (year - 99) / 100;
    case UnitName::kDecade:
      return year / 10;
    case UnitName::kYear:
      return year;
    case UnitName::kIsoYear:
      return IsoWeekOf(days).year;
    case UnitName::kQuarter:
      return (CivilFromDays(days).month + 2) / 3;
    case UnitName::kMonth:
      return CivilFromDays(days).month;
    case UnitName::kWeek:
      return IsoWeekOf(days).week;
    case UnitName::kDay:
      return CivilFromDays(days).day;
    case UnitName::kDayOfYear:
      return DayOfYear(days);
    case UnitName::kDayOfWeek:
      return IsoDayOfWeek(days) % 7 + 1;
    case UnitName::kIsoDayOfWeek:
      return IsoDayOfWeek(days);
    default:
      return 0;
  }
}

/// EXTRACT's units below a day; the remainders are Java's, negative before 1970, as in Flink.
int64_t PartOfTime(UnitName unit, Instant at) {
  int64_t ms = at.ms % kMsPerDay;
  switch (unit) {
    case UnitName::kHour:
      return ms / 3'600'000;
    case UnitName::kMinute:
      return ms % 3'600'000 / 60'000;
    case UnitName::kSecond:
      return ms % 60'000 / 1'000;
    case UnitName::kMillisecond:
      return ms % 1'000;
    case UnitName::kMicrosecond:
      return ms % 1'000 * 1'000 + at.ns_of_ms / 1'000;
    case UnitName::kNanosecond:
      return ms % 1'000 * 1'000'000 + at.ns_of_ms;
    default:
      return at.ms / 1'000;  // EPOCH
  }
}

bool IsDayUnit(UnitName unit) {
  return unit <= UnitName::kIsoDayOfWeek;
}

template <typename T>
Result<ExprPtr> ExtractTimestamp(const Function& self, Args args, UnitName unit) {
  bool instant = args[0]->type().kind() == TypeKind::kTimestampLtz;
  return BindRows<int64_t, T>(self, DataType::BigInt(), std::move(args), [=](RowEnv& env, T value) -> Result<int64_t> {
    Instant at = ReadInstant(value);
    if (instant) {  // EPOCH too counts from 1970 on the local clock
      MULLION_ASSIGN(auto zone, env.context().Zone());
      at.ms = zone->ToLocalMs(at.ms);
    }
    return IsDayUnit(unit) ? PartOfDays(unit, at.ms / kMsPerDay) : PartOfTime(unit, at);
  });
}

Result<ExprPtr> ExtractMonths(const Function& self, Args args, TimeUnit unit) {
  if (unit.unit != UnitName::kYear && unit.unit != UnitName::kMonth) return Fail(BadUnit(self, unit.name));
  bool year = unit.unit == UnitName::kYear;
  return BindRows<int64_t, int32_t>(self, DataType::BigInt(), std::move(args),
                                    [year](int32_t months) { return int64_t{year ? months / 12 : months % 12}; });
}

Result<ExprPtr> ExtractInterval(const Function& self, Args args, TimeUnit unit) {
  if (IsDayUnit(unit.unit) && unit.unit != UnitName::kDay) return Fail(BadUnit(self, unit.name));
  UnitName name = unit.unit;
  return BindRows<int64_t, int64_t>(self, DataType::BigInt(), std::move(args), [name](int64_t ms) {
    return name == UnitName::kDay ? ms / kMsPerDay : PartOfTime(name, {ms, 0});
  });
}

Result<ExprPtr> Extract(const Function& self, ExprPtr from, TimeUnit unit) {
  if (from->type().IsCharacter() || from->type().kind() == TypeKind::kNull) {
    MULLION_ASSIGN(from, MakeCast(from, DataType::Timestamp(3), false));
  }
  DataType type = from->type();
  Args args{std::move(from)};
  UnitName name = unit.unit;
  switch (type.kind()) {
    case TypeKind::kDate:
      return BindRows<int64_t, int32_t>(self, DataType::BigInt(), std::move(args), [name](int32_t days) {
        // Below a day Flink takes the number of days for milliseconds.
        if (name == UnitName::kEpoch) return PartOfTime(name, {days * kMsPerDay, 0});
        return IsDayUnit(name) ? PartOfDays(name, days) : PartOfTime(name, {days, 0});
      });
    case TypeKind::kTime:
      if (IsDayUnit(name)) return Fail(BadUnit(self, unit.name));
      return BindRows<int64_t, int32_t>(self, DataType::BigInt(), std::move(args), [name](int32_t ms) {
        return PartOfTime(name, {ms, 0});
      });
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      if (type.physical() == Physical::kInt64) return ExtractTimestamp<int64_t>(self, std::move(args), name);
      return ExtractTimestamp<Int128>(self, std::move(args), name);
    case TypeKind::kIntervalMonth:
      return ExtractMonths(self, std::move(args), unit);
    case TypeKind::kIntervalDay:
      return ExtractInterval(self, std::move(args), unit);
    default:
      return Fail(ArgumentError(self, 0, type, "a DATE, TIME, TIMESTAMP or INTERVAL"));
  }
}

Result<ExprPtr> BindExtract(const Function& self, Args args) {
  MULLION_ASSIGN(auto unit, WantUnit(self, args, 0));
  return Extract(self, std::move(args[1]), unit);
}

template <UnitName kUnit>
Result<ExprPtr> BindPart(const Function& self, Args args) {
  return Extract(self, std::move(args[0]), TimeUnit{kUnit, self.name, 0, 0});
}

constexpr Function kFunctions[] = {
    {"EXTRACT", 2, 2, "EXTRACT(unit FROM time)", BindExtract},
    {"YEAR", 1, 1, "YEAR(date)", BindPart<UnitName::kYear>},
    {"QUARTER", 1, 1, "QUARTER(date)", BindPart<UnitName::kQuarter>},
    {"MONTH", 1, 1, "MONTH(date)", BindPart<UnitName::kMonth>},
    {"WEEK", 1, 1, "WEEK(date)", BindPart<UnitName::kWeek>},
    {"DAYOFYEAR", 1, 1, "DAYOFYEAR(date)", BindPart<UnitName::kDayOfYear>},
    {"DAYOFMONTH", 1, 1, "DAYOFMONTH(date)", BindPart<UnitName::kDay>},
    {"DAYOFWEEK", 1, 1, "DAYOFWEEK(date)", BindPart<UnitName::kDayOfWeek>},
    {"HOUR", 1, 1, "HOUR(timestamp)", BindPart<UnitName::kHour>},
    {"MINUTE", 1, 1, "MINUTE(timestamp)", BindPart<UnitName::kMinute>},
    {"SECOND", 1, 1, "SECOND(timestamp)", BindPart<UnitName::kSecond>},
};

}  // namespace

Result<ExprPtr> BindUnitFloor(const Function& self, Args args, bool up) {
  MULLION_ASSIGN(auto unit, WantUnit(self, args, 1));
  if (unit.months == 0 && unit.ms == 0) return Fail(BadUnit(self, unit.name));
  args.pop_back();
  DataType type = args[0]->type();
  switch (type.kind()) {
    case TypeKind::kDate:
      return BindRows<int32_t, int32_t>(self, type, std::move(args), [unit, up](int32_t days) {
        return static_cast<int32_t>(FloorDays(unit.unit, days, up));
      });
    case TypeKind::kTime:
      if (unit.ms == 0 || unit.ms >= kMsPerDay) return Fail(BadUnit(self, unit.name));
      return BindRows<int32_t, int32_t>(self, type, std::move(args), [unit, up](int32_t ms) {
        return static_cast<int32_t>(FloorMs(unit, ms, up) % kMsPerDay);
      });
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampLtz:
      if (type.physical() == Physical::kInt64) return FloorTimestamp<int64_t>(self, std::move(args), unit, up);
      return FloorTimestamp<Int128>(self, std::move(args), unit, up);
    default:
      return Fail(ArgumentError(self, 0, type, "a DATE, TIME or TIMESTAMP"));
  }
}

std::span<const Function> DatePartFunctions() {
  return kFunctions;
}

}  // namespace mullion
